/// IPv4 or IPv6 without a link-layer header.
enum RawIP {
  /// 101 in files; 12, and 14 on OpenBSD, from libpcap.
  static let entry = LinkTypeEntry(name: "RAW", numbers: [101, 12, 14])

  static func networkLayer(_ frame: Span<UInt8>, length: Int) throws(HeaderFault)
    -> NetworkLayer?
  {
    try .byVersion(frame, at: 0, end: length)
  }
}
