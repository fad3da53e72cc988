import Primitives

extension SessionRecord {
  /// What shows the session alone in Wireshark.
  public var displayFilter: String {
    func address(_ address: IPAddress) -> String {
      "\(address.isIPv6 ? "ipv6" : "ip").addr == \(address)"
    }
    return [
      address(client.address), address(server.address), "tcp.port == \(client.port)",
      "tcp.port == \(server.port)",
    ].joined(separator: " && ")
  }
}
