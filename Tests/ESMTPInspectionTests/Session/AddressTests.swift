import Primitives
import Testing

@testable import ESMTPInspection

@Suite struct AddressTests {
  struct Case: Sendable, CustomTestStringConvertible {
    var line: String
    /// What the server receives under `asa`; nil where the session is closed.
    var asa: String?
    var field: String
    var testDescription: String { line }
  }

  static let cases: [Case] = [
    Case(line: "MAIL FROM:<a@b.c>", asa: "MAIL FROM:<a@b.c>", field: "MAIL FROM:<a@b.c>"),
    Case(line: "MAIL FROM:<>", asa: "MAIL FROM:<>", field: "MAIL FROM:<>"),
    Case(line: "RCPT TO:<|x@b>", asa: nil, field: "RCPT TO:< x@b>"),
    Case(line: "RCPT TO:<\"a|b\"@c>", asa: nil, field: "RCPT TO:<\"a b\"@c>"),
    Case(line: "RCPT TO:a|b@c", asa: nil, field: "RCPT TO:a b@c"),
    Case(line: "MAIL FROM:<a@b> X=|y", asa: "MAIL FROM:<a@b> X=|y", field: "MAIL FROM:<a@b> X=|y"),
    Case(
      line: "MAIL FROM:<a@b> AUTH=<> SIZE=1", asa: "MAIL FROM:<a@b> AUTH=<> SIZE=1",
      field: "MAIL FROM:<a@b> AUTH=<> SIZE=1"),
    Case(line: "MAIL FROM:<<a@b>>", asa: "MAIL FROM:< a@b >", field: "MAIL FROM:< a@b >"),
    Case(line: "MAIL FROM:<a<b@c>", asa: "MAIL FROM:<a b@c>", field: "MAIL FROM:<a b@c>"),
    Case(line: "MAIL FROM:a@b>", asa: "MAIL FROM:a@b ", field: "MAIL FROM:a@b "),
    Case(line: "MAIL FROM:<a@b", asa: "MAIL FROM: a@b", field: "MAIL FROM: a@b"),
    Case(
      line: "RCPT TO:<\"a>b\"@c>", asa: "RCPT TO:<\"a>b\"@c>", field: "RCPT TO:<\"a>b\"@c>"),
    Case(
      line: "RCPT TO:<@one,@two:joe@three>", asa: "RCPT TO:<@one,@two:joe@three>",
      field: "RCPT TO:<@one,@two:joe@three>"),
    Case(line: "RCPT TO: <a@b>", asa: "RCPT TO: <a@b>", field: "RCPT TO: <a@b>"),
    Case(line: "MAIL FROM:a@b", asa: "MAIL FROM:a@b", field: "MAIL FROM:a@b"),
    Case(line: "RCPT", asa: "RCPT", field: "RCPT"),
    Case(line: "RCPT TO:", asa: "RCPT TO:", field: "RCPT TO:"),
    Case(line: "HELO |x", asa: "HELO |x", field: "HELO |x"),
  ]

  @Test("characters of a path are judged as the profile says", arguments: cases)
  func characters(_ example: Case) {
    let dialogue: [(Sender, String)] = [(.server, "220 mx\r\n"), (.client, example.line + "\r\n")]
    let asa = Replayed(dialogue)
    #expect(asa.clientText == (example.asa.map { $0 + "\r\n" } ?? ""))
    #expect((asa.gravest == .drop) == (example.asa == nil))
    let field = Replayed(dialogue, profile: .asaField)
    #expect(field.clientText == example.field + "\r\n")
    #expect(field.rules.contains(.addressCharacter) == (example.field != example.line))
  }

  @Test("a closed session logs 108003, a blanked character 108002")
  func logs() {
    let dialogue: [(Sender, String)] = [(.server, "220 mx\r\n"), (.client, "RCPT TO:<|x@b>\r\n")]
    #expect(
      Replayed(dialogue).event(.addressCharacter)?.log.first == """
        %ASA-2-108003: Terminating ESMTP connection; malicious pattern detected in the mail address \
        from outside:192.0.2.7/40112 to inside:198.51.100.25/25. Mail Address:<|x@b>
        """)
    #expect(
      Replayed(dialogue, profile: .asaField).event(.addressCharacter)?.log == [
        "%ASA-2-108002: SMTP replaced string: out 192.0.2.7 in 198.51.100.25 data: <|x@b>"
      ])
  }

  @Test(
    "mail-relay lets the domain and those below it pass",
    arguments: [
      ("a@example.com", true), ("a@MX.Example.COM", true), ("a@notexample.com", false),
      ("a@example.net", false), ("a", false), ("\"x@example.com\"@evil.org", false),
      ("<a@example.com>", true), ("<<a@example.com>>", true), ("<a@example.net>", false),
      ("<a@example.com>.net", false), ("<a@>", false),
    ])
  func relay(_ address: String, _ passes: Bool) {
    let map = PolicyMap.of([]) {
      $0.mailRelay = .init(
        .init(domain: "example.com", action: .dropConnection(log: true)),
        source: SourceLine(file: "test", line: 5))
    }
    let played = Replayed(
      [(.server, "220 x\r\n"), (.client, "RCPT TO:<\(address)>\r\n")], map: map)
    #expect((played.gravest != .drop) == passes)
    if !passes {
      #expect(
        played.event(.mailRelay)?.log.first?.hasSuffix("mail-relay: No Mail Relay allowed") == true)
    }
  }

  @Test(
    "special-character adds the back quote and NUL", arguments: ["a`b@c", "a\u{0}b@c", "a|b@c"])
  func special(_ address: String) {
    let map = PolicyMap.of([]) {
      $0.specialCharacter = .init(.log, source: SourceLine(file: "test", line: 5))
    }
    let dialogue: [(Sender, String)] = [
      (.server, "220 x\r\n"), (.client, "MAIL FROM:<\(address)>\r\n"),
    ]
    #expect(Replayed(dialogue, profile: .asaField, map: map).rules.contains(.specialCharacter))
  }

  @Test("a reverse path of 320 bytes passes and one of 321 drops the session")
  func senderLength() {
    for (count, action) in [(320, EventAction.none), (321, .drop)] {
      let address = String(repeating: "a", count: count - 4) + "@b.c"
      let played = Replayed([
        (.server, "220\r\n"), (.client, "MAIL FROM:<\(address)> SIZE=1\r\n"),
      ])
      #expect(played.gravest == action)
    }
  }

  @Test("length and expression of a reverse path are tried in the order of the configuration")
  func senderOrder() throws {
    let source = SourceLine(file: "test", line: 9)
    let program = try RegexProgram(patterns: ["long"])
    let expression = Argument.regex(
      RegexReference(name: "r", isClass: false, program: program))
    let drop = [Action.dropConnection(log: false)]
    for (first, rules) in [
      ([Action.log], [Rule.senderAddressRegex, .senderAddressLength]),
      (drop, [.senderAddressRegex]),
    ] {
      let regex = PolicyMap.Match(
        criterion: .senderAddressRegex, argument: expression, actions: first, source: source)
      let map = PolicyMap.of([regex, .number(.senderAddressLength, 5, drop)])
      let dialogue: [(Sender, String)] = [
        (.server, "220 x\r\n"), (.client, "MAIL FROM:<long@b.c>\r\n"),
      ]
      #expect(Replayed(dialogue, map: map).rules == rules)
      let turned = PolicyMap.of([.number(.senderAddressLength, 5, drop), regex])
      #expect(Replayed(dialogue, map: turned).rules == [.senderAddressLength])
    }
  }
}
