/// What a capture says of one frame, beside its captured bytes.
public struct CaptureFrame: Hashable, Sendable {
  /// Time stamp in nanoseconds since 1970-01-01 UTC; kept at the limits of `Int64`.
  public var nanoseconds: Int64
  /// Length of the frame on the wire in bytes; never less than the captured bytes.
  public var originalLength: Int
  /// Number in its input, from 1; frames that a filter left out are counted.
  public var number: Int

  /// Makes the description of a frame.
  ///
  /// - Parameters:
  ///   - nanoseconds: time stamp in nanoseconds since 1970-01-01 UTC.
  ///   - originalLength: length on the wire in bytes.
  ///   - number: number in its input, from 1.
  public init(nanoseconds: Int64, originalLength: Int, number: Int) {
    self.nanoseconds = nanoseconds
    self.originalLength = originalLength
    self.number = number
  }
}

/// How a reading ended.
public enum ReadOutcome: Hashable, Sendable {
  /// All frames were read.
  case end
  /// The receiver wanted no more frames; a further call goes on with the next one.
  case stopped
  /// The frames before the damage were read.
  case damaged(CaptureError)
}
