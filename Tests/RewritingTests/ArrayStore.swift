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
