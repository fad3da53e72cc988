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
      sayKept(slot, side, stream.offset, moment, as: .trusted)
      countChecksum(segment, slot, side)
      return true
    }
  }

  mutating func discard(_ slot: Int, _ side: Int, _ offset: UInt64, _ moment: Moment) {
    counters.wrongChecksumsDiscarded &+= 1
    steps.append(step(.wrongChecksum(.discarded), slot, side, offset, moment))
  }

  mutating func sayKept(
    _ slot: Int, _ side: Int, _ offset: UInt64, _ moment: Moment,
    as verdict: Step.ChecksumVerdict
  ) {
    guard !table.connections[slot].streams[side].flags.contains(.saidWrongChecksum) else { return }
    table.connections[slot].streams[side].flags.insert(.saidWrongChecksum)
    steps.append(step(.wrongChecksum(verdict), slot, side, offset, moment))
  }
}
