import Primitives

/// IPv6 extension headers (RFC 8200 section 4).
///
/// *Limits:* the addresses of an RPL source route (RFC 6554) are not expanded, and a Home Address
/// option (RFC 6275) does not replace the source: the TCP checksum of such packets seems wrong.
enum ExtensionHeader {
  static let hopByHop: UInt8 = 0
  static let routing: UInt8 = 43
  static let fragment: UInt8 = 44
  static let authentication: UInt8 = 51
  static let destinationOptions: UInt8 = 60
  static let mobility: UInt8 = 135
  static let hostIdentity: UInt8 = 139
  static let shim6: UInt8 = 140

  /// Whether a number names a header that may precede TCP.
  static func isExtension(_ number: UInt8) -> Bool {
    switch number {
    case hopByHop, routing, fragment, authentication, destinationOptions, mobility, hostIdentity,
      shim6:
      true
    default: false
    }
  }

  /// The length of an Authentication header in bytes: its field is in four bytes, minus two (RFC 4302
  /// section 2.2).
  static func authenticationLength(_ bytes: Span<UInt8>, at offset: Int) -> Int {
    (Int(bytes[offset &+ 1]) &+ 2) &* 4
  }

  /// Moves `header.payload` and `header.payloadProtocol` past Authentication headers, which IPv4 packets
  /// have too (RFC 4302 section 3.1.1).
  @inline(never)
  static func skipAuthentication(_ bytes: Span<UInt8>, _ header: inout InternetHeader)
    throws(HeaderFault)
  {
    while header.payloadProtocol == authentication {
      let at = header.payload
      guard header.end &- at >= 8 else { throw .contradiction }
      try bytes.require(8, at: at)
      let length = authenticationLength(bytes, at: at)
      guard header.end &- at >= length else { throw .contradiction }
      header.payloadProtocol = bytes[at]
      header.payload = at &+ length
    }
  }

  /// Moves `header.payload` and `header.payloadProtocol` past the extension headers.
  ///
  /// Each round consumes at least eight bytes. Stops at a fragment that is not atomic and fills in
  /// `header.fragment`.
  static func skip(_ bytes: Span<UInt8>, _ header: inout InternetHeader) throws(HeaderFault) {
    var field = header.offset &+ IPv6Header.nextHeader
    while isExtension(header.payloadProtocol) {
      let at = header.payload
      guard header.end &- at >= 8 else { throw .contradiction }
      try bytes.require(8, at: at)
      var length = (Int(bytes[at &+ 1]) &+ 1) &* 8
      switch header.payloadProtocol {
      case fragment:
        length = 8
        let offsetAndFlag = bytes.word(at: at &+ 2)
        if offsetAndFlag & 0xFFF9 != 0 {
          header.fragment = FragmentField(
            offset: Int(offsetAndFlag & 0xFFF8), hasMore: offsetAndFlag & 1 == 1,
            identification: bytes.long(at: at &+ 4), headerEnd: at, nextHeaderField: field)
        }
      case authentication: length = authenticationLength(bytes, at: at)
      case routing:
        guard header.end &- at >= length else { throw .contradiction }
        try RoutingHeader.apply(bytes, at..<at &+ length, to: &header)
      default: break
      }
      guard header.end &- at >= length else { throw .contradiction }
      field = at
      header.payloadProtocol = bytes[at]
      header.payload = at &+ length
      if header.fragment != nil { return }
    }
  }
}
