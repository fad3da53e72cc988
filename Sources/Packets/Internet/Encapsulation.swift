/// What wraps packets that are not looked into: tunnels, tags that are not followed, and what is
/// compressed or encrypted.
///
/// *Limits:* of UDP, VXLAN (RFC 7348) and Geneve (RFC 8926) on their own ports are known, and only in
/// packets that are no later fragments.
enum Encapsulation {
  private static let udp: UInt8 = 17
  private static let vxlan: UInt16 = 4789
  private static let geneve: UInt16 = 6081

  /// Whether a packet without TCP of its own wraps another one.
  @inline(never)
  static func isWrapped(_ bytes: Span<UInt8>, _ packet: InternetHeader) -> Bool {
    switch packet.payloadProtocol {
    // IPv4 and IPv6 in IP (RFC 2003, RFC 4213), GRE (RFC 2784), ESP (RFC 4303), EtherIP (RFC 3378),
    // IPComp (RFC 3173), L2TP (RFC 3931), MPLS in IP (RFC 4023).
    case 4, 41, 47, 50, 97, 108, 115, 137: true
    case udp where packet.fragment.map({ $0.offset == 0 }) ?? true:
      isTunnel(bytes, at: packet.payload, end: min(packet.end, bytes.count))
    default: false
    }
  }

  /// Whether a UDP datagram has the header of a tunnel behind its own: other traffic may come from such
  /// a port by chance.
  private static func isTunnel(_ bytes: Span<UInt8>, at start: Int, end: Int) -> Bool {
    guard end &- start >= 16 else { return false }
    let header = start &+ 8
    switch bytes.word(at: start &+ 2) {
    // The flag of a valid network identifier; the highest is that of group policies.
    case vxlan: return bytes[header] & 0x7F == 0x08
    case geneve:
      return bytes[header] >> 6 == 0
        && [EtherType.ipv4, EtherType.ipv6, 0x6558].contains(bytes.word(at: header &+ 2))
    default: return false
    }
  }

  /// Whether a type stands for a tag or a protection that is not followed.
  static func isWrapping(etherType: UInt16) -> Bool {
    switch etherType {
    // Service tags of old equipment, TRILL, Cisco's metadata, MACsec (IEEE 802.1AE), backbone bridges
    // (IEEE 802.1ah), VN tags (IEEE 802.1BR), service function chains (RFC 8300).
    case 0x9200, 0x9300, 0x22F3, 0x8909, 0x88E5, 0x88E7, 0x8926, 0x894F: true
    default: false
    }
  }

  /// Whether a PPP protocol holds packets in another form.
  static func isWrapping(pppProtocol: UInt16) -> Bool {
    switch pppProtocol {
    // Compressed TCP/IP headers (RFC 1332 section 4), multilink (RFC 1990), encryption (RFC 1968),
    // compression (RFC 1962).
    case 0x002D, 0x002F, 0x003D, 0x0053, 0x00FD: true
    default: false
    }
  }
}
