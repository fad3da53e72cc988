import Primitives

/// The IPv4 header (RFC 791 section 3.1).
///
///      0                   1                   2                   3
///     +-------+-------+---------------+-------------------------------+
///     |Version|  IHL  |Type of Service|          Total Length         |
///     +-------+-------+---------------+-----+-------------------------+
///     |         Identification        |Flags|     Fragment Offset     |
///     +---------------+---------------+-----+-------------------------+
///     |  Time to Live |    Protocol   |        Header Checksum        |
///     +---------------+---------------+-------------------------------+
enum IPv4Header {
  static let shortestLength = 20
  static let totalLength = 2
  static let identification = 4
  static let flagsAndOffset = 6
  static let timeToLive = 8
  static let payloadProtocol = 9
  static let checksum = 10
  static let source = 12
  static let destination = 16
  static let moreFragments: UInt16 = 0x2000
  static let offsetMask: UInt16 = 0x1FFF

  /// Decodes the header at `start`, and Authentication headers behind it where the packet is whole.
  ///
  /// The packet ends at `frameEnd` if its length is left to the network card.
  @inline(__always)
  static func decode(_ bytes: Span<UInt8>, at start: Int, frameEnd: Int) throws(HeaderFault)
    -> InternetHeader
  {
    try bytes.require(shortestLength, at: start)
    // A span of known length: the compiler drops the checks of each access.
    let fixed = bytes.extracting(start..<start &+ shortestLength)
    let first = fixed[0]
    let length = Int(first & 15) &* 4
    guard first >> 4 == 4, length >= shortestLength else { throw .contradiction }
    try bytes.require(length, at: start)
    let total = Int(fixed.word(at: totalLength))
    // Zero where segmentation offload leaves it to the card.
    let end = total == 0 ? frameEnd : start &+ total
    guard end &- start >= length else { throw .contradiction }
    let destination =
      length == shortestLength
      ? fixed.long(at: destination)
      : IPv4Options.finalDestination(bytes, header: start..<start &+ length)
    var header = InternetHeader(
      source: IPAddress(v4: fixed.long(at: source)),
      destination: IPAddress(v4: destination),
      offset: start, payload: start &+ length, end: end,
      payloadProtocol: fixed[payloadProtocol],
      identification: fixed.word(at: identification),
      timeToLive: fixed[timeToLive])
    let flags = fixed.word(at: flagsAndOffset)
    if flags & (moreFragments | offsetMask) != 0 {
      header.fragment = FragmentField(
        offset: Int(flags & offsetMask) &* 8, hasMore: flags & moreFragments != 0,
        identification: UInt32(header.identification), headerEnd: header.payload,
        nextHeaderField: start &+ payloadProtocol)
    } else if header.payloadProtocol == ExtensionHeader.authentication {
      try ExtensionHeader.skipAuthentication(bytes, &header)
    }
    return header
  }

  /// Judges the header checksum.
  ///
  /// `unchecked` where it is wrong and the total length is 0: both are left to the network card.
  static func checksumState(_ bytes: Span<UInt8>, _ header: InternetHeader) -> ChecksumState {
    let length = Int(bytes[header.offset] & 15) &* 4
    if internetSum(bytes, in: header.offset..<header.offset &+ length) == 0xFFFF { return .right }
    return bytes.word(at: header.offset &+ totalLength) == 0 ? .unchecked : .wrong
  }
}
