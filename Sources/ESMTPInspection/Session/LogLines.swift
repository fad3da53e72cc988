import Primitives

// The device's log lines (evidence section 4), without time and host.
extension Session {
  private var facility: String { policy.logStyle.facility }

  private func request(_ sender: Sender) -> String { sender == .client ? "Request" : "Response" }

  private func route(_ site: Site) -> String {
    "from \(endpoints.name(of: site.sender)) to \(endpoints.name(of: site.sender.peer))"
  }

  /// 108004: an action other than a log line.
  func classLine(
    _ action: String, _ site: Site, _ further: String, of kind: String = "ESMTP Classification"
  ) -> String {
    "%\(facility)-4-108004: \(kind): \(action) ESMTP \(request(site.sender)) \(route(site)); \(further)"
  }

  /// 108005: a log line alone.
  func receivedLine(_ kind: String, _ site: Site, _ further: String) -> String {
    "%\(facility)-6-108005: \(kind): Received ESMTP \(request(site.sender)) \(route(site)); \(further)"
  }

  /// 108002: a character of an address replaced by a blank.
  func replacedStringLine(_ bytes: Span<UInt8>, _ path: Range<Int>) -> String {
    "%\(facility)-2-108002: SMTP replaced string: out \(endpoints.realClient.address)"
      + " in \(endpoints.realServer.address) data: \(printable(bytes, path))"
  }

  /// 108003: the session is closed for a character of an address.
  func maliciousPatternLine(_ bytes: Span<UInt8>, _ path: Range<Int>) -> String {
    let route = "from \(endpoints.name(of: .client)) to \(endpoints.name(of: .server))"
    let text = printable(bytes, path)
    return policy.logStyle.hasOldAddressLog
      ? "%\(facility)-2-108003: Terminating ESMTP/SMTP connection; malicious pattern detected in the "
        + "mail address \(route). Data:\(text)"
      : "%\(facility)-2-108003: Terminating ESMTP connection; malicious pattern detected in the mail "
        + "address \(route). Mail Address:\(text)"
  }

  /// 507003 and 302014: the inspection ends the connection.
  func terminationLines(_ decision: Decision, site: Site) -> [String] {
    let client = endpoints.name(of: .client)
    let server = endpoints.name(of: .server)
    let duration = hoursMinutesSeconds(
      elapsed(from: opened.time, to: site.moment.time) / 1_000_000_000)
    let bytes = forwarded.client + forwarded.server
    // The foreign side stands first.
    let route = endpoints.isOutbound ? "\(server) to \(client)" : "\(client) to \(server)"
    let reason =
      decision == .reset ? "inspector drop reset" : "inspector disconnected, dropped packet"
    return [
      "%\(facility)-4-507003: tcp flow from \(client) to \(server) terminated by inspection engine, "
        + "reason - \(reason).",
      "%\(facility)-6-302014: Teardown TCP connection \(number) for \(route) "
        + "duration \(duration) bytes \(bytes) Flow closed by inspection",
    ]
  }

  /// 108006: more bytes than SIZE= declared.
  func sizeLine(declared: UInt64, actual: UInt64) -> String {
    "%\(facility)-7-108006: Detected ESMTP size violation from \(endpoints.name(of: .client))"
      + " to \(endpoints.name(of: .server)); declared size is: \(declared), actual size is \(actual)"
  }

  /// 108007: TLS started.
  var tlsLine: String {
    "%\(facility)-6-108007: TLS started on ESMTP session between client "
      + "\(endpoints.name(of: .client)) and server \(endpoints.name(of: .server))"
  }

  /// Bytes for a log line: printable ASCII as it is, all else as `\xNN`.
  private func printable(_ bytes: Span<UInt8>, _ range: Range<Int>) -> String {
    var text = ""
    for index in range.prefix(Event.excerptLimit) {
      let byte = bytes[index]
      if byte == UInt8(ascii: "\\") {
        text += "\\\\"
      } else if byte.isPrintable {
        text.unicodeScalars.append(Unicode.Scalar(byte))
      } else {
        text += "\\x" + byte.hexadecimalText
      }
    }
    return text
  }
}
