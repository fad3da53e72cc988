/// What a frame holds.
public enum DecodedFrame: Sendable {
  /// A TCP segment; its ranges are of the frame's bytes.
  case segment(Segment)
  /// A TCP segment of a reassembled datagram; its ranges are of `PacketDecoder.datagram`.
  case reassembled(Segment)
  /// A fragment that was kept, because more are awaited, or that was dropped with its datagram, because it
  /// overlaps another one or came behind one that does (RFC 5722 section 4).
  case fragment(isDropped: Bool)
  /// TCP to or from no inspected port, or no TCP at all.
  case other
  /// A header that is cut or contradicts itself.
  case malformed
}
