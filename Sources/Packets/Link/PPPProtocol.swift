/// The Protocol field of PPP (RFC 1661 section 2).
///
/// *Limits:* Van Jacobson and other header compression is not undone: such frames are no IP here.
enum PPPProtocol {
  static let ipv4: UInt16 = 0x0021
  static let ipv6: UInt16 = 0x0057
  static let mpls: UInt16 = 0x0281
  static let mplsUpstream: UInt16 = 0x0283

  /// Reads the field, of one byte where it is compressed (RFC 1661 section 6.5), and follows it.
  static func networkLayer(_ frame: Span<UInt8>, at offset: Int, end: Int) throws(HeaderFault)
    -> NetworkLayer?
  {
    try frame.require(1, at: offset)
    // The least significant bit of the field's last byte is 1.
    if frame[offset] & 1 == 1 {
      return try follow(UInt16(frame[offset]), frame, at: offset &+ 1, end: end)
    }
    try frame.require(2, at: offset)
    return try follow(frame.word(at: offset), frame, at: offset &+ 2, end: end)
  }

  private static func follow(_ number: UInt16, _ frame: Span<UInt8>, at offset: Int, end: Int)
    throws(HeaderFault) -> NetworkLayer?
  {
    switch number {
    case ipv4: return NetworkLayer(version: .four, offset: offset, end: end)
    case ipv6: return NetworkLayer(version: .six, offset: offset, end: end)
    case mpls, mplsUpstream: return try MPLS.networkLayer(frame, at: offset, end: end)
    case _ where Encapsulation.isWrapping(pppProtocol: number): throw .encapsulated
    default: return nil
    }
  }
}
