/// IPv6 without a link-layer header.
enum RawIPv6 {
  static let entry = LinkTypeEntry(name: "IPV6", numbers: [229])

  static func networkLayer(_ frame: Span<UInt8>, length: Int) -> NetworkLayer? {
    NetworkLayer(version: .six, offset: 0, end: length)
  }
}
