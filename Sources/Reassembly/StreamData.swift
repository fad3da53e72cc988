import Packets
import Primitives

// Which bytes of a segment are new.
extension Reassembler {
  /// Takes the payload and the FIN of a segment.
  mutating func takeData(
    _ segment: Segment, _ slot: Int, _ side: Int, _ bytes: Span<UInt8>, _ moment: Moment
  ) {
    let stream = table.connections[slot].streams[side]
    let length = max(segment.payloadLength, segment.payload.count)
    let isSYN = segment.controlBits.contains(.syn)
    let first = segment.sequenceNumber + (isSYN ? 1 : 0)
    let hasFIN = segment.controlBits.contains(.fin) && !isSYN
    guard stream.flags.contains(.isOpen), length > 0 || hasFIN else { return }
    let position = stream.position(of: first)
    guard position - Int64(stream.offset) <= reach else { return countStray(segment) }
    if hasFIN { noteFIN(at: first + length, slot, side) }
    if !hasFIN && length == 1 && isKeepAlive(position, slot, side) { return }
    if !segment.hasWrongChecksum {
      let end = position + Int64(segment.payload.count)
      discardAside(coveredBy: position..<end + (hasFIN ? 1 : 0), slot, side)
    }
    if length == 0 { return }
    if position + Int64(length) <= 0 { return countStray(segment) }
    var (upper, wireEnd) = (position + Int64(segment.payload.count), position + Int64(length))
    if let end = finishOffset(slot, side), wireEnd > end {
      let start = max(position, end)
      if start >= 0 {
        countStray(segment)
        steps.append(
          step(.dataAfterFIN(length: Int(wireEnd - start)), slot, side, UInt64(start), moment))
      }
      (upper, wireEnd) = (min(upper, end), end)
    }
    store(segment, position..<max(position, upper), slot, side, bytes, moment)
    let offset = Int64(table.connections[slot].streams[side].offset)
    let captured = max(upper, offset, 0)
    if wireEnd > captured {
      backlogs.items[backlog(of: slot)].queues[side]
        .noteSnapped(UInt64(captured)..<UInt64(wireEnd), moment)
      if captured == offset { steps.markLastAsCut() }
    }
  }

  /// Takes the place of the FIN. The first one counts, unless it is of a byte already there.
  mutating func noteFIN(at number: SequenceNumber, _ slot: Int, _ side: Int) {
    let stream = table.connections[slot].streams[side]
    guard !stream.flags.contains(.hasFIN), number.distance(from: stream.nextByte) >= 0 else {
      return
    }
    table.connections[slot].streams[side].finish = number
    table.connections[slot].streams[side].flags.insert(.hasFIN)
    let peer = table.connections[slot].streams[1 - side]
    let after = peer.frames == 0 ? 0 : peer.acknowledgedOffset
    if table.connections[slot].backlog >= 0 || after > peer.offset {
      backlogs.items[backlog(of: slot)].queues[side].finishAfter = after
    }
    table.connections[slot].flags.remove(.isSimple)
  }

  private func finishOffset(_ slot: Int, _ side: Int) -> Int64? {
    let stream = table.connections[slot].streams[side]
    return stream.flags.contains(.hasFIN) ? stream.position(of: stream.finish) : nil
  }

  /// Whether a segment of one byte is a keep-alive (RFC 9293 section 3.8.4): its byte was sent
  /// before, or was acknowledged long ago, and is no byte of the stream.
  private func isKeepAlive(_ position: Int64, _ slot: Int, _ side: Int) -> Bool {
    let stream = table.connections[slot].streams[side]
    let next = position + 1
    if next == Int64(stream.offset) { return true }
    guard table.connections[slot].backlog >= 0 else { return false }
    let queue = backlogs.items[Int(table.connections[slot].backlog)].queues[side]
    if next == Int64(queue.contiguousEnd(from: stream.offset)) { return true }
    if let last = queue.segments.last, next == Int64(last.end) { return true }
    guard let hole = queue.hole, next == Int64(hole.edge) else { return false }
    return elapsed(from: hole.since, to: table.connections[slot].lastTime) >= options.holdTime
  }

  /// Compares the old bytes of a range of stream offsets, and hands out or queues the new ones.
  private mutating func store(
    _ segment: Segment, _ range: Range<Int64>, _ slot: Int, _ side: Int, _ bytes: Span<UInt8>,
    _ moment: Moment
  ) {
    let stream = table.connections[slot].streams[side]
    let offset = Int64(stream.offset)
    guard !range.isEmpty else { return }
    let start = segment.payload.lowerBound
    var conflict: Range<UInt64>?
    if range.lowerBound < offset, table.connections[slot].recent >= 0 {
      let old = Int(min(range.upperBound, offset) - range.lowerBound)
      if recent[Int(table.connections[slot].recent)]
        .fillsGap(side: side, range.lowerBound..<range.lowerBound + Int64(old))
      {
        counters.fillingGaps &+= 1
      }
      conflict = recent[Int(table.connections[slot].recent)]
        .difference(
          side: side, offset: range.lowerBound, bytes: bytes, range: start..<start + old)
    }
    let lower = max(range.lowerBound, offset)
    if lower < range.upperBound {
      let skip = Int(lower - range.lowerBound)
      let part = start + skip..<start + range.count
      if lower == offset, isUnhindered(slot, side) {
        deliver(segment, part, slot, side, bytes, moment, segment.signature)
      } else {
        var copy: [UInt8] = []
        copy.append(bytes, in: part)
        let peer = table.connections[slot].streams[1 - side]
        let differs = enqueue(
          QueuedSegment(
            offset: UInt64(lower), bytes: copy, moment: moment,
            after: peer.frames == 0 ? 0 : peer.acknowledgedOffset,
            signature: UInt32(truncatingIfNeeded: segment.signature >> 32),
            timeToLive: segment.timeToLive, segmentEnd: UInt64(range.upperBound)),
          slot, side)
        conflict = union(conflict, differs)
      }
    }
    guard let conflict else { return }
    let isBelow = conflict.lowerBound < stream.acknowledgedOffset
    steps.append(
      step(
        .conflict(length: conflict.count, belowAcknowledged: isBelow), slot, side,
        conflict.lowerBound, moment))
  }

  /// Whether nothing stands between a segment in order and its delivery: no queue, no open question
  /// about the connection, and no bytes of the other side that it acknowledges and that are awaited.
  private func isUnhindered(_ slot: Int, _ side: Int) -> Bool {
    let connection = table.connections[slot]
    guard options.overlap == .first,
      connection.flags.isDisjoint(with: [.isUndecided, .awaitsAnswer])
    else { return false }
    if connection.backlog >= 0,
      !backlogs.items[Int(connection.backlog)].queues[side].segments.isEmpty
    {
      return false
    }
    let peer = connection.streams[1 - side]
    return peer.frames == 0 || peer.acknowledgedOffset <= peer.offset
  }

  /// Queues bytes and notes what the modelled device's own queue would have done.
  @discardableResult
  mutating func enqueue(_ segment: QueuedSegment, _ slot: Int, _ side: Int) -> Range<UInt64>? {
    let index = backlog(of: slot)
    let stream = table.connections[slot].streams[side]
    return backlogs.items[index].queues[side]
      .insert(segment, policy: options.overlap, edge: stream.acknowledgedOffset)
  }

  /// Where a connection's backlog is; it is made where there is none.
  mutating func backlog(of slot: Int) -> Int {
    if table.connections[slot].backlog < 0 {
      table.connections[slot].backlog = backlogs.take(for: slot)
      table.connections[slot].flags.remove(.isSimple)
    }
    return Int(table.connections[slot].backlog)
  }
}
