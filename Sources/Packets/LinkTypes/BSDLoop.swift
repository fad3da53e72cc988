/// OpenBSD loopback: an address family in network byte order.
enum BSDLoop {
  static let entry = LinkTypeEntry(name: "LOOP", numbers: [108])

  static func networkLayer(_ frame: Span<UInt8>, length: Int) throws(HeaderFault)
    -> NetworkLayer?
  {
    try frame.require(4, at: 0)
    return BSDNull.follow(frame.long(at: 0), length: length)
  }
}
