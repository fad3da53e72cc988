import Packets
import Primitives

/// A segment with a wrong checksum that is not decided yet.
struct AsideSegment: Sendable {
  /// Its bytes but for those that right copies have brought at their start and end.
  var segment: QueuedSegment
  var hasFIN: Bool

  /// How many of one sender wait at most: where more come, its checksums mean nothing.
  static let most = 16

  /// Takes the bytes away that a right segment brings at the start or at the end.
  ///
  /// - Parameter range: the stream offsets of the right segment, one more for its FIN.
  /// - Returns: whether nothing is left.
  mutating func trim(_ range: Range<Int64>) -> Bool {
    let (lower, upper) = (Int64(segment.offset), Int64(segment.end))
    if lower == upper { return range.contains(lower) }
    if range.lowerBound <= lower, range.upperBound >= upper { return true }
    if range.lowerBound <= lower, range.upperBound > lower {
      segment = segment.part(UInt64(range.upperBound)..<segment.end)
    } else if range.upperBound >= upper, range.lowerBound < upper {
      segment = segment.part(segment.offset..<UInt64(range.lowerBound))
    }
    return false
  }
}

// What is set aside because its checksum is wrong, until it is decided.
extension Reassembler {
  /// Sets a wrong segment of a sender aside that has sent right ones alone. One that takes no
  /// sequence numbers that are awaited cannot be decided later and is discarded.
  mutating func setAside(
    _ segment: Segment, _ slot: Int, _ side: Int, _ bytes: Span<UInt8>, _ moment: Moment
  ) {
    let stream = table.connections[slot].streams[side]
    let position = stream.position(of: segment.sequenceNumber)
    let hasFIN = segment.controlBits.contains(.fin)
    let end = position + Int64(segment.payload.count)
    guard segment.controlBits.isDisjoint(with: [.rst, .syn]), stream.flags.contains(.isOpen),
      position >= 0, !segment.payload.isEmpty || hasFIN,
      end > Int64(stream.offset) || hasFIN && end == Int64(stream.offset),
      position < Int64(stream.offset) + reach, !isWaiting(position..<end, slot, side)
    else {
      discard(slot, side, stream.offset, moment)
      return
    }
    var copy: [UInt8] = []
    copy.append(bytes, in: segment.payload)
    let aside = QueuedSegment(
      offset: UInt64(position), bytes: copy, moment: moment,
      after: acknowledgedEnd(by: segment, slot, side),
      signature: UInt32(truncatingIfNeeded: segment.signature >> 32),
      timeToLive: segment.timeToLive, segmentEnd: UInt64(end))
    let index = backlog(of: slot)
    backlogs.items[index].queues[side].aside.append(AsideSegment(segment: aside, hasFIN: hasFIN))
    if isAsideAcknowledged(slot, side) {
      useAside(slot, side, as: .kept)
    } else if backlogs.items[index].queues[side].aside.count > AsideSegment.most {
      useAside(slot, side, as: .undecided)
    }
  }

  /// Whether all bytes of a range of stream offsets wait already.
  private func isWaiting(_ range: Range<Int64>, _ slot: Int, _ side: Int) -> Bool {
    let backlog = table.connections[slot].backlog
    guard backlog >= 0, !range.isEmpty else { return false }
    let queue = backlogs.items[Int(backlog)].queues[side]
    let start = max(UInt64(range.lowerBound), table.connections[slot].streams[side].offset)
    return queue.holds(start..<UInt64(range.upperBound))
  }

  /// The bytes of the other side that go before those of a segment: those that it acknowledges.
  private func acknowledgedEnd(by segment: Segment, _ slot: Int, _ side: Int) -> UInt64 {
    let peer = table.connections[slot].streams[1 - side]
    guard segment.controlBits.contains(.ack), peer.flags.contains(.isOpen),
      isAcknowledgmentBelieved(segment, slot, side)
    else { return peer.acknowledgedOffset }
    return UInt64(
      max(Int64(peer.acknowledgedOffset), peer.position(of: segment.acknowledgmentNumber)))
  }

  /// Right copies of what was set aside have come: the wrong ones were damaged on their way.
  mutating func discardAside(coveredBy range: Range<Int64>, _ slot: Int, _ side: Int) {
    let backlog = Int(table.connections[slot].backlog)
    guard backlog >= 0, !backlogs.items[backlog].queues[side].aside.isEmpty else { return }
    var index = 0
    while index < backlogs.items[backlog].queues[side].aside.count {
      guard backlogs.items[backlog].queues[side].aside[index].trim(range) else {
        index += 1
        continue
      }
      let aside = backlogs.items[backlog].queues[side].aside.remove(at: index).segment
      discard(slot, side, aside.offset, aside.moment)
    }
  }

  /// Uses what was set aside, where the other side has acknowledged it or nothing else will come.
  mutating func useAside(_ slot: Int, _ side: Int, as verdict: Step.ChecksumVerdict) {
    let backlog = Int(table.connections[slot].backlog)
    guard backlog >= 0, !backlogs.items[backlog].queues[side].aside.isEmpty else { return }
    let all = backlogs.items[backlog].queues[side].aside
    backlogs.items[backlog].queues[side].aside = []
    table.connections[slot].streams[side].flags.insert(.hasWrongChecksum)
    for one in all {
      let aside = one.segment
      let stream = table.connections[slot].streams[side]
      counters.wrongChecksumsKept &+= 1
      sayKept(slot, side, aside.offset, aside.moment, as: verdict)
      if one.hasFIN {
        noteFIN(at: stream.nextByte + Int(Int64(aside.end) - Int64(stream.offset)), slot, side)
      }
      let lower = max(aside.offset, stream.offset)
      if lower < aside.end { enqueue(aside.part(lower..<aside.end), slot, side) }
    }
  }

  /// Whether something was set aside that begins before a stream offset.
  func hasAside(before edge: UInt64, _ slot: Int, _ side: Int) -> Bool {
    let backlog = table.connections[slot].backlog
    guard backlog >= 0 else { return false }
    return backlogs.items[Int(backlog)].queues[side].aside.contains { $0.segment.offset < edge }
  }

  /// Whether the other side has acknowledged something that was set aside.
  func isAsideAcknowledged(_ slot: Int, _ side: Int) -> Bool {
    let stream = table.connections[slot].streams[side]
    guard stream.flags.contains(.hasAcknowledged) else { return false }
    return hasAside(
      before: UInt64(max(0, stream.position(of: stream.acknowledged))), slot, side)
  }
}
