/// Linux "cooked" captures of version 2: protocol, interface, ARPHRD type, packet type, address.
enum LinuxCooked2 {
  static let entry = LinkTypeEntry(name: "LINUX_SLL2", numbers: [276])

  static func networkLayer(_ frame: Span<UInt8>, length: Int) throws(HeaderFault)
    -> NetworkLayer?
  {
    try frame.require(20, at: 0)
    return try LinuxCooked.follow(frame, protocol: frame.word(at: 0), at: 20, end: length)
  }
}
