import ESMTPInspection

/// The device's log lines with names where a session has addresses (evidence 4).
///
/// 302014 names the foreign end first, which is the client of an inbound session and the server of an
/// outbound one.
struct LogTemplate {
  static let foreign = "FOREIGN-IF:FOREIGN/PORT"
  static let local = "LOCAL-IF:LOCAL/PORT"
  static let client = "CLIENT-IF:CLIENT/PORT"
  static let server = "SERVER-IF:SERVER/PORT"

  private let style: LogStyle
  private var facility: String { style.facility }

  init(_ policy: InspectionPolicy) { style = policy.logStyle }

  /// Who sends what is judged.
  enum Message: String {
    case request = "Request"
    case response = "Response"

    var route: String {
      switch self {
      case .request: "from \(LogTemplate.client) to \(LogTemplate.server)"
      case .response: "from \(LogTemplate.server) to \(LogTemplate.client)"
      }
    }
  }

  /// The lines of an action of a `match`.
  func lines(_ action: Action, _ criterion: Criterion, number: Int, text: String) -> [String] {
    let message: Message =
      switch criterion {
      case .ehloReplyParameter, .invalidRecipientsCount: .response
      default: .request
      }
    let kind = "ESMTP Classification"
    let further = "matched Class \(number): \(text)"
    let takesMask = criterion.definition.actions.contains(.mask)
    switch action {
    case .dropConnection(let log):
      return (log ? [changed("Dropped connection for", kind, message, further)] : [])
        + termination(isReset: false)
    case .reset(let log):
      return (log ? [changed("Reset connection for", kind, message, further)] : [])
        + termination(isReset: true)
    case .mask(let log) where takesMask:
      return log ? [changed("Masked header flags for", kind, message, further)] : []
    case .mask, .log: return [received(kind, message, further)]
    case .rateLimit:
      return [changed("Dropped", kind, message, further)] + termination(isReset: false)
    }
  }

  /// The lines of an action of a parameter.
  func lines(_ action: PolicyMap.ParameterAction, text: String) -> [String] {
    switch action {
    case .log: [received("ESMTP Parameter", .request, text)]
    case .dropConnection(let log):
      (log ? [changed("Dropped connection for", "ESMTP Parameter", .request, text)] : [])
        + termination(isReset: false)
    }
  }

  /// 108004.
  private func changed(_ action: String, _ kind: String, _ message: Message, _ further: String)
    -> String
  {
    "%\(facility)-4-108004: \(kind): \(action) ESMTP \(message.rawValue) \(message.route); \(further)"
  }

  /// 108005.
  private func received(_ kind: String, _ message: Message, _ further: String) -> String {
    "%\(facility)-6-108005: \(kind): Received ESMTP \(message.rawValue) \(message.route); \(further)"
  }

  /// What stands for 507003 and 302014 where a rule ends the session: they are the same for all rules.
  func termination(isReset: Bool) -> [String] {
    ["then 507003 and 302014, as below for every \(isReset ? "reset" : "drop")"]
  }

  /// 507003 and 302014.
  func ending(isReset: Bool) -> [String] {
    let reason = isReset ? "inspector drop reset" : "inspector disconnected, dropped packet"
    return [
      "%\(facility)-4-507003: tcp flow \(Message.request.route) terminated by inspection engine, "
        + "reason - \(reason).",
      "%\(facility)-6-302014: Teardown TCP connection N for \(Self.foreign) to \(Self.local) "
        + "duration H:MM:SS bytes N Flow closed by inspection",
    ]
  }

  /// 108002: a character became a blank.
  var replaced: String {
    "%\(facility)-2-108002: SMTP replaced string: out CLIENT in SERVER data: …"
  }

  /// 108003: a `|` in a path closes the session.
  var malicious: String {
    style.hasOldAddressLog
      ? "%\(facility)-2-108003: Terminating ESMTP/SMTP connection; malicious pattern detected in the "
        + "mail address \(Message.request.route). Data:…"
      : "%\(facility)-2-108003: Terminating ESMTP connection; malicious pattern detected in the mail "
        + "address \(Message.request.route). Mail Address:…"
  }

  /// 108007: TLS started.
  var tlsStarted: String {
    "%\(facility)-6-108007: TLS started on ESMTP session between client \(Self.client) and server "
      + Self.server
  }
}
