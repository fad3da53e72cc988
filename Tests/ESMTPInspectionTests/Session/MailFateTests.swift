import Primitives
import Testing

@testable import ESMTPInspection

@Suite struct MailFateTests {
  typealias Segments = [(Sender, String)]

  static let greeting: Segments = [(.server, "220 m\r\n")]
  static func hello(_ keywords: String...) -> Segments {
    let lines = (["m"] + keywords).enumerated().map { index, text in
      "250\(index == keywords.count ? " " : "-")\(text)\r\n"
    }
    return greeting + [(.client, "EHLO c\r\n"), (.server, lines.joined())]
  }
  static func envelope(_ mail: String = "250 ok", _ recipients: [String] = ["250 ok"]) -> Segments {
    [(.client, "MAIL FROM:<a@example.net>\r\n"), (.server, mail + "\r\n")]
      + recipients.flatMap { reply -> Segments in
        [(.client, "RCPT TO:<b@example.com>\r\n"), (.server, reply + "\r\n")]
      }
  }
  static let content: Segments = [
    (.client, "DATA\r\n"), (.server, "354 go\r\n"), (.client, "Subject: x\r\n\r\nbody\r\n.\r\n"),
  ]
  /// Content of which the last segment begins a line.
  static func endingWith(_ line: String) -> Segments {
    content.dropLast() + [(.client, "Subject: x\r\n\r\nbody\r\n.\r\n" + line)]
  }
  /// A mail of which two segments hold the final dot.
  static let cutDot: Segments =
    greeting + [(.client, "HELO c\r\n"), (.server, "250 m\r\n")] + envelope()
    + content.dropLast() + [(.client, "Subject: x\r\n\r\nbody\r\n."), (.client, "\r\n")]
  static let taken: Segments = [(.server, "250 queued\r\n")]
  static let mail = envelope() + content + taken
  static let longLine: Segments = [
    (.client, "DATA\r\n"), (.server, "354 go\r\n"),
    (.client, "X: " + String(repeating: "y", count: 999) + "\r\n"), (.client, "\r\nbody\r\n.\r\n"),
    (.server, "250 queued\r\n"),
  ]
  static let bye: Segments = [(.client, "QUIT\r\n"), (.server, "221 bye\r\n")]

  struct Case: Sendable, CustomTestStringConvertible {
    var name: String
    var segments: Segments
    var outcome: MailOutcome
    var frame: Int?
    var rule: Rule?
    var isExpected = false
    var profile = Profile.asa
    var map: PolicyMap? = .factory
    var closing = Closing.closed
    var testDescription: String { name }
  }

  static let cases: [Case] = [
    Case(name: "an accepted mail", segments: hello() + mail + bye, outcome: .delivered, frame: 12),
    Case(
      name: "an accepted mail of a server whose STARTTLS is hidden",
      segments: hello("STARTTLS") + mail, outcome: .deliveredInClear, frame: 12,
      rule: .allowTLS),
    Case(
      name: "STARTTLS that is offered and let through, and not used",
      segments: hello("STARTTLS") + mail, outcome: .delivered, frame: 12,
      map: .of([]) { parameters in
        parameters.allowsTLS = .init(.init(logs: false), source: SourceLine(file: "test", line: 3))
      }),
    Case(
      name: "STARTTLS that the recording's server refuses",
      segments: hello("STARTTLS") + [(.client, "STARTTLS\r\n"), (.server, "454 no\r\n")] + mail,
      outcome: .deliveredInClear, frame: 14, rule: .allowTLS),
    Case(
      name: "hidden TLS that the recording uses",
      segments: hello("STARTTLS") + [
        (.client, "STARTTLS\r\n"), (.server, "220 go\r\n"), (.client, "\u{16}\u{3}\u{1}\0\u{1}x"),
      ], outcome: .unknown, frame: 6, rule: .allowTLS, isExpected: true),
    Case(
      name: "a hidden keyword that a client can do without",
      segments: hello("CHUNKING") + envelope() + [
        (.client, "BDAT 4 LAST\r\nabcd"), (.server, "250 queued\r\n"),
      ], outcome: .delivered, frame: 10, rule: .ehloReplyParameter, isExpected: true),
    Case(
      name: "a chunk where CHUNKING is offered",
      segments: hello("CHUNKING") + envelope() + [
        (.client, "BDAT 4 LAST\r\nabcd"), (.server, "250 queued\r\n"),
      ], outcome: .refused, frame: 10, rule: .unknownCommand, isExpected: true, map: .of([])),
    Case(
      name: "a hidden keyword that may matter",
      segments: hello("SMTPUTF8") + [
        (.client, "MAIL FROM:<a@example.net> SMTPUTF8\r\n"), (.server, "250 ok\r\n"),
      ] + envelope().dropFirst(2) + content + taken, outcome: .unknown, frame: 4,
      rule: .ehloReplyParameter, isExpected: true),
    Case(
      name: "a refused greeting", segments: [(.server, "554 no\r\n")] + bye, outcome: .refused,
      frame: 2),
    Case(
      name: "a refused sender", segments: hello() + envelope("550 no", []) + bye,
      outcome: .refused, frame: 6),
    Case(
      name: "all recipients refused", segments: hello() + envelope("250 ok", ["550 no", "451 no"]),
      outcome: .refused, frame: 8),
    Case(
      name: "one of two recipients refused",
      segments: hello() + envelope("250 ok", ["550 no", "250 ok"]) + content + taken,
      outcome: .delivered, frame: 14),
    Case(
      name: "refused DATA",
      segments: hello() + envelope() + [(.client, "DATA\r\n"), (.server, "451 no\r\n")],
      outcome: .refused, frame: 10),
    Case(
      name: "a refused message",
      segments: hello() + envelope() + content + [(.server, "552 no\r\n")],
      outcome: .refused, frame: 12),
    Case(
      name: "a message that is dropped", segments: hello() + envelope() + longLine + bye,
      outcome: .lost, frame: 11, rule: .headerLineLength),
    Case(
      name: "a message that the recording itself stops at",
      segments: hello() + envelope() + longLine.prefix(3), outcome: .lost, frame: 11,
      rule: .headerLineLength, closing: .endOfCapture),
    Case(
      name: "a session dropped behind its mail",
      segments: hello() + mail + [(.client, "NOOP " + String(repeating: "x", count: 600) + "\r\n")],
      outcome: .delivered, frame: 12),
    Case(
      name: "the second of two mails dropped",
      segments: hello() + mail + envelope() + longLine, outcome: .lost, frame: 19,
      rule: .headerLineLength),
    Case(
      name: "a drop behind a whole message and before its reply",
      segments: hello() + envelope() + content + [
        (.client, "NOOP " + String(repeating: "x", count: 600) + "\r\n")
      ] + taken, outcome: .delivered, frame: 12, rule: .commandLineLength, isExpected: true),
    Case(
      name: "a drop of the line that begins in the segment of the message's end",
      segments: hello() + envelope() + endingWith("MAIL FROM:<") + taken
        + [(.client, "x|y@z>\r\n")], outcome: .lost, frame: 13, rule: .addressCharacter),
    Case(
      name: "the same, where the reply to the message comes behind the drop",
      segments: hello() + envelope() + endingWith("MAIL FROM:<") + [(.client, "x|y@z>\r\n")]
        + taken, outcome: .lost, frame: 12, rule: .addressCharacter),
    Case(
      name: "a line that begins in the segment of the message's end and passes",
      segments: hello() + envelope() + endingWith("MAIL FROM:<") + taken
        + [(.client, "x@y>\r\n"), (.server, "250 ok\r\n")] + bye, outcome: .unknown),
    Case(
      name: "a line that begins behind the last chunk and is dropped",
      segments: hello("CHUNKING") + envelope() + [
        (.client, "BDAT 4 LAST\r\nabcdNOOP "), (.server, "250 queued\r\n"),
        (.client, String(repeating: "x", count: 600)),
      ], outcome: .lost, frame: 11, rule: .commandLineLength, isExpected: true,
      profile: .asaField),
    Case(
      name: "a refused MAIL that never left, as the line behind it is dropped",
      segments: hello() + [
        (.client, "MAIL FROM:<a@b>\r\nRCPT TO:<"), (.server, "550 no\r\n"),
        (.client, "c|d@e>\r\n"),
      ], outcome: .lost, frame: 7, rule: .addressCharacter),
    Case(
      name: "a refused DATA that never left, as the line behind it is dropped",
      segments: hello() + envelope() + [
        (.client, "DATA\r\nRCPT TO:<c|d@e>\r\n"), (.server, "503 no\r\n"),
      ], outcome: .lost, frame: 9, rule: .addressCharacter),
    Case(
      name: "a refused MAIL whose next line is dropped",
      segments: hello() + envelope("550 no", []) + [(.client, "RCPT TO:<c|d@e>\r\n")],
      outcome: .refused, frame: 6),
    Case(
      name: "a greeting of two lines that the mask breaks",
      segments: [(.server, "220-m\r\n220 x\r\n")] + hello().dropFirst() + mail,
      outcome: .unknown, frame: 2, rule: .bannerBroken, isExpected: true),
    Case(
      name: "a masked MAIL", segments: hello() + mail, outcome: .refused, frame: 6,
      rule: .commandVerb, isExpected: true, map: .of([.verbs([.mail], [.mask(log: false)])])),
    Case(
      name: "a masked NOOP",
      segments: hello() + [(.client, "NOOP\r\n"), (.server, "250 ok\r\n")] + mail,
      outcome: .delivered, frame: 14, rule: .commandVerb, isExpected: true,
      map: .of([.verbs([.noop], [.mask(log: false)])])),
    Case(
      name: "a masked RCPT", segments: hello() + mail, outcome: .refused, frame: 8,
      rule: .commandVerb, isExpected: true, map: .of([.verbs([.rcpt], [.mask(log: false)])])),
    Case(
      name: "an address with a blank in it",
      segments: hello() + [
        (.client, "MAIL FROM:<a|b@example.net>\r\n"), (.server, "250 ok\r\n"),
      ] + envelope().dropFirst(2) + content + taken, outcome: .refused, frame: 6,
      rule: .addressCharacter, isExpected: true, profile: .asaField),
    Case(
      name: "EHLO that a fixup refuses", segments: hello("STARTTLS") + mail,
      outcome: .deliveredInClear, frame: 12, rule: .unknownCommand, isExpected: true,
      profile: .pix63),
    Case(
      name: "a final dot that a segment cuts, in a generation that does not see it",
      segments: cutDot + taken + bye, outcome: .hangs, frame: 12, rule: .splitFinalDot,
      isExpected: true, profile: .pix51),
    Case(
      name: "the same without a reply", segments: cutDot, outcome: .hangs, frame: 12,
      rule: .splitFinalDot, profile: .pix51),
    Case(
      name: "a final dot that a segment cuts", segments: cutDot + taken + bye,
      outcome: .delivered, frame: 13),
    Case(name: "no mail", segments: hello() + bye, outcome: .unknown),
    Case(
      name: "a mail that the client gives up", segments: hello() + envelope() + bye,
      outcome: .unknown),
    Case(
      name: "a recording that ends in a mail", segments: hello() + envelope() + content.prefix(2),
      outcome: .unknown, closing: .endOfCapture),
    Case(
      name: "a connection that ends in a mail",
      segments: hello() + envelope() + content.prefix(2) + [(.client, "Subject: x\r\n")],
      outcome: .lost),
    Case(
      name: "no reply to a mail", segments: hello() + envelope() + content, outcome: .unknown,
      frame: 11),
    Case(
      name: "a hole where the reply was",
      segments: hello() + envelope() + content + [(.server, "????????????")], outcome: .unknown),
  ]

  @Test("what becomes of the mail is told, with the frame and the rule", arguments: cases)
  func fate(_ test: Case) {
    let played = Replayed(
      test.segments, profile: test.profile, map: test.map, closing: test.closing)
    let fate = played.session.fate
    #expect(fate.outcome == test.outcome, "\(fate)")
    #expect(fate.frame == test.frame, "\(fate)")
    #expect(fate.rule == test.rule, "\(fate)")
    if let cause = fate.cause {
      #expect(
        played.events.contains {
          cause.isNamed(by: $0) || cause.rule == .allowTLS && $0.mayHideStartTLS
        }, "\(cause)")
    }
    #expect(fate.isExpected == test.isExpected, "\(fate)")
    #expect(!fate.why.hasSuffix(".") && fate.why.first?.isUppercase == false)
  }

  @Test("a chunk's reply is its message's, whatever is sent ahead of it")
  func chunks() {
    let ahead: Segments = [
      (.client, "BDAT 4\r\nabcdBDAT 0 LAST\r\nQUIT\r\n"), (.server, "250 ok\r\n"),
      (.server, "250 queued\r\n221 bye\r\n"),
    ]
    let played = Replayed(Self.hello("CHUNKING") + Self.envelope() + ahead)
    #expect(played.session.messages.map(\.reply) == ["250"])
    #expect(played.session.fate.outcome == .delivered)
  }

  @Test("of several lines that hide keywords, the one decides that hides the keyword in question")
  func linesOfKeywords() {
    var matches = [PolicyMap.Match.ehlo([.others], []), .ehlo([.auth], []), .ehlo([.size], [])]
    for index in matches.indices {
      matches[index].actions = [.mask(log: false)]
      matches[index].source = SourceLine(file: "test", line: 41 + index)
    }
    let map = PolicyMap.of(matches)
    let hello = Self.hello("STARTTLS", "AUTH PLAIN", "SIZE", "SMTPUTF8")
    let rest = Self.envelope().dropFirst(2) + Self.content + Self.taken
    let cases: [(parameter: String, outcome: MailOutcome, line: Int)] = [
      ("AUTH=<>", .unknown, 42), ("SMTPUTF8", .unknown, 41),
      // It can be done without, and the mail goes on in clear, which the refusal of TLS decides.
      ("SIZE=9", .deliveredInClear, 1), ("", .deliveredInClear, 1),
    ]
    for (parameter, outcome, line) in cases {
      let mail: Segments = [
        (.client, "MAIL FROM:<a@example.net> \(parameter)\r\n"), (.server, "250 ok\r\n"),
      ]
      let fate = Replayed(hello + mail + rest, map: map).session.fate
      #expect(fate.outcome == outcome, "\(parameter): \(fate)")
      #expect(fate.cause?.source?.line == line, "\(parameter): \(fate)")
    }
  }

  @Test("a reply to a message whose end was not seen contradicts the model, and is the divergence")
  func unseenEnd() throws {
    let played = Replayed(Self.cutDot + Self.taken + Self.bye, profile: .pix51)
    let event = try #require(played.event(.splitFinalDot))
    #expect(event.before == bytes(".\r\n") && event.action == .none)
    let place = try #require(played.client.firstRange(of: bytes("\n.\r\n")))
    #expect(event.offset == UInt64(place.lowerBound + 1))
    #expect(played.session.testimonies.map(\.rule) == [.splitFinalDot])
    #expect(played.session.testimonies.first?.isContradiction == true)
    #expect(played.session.divergence?.divergence.frame == 12)
    #expect(played.session.messages.map(\.reply) == ["250"])
    #expect(Replayed(Self.cutDot, profile: .pix51).session.divergence == nil)
    #expect(Replayed(Self.cutDot + Self.taken).event(.splitFinalDot) == nil)
  }

  @Test("each message has its own fate")
  func messages() {
    let played = Replayed(Self.hello() + Self.mail + Self.envelope() + Self.longLine)
    #expect(played.session.messageFates.map(\.outcome) == [.delivered, .lost])
  }

  @Test("a message is delivered where its end is forwarded, wherever the line behind it is cut")
  func cutBehindMessage() {
    let line = "MAIL FROM:<x|y@z>\r\n"
    for cut in 0..<line.utf8.count {
      let played = Replayed(
        Self.hello() + Self.envelope() + Self.endingWith(String(line.prefix(cut))) + Self.taken
          + [(.client, String(line.dropFirst(cut)))])
      // Fewer than four letters are crossed out as they come, and hold nothing back.
      #expect(
        played.session.messageFates.first?.outcome == (cut < 4 ? .delivered : .lost),
        "cut at \(cut)")
    }
  }

  @Test("messages beyond those that are kept count as well")
  func omitted() {
    let many = (0..<Session.messageLimit).flatMap { _ in Self.mail }
    let refused = Self.envelope() + Self.content + [(.server, "552 no\r\n")]
    #expect(Replayed(Self.hello() + many + Self.mail).session.fate.outcome == .delivered)
    #expect(Replayed(Self.hello() + many + refused).session.fate.outcome == .refused)
    #expect(
      Replayed(Self.hello() + many + Self.envelope() + Self.longLine).session.fate.outcome == .lost)
    #expect(
      Replayed(Self.hello() + many + Self.envelope("550 no", [])).session.fate.outcome == .refused)
    let waiting = Self.envelope() + Self.endingWith("NOOP ") + Self.taken
    let tooLong: Segments = [(.client, String(repeating: "x", count: 600))]
    #expect(
      Replayed(Self.hello() + many + waiting + tooLong).session.fate.outcome == .lost)
    #expect(
      Replayed(Self.hello() + many + waiting + [(.client, "x\r\n")]).session.fate.outcome
        == .delivered)
  }

  @Test("a gate is hit by its outcome and graver ones; what is not known is on no scale")
  func gate() {
    #expect(MailOutcome.allCases.filter { $0.hits(.refused) } == [.refused, .hangs, .lost])
    #expect(MailOutcome.allCases.filter { $0.hits(.unknown) } == [.unknown])
    #expect(
      MailOutcome.allCases.filter { $0.hits(.delivered) }
        == [.delivered, .deliveredInClear, .refused, .hangs, .lost])
  }
}
