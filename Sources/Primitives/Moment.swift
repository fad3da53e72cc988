/// Where and when a segment was seen: what an event names.
///
/// A frame number and a capture time.
public struct Moment: Sendable, Hashable {
  /// The frame, counted from 1.
  public var frame: Int
  /// Capture time in nanoseconds since 1970-01-01 UTC.
  public var time: Int64

  /// A frame number (from 1) and its time (nanoseconds since 1970-01-01 UTC).
  public init(frame: Int, time: Int64) {
    self.frame = frame
    self.time = time
  }
}
