/// IEEE 802.2 logical link control, with and without the SNAP extension (RFC 1042).
enum LogicalLinkControl {
  /// The protocol number of cooked captures that says "an 802.2 header follows".
  static let cookedProtocol: UInt16 = 4

  /// The EtherType that the header names and where its payload starts, nil where it names none.
  static func etherType(_ frame: Span<UInt8>, at offset: Int) throws(HeaderFault)
    -> (type: UInt16, offset: Int)?
  {
    try frame.require(3, at: offset)
    switch (frame[offset], frame[offset &+ 1], frame[offset &+ 2]) {
    case (0x06, 0x06, 0x03): return (EtherType.ipv4, offset &+ 3)
    case (0xAA, 0xAA, 0x03):
      try frame.require(8, at: offset)
      let type = frame.word(at: offset &+ 6)
      // An organisation code other than zero gives the type another meaning.
      let organisation = frame.long(at: offset &+ 2) & 0xFF_FFFF
      guard organisation == 0, type >= EtherType.smallest else { return nil }
      return (type, offset &+ 8)
    default: return nil
    }
  }
}
