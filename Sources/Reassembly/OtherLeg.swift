import Packets
import Primitives

// A firewall that translates nothing, captured on both of its sides: two connections with the same
// sockets, told apart by the sequence numbers that it has drawn anew.
extension Reassembler {
  /// Whether a SYN is that of the connection in a slot, captured behind a firewall that gave it another
  /// number: its time stamp says so (RFC 7323 section 3), or else its identification (RFC 791 section 3.1),
  /// which firewalls leave as they are. Where the client's number is left as it is, or its SYN was not
  /// captured, the answer tells.
  ///
  /// Limits: of a third place of capture nothing is known.
  func isOfOtherLeg(_ segment: Segment, _ slot: Int, _ side: Int, _ moment: Moment) -> Bool {
    let connection = table.connections[slot]
    let stream = connection.streams[side]
    let isAnswer = segment.controlBits.contains(.ack)
    guard isAnswer == (side == 1), connection.otherLeg < 0,
      !connection.isClosed, stream.flags.contains(.hasSYN),
      stream.initial != segment.sequenceNumber || isAnswer && !acknowledgesOwn(segment, slot),
      !segment.hasWrongChecksum,
      isSoon(moment.time, after: isAnswer ? connection.lastTime : connection.first.time)
    else { return false }
    let identification = isAnswer ? stream.identification : connection.identification
    let isSame = segment.identification != 0 && segment.identification == identification
    guard stream.flags.contains(.hasTimestamp), let value = segment.timestampValue else {
      return isSame
    }
    return value == stream.firstTimestamp && (isSame || segment.identification == 0)
  }

  /// Whether a segment without SYN is the latest one of its sender, captured on another leg of which nothing
  /// is known yet: it has the identification and the length of that, and numbers that the connection cannot
  /// have.
  ///
  /// Limits: where the sender numbers no packets, the legs are one connection.
  func isOfUnknownLeg(_ segment: Segment, _ slot: Int, _ side: Int, _ moment: Moment) -> Bool {
    guard segment.isNumbered, table.connections[slot].otherLeg < 0,
      table.connections[slot].streams[side].identification == segment.identification,
      segment.controlBits.contains(.ack), segment.controlBits.isDisjoint(with: [.syn, .rst]),
      !table.connections[slot].isClosed, !segment.hasWrongChecksum,
      isSoon(moment.time, after: table.connections[slot].lastTime)
    else { return false }
    let connection = table.connections[slot]
    let (stream, peer) = (connection.streams[side], connection.streams[1 - side])
    guard
      !stream.isNear(segment.sequenceNumber) || !peer.isNear(segment.acknowledgmentNumber)
    else { return false }
    guard segment.payloadLength > 0 else { return true }
    let ticks = RecentSegment.tick(options.duplicateTime)
    return connection.recent >= 0
      && recent[Int(connection.recent)]
        .hasLength(
          segment.payloadLength, side: side, at: RecentSegment.tick(moment.time), within: ticks)
  }

  /// Whether an answer acknowledges the SYN that the connection has, as far as its number is known.
  private func acknowledgesOwn(_ segment: Segment, _ slot: Int) -> Bool {
    !table.connections[slot].streams[0].flags.contains(.isOpen) || acknowledgesSYN(segment, slot)
  }

  private func isSoon(_ time: Int64, after other: Int64) -> Bool {
    time.distance(from: other) <= options.duplicateTime.magnitude
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
    if segment.controlBits.contains(.syn) { shareSYN(of: slot, with: other) }
  }

  /// Gives the other leg the SYN that both have: its second copy was counted as one.
  private mutating func shareSYN(of slot: Int, with other: Int) {
    let known = table.connections[slot].streams[0]
    let own = table.connections[other].streams[0]
    guard known.flags.contains(.hasSYN), own.flags.contains(.isOpen), own.initial == known.initial
    else { return }
    table.connections[other].streams[0].maximumSegmentSize = known.maximumSegmentSize
    table.connections[other].streams[0].firstTimestamp = known.firstTimestamp
    table.connections[other].streams[0].flags.formUnion(
      known.flags.intersection([.hasSYN, .hasTimestamp]))
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
    if let next = stream.latest {
      distance += UInt64(segment.sequenceNumber.distance(from: next).magnitude)
    }
    if segment.controlBits.contains(.ack), let next = peer.latest {
      distance += UInt64(segment.acknowledgmentNumber.distance(from: next).magnitude)
    }
    return distance
  }
}

extension StreamState {
  /// Whether a number may be one of this stream, as far as its numbers are known.
  fileprivate func isNear(_ number: SequenceNumber) -> Bool {
    if let isKnown = mayHave(number) { return isKnown }
    return latest.map { Int64(number.distance(from: $0).magnitude) <= plainWindow } ?? true
  }

  /// The latest number that is known of a stream, be its start unknown; nil where there is none.
  fileprivate var latest: SequenceNumber? {
    if flags.contains(.isOpen) { return receiveNext }
    if flags.contains(.hasAcknowledged) { return acknowledged }
    return frames > 0 ? receiveNext : nil
  }
}
