/// How far the reading of captures has come.
public struct ReadingProgress: Sendable, Equatable {
  /// Frames so far, over all inputs.
  public var frames: Int
  /// Captured bytes of these frames.
  public var bytes: UInt64

  /// So many frames with so many bytes.
  public init(frames: Int, bytes: UInt64) {
    self.frames = frames
    self.bytes = bytes
  }
}
