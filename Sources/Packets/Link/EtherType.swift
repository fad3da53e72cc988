/// EtherType values (IEEE 802 numbers, as IANA lists them) and what they lead to.
enum EtherType {
  static let ipv4: UInt16 = 0x0800
  static let ipv6: UInt16 = 0x86DD
  /// IEEE 802.1Q customer tag.
  static let vlan: UInt16 = 0x8100
  /// IEEE 802.1ad service tag.
  static let serviceVLAN: UInt16 = 0x88A8
  /// The service tag of equipment older than 802.1ad.
  static let oldServiceVLAN: UInt16 = 0x9100
  static let mpls: UInt16 = 0x8847
  /// MPLS with an upstream-assigned label (RFC 5332).
  static let mplsUpstream: UInt16 = 0x8848
  /// PPPoE session stage (RFC 2516 section 6).
  static let pppoeSession: UInt16 = 0x8864
  /// Smaller values are the length of an IEEE 802.3 frame.
  static let smallest: UInt16 = 0x0600

  /// Follows tags and encapsulations down to an IP header, nil where the frame holds none; throws where
  /// it may hold one in something that is not followed.
  ///
  /// `type` is the EtherType or IEEE 802.3 length that precedes `start`; the payload ends at `end` on
  /// the wire. Iterative: each round but the last consumes at least three bytes of the frame.
  static func networkLayer(
    _ frame: Span<UInt8>, type: UInt16, at start: Int, end: Int
  ) throws(HeaderFault) -> NetworkLayer? {
    var type = type
    var offset = start
    var end = end
    while true {
      switch type {
      case ipv4: return NetworkLayer(version: .four, offset: offset, end: end)
      case ipv6: return NetworkLayer(version: .six, offset: offset, end: end)
      case vlan, serviceVLAN, oldServiceVLAN:
        try frame.require(4, at: offset)
        type = frame.word(at: offset &+ 2)
        offset &+= 4
      case mpls, mplsUpstream:
        return try MPLS.networkLayer(frame, at: offset, end: end)
      case pppoeSession:
        return try PPPoE.networkLayer(frame, at: offset, end: end)
      case ..<smallest:
        end = min(end, offset &+ Int(type))
        guard let inner = try LogicalLinkControl.etherType(frame, at: offset) else { return nil }
        type = inner.type
        offset = inner.offset
      default:
        if Encapsulation.isWrapping(etherType: type) { throw .encapsulated }
        return nil
      }
    }
  }
}
