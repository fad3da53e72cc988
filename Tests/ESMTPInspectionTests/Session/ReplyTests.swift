import Primitives
import Testing

@testable import ESMTPInspection

@Suite struct ReplyTests {
  struct Banner: Sendable, CustomTestStringConvertible {
    var profile: Profile
    var original: String
    var masked: String
    var testDescription: String { "\(profile.name) \(original)" }
  }

  static let banners: [Banner] = [
    Banner(profile: .asa, original: "220 mail2.nwtraders.msft", masked: "220 ****2***************"),
    Banner(profile: .asa, original: "220 a 2002 b", masked: "220 **2002**"),
    Banner(profile: .asa, original: "220 a 20 b", masked: "220 **20 *"),
    Banner(profile: .asaField, original: "220 v7.00 20", masked: "220 ********"),
    Banner(profile: .pix44, original: "220 mx20", masked: "********"),
    Banner(
      profile: .pix40, original: "220 server.example.com ready",
      masked: "220 SMTP/cmap ready_________"),
    // Transcript B01: Sendmail behind a PIX of 2001.
    Banner(
      profile: .pix63,
      original:
        "220 aaaaa.bbbbbbb.ccccc ESMTP Sendmail 8.10.1/8.10.1; Sat, 20 Jan 2001 09:41:37 -0500",
      masked:
        "220 **************************************0******0*********20 ****200**0*********0*00"),
  ]

  @Test("a greeting is masked as its generation does it", arguments: banners)
  func greeting(_ example: Banner) {
    let played = Replayed([(.server, example.original + "\r\n")], profile: example.profile)
    #expect(played.serverText == example.masked + "\r\n")
  }

  @Test("a greeting of several lines is masked as its generation does it, and breaks")
  func longGreeting() {
    let dialogue: [(Sender, String)] = [(.server, "220-mx 20\r\n"), (.server, "220 two\r\n")]
    let asa = Replayed(dialogue)
    #expect(asa.serverText == "220****20\r\n220 ***\r\n")
    #expect(asa.rules == [.maskBanner, .bannerBroken])
    #expect(asa.session.divergence != nil)
    #expect(Replayed(dialogue, profile: .asaField).serverText == "220-*****\r\n*******\r\n")
  }

  @Test("the fixed text of PIX 4.0 stands for a greeting of several lines, which it does not break")
  func fixedGreeting() {
    let dialogue: [(Sender, String)] = [(.server, "220-mx 20 hello there\r\n220 two\r\n")]
    for dialogue in [dialogue, singleBytes(dialogue, [.server])] {
      let played = Replayed(dialogue, profile: .pix40)
      #expect(played.serverText == "220 SMTP/cmap ready___________\r\n")
      #expect(played.rules == [.maskBanner])
      #expect(played.session.divergence == nil)
    }
  }

  @Test("a greeting that is not 220 passes and is named")
  func refused() {
    let played = Replayed([(.server, "554 no 20\r\n")])
    #expect(played.serverText == "554 no 20\r\n")
    #expect(played.rules == [.greetingNot220])
  }

  @Test("only the greeting is masked, and only where the map says so")
  func unmasked() {
    let dialogue: [(Sender, String)] = [
      (.server, "220 mx\r\n"), (.client, "NOOP\r\n"), (.server, "220 later\r\n"),
    ]
    #expect(Replayed(dialogue).serverText == "220 **\r\n220 later\r\n")
    #expect(Replayed(dialogue, map: .of([])).serverText == "220 mx\r\n220 later\r\n")
  }

  /// Transcript E01: the long reply of an Exchange 2003.
  static let exchange = """
    250-HOST Hello [10.x.x.x]|250-TURN|250-SIZE|250-ETRN|250-PIPELINING|250-DSN|\
    250-ENHANCEDSTATUSCODES|250-8bitmime|250-BINARYMIME|250-CHUNKING|250-VRFY|\
    250-X-EXPS GSSAPI NTLM LOGIN|250-X-EXPS=LOGIN|250-AUTH GSSAPI NTLM LOGIN|250-AUTH=LOGIN|\
    250-X-LINK2STATE|250-XEXCH50|250 OK|
    """.replacing("|", with: "\r\n")
  static let exchangeMasked = """
    250-HOST Hello [10.x.x.x]|250-XXXA|250-SIZE|250-ETRN|250-PIPELINING|250-DSN|\
    250-ENHANCEDSTATUSCODES|250-8bitmime|250-BINARYMIME|250-XXXXXXXB|250-XXXC|\
    250-XXXXXXXXXXXXXXXXXXXXXXXD|250-XXXXXXXXXXXE|250-AUTH GSSAPI NTLM LOGIN|250-XXXXXXXXXF|\
    250-XXXXXXXXXXXG|250-XXXXXXH|250 XI|
    """.replacing("|", with: "\r\n")

  static func ehlo(_ reply: String) -> [(Sender, String)] {
    [(.server, "220 m\r\n"), (.client, "EHLO c\r\n"), (.server, reply), (.client, "QUIT\r\n")]
  }

  @Test("the transcript of an Exchange reply comes out byte for byte, however it is cut")
  func transcript() {
    let whole = Self.ehlo(Self.exchange)
    let wanted = "220 *\r\n" + Self.exchangeMasked
    #expect(Replayed(whole, profile: .asa72).serverText == wanted)
    #expect(Replayed(singleBytes(whole, [.server]), profile: .asa72).serverText == wanted)
    for cut in Self.exchange.indices.dropFirst() {
      let pieces: [(Sender, String)] = [
        (.server, "220 m\r\n"), (.client, "EHLO c\r\n"), (.server, String(Self.exchange[..<cut])),
        (.server, String(Self.exchange[cut...])), (.client, "QUIT\r\n"),
      ]
      let played = Replayed(pieces, profile: .asa72)
      #expect(played.serverText == wanted)
      #expect(played.rules == [.maskBanner, .ehloReplyParameter])
    }
  }

  @Test("VRFY and AUTH= are others as the profile says")
  func others() {
    let reply = "250-h\r\n250-VRFY\r\n250-AUTH=LOGIN\r\n250 SIZE\r\n"
    let text = { Replayed(Self.ehlo(reply), profile: $0).serverText.dropFirst("220 *\r\n".count) }
    #expect(text(.asa) == "250-h\r\n250-VRFY\r\n250-XXXXXXXXXA\r\n250 SIZE\r\n")
    #expect(text(.asa72) == "250-h\r\n250-XXXA\r\n250-XXXXXXXXXB\r\n250 SIZE\r\n")
    #expect(text(.asaField) == reply)
  }

  @Test(
    "AUTH= is not auth, be it one of the others or not",
    arguments: [Profile.asa, .asa72, .asaField])
  func authEquals(_ profile: Profile) {
    let reply = "250-h\r\n250-AUTH LOGIN\r\n250 AUTH=LOGIN\r\n"
    let masked = Replayed(
      Self.ehlo(reply), profile: profile,
      map: .of([.ehlo([.auth], [.mask(log: false)])]))
    #expect(masked.serverText.hasSuffix("250-h\r\n250-XXXXXXXXXA\r\n250 AUTH=LOGIN\r\n"))
    var other = PolicyMap.Match.ehlo([.auth], [.mask(log: false)])
    other.isNegated = true
    let negated = Replayed(Self.ehlo(reply), profile: profile, map: .of([other]))
    #expect(negated.serverText.hasSuffix("250-h\r\n250-AUTH LOGIN\r\n250 XXXXXXXXXA\r\n"))
  }

  @Test("letters start again after Z, and a line of one byte is its letter")
  func letters() {
    let reply = "250-h\r\n" + (0..<27).map { "250-Y\($0)\r\n" }.joined() + "250 Q\r\n"
    let text = Replayed(Self.ehlo(reply)).serverText
    #expect(text.contains("XXZ\r\n250-XXA\r\n250 B\r\n"))
  }

  @Test("STARTTLS is hidden where TLS is not allowed, whatever the map matches")
  func startTLS() {
    let reply = "250-h\r\n250-STARTTLS\r\n250 HELP\r\n"
    let plain = Replayed(Self.ehlo(reply), map: .of([]))
    #expect(plain.serverText.hasSuffix("250-h\r\n250-XXXXXXXA\r\n250 HELP\r\n"))
    #expect(
      plain.event(.allowTLS)?.match == "parameters no allow-tls (not typed: the default)")
    let allowed = Replayed(
      Self.ehlo(reply), map: .of([.ehlo([.others], [.mask(log: false)])]), silentTLS: true)
    #expect(allowed.serverText.hasSuffix("250-h\r\n250-STARTTLS\r\n250 XXXA\r\n"))
  }

  @Test("a reply that is not 250, and the reply to HELO, are not touched")
  func untouched() {
    for (command, reply) in [
      ("EHLO c", "500-a\r\n500 HELP\r\n"), ("HELO c", "250-a\r\n250 HELP\r\n"),
    ] {
      let played = Replayed([(.server, "220 m\r\n"), (.client, command + "\r\n"), (.server, reply)])
      #expect(played.serverText.hasSuffix(reply))
    }
  }

  @Test("TLS that is allowed ends the inspection at the 220, and no other reply does")
  func allowedTLS() {
    let map = PolicyMap.of([]) {
      $0.allowsTLS = .init(.init(logs: true), source: SourceLine(file: "test", line: 4))
    }
    let dialogue: [(Sender, String)] = [
      (.server, "220 m\r\n"), (.client, "STARTTLS\r\n"), (.server, "220 go\r\n"),
      (.client, "\u{16}\u{3}\u{1}abc"), (.server, "\u{16}\u{3}\u{3}def"),
    ]
    let played = Replayed(dialogue, map: map)
    #expect(played.rules == [.tlsStarted])
    #expect(played.events.first?.log.first?.contains("108007") == true)
    #expect(played.clientText == "STARTTLS\r\n\u{16}\u{3}\u{1}abc")
    var refused = dialogue
    refused[2].1 = "454 later\r\n"
    refused[3].1 = "XFOO\r\n"
    #expect(Replayed(refused, map: map).clientText == "STARTTLS\r\nXXXX\r\n")
  }

  @Test("TLS without STARTTLS: its first record is masked, all behind the server's is opaque")
  func implicitTLS() {
    let record = "\u{16}\u{3}\u{1}\u{0}\u{5}hello"
    let data = "\u{17}\u{3}\u{3}\u{0}\u{7}abcde\r\n"
    let dialogue: [(Sender, String)] = [
      (.client, record), (.server, record), (.client, data), (.server, data),
      (.client, "EXPN a\r\n\u{17}\u{3}"),
    ]
    for dialogue in [dialogue, singleBytes(dialogue, [.server])] {
      let played = Replayed(dialogue)
      #expect(played.clientText == "XXXXXXXXXX" + data + "EXPN a\r\n\u{17}\u{3}")
      #expect(played.serverText == record + data)
      #expect(played.rules == [.tlsRecord, .unknownCommand, .tlsUnmodelled])
      #expect(played.event(.tlsUnmodelled)?.sender == .server)
      #expect(played.event(.tlsUnmodelled)?.offset == 0)
      #expect(played.session.blindness.map(\.reason) == [.tls])
      // No line about STARTTLS is the cause: nobody asks for it.
      let fate = played.session.fate
      #expect(fate.cause?.rule == .unknownCommand)
      #expect(fate.cause?.match?.hasPrefix("inspect esmtp") == true, "\(fate)")
      #expect(fate.frame == played.event(.tlsRecord)?.moment.frame)
      #expect(
        fate.why == "the client begins TLS without STARTTLS, which the inspection never lets pass")
    }
  }

  @Test("plain text behind STARTTLS in its segment is an event")
  func injection() {
    let played = Replayed(
      [(.server, "220 m\r\n"), (.client, "STARTTLS\r\nNOOP\r\n"), (.server, "220 go\r\n")],
      map: .of([]), silentTLS: true)
    #expect(played.rules.contains(.tlsInjection))
  }

  @Test(
    "what is hidden diverges where it is used under any of its spellings, unless one still stands",
    arguments: [
      (["AUTH=LOGIN"], "AUTH LOGIN", true), (["auth=login"], "MAIL FROM:<a@b> AUTH=<>", true),
      (["AUTH=LOGIN", "AUTH PLAIN"], "AUTH LOGIN", false), (["AUTH=LOGIN"], "NOOP", false),
      (["X-EXPS=LOGIN"], "X-EXPS LOGIN", true), (["AUTHX=LOGIN"], "AUTH LOGIN", false),
      (["SEND"], "SEND FROM:<a@b>", true), (["SOML"], "soml FROM:<a@b>", true),
      (["SAML"], "SAML FROM:<a@b>", true), (["SEND"], "MAIL FROM:<a@b>", false),
      (["SMTPUTF8"], "SEND FROM:<a@b> SMTPUTF8", true),
    ] as [([String], String, Bool)])
  func hiddenKeywords(_ keywords: [String], _ command: String, _ diverges: Bool) {
    let reply = "250-h\r\n" + keywords.map { "250-\($0)\r\n" }.joined() + "250 SIZE\r\n"
    let played = Replayed(Self.ehlo(reply).dropLast() + [(.client, command + "\r\n")])
    #expect((played.session.divergence?.divergence.frame == 4) == diverges)
  }

  @Test("a greeting of which the mask hides the code is broken, of one line too")
  func hiddenCode() {
    let played = Replayed([(.server, "220 mx\r\n")], profile: .pix44)
    #expect(played.rules == [.maskBanner, .bannerBroken])
    #expect(
      played.event(.bannerBroken)?.note
        == "the mask hides the code of the greeting, which the client cannot read; "
        + "that a real device does so is known from one source alone")
    #expect(played.session.divergence == nil)
    for profile in Profile.all where profile != .pix44 {
      let others = Replayed([(.server, "220 mx\r\n")], profile: profile)
      #expect(!others.rules.contains(.bannerBroken), "\(profile.name)")
    }
  }

  @Test("a masked keyword that is used later makes the reply the divergence point")
  func divergence() {
    let played = Replayed(
      [
        (.server, "220 m\r\n"), (.client, "EHLO c\r\n"),
        (.server, "250-h\r\n250-STARTTLS\r\n250 CHUNKING\r\n"), (.client, "MAIL FROM:<|a@b>\r\n"),
        (.server, "250 ok\r\n"), (.client, "STARTTLS\r\n"),
      ], profile: .asaField)
    #expect(played.session.divergence?.divergence.frame == 4)
    #expect(played.observedRules == [.maskBanner, .ehloReplyParameter])
  }
}
