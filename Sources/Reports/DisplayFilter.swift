import Primitives

extension SessionRecord {
  /// What shows the session alone in Wireshark: its sockets, and its time, because a client may use the
  /// same port again. Frames have other numbers in each file; times do not change.
  ///
  /// *Limits:* an IPv6 frame with segments left to be visited (RFC 8754) names another destination in its
  /// header than the session's, and the filter passes it over.
  public var displayFilter: String {
    var text: [UInt8] = []
    appendDisplayFilter(to: &text)
    return String(decoding: text, as: UTF8.self)
  }

  /// Appends `displayFilter`, which is plain ASCII: each record has one, so that none is made a text.
  func appendDisplayFilter(to out: inout [UInt8]) {
    for socket in [client, server] {
      out.append(contentsOf: socket.address.isIPv6 ? Words.ipv6 : Words.ip)
      socket.address.append(to: &out)
      out.append(contentsOf: Words.and)
    }
    out.append(contentsOf: Words.port)
    appendDecimal(client.port, to: &out)
    out.append(contentsOf: Words.and)
    out.append(contentsOf: Words.port)
    appendDecimal(server.port, to: &out)
    // Where times run backwards the ends say nothing of what lies between them.
    guard 0 <= first.time, first.time <= last.time, !hasTimesOutside else { return }
    out.append(contentsOf: Words.from)
    Self.append(epoch: max(0, first.time - clockTolerance), to: &out)
    out.append(contentsOf: Words.to)
    Self.append(epoch: later(last.time, by: clockTolerance), to: &out)
  }

  /// Appends seconds since 1970, with six or nine digits behind the point.
  private static func append(epoch nanoseconds: Int64, to out: inout [UInt8]) {
    let (second, nanosecond) = Timestamp.split(nanoseconds)
    appendDecimal(second, to: &out)
    out.append(UInt8(ascii: "."))
    Timestamp.append(fraction: nanosecond, to: &out)
    if nanosecond % 1000 == 0 { out.removeLast(3) }
  }

  /// What stands between the numbers.
  private enum Words {
    static let ip = Array("ip.addr == ".utf8)
    static let ipv6 = Array("ipv6.addr == ".utf8)
    static let and = Array(" && ".utf8)
    static let port = Array("tcp.port == ".utf8)
    static let from = Array(" && frame.time_epoch >= ".utf8)
    static let to = Array(" && frame.time_epoch <= ".utf8)
  }
}
