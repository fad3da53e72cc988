import Packets
import Primitives

// A firewall that translates nothing, captured on both of its sides: two connections with the same
// sockets, told apart by the sequence numbers that it has drawn anew.
extension Reassembler {
  /// Whether a SYN is the first segment of the connection in a slot, captured behind a firewall that
  /// gave it another number: its time stamp says so (RFC 7323 section 3), or else its identification
  /// (RFC 791 section 3.1), which firewalls leave as they are.
  ///
  /// Limits: of a third place of capture nothing is known.
  func isOfOtherLeg(_ segment: Segment, _ slot: Int, _ side: Int, _ moment: Moment) -> Bool {
    let connection = table.connections[slot]
    let stream = connection.streams[side]
    guard side == 0, !segment.controlBits.contains(.ack), connection.otherLeg < 0,
      !connection.isClosed, stream.flags.contains(.hasSYN),
      stream.initial != segment.sequenceNumber, !segment.hasWrongChecksum,
      elapsed(from: connection.first.time, to: moment.time) <= options.duplicateTime,
      elapsed(from: moment.time, to: connection.first.time) <= options.duplicateTime
    else { return false }
    let isSame =
      segment.identification != 0 && segment.identification == connection.identification
    guard stream.flags.contains(.hasTimestamp), let value = segment.timestampValue else {
      return isSame
    }
    return value == stream.firstTimestamp && (isSame || segment.identification == 0)
  }

  /// Opens the other leg of the connection in a slot.
  mutating func openOtherLeg(
    _ segment: Segment, of slot: Int, _ bytes: Span<UInt8>, _ moment: Moment
  ) {
    let number = table.connections[slot].number
    open(segment, in: bytes, at: moment, after: nil)
    // To make room for it may have ended the first.
    guard let other = owner?.connection, other != slot, !table.connections[slot].isClosed else {
      return
    }
    let distance = table.connections[other].number - number
    table.connections[other].earlierLeg = UInt8(exactly: distance) ?? 0
    table.connections[other].otherLeg = Int32(truncatingIfNeeded: slot)
    table.connections[slot].otherLeg = Int32(truncatingIfNeeded: other)
  }

  /// Which of two legs a segment is of: the one whose numbers are nearer to its own.
  @inline(never)
  func leg(
    of segment: Segment, among found: (slot: Int, sender: Sender)
  ) -> (slot: Int, sender: Sender) {
    let other = Int(table.connections[found.slot].otherLeg)
    guard let sender = table.connections[other].sender(segment.source, segment.destination) else {
      return found
    }
    let isNearer =
      distance(segment, other, Int(sender.rawValue))
      < distance(segment, found.slot, Int(found.sender.rawValue))
    return isNearer ? (other, sender) : found
  }

  private func distance(_ segment: Segment, _ slot: Int, _ side: Int) -> UInt64 {
    let (stream, peer) = (
      table.connections[slot].streams[side], table.connections[slot].streams[1 - side]
    )
    var distance: UInt64 = 0
    if stream.flags.contains(.isOpen) {
      distance += UInt64(segment.sequenceNumber.distance(from: stream.receiveNext).magnitude)
    }
    if segment.controlBits.contains(.ack), peer.flags.contains(.isOpen) {
      distance += UInt64(segment.acknowledgmentNumber.distance(from: peer.receiveNext).magnitude)
    }
    return distance
  }
}
