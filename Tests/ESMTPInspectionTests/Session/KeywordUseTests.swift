import Primitives
import Testing

@testable import ESMTPInspection

/// Hidden keywords that the recording uses: the reply that hides them is where it parts.
@Suite struct KeywordUseTests {
  typealias Segments = [(Sender, String)]

  static let hello: Segments = [
    (.server, "220 m\r\n"), (.client, "EHLO c\r\n"),
    (
      .server,
      "250-m\r\n250-PIPELINING\r\n250-SIZE 9\r\n250-ETRN\r\n250-AUTH PLAIN\r\n250 SMTPUTF8\r\n"
    ),
  ]
  static let longAddress = String(repeating: "a", count: 330) + "@example.net"
  private static let drop = [Action.dropConnection(log: true)]

  /// Hides words of the reply, and drops by further matches.
  static func map(hiding words: [EHLOParameter], _ matches: [PolicyMap.Match] = []) -> PolicyMap {
    .of(
      Array(PolicyMap.factory.matches.dropLast()) + matches
        + [.ehlo(words, [.mask(log: false)])])
  }

  struct Case: Sendable, CustomTestStringConvertible {
    var name: String
    var hidden: EHLOParameter
    /// What the client sends behind the reply, a segment each.
    var sent: [String]
    var matches: [PolicyMap.Match] = []
    var rule: Rule
    var action = EventAction.drop
    var testDescription: String { name }
  }

  static let cases: [Case] = [
    Case(
      name: "a parameter of MAIL", hidden: .others,
      sent: ["MAIL FROM:<\(longAddress)> SMTPUTF8\r\n"], rule: .senderAddressLength),
    Case(
      name: "SIZE", hidden: .size, sent: ["MAIL FROM:<a|b@c> SIZE=1\r\n"], rule: .addressCharacter),
    Case(
      name: "a second command of the packet", hidden: .pipelining,
      sent: ["NOOP\r\nMAIL FROM:<a|b@c>\r\n"], rule: .addressCharacter),
    Case(
      name: "a packet ahead of the reply to the one before", hidden: .pipelining,
      sent: ["NOOP\r\n", "MAIL FROM:<a|b@c>\r\n"], rule: .addressCharacter),
    Case(
      name: "a verb", hidden: .etrn, sent: ["ETRN x\r\n"], matches: [.verbs([.etrn], drop)],
      rule: .commandVerb),
    Case(
      name: "a verb, and a reset", hidden: .auth, sent: ["AUTH PLAIN\r\n"],
      matches: [.verbs([.auth], [.reset(log: false)])], rule: .commandVerb, action: .reset),
    Case(
      name: "a line whose end has not come", hidden: .others,
      sent: ["MAIL FROM:<a@b> SMTPUTF8 \(String(repeating: "x", count: 600))"],
      rule: .commandLineLength),
    Case(
      name: "a line whose end has not come, in pieces", hidden: .size,
      sent: ["MAIL FROM:<a@b> SI", "ZE=1 ", String(repeating: "x", count: 600)],
      rule: .commandLineLength),
    Case(
      name: "a line that is too long to be held", hidden: .others,
      sent: ["MAIL FROM:<a@b> SMTPUTF8 \(String(repeating: "x", count: 5000))"],
      matches: [.verbs([.mail], drop)], rule: .commandVerb),
  ]

  @Test("a hidden keyword in the very command that is dropped parts at the reply", arguments: cases)
  func dropped(_ test: Case) {
    var map = Self.map(hiding: [test.hidden], test.matches)
    // The bound is reached where nothing measures the line.
    if test.matches.count > 0 { map.matches.removeAll { $0.criterion == .commandLineLength } }
    let played = Replayed(Self.hello + test.sent.map { (.client, $0) }, map: map)
    #expect(played.session.divergence?.divergence.frame == 4)
    #expect(played.event(test.rule)?.action == test.action)
    #expect(!played.observedRules.contains(test.rule))
    #expect(played.gravest == .mask)
    #expect(played.session.ending?.isObserved == false)
  }

  @Test("the same command parts at the drop where its keyword is offered", arguments: cases)
  func offered(_ test: Case) {
    var map = Self.map(hiding: [.vrfy], test.matches)
    if test.matches.count > 0 { map.matches.removeAll { $0.criterion == .commandLineLength } }
    let played = Replayed(Self.hello + test.sent.map { (.client, $0) }, map: map)
    #expect(played.session.divergence?.divergence.frame ?? 0 > 4)
    #expect(played.observedRules.contains(test.rule))
    #expect(played.session.ending?.isObserved == true)
  }

  @Test("where the command is cut behind its verb does not matter")
  func cut() {
    let line = "MAIL FROM:<\(Self.longAddress)> SMTPUTF8\r\n"
    for place in 4..<line.utf8.count {
      let pieces = [String(line.prefix(place)), String(line.dropFirst(place))]
      let played = Replayed(
        Self.hello + pieces.map { (.client, $0) }, map: Self.map(hiding: [.others]))
      #expect(played.session.divergence?.divergence.frame == 4, "cut at \(place)")
      #expect(played.rules == [.ehloReplyParameter, .senderAddressLength], "cut at \(place)")
    }
  }

  @Test("half a keyword is none, and one behind the drop is not reached")
  func notUsed() {
    let map = Self.map(hiding: [.size])
    for sent in [
      "MAIL FROM:<a@b> \(String(repeating: "x", count: 600))",
      "MAIL FROM:<a@b> \(String(repeating: "x", count: 600)) SIZE", "MAIL FROM:<a|b>\r\n",
    ] {
      let played = Replayed(Self.hello + [(.client, sent)], map: map)
      #expect(played.session.divergence?.divergence.frame == 5, "\(sent.prefix(20))")
    }
  }

  @Test(
    "what was sent before the reply does not use its keywords, held behind a refused DATA or not",
    arguments: [
      (["EHLO c\r\nDATA\r\nRSET\r\n", "250-m\r\n250 RSET\r\n503 no\r\n250 ok\r\n"], nil),
      (["EHLO c\r\nRSET\r\n", "250-m\r\n250 RSET\r\n250 ok\r\n"], nil),
      (["EHLO c\r\nDATA\r\n", "250-m\r\n250 RSET\r\n503 no\r\n", "RSET\r\n", "250 ok\r\n"], 4),
      (["EHLO c\r\nDATA\r\n", "250-m\r\n250 RSET\r\n", "RSET\r\n", "503 no\r\n250 ok\r\n"], 4),
    ] as [([String], Int?)])
  func ahead(_ texts: [String], _ frame: Int?) {
    let dialogue = texts.enumerated().map { index, text in
      (index % 2 == 0 ? Sender.client : .server, text)
    }
    let played = Replayed([(.server, "220 m\r\n")] + dialogue, map: .factory)
    #expect(played.rules.contains(.ehloReplyParameter))
    #expect(played.session.divergence?.divergence.frame == frame)
  }
}
