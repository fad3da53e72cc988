import Packets
import Primitives

extension Segment {
  /// Whether a checksum is wrong and not merely left to the sender's card.
  @inline(__always)
  var hasWrongChecksum: Bool { checksum == .wrong || headerChecksum == .wrong }
}

// What is done with wrong checksums (`ChecksumPolicy`).
extension Reassembler {
  /// Right ones that a sender must have sent for a wrong one to be an exception.
  private static let rightOnesNeeded = 16

  /// Counts the checksum of a segment that is used.
  @inline(__always)
  mutating func countChecksum(_ segment: Segment, _ slot: Int, _ side: Int) {
    guard options.checksums != .none else { return }
    if segment.hasWrongChecksum || segment.checksum == .partial {
      counters.wrongChecksumsKept &+= 1
    } else if segment.checksum == .right {
      let right = table.connections[slot].streams[side].rightChecksums
      if right < .max { table.connections[slot].streams[side].rightChecksums = right &+ 1 }
    }
  }

  /// Whether a segment is used now. One that is not has been discarded or set aside.
  mutating func admit(
    _ segment: Segment, _ slot: Int, _ side: Int, _ bytes: Span<UInt8>, _ moment: Moment
  ) -> Bool {
    let isWrong = segment.hasWrongChecksum
    guard options.checksums != .none, isWrong || segment.checksum == .partial else {
      countChecksum(segment, slot, side)
      return true
    }
    let stream = table.connections[slot].streams[side]
    switch options.checksums {
    case .all where isWrong:
      discard(slot, side, stream.offset, moment)
      return false
    case .auto
    where isWrong && !stream.flags.contains(.hasWrongChecksum)
      && stream.rightChecksums >= Reassembler.rightOnesNeeded:
      setAside(segment, slot, side, bytes, moment)
      return false
    case .none, .all, .auto:
      table.connections[slot].streams[side].flags.insert(.hasWrongChecksum)
      sayKept(slot, side, stream.offset, moment)
      countChecksum(segment, slot, side)
      return true
    }
  }

  private mutating func discard(_ slot: Int, _ side: Int, _ offset: UInt64, _ moment: Moment) {
    counters.wrongChecksumsDiscarded &+= 1
    steps.append(step(.wrongChecksum(.discarded), slot, side, offset, moment))
  }

  private mutating func sayKept(
    _ slot: Int, _ side: Int, _ offset: UInt64, _ moment: Moment,
    as verdict: Step.ChecksumVerdict = .kept
  ) {
    guard !table.connections[slot].streams[side].flags.contains(.saidWrongChecksum) else { return }
    table.connections[slot].streams[side].flags.insert(.saidWrongChecksum)
    steps.append(step(.wrongChecksum(verdict), slot, side, offset, moment))
  }

  /// Sets the first wrong segment of a sender aside. One that takes no sequence numbers that are
  /// awaited cannot be decided later and is discarded.
  private mutating func setAside(
    _ segment: Segment, _ slot: Int, _ side: Int, _ bytes: Span<UInt8>, _ moment: Moment
  ) {
    let stream = table.connections[slot].streams[side]
    let position = stream.position(of: segment.sequenceNumber)
    let hasFIN = segment.controlBits.contains(.fin)
    let end = position + Int64(segment.payload.count)
    guard segment.controlBits.isDisjoint(with: [.rst, .syn]), stream.flags.contains(.isOpen),
      position >= 0, !segment.payload.isEmpty || hasFIN,
      end > Int64(stream.offset) || hasFIN && end == Int64(stream.offset),
      position < Int64(stream.offset) + reach
    else {
      discard(slot, side, stream.offset, moment)
      return
    }
    table.connections[slot].streams[side].flags.insert(.hasWrongChecksum)
    var copy: [UInt8] = []
    copy.append(bytes, in: segment.payload)
    let index = backlog(of: slot)
    backlogs.items[index].queues[side].aside = QueuedSegment(
      offset: UInt64(position), bytes: copy, moment: moment,
      after: table.connections[slot].streams[1 - side].acknowledgedOffset, signature: 0,
      timeToLive: 0, segmentEnd: UInt64(end))
    backlogs.items[index].queues[side].asideHasFIN = hasFIN
  }

  /// A right copy of what was set aside has come: the wrong one was damaged on its way.
  mutating func discardAside(coveredBy range: Range<Int64>, _ slot: Int, _ side: Int) {
    let backlog = table.connections[slot].backlog
    guard backlog >= 0, let aside = backlogs.items[Int(backlog)].queues[side].aside,
      range.lowerBound <= Int64(aside.offset), range.upperBound >= Int64(aside.end)
    else { return }
    backlogs.items[Int(backlog)].queues[side].aside = nil
    table.connections[slot].streams[side].flags.remove(.hasWrongChecksum)
    discard(slot, side, aside.offset, aside.moment)
  }

  /// Uses what was set aside, where the other side has acknowledged it or nothing else will come.
  mutating func useAside(_ slot: Int, _ side: Int, as verdict: Step.ChecksumVerdict) {
    let backlog = table.connections[slot].backlog
    guard backlog >= 0, let aside = backlogs.items[Int(backlog)].queues[side].aside else { return }
    backlogs.items[Int(backlog)].queues[side].aside = nil
    counters.wrongChecksumsKept &+= 1
    sayKept(slot, side, aside.offset, aside.moment, as: verdict)
    let hasFIN = backlogs.items[Int(backlog)].queues[side].asideHasFIN
    let stream = table.connections[slot].streams[side]
    if hasFIN {
      noteFIN(at: stream.nextByte + Int(Int64(aside.end) - Int64(stream.offset)), slot, side)
    }
    let lower = max(aside.offset, stream.offset)
    if lower < aside.end { enqueue(aside.part(lower..<aside.end), slot, side) }
  }

  /// Whether the other side has acknowledged what was set aside.
  func isAsideAcknowledged(_ slot: Int, _ side: Int) -> Bool {
    let backlog = table.connections[slot].backlog
    guard backlog >= 0, let aside = backlogs.items[Int(backlog)].queues[side].aside else {
      return false
    }
    let stream = table.connections[slot].streams[side]
    guard stream.flags.contains(.hasAcknowledged) else { return false }
    let edge = stream.position(of: stream.acknowledged)
    return edge > Int64(aside.offset)
  }
}
