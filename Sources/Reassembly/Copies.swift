import Packets
import Primitives

// Frames that were captured twice: on another interface, or by a mirror port.
extension Reassembler {
  /// Whether the same frame was captured before.
  func isCopy(
    _ segment: Segment, _ slot: Int, _ side: Int, _ bytes: Span<UInt8>, _ moment: Moment
  ) -> Bool {
    let stream = table.connections[slot].streams[side]
    let isTold = stream.isBareTwin(
      segment, segment.signature(in: bytes), moment.time, within: options.duplicateTime)
    guard segment.payloadLength > 0 else { return isTold }
    guard isTold || hasTwin(segment, slot, side, bytes, moment) else { return false }
    // Other bytes under the same number are what somebody sends to deceive.
    return !hasOtherBytes(segment, slot, side, bytes)
  }

  /// Whether a segment with bytes is one of those that were handed out of late, or that wait.
  private func hasTwin(
    _ segment: Segment, _ slot: Int, _ side: Int, _ bytes: Span<UInt8>, _ moment: Moment
  ) -> Bool {
    let frame = RecentSegment(
      length: UInt32(truncatingIfNeeded: segment.payload.count),
      signature: UInt32(truncatingIfNeeded: segment.signature >> 32),
      tick: RecentSegment.tick(moment.time), sum: segment.payloadSum(in: bytes),
      timeToLive: segment.timeToLive)
    let (known, backlog) = (table.connections[slot].recent, table.connections[slot].backlog)
    let ticks = RecentSegment.tick(options.duplicateTime)
    if known >= 0,
      recent[Int(known)]
        .hasTwin(side: side, frame, within: ticks, isNumbered: segment.isNumbered)
    {
      return true
    }
    guard backlog >= 0 else { return false }
    // What was set aside is not among them: its copies are wrong as it is, or decide it.
    return backlogs.items[Int(backlog)].queues[side].segments.contains {
      $0.signature == frame.signature
        && $0.recent.isTwin(of: frame, within: ticks, isNumbered: segment.isNumbered)
    }
  }

  /// Whether a segment has other bytes than what was handed out of late, or waits, in their place.
  private func hasOtherBytes(
    _ segment: Segment, _ slot: Int, _ side: Int, _ bytes: Span<UInt8>
  ) -> Bool {
    let first = segment.sequenceNumber + (segment.controlBits.contains(.syn) ? 1 : 0)
    let position = table.connections[slot].streams[side].position(of: first)
    let (known, backlog) = (table.connections[slot].recent, table.connections[slot].backlog)
    if known >= 0,
      recent[Int(known)]
        .difference(side: side, offset: position, bytes: bytes, range: segment.payload) != nil
    {
      return true
    }
    guard backlog >= 0 else { return false }
    return backlogs.items[Int(backlog)].queues[side]
      .differs(from: bytes, in: segment.payload, at: position)
  }
}
