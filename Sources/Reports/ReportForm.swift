/// The catalogue of report forms, a line a form.
public enum ReportForm: String, Sendable, CaseIterable {
  case text, json, html
  case markdown = "md"
  case sarif, junit, tap, syslog, counters

  /// One line for the help.
  public var summary: String {
    switch self {
    case .text: "for a person at a terminal"
    case .json: "newline-delimited JSON, a record a line"
    case .html: "one page for a browser"
    case .markdown: "a page for a ticket"
    case .sarif: "SARIF 2.1.0, for what shows findings beside lines"
    case .junit: "JUnit's XML, a test case a session"
    case .tap: "TAP 14, a test point a session"
    case .syslog: "the messages that the device would write"
    case .counters: "what 'show service-policy inspect esmtp' would print"
    }
  }

  /// Whether the form prints the Community ID of sessions.
  public var namesFlows: Bool { [.json, .html, .sarif].contains(self) }

  /// The forms that leave the house, in which names of mailboxes are shortened.
  public static let redacted: [ReportForm] = [.html, .markdown, .sarif]

  /// The forms that a comparison of policies has.
  public static let comparing = allCases.filter { ComparisonWriter($0) != nil }
}
