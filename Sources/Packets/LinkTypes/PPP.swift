/// PPP, with or without the address and control bytes of HDLC-like framing (RFC 1662 section 3.1).
enum PPP {
  static let entry = LinkTypeEntry(name: "PPP", numbers: [9])

  static func networkLayer(_ frame: Span<UInt8>, length: Int) throws(HeaderFault)
    -> NetworkLayer?
  {
    try frame.require(2, at: 0)
    // All-Stations address and Unnumbered Information; no PPP protocol has this number.
    let offset = frame.word(at: 0) == 0xFF03 ? 2 : 0
    return try PPPProtocol.networkLayer(frame, at: offset, end: length)
  }
}
