import ASAPolicy
import Testing

@Suite("what is said of a mistake, and what is not said beside it")
struct FollowingMistakeTests {
  @Test(
    "a mistake in an action is told once: the match is not one without an action",
    arguments: [
      (
        "drop-connecton log",
        "3:3: error: \"drop-connecton\" is not known in an esmtp inspection map"
      ),
      ("rate-limit 0", "3:14: error: 0 is not between 1 and 4294967295"),
      ("rate-limit", "3:13: error: the line ends where a number of messages a second is due"),
      ("log log", "3:7: error: \"log\" is more than the statement takes"),
      (
        "\u{201C}log\u{201D}",
        "3:3: error: a typographic quote stands here; type the plain one of the keyboard"
      ),
    ])
  func action(line: String, message: String) {
    #expect(
      diagnostics("policy-map type inspect esmtp m\n match cmd verb MAIL\n  \(line)\n") == [message]
    )
  }

  @Test(
    "of a class whose list is missing or broken no more is said than that",
    arguments: [
      ("", "3:20: error: there is no access-list \"a\""),
      (
        "access-list a extended permit tcp any host 1.2.3 eq 25",
        "2:44: error: \"1.2.3\" is not an address"
      ),
    ])
  func list(line: String, message: String) {
    let rest = "class-map c\n match access-list a\npolicy-map p\n class c\n  inspect esmtp\n"
    let head = "ASA Version 9.1(2)\n" + (line.isEmpty ? "" : line + "\n")
    #expect(diagnostics(head + rest + "service-policy p global\n") == [message])
  }

  @Test("a class of regexes of another kind is a mistake of its line")
  func regexClass() {
    let use = "policy-map type inspect esmtp m\n match sender-address regex class rc\n  log\n"
    #expect(
      diagnostics("regex a b\nclass-map type regex match-all rc\n match regex a\n" + use) == [
        "2:22: error: a class-map of type regex takes what one of its expressions matches"
      ])
    #expect(
      diagnostics("regex a b\nclass-map type regex match-any rc more\n match regex a\n" + use) == [
        "2:35: error: \"more\" is more than the statement takes"
      ])
  }

  @Test("a limit above what a device takes is a warning")
  func limit() {
    let text =
      "policy-map p\n class inspection_default\n  inspect esmtp\n  set connection conn-max "
    #expect(
      diagnostics("ASA Version 9.1(2)\n" + text + "3000000\nservice-policy p global\n") == [
        "5:18: warning: 3000000 is above 2000000, the most that a device takes"
      ])
  }
}
