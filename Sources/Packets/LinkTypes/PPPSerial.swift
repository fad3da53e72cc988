/// PPP in HDLC-like framing (RFC 1662), or Cisco HDLC where the address byte says so.
enum PPPSerial {
  static let entry = LinkTypeEntry(name: "PPP_SERIAL", numbers: [50])

  static func networkLayer(_ frame: Span<UInt8>, length: Int) throws(HeaderFault)
    -> NetworkLayer?
  {
    try frame.require(4, at: 0)
    switch frame[0] {
    // Cisco's unicast and multicast addresses, a control byte, an EtherType.
    case 0x0F, 0x8F:
      let type = frame.word(at: 2)
      guard type >= EtherType.smallest else { return nil }
      return try EtherType.networkLayer(frame, type: type, at: 4, end: length)
    default: return try PPP.networkLayer(frame, length: length)
    }
  }
}
