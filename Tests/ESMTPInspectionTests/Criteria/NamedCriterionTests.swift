import Primitives
import Testing

@testable import ESMTPInspection

/// A criterion with words or an expression, and dialogues that meet it or not.
struct NamedCase: Sendable, CustomTestStringConvertible {
  var criterion: Criterion
  var argument: Argument
  /// The segments, and which of them is cut.
  var dialogue: [(Sender, String)]
  var subject: Int
  /// How often the match meets the dialogue, and how often its opposite does.
  var meets: Int
  var misses: Int
  var firstCut = 1

  var testDescription: String {
    "\(criterion.definition.words) \(argument) on \(dialogue[subject].1.prefix(60))"
  }

  static func words<Word: RawRepresentable<String> & CaseIterable & Equatable>(
    _ words: [Word]
  ) -> Argument {
    let all = Array(Word.allCases)
    return .words(words.compactMap { all.firstIndex(of: $0) }, of: all.map(\.rawValue))
  }

  static func regex(_ patterns: String...) -> Argument {
    let program = try? RegexProgram(patterns: patterns)
    return .regex(
      RegexReference(
        name: "r", isClass: patterns.count > 1, program: program ?? .nothing))
  }

  private static func verb(_ words: [Verb], _ line: String, _ meets: Int, _ misses: Int) -> Self {
    NamedCase(
      criterion: .commandVerb, argument: Self.words(words),
      dialogue: [(.server, "220 m\r\n"), (.client, line + "\r\n"), (.server, "250 ok\r\n")],
      subject: 1, meets: meets, misses: misses,
      // Behind a whole verb a cut changes nothing; within `NOOPX` it makes one.
      firstCut: leadingVerb(line) ? 4 : line.utf8.count)
  }

  private static func leadingVerb(_ line: String) -> Bool {
    let bytes = bytes(line)
    return ESMTPInspection.leadingVerb(bytes.span, in: 0..<bytes.count) != nil
  }

  private static func ehlo(
    _ words: [EHLOParameter], _ reply: String, _ meets: Int, _ misses: Int
  ) -> Self {
    NamedCase(
      criterion: .ehloReplyParameter, argument: Self.words(words),
      dialogue: [
        (.server, "220 m\r\n"), (.client, "EHLO c\r\n"), (.server, reply), (.client, "QUIT\r\n"),
      ], subject: 2, meets: meets, misses: misses)
  }

  private static func encoding(
    _ words: [MIMEEncodingName], _ header: String, _ meets: Int, _ misses: Int
  ) -> Self {
    NamedCase(
      criterion: .mimeEncoding, argument: Self.words(words),
      dialogue: CountedCase.envelope + [(.client, header + "\r\n\r\nx\r\n.\r\n")],
      subject: CountedCase.envelope.count, meets: meets, misses: misses)
  }

  private static func filetype(
    _ expression: Argument, _ header: String, _ meets: Int, _ misses: Int
  ) -> Self {
    NamedCase(
      criterion: .mimeFiletype, argument: expression,
      dialogue: CountedCase.envelope + [
        (.client, "Content-Disposition: attachment; \(header)\r\n\r\nx\r\n.\r\n")
      ], subject: CountedCase.envelope.count, meets: meets, misses: misses)
  }

  private static func sender(
    _ expression: Argument, _ line: String, _ meets: Int, _ misses: Int
  ) -> Self {
    NamedCase(
      criterion: .senderAddressRegex, argument: expression,
      dialogue: [(.server, "220 m\r\n"), (.client, line + "\r\n"), (.server, "250 ok\r\n")],
      subject: 1, meets: meets, misses: misses, firstCut: 4)
  }

  static let all: [NamedCase] = [
    verb([.vrfy], "VRFY a", 1, 0), verb([.vrfy], "vrfy", 1, 0), verb([.vrfy], "NOOP", 0, 1),
    verb([.vrfy, .noop], "NOOP x", 1, 0), verb([.mail], "MAIL FROM:<a@b>", 1, 0),
    verb([.noop], "XFOO a", 0, 0), verb([.noop], "NOOPX", 0, 0),

    // One event for all lines of a reply; the first line is none of them.
    ehlo([.size], "250-SIZE\r\n250-SIZE 10\r\n250 DSN\r\n", 1, 1),
    ehlo([.size], "250-h\r\n250-DSN\r\n250 VRFY\r\n", 0, 1),
    ehlo([.size], "250-h\r\n250 size 10\r\n", 1, 0), ehlo([.size], "250 h\r\n", 0, 0),
    ehlo([.auth], "250-h\r\n250 AUTH LOGIN\r\n", 1, 0),
    ehlo([.auth], "250-h\r\n250 AUTH=LOGIN\r\n", 0, 1),
    ehlo([.others], "250-h\r\n250 AUTH=LOGIN\r\n", 1, 0),
    ehlo([.ecode], "250-h\r\n250 ENHANCEDSTATUSCODES\r\n", 1, 0),
    ehlo([.others], "250-h\r\n250-X\r\n250 \r\n", 1, 0),
    ehlo([.size], "500-h\r\n500 SIZE\r\n", 0, 0),

    encoding([.base64], "Content-Transfer-Encoding: BASE64", 1, 0),
    encoding([.base64], "Content-Transfer-Encoding:\r\n base64 (x)", 1, 0),
    encoding([.base64], "Content-Transfer-Encoding: x-uuencode", 0, 1),
    encoding([.others], "Content-Transfer-Encoding: x-uuencode", 1, 0),
    encoding([.sevenBit], "Subject: none", 0, 0),
    encoding(
      [.base64],
      "Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n"
        + "Content-Transfer-Encoding: base64\r\n\r\n--b\r\nContent-Transfer-Encoding: 7bit", 1, 1),

    filetype(regex("\\.exe"), "filename=a.exe", 1, 0),
    filetype(regex("\\.exe"), "filename=a.txt", 0, 1),
    filetype(regex("\\.exe"), "filename=\"a b.exe\"; name=c", 1, 1),
    filetype(regex("\\.exe"), "filename*0=a.e;\r\n filename*1=xe", 1, 0),
    filetype(regex("\\.exe", "\\.com"), "filename=a.com", 1, 0),
    filetype(regex("^a"), "filename=ba", 0, 1), filetype(regex("a"), "x=a", 0, 0),

    sender(regex("user1@cisco.com"), "MAIL FROM:<user1@ciscoxcom>", 1, 0),
    sender(regex("user1@cisco.com"), "MAIL FROM:<user2@cisco.com>", 0, 1),
    sender(regex("x", "^$", "b@"), "MAIL FROM:<b@c> SIZE=1", 1, 0),
    sender(regex("SIZE"), "MAIL FROM:<b@c> SIZE=1", 0, 1),
    sender(regex("<"), "MAIL FROM:<b@c>", 0, 1),
    sender(regex("b"), "RCPT TO:<b@c>", 0, 0), sender(regex("b"), "SAML FROM:<b@c>", 1, 0),
    sender(regex("b*"), "MAIL FROM:<>", 1, 0), sender(regex("b"), "MAIL FROM:<>", 0, 1),
  ]
}

extension RegexProgram {
  /// What matches nothing, for a table whose expressions a test has checked.
  fileprivate static let nothing: RegexProgram = {
    do { return try RegexProgram(patterns: []) } catch { preconditionFailure("\(error)") }
  }()
}

@Suite struct NamedCriterionTests {
  private func count(_ example: NamedCase, not isNegated: Bool, cut: Int? = nil) -> Int {
    let map = PolicyMap.of([
      PolicyMap.Match(
        criterion: example.criterion, argument: example.argument, isNegated: isNegated,
        actions: [.log], source: SourceLine(file: "test", line: 9))
    ])
    var dialogue = example.dialogue
    if let cut {
      let (sender, text) = dialogue[example.subject]
      dialogue[example.subject].1 = String(text.unicodeScalars.prefix(cut))
      dialogue.insert((sender, String(text.unicodeScalars.dropFirst(cut))), at: example.subject + 1)
    }
    let played = Replayed(dialogue, map: map)
    return played.events.count { $0.rule == example.criterion.definition.rule }
  }

  @Test("a match meets what it names and not the rest, however it is cut", arguments: NamedCase.all)
  func meets(_ example: NamedCase) {
    for (isNegated, wanted) in [(false, example.meets), (true, example.misses)] {
      #expect(count(example, not: isNegated) == wanted, "not: \(isNegated)")
      for cut in example.firstCut..<example.dialogue[example.subject].1.utf8.count {
        #expect(count(example, not: isNegated, cut: cut) == wanted, "not: \(isNegated), at \(cut)")
      }
    }
  }

  @Test(
    "the summary of a list says what 'others' stands for",
    arguments: [
      ([EHLOParameter.size], "the reply to EHLO offers one of the keywords named"),
      (
        [.others],
        "the reply to EHLO offers one of the keywords other than 8bitmime, auth, binarymime, "
          + "checkpoint, dsn, ecode, etrn, pipelining, size and vrfy"
      ),
      (
        [.size, .others],
        "the reply to EHLO offers one of the keywords named, or one other than 8bitmime, auth, "
          + "binarymime, checkpoint, dsn, ecode, etrn, pipelining, size and vrfy"
      ),
    ])
  func summary(words: [EHLOParameter], text: String) {
    let definition = Criterion.ehloReplyParameter.definition
    #expect(definition.summary(of: NamedCase.words(words)) == text)
  }

  @Test(
    "hostile expressions on hostile names and addresses end at once",
    arguments: ["(a*)*b", "(a|aa)+$", "a{500}b", "(.*)(.*)(.*)(.*)x", "[ab]*a[ab]{14}c"])
  func hostile(_ pattern: String) {
    let expression = NamedCase.regex(pattern)
    let map = PolicyMap.of(
      [Criterion.senderAddressRegex, .mimeFiletype].map {
        PolicyMap.Match(
          criterion: $0, argument: expression, actions: [.log],
          source: SourceLine(file: "test", line: 9))
      })
    let name = "Content-Disposition: attachment; filename=\"" + CountedCase.text(70_000)
    let played = Replayed(
      [(.server, "220 m\r\n"), (.client, "MAIL FROM:<\(CountedCase.text(60_000))>\r\n")]
        + CountedCase.envelope.dropFirst() + [(.client, name + "\"\r\n\r\n.\r\n")], map: map)
    #expect(!played.events.contains { $0.rule == .senderAddressRegex && $0.moment.frame == 3 })
    #expect(!played.rules.contains(.mimeFiletype))
  }
}
