/// The MPLS label stack (RFC 3032 section 2.1).
///
/// *Limits:* what follows is taken from the version field of an IP header; pseudowires are not
/// followed.
enum MPLS {
  /// Skips the labels to the bottom of the stack.
  static func networkLayer(_ frame: Span<UInt8>, at start: Int, end: Int) throws(HeaderFault)
    -> NetworkLayer?
  {
    var offset = start
    while true {
      try frame.require(4, at: offset)
      let isBottom = frame[offset &+ 2] & 1 == 1
      offset &+= 4
      if isBottom {
        if let layer = try NetworkLayer.byVersion(frame, at: offset, end: end) { return layer }
        // An associated channel is no traffic (RFC 5586 section 2.1); all else is a pseudowire.
        if frame[offset] >> 4 == 1 { return nil }
        throw .encapsulated
      }
    }
  }
}
