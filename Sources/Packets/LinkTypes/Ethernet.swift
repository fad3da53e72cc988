/// Ethernet II and IEEE 802.3 frames, without preamble and frame check sequence.
enum Ethernet {
  static let entry = LinkTypeEntry(name: "EN10MB", numbers: [1])

  /// Two addresses of six bytes and a type or length.
  static let headerLength = 14

  @inline(__always)
  static func networkLayer(_ frame: Span<UInt8>, length: Int) throws(HeaderFault)
    -> NetworkLayer?
  {
    try frame.require(headerLength, at: 0)
    let type = frame.word(at: 12)
    if type == EtherType.ipv4 {
      return NetworkLayer(version: .four, offset: headerLength, end: length)
    }
    return try EtherType.networkLayer(frame, type: type, at: headerLength, end: length)
  }
}
