public import Primitives

// Connection limits: what the firewall does with the SYN (evidence 7.3, 7.4).
extension Session {
  /// Ends the session at its first packet: its SYN is dropped, and nothing is ever forwarded.
  public mutating func refuse(
    _ excess: ConnectionExcess, at moment: Moment, into findings: inout Findings
  ) {
    guard ending == nil else { return }
    let event = event(of: excess, at: moment)
    findings.events.append(event)
    eventCount += 1
    divergence = (
      eventCount - 1, Divergence(frame: moment.frame, why: "the session is refused here")
    )
    // That the whole session vanishes is a judgement of all of it.
    hasJudged = true
    isRefused = true
    ending = SessionEnding(decision: .drop, moment: moment, isObserved: true)
    course.ending = Cause(event)
  }

  /// Says that the firewall answers the handshake itself; the session goes on.
  public mutating func noteIntercept(
    _ excess: ConnectionExcess, at moment: Moment, into findings: inout Findings
  ) {
    guard ending == nil else { return }
    findings.events.append(event(of: excess, at: moment))
    eventCount += 1
  }

  /// What is told where a maximum is reached.
  ///
  /// - Parameters:
  ///   - excess: the maximum.
  ///   - moment: the frame of the SYN and its time.
  /// - Returns: an event that drops where it is the maximum of all connections.
  public func event(of excess: ConnectionExcess, at moment: Moment) -> Event {
    let rule = excess.rule
    var event = Event(
      rule: rule, moment: moment, sender: .client, offset: 0, length: 0,
      match: excess.claim.text ?? excess.words, source: excess.claim.source,
      action: excess.isEmbryonic ? .log : .drop, log: [logLine(excess)])
    if excess.isEmbryonic {
      event.note =
        "TCP Intercept answers: the server would not have seen the SYN before the client's ACK"
      if !excess.isLogged { event.silence() }
    } else {
      event.note =
        Event.refusal + Event.openWords(excess.count) + "\(excess.maximum) are allowed"
    }
    return event
  }

  /// 201010 to 201013, and 201002, 201003, 201009 of the older statements.
  private func logLine(_ excess: ConnectionExcess) -> String {
    let facility = policy.logStyle.facility
    let client = endpoints.client
    let server = endpoints.server
    let counted = "\(Event.exceededWords(excess.count))\(excess.maximum)"
    let packet =
      "for input packet from \(client.address)/\(client.port) to \(server.address)/\(server.port)"
      + " on interface \(endpoints.interface(of: .client))"
    switch (excess.claim.statement, excess.isEmbryonic) {
    case (.client, true):
      return "%\(facility)-6-201012: Per-client embryonic connection limit \(counted) \(packet)"
    case (.client, false):
      return "%\(facility)-3-201013: Per-client connection limit \(counted) \(packet)"
    case (.staticTranslation, true) where !policy.profile.usesMap,
      (.addressTranslation, true) where !policy.profile.usesMap:
      return "%PIX-2-201003: Embryonic limit \(counted) for \(client.address)/\(client.port) "
        + "(\(server.address)) \(endpoints.realServer.address)/\(endpoints.realServer.port) on interface "
        + endpoints.interface(of: .server)
    case (.addressTranslation, false) where excess.claim.holder == .client:
      return "%\(facility)-3-201009: TCP connection limit of \(excess.maximum) for host "
        + "\(client.address) on \(endpoints.interface(of: .client)) exceeded"
    case (.staticTranslation, false) where !policy.profile.usesMap,
      (.addressTranslation, false) where !policy.profile.usesMap:
      let kind = excess.claim.statement == .staticTranslation ? "static" : "xlate"
      return "%PIX-3-201002: Too many TCP connections on \(kind) \(server.address) ! "
        + "\(excess.claim.embryonic) \(excess.maximum)"
    case (.server, true), (.staticTranslation, true), (.addressTranslation, true):
      return "%\(facility)-6-201010: Embryonic connection limit \(counted) \(packet)"
    case (.server, false), (.staticTranslation, false), (.addressTranslation, false):
      return "%\(facility)-3-201011: Connection limit \(counted) \(packet)"
    }
  }
}

extension Event {
  fileprivate static let refusal = "the SYN is dropped without an answer; "

  fileprivate static func openWords(_ count: Int) -> String { "\(count) connections are open, " }

  fileprivate static func exceededWords(_ count: Int) -> String { "exceeded \(count)/" }

  /// Says how many connections were counted in the event of a limit that was made for none.
  public mutating func recount(_ count: Int) {
    let (words, none) = (Event.exceededWords(count), Event.exceededWords(0))
    for index in log.indices {
      // What a configuration names comes behind it.
      guard let range = log[index].firstRange(of: " " + none) else { continue }
      log[index].replaceSubrange(range, with: " " + words)
    }
    let start = Event.refusal + Event.openWords(0)
    guard let note, note.hasPrefix(start) else { return }
    self.note = Event.refusal + Event.openWords(count) + note.dropFirst(start.count)
  }

  /// Says that the device has written the message of an intercepted SYN shortly before.
  public mutating func silence() {
    action = .none
    log = []
    note = (note ?? "") + "; the message was written less than 10 seconds before"
  }
}

extension ConnectionExcess {
  /// The rule that fires.
  public var rule: Rule {
    switch (claim.statement, isEmbryonic) {
    case (.client, false): .perClientMaximum
    case (.client, true): .perClientEmbryonicMaximum
    case (_, false): .connectionMaximum
    case (_, true): .embryonicMaximum
    }
  }

  /// The limit as `set connection` has it.
  fileprivate var words: String {
    let isClient = claim.statement == .client
    let keyword =
      isEmbryonic
      ? (isClient ? "per-client-embryonic-max" : "embryonic-conn-max")
      : (isClient ? "per-client-max" : "conn-max")
    return "set connection \(keyword) \(maximum)"
  }
}
