import Primitives
import Testing

@testable import ESMTPInspection

/// What is said of the keywords that an event hides.
@Suite struct HiddenKeywordsTests {
  /// The event of a reply to EHLO whose lines change where another text is given.
  private static func event(
    _ lines: [(before: String, after: String)], more: Int = 0
  ) -> Event {
    let before = lines.map { "250-\($0.before)\r\n" }.joined()
    let after = lines.map { "250-\($0.after)\r\n" }.joined()
    return Event(
      rule: .ehloReplyParameter, moment: Moment(frame: 1, time: 0), sender: .server, offset: 0,
      length: before.utf8.count + more, action: .mask, before: Array(before.utf8),
      after: Array(after.utf8))
  }

  @Test("the keywords are those of the lines that change, without what stands behind them")
  func keywords() {
    let event = Self.event([
      ("starttls", "XXXXXXXA"), ("SIZE 9", "SIZE 9"), ("AUTH=LOGIN", "XXXXXXXXXB"),
      ("X-EXPS NTLM", "XXXXXXXXXXC"), ("\u{1B}[2J", "XXXD"),
    ])
    #expect(event.hiddenKeywords == ["STARTTLS", "AUTH", "X-EXPS"])
  }

  @Test(
    "what comes next is told of the keywords that are hidden, and of no other",
    arguments: [
      (["STARTTLS"], RuleExplanation.allowTLS.next),
      (["HELP"], "senders go on without HELP"),
      (["CHUNKING", "HELP"], "senders go on without CHUNKING and HELP"),
      (["ONE", "TWO", "THREE", "FOUR"], "senders go on without ONE, TWO, THREE and FOUR"),
      (
        ["ONE", "TWO", "THREE", "FOUR", "FIVE"],
        "senders go on without ONE, TWO, THREE and 2 more"
      ),
      (
        ["X-EXPS GSSAPI", "XEXCH50", "HELP"],
        "Exchange loses X-EXPS and XEXCH50, and with that traffic between its own servers; "
          + "senders go on without HELP"
      ),
      (
        ["AUTH PLAIN"],
        "a client that has to authenticate cannot, and the server may refuse to relay its mail"
      ),
    ] as [([String], String)])
  func next(lines: [String], text: String) {
    let event = Self.event(lines.map { ($0, String(repeating: "X", count: $0.utf8.count)) })
    #expect(event.next == text)
  }

  @Test("what the excerpt lacks may be STARTTLS, and is spoken of as such")
  func cut() {
    let event = Self.event([("HELP", "XXXA")], more: 300)
    #expect(event.mayHideStartTLS)
    #expect(event.next?.contains("where STARTTLS is among them") == true)
    #expect(!Self.event([("HELP", "XXXA")]).mayHideStartTLS)
  }
}
