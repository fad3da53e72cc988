import Primitives
import Testing

@testable import ESMTPInspection

/// Refusals for want of an extension that is hidden from the client.
@Suite struct RequiredExtensionTests {
  typealias Segments = MailFateTests.Segments

  struct Demanded: Sendable, CustomTestStringConvertible {
    var reply: String
    var extensions: [RequiredExtension]
    var answer = ""
    var basis = RefusalDemand.Basis.named
    var testDescription: String { reply }
  }

  static let demands: [Demanded] = [
    Demanded(
      reply: "451 5.7.3 Must issue a STARTTLS command first", extensions: [.startTLS],
      answer: "451 5.7.3"),
    Demanded(reply: "550 tls required.", extensions: [.startTLS], answer: "550"),
    Demanded(reply: "554 5.7.10 Denied", extensions: [.startTLS], answer: "554 5.7.10"),
    Demanded(reply: "538 no", extensions: [.startTLS], answer: "538"),
    Demanded(
      reply: "451 5.7.3 Cannot achieve Exchange Server authentication",
      extensions: [.exchangeAuthentication, .exchangeTLS, .startTLS], answer: "451 5.7.3"),
    Demanded(
      reply: "530 5.7.1 Client was not authenticated", extensions: [.authentication],
      answer: "530 5.7.1"),
    Demanded(
      reply: "530 no", extensions: [.startTLS, .authentication], answer: "530", basis: .meant),
    Demanded(
      reply: "550 5.7.1 Unable to relay", extensions: [.authentication], answer: "550 5.7.1",
      basis: .possible),
    Demanded(
      reply: "554 5.6.1 Body type not supported by Remote Host", extensions: [.eightBitMIME],
      answer: "554 5.6.1"),
  ]

  @Test("what a refusal asks for is read from its code and its words", arguments: demands)
  func demand(_ test: Demanded) throws {
    let reply = bytes(test.reply + "\r\n")
    let demand = try #require(RefusalDemand(Int(test.reply.prefix(3)) ?? 0, reply))
    #expect(demand.extensions == test.extensions)
    #expect(demand.answer == test.answer)
    #expect(demand.basis == test.basis)
  }

  @Test(
    "a refusal that asks for nothing of it is left to the server",
    arguments: [
      "550 5.1.1 no such user", "550 5.7.1 DMARC authentication failed",
      "550 5.7.26 unauthenticated mail", "552 5.7.3 STARTTLS", "451 greylisted", "554 5.7.1 spam",
      "554 hotels and castles", "550",
    ])
  func others(_ reply: String) {
    #expect(RefusalDemand(Int(reply.prefix(3)) ?? 0, bytes(reply + "\r\n")) == nil)
  }

  /// The session of a client that sends MAIL and is refused.
  private static func refused(_ keywords: [String], _ reply: String) -> Segments {
    let lines = (["m"] + keywords).enumerated().map { index, text in
      "250\(index == keywords.count ? " " : "-")\(text)\r\n"
    }
    return MailFateTests.greeting + [
      (.client, "EHLO c\r\n"), (.server, lines.joined()),
    ] + MailFateTests.envelope(reply, []) + MailFateTests.bye
  }

  private static let needsTLS = "451 5.7.3 Must issue a STARTTLS command first"

  @Test("the line that hides what the server asks for is the cause, and the server is not blamed")
  func hidden() {
    let played = Replayed(Self.refused(["SIZE", "STARTTLS"], Self.needsTLS))
    #expect(played.session.fate.outcome == .refused && played.session.fate.frame == 6)
    #expect(
      played.session.fate.cause?.rule == .allowTLS && played.session.fate.cause?.source?.line == 3)
    #expect(
      played.session.fate.why
        == "the server answers 451 5.7.3 to MAIL, which asks for TLS: its STARTTLS is hidden from "
        + "the client (frame 4), which is inferred to be why")
    #expect(played.session.refusals.isEmpty)
  }

  @Test("what is offered, or was never offered, is not the cause")
  func offered() {
    let allowing = PolicyMap.of([.ehlo([.others], [.mask(log: false)])]) { parameters in
      parameters.allowsTLS = .init(.init(logs: false), source: SourceLine(file: "test", line: 3))
    }
    let cases: [(keywords: [String], reply: String, map: PolicyMap)] = [
      (["STARTTLS"], Self.needsTLS, allowing), (["CHUNKING"], Self.needsTLS, .factory),
      (["STARTTLS"], "550 5.1.8 no", .factory), (["AUTH PLAIN"], "530 5.7.1 AUTH", .factory),
    ]
    for (keywords, reply, map) in cases {
      let played = Replayed(Self.refused(keywords, reply), map: map)
      #expect(
        played.session.fate.outcome == .refused && played.session.fate.cause == nil, "\(reply)")
      #expect(played.session.refusals.count == 1, "\(reply)")
    }
  }

  @Test("a refusal of a recipient, of DATA and of the message is one of the mail as well")
  func steps() {
    let hello = MailFateTests.hello("STARTTLS")
    let data: Segments = [(.client, "DATA\r\n"), (.server, Self.needsTLS + "\r\n")]
    let cases: [(name: String, segments: Segments)] = [
      ("RCPT", MailFateTests.envelope("250 ok", [Self.needsTLS])),
      ("DATA", MailFateTests.envelope() + data),
      (
        "the message",
        MailFateTests.envelope() + MailFateTests.content + [(.server, Self.needsTLS + "\r\n")]
      ),
    ]
    for (name, segments) in cases {
      let fate = Replayed(hello + segments).session.fate
      #expect(fate.outcome == .refused && fate.cause?.rule == .allowTLS, "\(name): \(fate)")
      #expect(fate.why.contains("to \(name), which asks for TLS"), "\(fate.why)")
    }
  }

  @Test("AUTH that a match hides is the cause of what asks for authentication")
  func authentication() {
    let map = PolicyMap.of([.ehlo([.auth], [.mask(log: false)])])
    for reply in ["530 5.7.1 Client was not authenticated", "550 5.7.1 Unable to relay"] {
      let fate = Replayed(Self.refused(["AUTH PLAIN"], reply), map: map).session.fate
      #expect(fate.cause?.rule == .ehloReplyParameter && fate.cause?.source?.line == 40, "\(fate)")
    }
  }

  @Test("an EHLO that a fixup refuses hides what its reply offers")
  func lostReply() {
    let fate = Replayed(Self.refused(["STARTTLS"], Self.needsTLS), profile: .pix63).session.fate
    #expect(fate.outcome == .refused && fate.cause?.rule == .unknownCommand, "\(fate)")
    #expect(fate.why.contains("its offer of STARTTLS does not reach the client (frame 4)"))
  }

  @Test(
    "what was crossed out before the capture may be it, and the same line of the policy hides it")
  func crossed() {
    let played = Replayed(Self.refused(["SIZE", "XXXXXXXA"], Self.needsTLS))
    #expect(played.session.fate.outcome == .refused && played.session.fate.cause?.rule == .allowTLS)
    #expect(
      played.session.fate.why
        == "the server answers 451 5.7.3 to MAIL, which asks for TLS: a keyword of 8 characters, "
        + "which may be STARTTLS, was crossed out before the capture (frame 4), which is inferred "
        + "to be why")
    #expect(played.session.refusals.isEmpty)
    let exchange = "451 5.7.3 Cannot achieve Exchange Server authentication"
    let fate = Replayed(
      Self.refused(["XXXXXXXA", "XXXXXXXXXXXXXXXXXB"], exchange)
    ).session.fate
    #expect(fate.cause?.rule == .ehloReplyParameter && fate.why.contains("X-EXPS"), "\(fate)")
    // Of two lines the one counts that is as long.
    let both = Replayed(
      Self.refused(["XXXXXXXA", "XXXXXXXXXXXXXB", "XXXXXXXXXXXXXXXXXC"], exchange)
    ).session.fate
    #expect(both.why.contains("18 characters, which may be X-EXPS"), "\(both)")
    let one = Replayed(Self.refused(["XXXXXXXA", "XXXXXXXXXXXXXB"], exchange)).session.fate
    #expect(one.why.contains("14 characters, which may be X-ANONYMOUSTLS"), "\(one)")
    // No line of this policy hides 8BITMIME.
    let body = "554 5.6.1 Body type not supported by Remote Host"
    let unhidden = Replayed(Self.refused(["XXXXXXXA"], body))
    #expect(unhidden.session.fate.cause == nil && unhidden.session.fate.why.contains("8BITMIME"))
    #expect(unhidden.session.refusals.isEmpty)
  }

  @Test("what was crossed out is not what stands in clear beside it, nor of another length")
  func notCrossed() {
    for keywords in [["XXXXXXXA", "STARTTLS"], ["XXXA"], ["XXXXXXXXXXXXXXA"]] {
      let map = PolicyMap.of([]) { parameters in
        parameters.allowsTLS = .init(.init(logs: false), source: SourceLine(file: "test", line: 3))
      }
      let played = Replayed(Self.refused(keywords, Self.needsTLS), map: map)
      #expect(played.session.fate.cause == nil && played.session.refusals.count == 1, "\(keywords)")
    }
  }
}
