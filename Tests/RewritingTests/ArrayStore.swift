import Rewriting

/// Frames in an array, for tests.
final class ArrayStore: FrameStore {
  var bytes: [UInt8]
  /// What lies before is written.
  let written: UInt64
  var omitted: [FrameRecord] = []
  var inserted: [(frame: [UInt8], position: UInt64)] = []

  init(bytes: [UInt8], written: UInt64 = 0) {
    self.bytes = bytes
    self.written = written
  }

  func read(_ count: Int, at position: UInt64, into bytes: inout [UInt8]) -> Bool {
    guard position >= written, Int(position) + count <= self.bytes.count else { return false }
    bytes = Array(self.bytes[Int(position)..<Int(position) + count])
    return true
  }

  func write(_ bytes: [UInt8], at position: UInt64) {
    self.bytes.replaceSubrange(Int(position)..<Int(position) + bytes.count, with: bytes)
  }

  func omit(_ record: FrameRecord) { omitted.append(record) }

  func insert(_ frame: [UInt8], time: Int64, at position: UInt64) {
    inserted.append((frame, position))
  }
}

/// SplitMix64: the same numbers from the same seed everywhere.
struct SeededGenerator: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }
}
