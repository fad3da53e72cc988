/// What can be said of frames before they are taken, on whatever thread has time to look at them.
///
/// Used by one thread at a time.
public protocol FrameNotes: AnyObject, Sendable {
  /// Looks at frames, and forgets what was said of others.
  ///
  /// - Parameters:
  ///   - records: where they lie, in order.
  ///   - bytes: in what they lie.
  func look(at records: [PlainRecord], in bytes: Span<UInt8>)
}
