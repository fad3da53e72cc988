import ESMTPInspection
import Reports
import Testing

@testable import Replay

@Suite struct RepositoryCaptureTests {
  /// What the default inspection does to the recorded sessions, by folder; all others are masked, in
  /// greeting and EHLO reply.
  static let exceptions: [String: (verdict: Verdict, rules: Set<Rule>)] = [
    "helo-only": (.masked, [.maskBanner]),
    "long-header-line": (.dropped, [.maskBanner, .ehloReplyParameter, .headerLineLength]),
    "multiline-greeting": (.masked, [.maskBanner]),
    "recipients-101": (.dropped, [.maskBanner, .ehloReplyParameter, .recipientCount]),
    "short-snap-length": (.masked, [.maskBanner]),
    "typed-telnet": (.masked, [.maskBanner, .unknownCommand]),
  ]

  /// What becomes of the recorded mails, by folder; all others are delivered.
  static let outcomes: [String: MailOutcome] = [
    "allow-tls": .unknown, "dropped-in-data": .lost, "long-header-line": .lost,
    "multiline-greeting": .unknown, "no-allow-tls": .unknown, "recipients-101": .lost,
    "starttls": .unknown, "starttls-not-used": .deliveredInClear, "typed-telnet": .refused,
    "vrfy-expn-help": .unknown,
  ]

  @Test("the recorded sessions are decided as their folders say")
  func verdicts() throws {
    let captures = try repositoryCaptures()
    #expect(captures.count > 20)
    let policy = try loadPolicy()
    let ownPolicies = Set(PolicyCaptureTests.cases.map(\.folder))
    for (folder, path) in captures where !ownPolicies.contains(folder) {
      let records = try sessions([path], policy: policy)
      #expect(records.count == 1, "\(folder)")
      let record = try #require(records.first)
      let wanted = Self.exceptions[folder] ?? (.masked, [.maskBanner, .ehloReplyParameter])
      let rules = record.events.filter { $0.isObserved && $0.event.action != .none }
      #expect(
        record.fate.outcome == Self.outcomes[folder] ?? .delivered, "\(folder): \(record.fate)")
      #expect(record.verdict == wanted.verdict, "\(folder)")
      #expect(Set(rules.map(\.event.rule)) == wanted.rules, "\(folder)")
    }
  }
}
