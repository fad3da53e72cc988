import Primitives
import Testing

@testable import ESMTPInspection

/// A greeting, then client segments, with a reply behind each that ends in LF.
private func commands(_ segments: [String], reply: String = "250 ok\r\n") -> [(Sender, String)] {
  [(.server, "220 mx\r\n")]
    + segments.flatMap { text -> [(Sender, String)] in
      text.unicodeScalars.last == "\n" ? [(.client, text), (.server, reply)] : [(.client, text)]
    }
}

@Suite struct CommandTests {
  struct Case: Sendable, CustomTestStringConvertible {
    var segments: [String]
    var asa: String
    var field: String
    var rules: [Rule]
    var testDescription: String { segments.joined(separator: "|") }
  }

  static let cases: [Case] = [
    Case(segments: ["HELO c\r\n"], asa: "HELO c\r\n", field: "HELO c\r\n", rules: []),
    Case(segments: ["helo c\r\n"], asa: "helo c\r\n", field: "helo c\r\n", rules: []),
    Case(
      segments: ["XFOO bar baz\r\n"], asa: "XXXXXXXXXXXX\r\n", field: "XXXX bar baz\r\n",
      rules: [.unknownCommand]),
    Case(
      segments: ["MAILX FROM:<a@b>\r\n"], asa: "XXXXXXXXXXXXXXXX\r\n",
      field: "XXXXX FROM:<a@b>\r\n",
      rules: [.unknownCommand]),
    Case(
      segments: ["HELO-X a\r\n"], asa: "XXXXXXXX\r\n", field: "XXXXXX a\r\n",
      rules: [.unknownCommand]),
    Case(
      segments: ["H", "E", "L", "O", " ", "m", "e", "\r\n"], asa: "XXXXXXX\r\n",
      field: "XXXX me\r\n", rules: [.splitVerb, .unknownCommand]),
    Case(
      segments: ["HEL", "O me\r\n"], asa: "XXXXXXX\r\n", field: "XXXX me\r\n",
      rules: [.splitVerb, .unknownCommand]),
    Case(segments: ["HELO", " me\r\n"], asa: "HELO me\r\n", field: "HELO me\r\n", rules: []),
    Case(segments: ["HELO", "X me\r\n"], asa: "HELOX me\r\n", field: "HELOX me\r\n", rules: []),
    Case(segments: ["HELO me\r", "\n"], asa: "HELO me\r\n", field: "HELO me\r\n", rules: []),
    Case(segments: ["HI\r\n"], asa: "XX\r\n", field: "XX\r\n", rules: [.shortCommand]),
    Case(segments: ["HI\r", "\n"], asa: "XX\r\n", field: "XX\r\n", rules: [.shortCommand]),
    Case(segments: ["\r\n"], asa: "\r\n", field: "\r\n", rules: [.shortCommand]),
    Case(
      segments: ["HI", "\r\n"], asa: "XX\r\n", field: "XX\r\n",
      rules: [.splitVerb, .unknownCommand]),
    Case(
      segments: ["HELO me\n"], asa: "XXXXXXX\n", field: "XXXXXXX\n", rules: [.commandTermination]),
    Case(
      segments: ["HELO me\rQUIT\r\n"], asa: "XXXXXXX\rQUIT\r\n", field: "XXXXXXX\rQUIT\r\n",
      rules: [.commandTermination, .pipelining]),
    Case(
      segments: ["HELO me\r", "QUIT\r\n"], asa: "XXXXXXX\rQUIT\r\n", field: "XXXXXXX\rQUIT\r\n",
      rules: [.commandTermination, .pipelining]),
    Case(
      segments: ["HELO a", " b\n"], asa: "XXXXXXXX\n", field: "XXXXXXXX\n",
      rules: [.commandTermination]),
    Case(
      segments: ["NOOP\r\nXFOO a\r\nNOOP\r\n"], asa: "NOOP\r\nXXXXXX\r\nXXXX\r\n",
      field: "NOOP\r\nXXXX a\r\nNOOP\r\n", rules: [.pipelining, .unknownCommand]),
    Case(
      segments: ["XFOO a\r\nNO", "OP\r\n", "NOOP\r\n"], asa: "XXXXXX\r\nXXXX\r\nNOOP\r\n",
      field: "XXXX a\r\nXXXX\r\nNOOP\r\n", rules: [.pipelining, .unknownCommand]),
  ]

  @Test(
    "an unknown, short, split or unterminated command is masked as its profile says",
    arguments: cases)
  func masked(_ example: Case) {
    let asa = Replayed(commands(example.segments))
    #expect(asa.clientText == example.asa)
    let rules = asa.rules.filter { $0 != .maskBanner }
    #expect(Set(rules) == Set(example.rules))
    #expect(Replayed(commands(example.segments), profile: .asaField).clientText == example.field)
  }

  @Test("the fixup generations pass seven commands and make NOOP or X of the others")
  func fixup() {
    let dialogue = commands(["EHLO a.b\r\n", "HELO a\r\n", "HELP\r\n"])
    #expect(Replayed(dialogue, profile: .pix63).clientText == "NOOP    \r\nHELO a\r\nNOOP\r\n")
    #expect(Replayed(dialogue, profile: .pix44).clientText == "XXXX a.b\r\nHELO a\r\nXXXX\r\n")
    #expect(Replayed(dialogue, profile: .pix63).event(.unknownCommand)?.action == .rewrite)
  }

  @Test(
    "every known verb passes, alone in its segment and before a blank", arguments: Verb.allCases)
  func known(_ verb: Verb) {
    let line = verb == .data ? "DATA\r\n" : "\(verb.rawValue) x\r\n"
    #expect(Replayed(commands([line])).clientText == line)
  }

  @Test("a command line of 512 bytes passes and byte 513 drops it where it stands")
  func lineLength() {
    let passing = "HELO " + String(repeating: "a", count: 507)
    #expect(Replayed(commands([passing + "\r\n"])).gravest < .drop)
    let tripping = Replayed(commands(["NOOP\r\n", passing, "b", "\r\n"]))
    #expect(tripping.gravest == .drop)
    #expect(tripping.clientText == "NOOP\r\n")
    #expect(tripping.event(.commandLineLength)?.moment.frame == 6)
  }

  @Test("the 101st recipient drops the session, and MAIL starts the count anew")
  func recipients() {
    let rcpt = (0..<100).map { "RCPT TO:<r\($0)@example.com>\r\n" }
    let mail = "MAIL FROM:<a@example.net>\r\n"
    #expect(Replayed(commands([mail] + rcpt + [mail] + rcpt)).event(.recipientCount) == nil)
    let over = Replayed(commands([mail] + rcpt + [rcpt[0]]))
    #expect(over.clientText == ([mail] + rcpt).joined())
    #expect(
      over.event(.recipientCount)?.log.first?.hasSuffix("matched Class 2: cmd RCPT count gt 100")
        == true)
  }

  @Test("an unfinished command is discarded at the session's end and raises no verdict")
  func truncated() {
    let cut = Replayed(commands(["HELO a\r\n", "MAIL FROM:<a@exa"]))
    #expect(cut.clientText == "HELO a\r\n")
    #expect(cut.rules == [.maskBanner, .truncatedCommand])
    #expect(cut.gravest == .mask)
  }

  @Test("a line without an end is decided at the bound")
  func bound() {
    let map = PolicyMap.of([])
    let long = "HELO " + String(repeating: "a", count: 5000)
    let bounded = Replayed(commands([long, "b\r\n", "QUIT\r\n"]), map: map)
    #expect(bounded.rules.contains(.boundHit))
    #expect(bounded.clientText == long + "b\r\nQUIT\r\n")
  }

  @Test(
    "cmd verb takes log, drop-connection, reset and mask",
    arguments: [
      (Action.log, EventAction.log), (.dropConnection(log: false), .drop),
      (.reset(log: true), .reset),
      (.mask(log: false), .mask),
    ])
  func verbs(_ action: Action, _ effect: EventAction) {
    let map = PolicyMap.of([.verbs([.vrfy], [action])])
    let played = Replayed(commands(["NOOP\r\n", "VRFY a\r\n"]), map: map)
    #expect(played.event(.commandVerb)?.action == effect)
    #expect(
      played.clientText
        == (effect == .mask
          ? "NOOP\r\nXXXXXX\r\n" : effect == .log ? "NOOP\r\nVRFY a\r\n" : "NOOP\r\n"))
  }

  @Test("authentication data is neither judged nor shown")
  func authentication() {
    let dialogue: [(Sender, String)] = [
      (.server, "220 mx\r\n"), (.client, "AUTH LOGIN dXNlcg==\r\n"), (.server, "334 UGFz\r\n"),
      (.client, "c2Vj"), (.client, "cmV0\r\n"), (.server, "235 ok\r\n"), (.client, "XFOO\r\n"),
      (.server, "500 no\r\n"),
    ]
    let played = Replayed(dialogue)
    #expect(played.clientText == "AUTH LOGIN dXNlcg==\r\nc2VjcmV0\r\nXXXX\r\n")
    #expect(played.rules == [.maskBanner, .unknownCommand])
    let fixup = Replayed(dialogue, profile: .pix44)
    #expect(fixup.event(.unknownCommand).map { asText($0.before) } == "AUTH LOGIN [not shown]")
  }

  @Test(
    "a command that a match masks starts no count of recipients anew",
    arguments: [
      (Verb.mail, "MAIL FROM:<a@b>"), (.rset, "RSET"), (.ehlo, "EHLO c"), (.helo, "HELO c"),
    ])
  func maskedReset(_ verb: Verb, _ line: String) {
    let dialogue = commands(["RCPT TO:<a@b>\r\n", line + "\r\n", "RCPT TO:<c@d>\r\n"])
    let count = PolicyMap.Match.number(.recipientCount, 1, [.log])
    #expect(!Replayed(dialogue, map: .of([count])).rules.contains(.recipientCount))
    for profile in [Profile.asa, .asaField] {
      let map = PolicyMap.of([count, .verbs([verb], [.mask(log: false)])])
      #expect(Replayed(dialogue, profile: profile, map: map).rules.contains(.recipientCount))
    }
  }

  @Test(
    "a line that CR LF does not end is told by that rule alone, wherever it is cut",
    arguments: [["XFOO bar\n"], ["XFOO b", "ar\n"], ["XFOO bar", "\n"], ["XFOO bar\r", "x\r\n"]])
  func termination(_ pieces: [String]) {
    for profile in [Profile.asa, .asaField] {
      let played = Replayed(commands(pieces), profile: profile)
      let event = played.event(.commandTermination)
      #expect(event != nil)
      #expect(event?.match == nil)
      #expect(event?.source == nil)
      #expect(
        played.session.divergence?.divergence.why
          == "the server receives X for a command that CR LF does not end")
    }
  }
}
