import CaptureFiles
import Primitives

/// Records of frames in a row, in the form of the output.
///
/// They stay where they were read as long as nothing in them is changed.
struct FrameRun: Sendable {
  /// Copies; none where the records lie in `buffer`.
  private var copies: [UInt8] = []
  private var buffer: FrameBuffer?
  /// Where in `buffer` they lie.
  private var range = 0..<0

  /// How many bytes they have.
  var count: Int { buffer == nil ? copies.count : range.count }

  /// How many bytes fit without more memory.
  var capacity: Int { copies.capacity }

  /// Whether the records lie where they were read.
  var isLent: Bool { buffer != nil }

  /// Adds a record that lies in a buffer behind the others.
  @inline(__always)
  mutating func extend(in buffer: FrameBuffer, to range: Range<Int>) {
    if self.buffer == nil {
      self.buffer = buffer
      self.range = range
    } else {
      self.range = self.range.lowerBound..<range.upperBound
    }
  }

  /// Adds a copy of a record.
  ///
  /// - Parameters:
  ///   - bytes: the captured bytes.
  ///   - originalLength: the frame's length on the wire in bytes.
  ///   - time: its time in nanoseconds since 1970.
  ///   - format: the form of the output.
  mutating func append(
    _ bytes: Span<UInt8>, originalLength: Int, time: Int64, as format: SavefileFormat
  ) {
    // Grown step by step, it would be copied each time, and be larger than what is kept.
    if copies.capacity == 0 {
      copies.reserveCapacity(StepBlock.byteLimit + StepBlock.byteLimit / 4)
    }
    format.appendRecordHeader(
      to: &copies, nanoseconds: time, captured: bytes.count, original: originalLength)
    copies.append(bytes, in: 0..<bytes.count)
  }

  /// Lends some of the bytes.
  func withBytes<Result, Failure>(
    _ wanted: Range<Int>, _ body: (Span<UInt8>) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    guard let buffer else { return try body(copies.span.extracting(wanted)) }
    let first = range.lowerBound
    return try buffer.withBytes { bytes throws(Failure) in
      try body(bytes.extracting(first + wanted.lowerBound..<first + wanted.upperBound))
    }
  }

  /// A copy of some of the bytes.
  func bytes(in wanted: Range<Int>) -> [UInt8] {
    withBytes(wanted) { bytes in
      var copy: [UInt8] = []
      copy.append(bytes, in: 0..<bytes.count)
      return copy
    }
  }

  /// Replaces bytes by as many others.
  mutating func replace(from first: Int, with bytes: [UInt8]) {
    own()
    for (index, byte) in bytes.enumerated() { copies[first + index] = byte }
  }

  /// Takes the records out of the buffer, where others look at them.
  private mutating func own() {
    guard let buffer else { return }
    buffer.withBytes { copies.append($0, in: range) }
    self.buffer = nil
  }

  /// Forgets the records; memory stays, but for a lot.
  mutating func removeAll() {
    buffer = nil
    copies.removeAll(keepingCapacity: copies.capacity <= 2 * StepBlock.byteLimit)
  }
}
