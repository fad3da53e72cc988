/// The part of a reassembled datagram that one frame carries.
///
/// Several frames may carry the same part; a header that was put together belongs to no part.
public struct FragmentPart: Sendable, Hashable {
  /// The frame, counted from 1.
  public var frame: Int
  /// The bytes of `PacketDecoder.datagram` that the frame holds.
  public var range: Range<Int>
  /// Where they start in the frame.
  public var offset: Int

  /// A part of a datagram.
  ///
  /// - Parameters:
  ///   - frame: the frame's number, from 1.
  ///   - range: bytes of the datagram.
  ///   - offset: where they start in the frame.
  public init(frame: Int, range: Range<Int>, offset: Int) {
    self.frame = frame
    self.range = range
    self.offset = offset
  }
}
