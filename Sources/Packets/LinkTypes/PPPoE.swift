/// PPP over Ethernet, session stage (RFC 2516 section 4), of its own or inside an Ethernet frame.
enum PPPoE {
  static let entry = LinkTypeEntry(name: "PPP_ETHER", numbers: [51])

  /// VER and TYPE are 1, CODE is 0 for session data; then the session and a length.
  static func networkLayer(_ frame: Span<UInt8>, at offset: Int, end: Int) throws(HeaderFault)
    -> NetworkLayer?
  {
    try frame.require(6, at: offset)
    guard frame.word(at: offset) == 0x1100 else { return nil }
    let length = Int(frame.word(at: offset &+ 4))
    // A length of zero is left by segmentation offload, as in the IP header.
    let payloadEnd = length == 0 ? end : min(end, offset &+ 6 &+ length)
    return try PPPProtocol.networkLayer(frame, at: offset &+ 6, end: payloadEnd)
  }
}
