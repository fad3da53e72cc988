import ESMTPInspection
import FoundationEssentials
import Primitives
import Reports
import Testing

@testable import Replay

/// The recorded cases that have a policy of their own beside the capture.
@Suite struct PolicyCaptureTests {
  /// What becomes of one session.
  struct Decision: Sendable, Equatable, CustomTestStringConvertible {
    var client: String
    var verdict: Verdict
    var map: String?
    var rules: Set<Rule>
    var testDescription: String { "\(client) \(verdict)" }
  }

  struct Case: Sendable, CustomTestStringConvertible {
    var folder: String
    var profile = "asa"
    var decisions: [Decision]
    var testDescription: String { "\(folder) \(profile)" }
  }

  private static let client = "192.0.2.10"
  private static let relay = "203.0.113.7"

  private static func masked(_ client: String, _ map: String, and rules: Set<Rule> = [])
    -> Decision
  {
    Decision(
      client: client, verdict: .masked, map: map,
      rules: rules.union([.maskBanner, .ehloReplyParameter]))
  }

  private static let byDefault = "_default_esmtp_map"
  private static let exempt = Decision(client: relay, verdict: .exempt, map: nil, rules: [])

  static let cases: [Case] = [
    Case(folder: "exemption-recipe", decisions: [masked(client, byDefault), exempt]),
    Case(
      folder: "exemption-recipe", profile: "asa-field",
      decisions: [masked(client, byDefault), masked(relay, byDefault)]),
    Case(folder: "exemption-robust", decisions: [masked(client, byDefault), exempt]),
    Case(
      folder: "exemption-robust", profile: "asa-field",
      decisions: [masked(client, byDefault), exempt]),
    Case(folder: "allow-tls", decisions: [masked(client, "mail_map", and: [.tlsStarted])]),
    Case(folder: "no-allow-tls", decisions: [masked(client, "mail_map")]),
    Case(
      folder: "interface-policy",
      decisions: [
        Decision(client: client, verdict: .logged, map: "partner_map", rules: [.commandVerb]),
        masked(relay, byDefault),
      ]),
  ]

  /// The sessions of a case under its own policy.
  private func replay(_ folder: String, profile: String) throws -> [SessionRecord] {
    let path = try #require(try repositoryCaptures().first { $0.folder == folder }).path
    let policy = URL(filePath: path).deletingLastPathComponent().appending(path: "policy.cfg")
    let text = String(decoding: try Data(contentsOf: policy), as: UTF8.self)
    return try sessions([path], policy: loadPolicy(text, profile: profile))
  }

  @Test("a capture under the policy beside it is decided as its folder says", arguments: cases)
  func decisions(_ example: Case) throws {
    let found = try replay(example.folder, profile: example.profile).map { record in
      let events = record.events.filter { $0.isObserved && $0.event.action != .none }
      return Decision(
        client: "\(record.client.address)", verdict: record.verdict, map: record.mapName,
        rules: Set(events.map(\.event.rule)))
    }
    #expect(found == example.decisions)
  }

  @Test("TLS that is allowed is logged and ends the inspection; refused, it is the divergence")
  func tls() throws {
    let allowed = try #require(try replay("allow-tls", profile: "asa").first)
    let started = try #require(allowed.events.first { $0.event.rule == .tlsStarted })
    #expect(
      started.event.log.first?.hasPrefix("%ASA-6-108007: TLS started on ESMTP session") == true)
    #expect(allowed.divergence == nil)
    #expect(allowed.coverage == .partial)
    let refused = try #require(try replay("no-allow-tls", profile: "asa").first)
    #expect(
      refused.divergence?.why
        == "the client uses STARTTLS, which the reply to EHLO no longer offers")
    #expect(refused.events.contains { $0.event.rule == .unknownCommand && !$0.isObserved })
  }

  @Test("every policy in the captures has a case here")
  func complete() throws {
    let folders = try repositoryCaptures().filter {
      let policy = URL(filePath: $0.path).deletingLastPathComponent().appending(path: "policy.cfg")
      return FileManager.default.fileExists(atPath: policy.path)
    }
    #expect(Set(folders.map(\.folder)) == Set(Self.cases.map(\.folder)))
  }
}
