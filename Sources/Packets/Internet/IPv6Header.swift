import Primitives

/// The IPv6 header and its extension headers (RFC 8200 sections 3 and 4).
///
///     +-------+---------------+---------------------------------------+
///     |Version| Traffic Class |              Flow Label               |
///     +-------+---------------+-------+---------------+---------------+
///     |         Payload Length        |  Next Header  |   Hop Limit   |
///     +-------------------------------+---------------+---------------+
enum IPv6Header {
  static let length = 40
  static let payloadLength = 4
  static let nextHeader = 6
  static let hopLimit = 7
  static let source = 8
  static let destination = 24

  /// Decodes the header at `start` and its extension headers.
  ///
  /// An atomic fragment (RFC 6946) is a whole packet; the chain ends at any other Fragment header.
  /// The packet ends at `frameEnd` if its payload length is 0 (jumbogram, offload).
  static func decode(_ bytes: Span<UInt8>, at start: Int, frameEnd: Int) throws(HeaderFault)
    -> InternetHeader
  {
    try bytes.require(length, at: start)
    guard bytes[start] >> 4 == 6 else { throw .contradiction }
    let announced = Int(bytes.word(at: start &+ payloadLength))
    let end = announced == 0 ? frameEnd : start &+ length &+ announced
    guard end &- start >= length else { throw .contradiction }
    var header = InternetHeader(
      source: bytes.addressV6(at: start &+ source),
      destination: bytes.addressV6(at: start &+ destination),
      offset: start, payload: start &+ length, end: end,
      payloadProtocol: bytes[start &+ nextHeader],
      identification: 0,
      timeToLive: bytes[start &+ hopLimit])
    if header.payloadProtocol != InternetHeader.tcp {
      try ExtensionHeader.skip(bytes, &header)
    }
    return header
  }
}
