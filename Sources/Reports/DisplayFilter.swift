import Primitives

extension SessionRecord {
  /// What shows the session alone in Wireshark: its sockets, and its time, because a client may use the
  /// same port again. Frames have other numbers in each file; times do not change.
  public var displayFilter: String {
    func address(_ address: IPAddress) -> String {
      "\(address.isIPv6 ? "ipv6" : "ip").addr == \(address)"
    }
    var parts = [
      address(client.address), address(server.address), "tcp.port == \(client.port)",
      "tcp.port == \(server.port)",
    ]
    // Where times run backwards the ends say nothing of what lies between them.
    if 0 <= first.time, first.time <= last.time {
      parts.append("frame.time_epoch >= \(Self.epoch(first.time))")
      parts.append("frame.time_epoch <= \(Self.epoch(last.time))")
    }
    return parts.joined(separator: " && ")
  }

  /// Seconds since 1970, with six or nine digits behind the point.
  private static func epoch(_ nanoseconds: Int64) -> String {
    let (seconds, rest) = nanoseconds.quotientAndRemainder(dividingBy: 1_000_000_000)
    let digits = String(1_000_000_000 + rest).dropFirst()
    return "\(seconds).\(rest % 1000 == 0 ? digits.prefix(6) : digits)"
  }
}
