/// Where the IP header of a frame starts.
struct NetworkLayer {
  /// The version that the link layer announced.
  enum Version {
    case four, six
  }

  /// IPv4 or IPv6.
  var version: Version
  /// Where the header starts in the frame, in bytes; at most one past the captured ones.
  var offset: Int
  /// Where the link layer's payload ends on the wire: padding may lie before it.
  var end: Int

  /// Takes the version from the first four bits of the header, nil where it is no IP header.
  static func byVersion(_ frame: Span<UInt8>, at offset: Int, end: Int) throws(HeaderFault)
    -> NetworkLayer?
  {
    try frame.require(1, at: offset)
    switch frame[offset] >> 4 {
    case 4: return NetworkLayer(version: .four, offset: offset, end: end)
    case 6: return NetworkLayer(version: .six, offset: offset, end: end)
    default: return nil
    }
  }
}
