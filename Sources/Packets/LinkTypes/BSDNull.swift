/// BSD loopback: an address family in the byte order of the machine that captured.
enum BSDNull {
  static let entry = LinkTypeEntry(name: "NULL", numbers: [0])

  static func networkLayer(_ frame: Span<UInt8>, length: Int) throws(HeaderFault)
    -> NetworkLayer?
  {
    try frame.require(4, at: 0)
    let family = frame.long(at: 0)
    // Families are small: a large number was written by a little-endian machine.
    return follow(family > 0xFFFF ? family.byteSwapped : family, length: length)
  }

  /// Follows an address family: AF_INET6 differs between systems, AF_INET does not.
  static func follow(_ family: UInt32, length: Int) -> NetworkLayer? {
    switch family {
    case 2: NetworkLayer(version: .four, offset: 4, end: length)
    // Linux, Windows, NetBSD and OpenBSD, FreeBSD, Darwin.
    case 10, 23, 24, 28, 30: NetworkLayer(version: .six, offset: 4, end: length)
    default: nil
    }
  }
}
