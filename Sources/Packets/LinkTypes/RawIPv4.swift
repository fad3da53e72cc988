/// IPv4 without a link-layer header.
enum RawIPv4 {
  static let entry = LinkTypeEntry(name: "IPV4", numbers: [228])

  static func networkLayer(_ frame: Span<UInt8>, length: Int) -> NetworkLayer? {
    NetworkLayer(version: .four, offset: 0, end: length)
  }
}
