/// An address and a port (RFC 9293 section 3.3.2: "socket").
public struct Socket: Hashable, Sendable {
  /// The IP address.
  public let address: IPAddress
  /// The TCP port.
  public let port: UInt16

  /// A socket of an address and a port.
  public init(address: IPAddress, port: UInt16) {
    self.address = address
    self.port = port
  }
}

extension Socket: CustomStringConvertible {
  /// `ADDRESS:PORT`, an IPv6 address in brackets.
  public var description: String {
    address.isIPv6 ? "[\(address)]:\(port)" : "\(address):\(port)"
  }
}

extension Socket: Comparable {
  /// By address, then by port.
  public static func < (a: Socket, b: Socket) -> Bool {
    a.address == b.address ? a.port < b.port : a.address < b.address
  }
}
