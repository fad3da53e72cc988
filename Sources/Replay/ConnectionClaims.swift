import ASAPolicy
import ESMTPInspection
import Primitives

extension Classification {
  /// The limits that a session falls under: its class's for each server and each client, and those
  /// of its translation for the translated host.
  func claims(_ limits: [ConnectionLimits]) -> [ConnectionClaim] {
    var claims: [ConnectionClaim] = []
    if let index = classLimits {
      let limit = limits[index]
      claims.append(
        ConnectionClaim(
          .server, group: index, holder: .server, host: server.address,
          connections: limit.connections, embryonic: limit.embryonic, source: limit.source))
      claims.append(
        ConnectionClaim(
          .client, group: index, holder: .client, host: client.address,
          connections: limit.perClient, embryonic: limit.perClientEmbryonic,
          source: limit.source))
    }
    for (index, side) in [(translationLimits, Sender.server), (clientLimits, .client)] {
      guard let index else { continue }
      let limit = limits[index]
      let isStatic = limit.translation?.hasPrefix("static") ?? false
      claims.append(
        ConnectionClaim(
          isStatic ? .staticTranslation : .addressTranslation, group: index, holder: side,
          host: side == .client ? client.address : server.address,
          connections: limit.connections, embryonic: limit.embryonic, text: limit.translation,
          source: limit.source))
    }
    return claims
  }

  /// How long the device keeps the connection.
  var connectionTimes: ConnectionTimes {
    return ConnectionTimes(
      embryonic: nanoseconds(timeouts.embryonic), halfClosed: nanoseconds(timeouts.halfClosed),
      idle: nanoseconds(timeouts.idle))
  }

  /// Whose packets are answered behind a drop, for the note of its event; nil where nobody's are.
  var denialNote: String? {
    guard !denialResets.isEmpty else { return nil }
    return denialResets.map {
      "later packets of the \($0.sender) are answered by an RST "
        + "(\"\($0.step.text)\", \($0.step.source), \($0.reason))"
    }.joined(separator: "; ")
  }
}

extension LoadedPolicy {
  /// How long an idle connection is followed: beyond what the device keeps any, so that a packet that
  /// comes too late is seen to belong to it.
  ///
  /// - Parameter time: how long at least, in nanoseconds.
  /// - Returns: nanoseconds; `Int64.max` where a connection is kept for ever.
  func followingTime(_ time: Int64) -> Int64 {
    later(max(time, nanoseconds(longestIdleTime)), by: time)
  }
}

/// A time of a configuration, where 0 is for ever.
private func nanoseconds(_ seconds: Int) -> Int64 {
  let (product, overflow) = Int64(seconds).multipliedReportingOverflow(by: 1_000_000_000)
  return seconds == 0 || overflow ? .max : product
}
