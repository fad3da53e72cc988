import ESMTPInspection
import Primitives
import Reports
import Testing

@testable import Replay

/// A session between two hosts, the first from 192.0.2.1.
func decided(
  _ number: Int, _ verdict: Verdict, _ rules: [Rule] = [], sender: String? = nil,
  messageID: String? = nil, forwarded: ForwardedRecord? = nil
) -> DecidedSession {
  DecidedSession(
    number: number,
    client: Socket(address: IPAddress(v4: 0xC000_0200 + UInt32(number)), port: 40000),
    server: Socket(address: IPAddress(v4: 0xC633_6419), port: 25),
    senders: sender.map { [$0] } ?? [], messageIDs: messageID.map { [$0] } ?? [],
    verdict: verdict,
    rules: Dictionary(
      uniqueKeysWithValues: rules.map { ($0, SourceLine(file: "p.cfg", line: 7)) }),
    gravest: rules.last, forwarded: forwarded)
}

@Suite struct CaseDifferenceTests {
  struct Example: Sendable, CustomTestStringConvertible {
    var testDescription: String
    var expectation: String
    var sessions: [DecidedSession]
    var words: [String] = []
    var isObsolete = false
    var rules: [Rule] = []

    init(
      _ name: String, _ expectation: String, _ sessions: [DecidedSession], _ words: [String] = [],
      isObsolete: Bool = false, rules: [Rule] = []
    ) {
      testDescription = name
      self.expectation = expectation
      self.sessions = sessions
      self.words = words
      self.isObsolete = isObsolete
      self.rules = rules
    }
  }

  private static let zeros = String(repeating: "0", count: 64)
  private static let ones = String(repeating: "1", count: 64)

  static let examples: [Example] = [
    Example("nothing else", "verdicts: {masked: 1}", [decided(1, .masked)]),
    Example(
      "numbers that were not asked for", "sessions: [{verdict: masked}]",
      [decided(1, .masked), decided(2, .reset)]),
    Example(
      "counts", "verdicts: {masked: 1}",
      [decided(1, .dropped, [.maskBanner, .splitVerb]), decided(2, .dropped)],
      [
        "masked: 1 session expected, 0 found", "dropped: 0 sessions expected, 2 found",
        "session 1, 192.0.2.1:40000 to 198.51.100.25:25: dropped, by split-verb (p.cfg:7)",
        "session 2, 192.0.2.2:40000 to 198.51.100.25:25: dropped",
      ], rules: [.splitVerb]),
    Example(
      "counts of which it is not known who is too many", "verdicts: {masked: 1}",
      [decided(1, .masked, [.maskBanner]), decided(2, .masked, [.maskBanner])],
      ["masked: 1 session expected, 2 found"]),
    Example(
      "no count is expected to be none", "verdicts: {}", [decided(1, .untouched)],
      [
        "untouched: 0 sessions expected, 1 found",
        "session 1, 192.0.2.1:40000 to 198.51.100.25:25: untouched",
      ]),
    Example(
      "a verdict", "sessions: [{client: 192.0.2.1, verdict: masked}]",
      [decided(1, .dropped, [.maskBanner, .headerLineLength])],
      [
        "session 1, 192.0.2.1:40000 to 198.51.100.25:25: masked expected, dropped found, by "
          + "header-line-length (p.cfg:7)"
      ], rules: [.headerLineLength]),
    Example(
      "rules", "sessions: [{rules: [mask-banner, split-verb]}]",
      [decided(1, .masked, [.maskBanner, .pipelining])],
      [
        "session 1, 192.0.2.1:40000 to 198.51.100.25:25: no longer split-verb; newly pipelining "
          + "(p.cfg:7)"
      ], rules: [.splitVerb, .pipelining]),
    Example(
      "bytes",
      "sessions: [{exact: true, forwarded: {client: \"\(zeros)\", server: \"\(zeros)\"}}]",
      [
        decided(
          1, .masked, [.maskBanner],
          forwarded: ForwardedRecord(client: zeros, server: ones))
      ],
      [
        "session 1, 192.0.2.1:40000 to 198.51.100.25:25: other bytes of the server are forwarded"
      ], rules: [.maskBanner]),
    Example(
      "a session that is gone",
      "verdicts: {masked: 2}\nsessions:\n- {client: 192.0.2.1, verdict: masked}\n"
        + "- {client: 192.0.2.9, server: 198.51.100.25:25, sender: a, message_id: <b>, verdict: masked}",
      [decided(1, .masked)],
      [
        "masked: 2 sessions expected, 1 found",
        "session from 192.0.2.9 to 198.51.100.25:25 sender \"a\" Message-ID \"<b>\": no such session",
      ], isObsolete: true),
    Example(
      "one that is gone and one that came",
      "verdicts: {masked: 1}\nsessions: [{client: 192.0.2.9, verdict: masked}]",
      [decided(1, .dropped)],
      [
        "masked: 1 session expected, 0 found", "dropped: 0 sessions expected, 1 found",
        "session 1, 192.0.2.1:40000 to 198.51.100.25:25: dropped",
        "session from 192.0.2.9: no such session",
      ]),
    Example(
      "sessions of one name in their order",
      "sessions: [{server: 198.51.100.25, verdict: masked}, {server: 198.51.100.25, verdict: reset}]",
      [decided(1, .masked), decided(2, .reset)]),
    Example(
      "a session by its number", "sessions: [{session: 2, verdict: reset}]",
      [decided(1, .masked), decided(2, .reset)]),
    Example(
      "sessions by sender and Message-ID",
      "sessions: [{message_id: <2>, verdict: reset}, {sender: a, verdict: masked}]",
      [decided(1, .masked, sender: "a"), decided(2, .reset, sender: "a", messageID: "<2>")]),
    Example(
      "a domain in other letters", "sessions: [{sender: Dana@Example.NET, verdict: masked}]",
      [decided(1, .masked, sender: "Dana@example.net")]),
    Example(
      "a local part in other letters", "sessions: [{sender: dana@example.net}]",
      [decided(1, .masked, sender: "Dana@example.net")],
      ["session sender \"dana@example.net\": no such session"], isObsolete: true),
    Example(
      "a Message-ID without its brackets", "sessions: [{message_id: a@b, verdict: masked}]",
      [decided(1, .masked, messageID: "<a@b>")]),
    Example(
      "a number that no session has", "sessions: [{session: 3}]", [decided(1, .masked)],
      ["session 3: no such session"], isObsolete: true),
    Example(
      "a port that is another one", "sessions: [{client: \"192.0.2.1:1\"}]",
      [decided(1, .masked)], ["session from 192.0.2.1:1: no such session"], isObsolete: true),
  ]

  @Test("differences are told in words", arguments: examples)
  func differences(_ example: Example) throws {
    let expectation = try Expectation(example.expectation, path: "e")
    let differences = expectation.differences(in: example.sessions)
    #expect(differences.map(\.description) == example.words)
    #expect(differences.areOfMissingSessionsAlone == example.isObsolete)
    #expect(differences.rules == example.rules)
  }

  @Test(
    "what changed since the recording is told",
    arguments: [
      (
        "", Recording(model: 1),
        "unknown, since the expectation was not recorded but written", false, false
      ),
      (
        "recorded: {model: 1}", Recording(model: 1),
        "the tool or the expectation; all else is as recorded", false, false
      ),
      ("recorded: {model: 1}", Recording(model: 2), "the tool, from model 1 to 2", true, false),
      (
        "recorded: {model: 1, policy: \(zeros)}", Recording(model: 2, policies: [ones]),
        "the policy p.cfg; the tool, from model 1 to 2", false, false
      ),
      (
        "recorded: {model: 1}", Recording(model: 1, policies: [ones]),
        "the policy has other files", false, false
      ),
      (
        "recorded: {model: 1, captures: {a: \(zeros), b: \(zeros), c: \(zeros)}}",
        Recording(model: 1, captures: ["a": zeros, "b": ones, "d": ones]),
        "the capture b; the capture c, which is gone; the capture d, which is new", false, true
      ),
      (
        "recorded: {model: 1, captures: {a: \(zeros)}}",
        Recording(model: 1, captures: ["a": zeros, "b": ones]),
        "the capture b, which is new", false, false
      ),
    ])
  func causes(
    _ text: String, _ now: Recording, _ words: String, _ isOfModelAlone: Bool,
    _ changesCaptures: Bool
  ) throws {
    let expectation = try Expectation("policy: p.cfg\nverdicts: {}\n" + text, path: "e")
    let change = CaseChange(expectation, now)
    #expect(change.description == words)
    #expect(change.isOfModelAlone == isOfModelAlone)
    #expect(change.changesCaptures == changesCaptures)
  }

  @Test(
    "an end of a session is read and printed",
    arguments: [
      ("192.0.2.1", "192.0.2.1"), ("192.0.2.1:25", "192.0.2.1:25"), ("2001:db8::1", "2001:db8::1"),
      ("[2001:db8::1]:25", "[2001:db8::1]:25"), ("2001:DB8:0::1", "2001:db8::1"),
    ])
  func endpoints(_ text: String, _ printed: String) {
    #expect(Endpoint(text)?.description == printed)
  }

  @Test(
    "what is no address is refused",
    arguments: [
      "", ":", "192.0.2.1:", "192.0.2.1:0", "192.0.2.1:65536", "192.0.2.1:+5", "[192.0.2.1]:25",
      "[2001:db8::1]", "[2001:db8::1]:", "a:1", "192.0.2.1:25:25",
    ])
  func noEndpoints(_ text: String) { #expect(Endpoint(text) == nil) }
}
