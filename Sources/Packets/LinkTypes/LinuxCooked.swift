/// Linux "cooked" captures of version 1: packet type, ARPHRD type, address length, address, protocol.
enum LinuxCooked {
  static let entry = LinkTypeEntry(name: "LINUX_SLL", numbers: [113])

  static func networkLayer(_ frame: Span<UInt8>, length: Int) throws(HeaderFault)
    -> NetworkLayer?
  {
    try frame.require(16, at: 0)
    return try follow(frame, protocol: frame.word(at: 14), at: 16, end: length)
  }

  /// Follows the Protocol field of either version: an EtherType or one of Linux's own numbers.
  static func follow(_ frame: Span<UInt8>, protocol number: UInt16, at offset: Int, end: Int)
    throws(HeaderFault) -> NetworkLayer?
  {
    if number == LogicalLinkControl.cookedProtocol {
      guard let inner = try LogicalLinkControl.etherType(frame, at: offset) else { return nil }
      return try EtherType.networkLayer(frame, type: inner.type, at: inner.offset, end: end)
    }
    guard number >= EtherType.smallest else { return nil }
    return try EtherType.networkLayer(frame, type: number, at: offset, end: end)
  }
}
