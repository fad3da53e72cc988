import Primitives
import Testing

@testable import ESMTPInspection

@Suite struct RecipientCountsTests {
  private static let start: [(Sender, String)] = [
    (.server, "220 m\r\n"), (.client, "HELO c\r\n"), (.server, "250 m\r\n"),
  ]
  private static let mail: [(Sender, String)] = [
    (.client, "MAIL FROM:<a@b>\r\n"), (.server, "250 ok\r\n"),
  ]
  private static let content: [(Sender, String)] = [
    (.client, "DATA\r\n"), (.server, "354 go\r\n"), (.client, "A: b\r\n\r\nx\r\n"),
    (.client, ".\r\n"), (.server, "250 ok\r\n"),
  ]

  private static func recipients(_ count: Int, _ reply: String = "250 ok\r\n")
    -> [(Sender, String)]
  {
    (0..<count).flatMap { _ in [(.client, "RCPT TO:<c@d>\r\n"), (.server, reply)] }
  }

  /// The same bytes, of which some segments are missing.
  private static func lost(_ segments: [(Sender, String)]) -> [(Sender, String)] {
    segments.map { ($0.0, String(repeating: "?", count: $0.1.utf8.count)) }
  }

  /// Maps in which a count above 3, and one of at most 3, is logged.
  private static func map(_ criterion: Criterion) -> PolicyMap {
    .of([.number(criterion, 3, [.log]), .number(criterion, 3, [.log], not: true)])
  }

  /// Holes that may hide a MAIL, RSET, HELO or EHLO between three recipients and three more.
  private static let hiding: [(String, [(Sender, String)])] = [
    ("a MAIL", lost([mail[0]]) + [mail[1]]),
    ("an RSET", [(.client, "??????"), (.server, "250 ok\r\n")]),
    (
      "part of a line",
      [(.client, "RSET"), (.client, "?"), (.client, "\n"), (.server, "250 ok\r\n")]
    ),
    ("content", content[..<2] + lost([content[2]]) + content[3...]),
    ("the end of the content and a MAIL", content[..<3] + lost([content[3]]) + [content[4]]),
    (
      "what comes behind DATA",
      [content[0]] + lost([content[2]]) + [(.server, "503 no\r\n"), (.server, "250 ok\r\n")]
    ),
    ("the answer to DATA", [content[0]] + lost([content[1]]) + content[4...]),
  ]

  @Test(
    "recipients on both sides of a hole that may hide a MAIL are not added up",
    arguments: hiding.indices, [Criterion.recipientCount, .invalidRecipientsCount])
  func holes(_ place: Int, _ criterion: Criterion) {
    let (what, hole) = Self.hiding[place]
    let more = { (count: Int) in
      Replayed(
        Self.start + Self.mail + Self.recipients(3, "550 no\r\n") + hole
          + Self.recipients(count, "550 no\r\n"), map: Self.map(criterion))
    }
    let rule = criterion.definition.rule
    let few = more(3).events.filter { $0.rule == rule }
    #expect(
      few.map(\.match) == Array(repeating: "not \(Self.words(criterion))", count: 3), "\(what)")
    // More than the number since the hole are too many, whatever it hides.
    let many = more(4).events.filter { $0.rule == rule }
    #expect(many.last?.match == Self.words(criterion), "\(what)")
    #expect(many.count == 4, "\(what)")
  }

  private static func words(_ criterion: Criterion) -> String {
    criterion.definition.words + " gt 3"
  }

  @Test(
    "nothing is known to keep to a number until a command starts the count anew",
    arguments: [Criterion.recipientCount, .invalidRecipientsCount])
  func lateStart(_ criterion: Criterion) {
    let rule = criterion.definition.rule
    let late = Self.recipients(2, "550 no\r\n")
    let cut = Replayed(late, map: Self.map(criterion), opening: .midstream)
    #expect(!cut.rules.contains(rule))
    let whole = Replayed(late + Self.mail + late, map: Self.map(criterion), opening: .midstream)
    #expect(
      whole.events.filter { $0.rule == rule }.map(\.match)
        == Array(repeating: "not \(Self.words(criterion))", count: 2))
  }

  @Test("a hole in the server's side hides refusals, and no recipients")
  func serverHole() {
    let segments =
      Self.start + Self.mail + Self.recipients(1)
      + [(.client, "RCPT TO:<c@d>\r\n"), (.server, "????????")] + Self.recipients(1, "550 no\r\n")
    let sent = Replayed(segments, map: Self.map(.recipientCount))
    #expect(sent.rules.filter { $0 == .recipientCount }.count == 3)
    let refused = Replayed(segments, map: Self.map(.invalidRecipientsCount))
    #expect(!refused.rules.contains(.invalidRecipients))
    let next = Replayed(
      segments + Self.mail + Self.recipients(1, "550 no\r\n"),
      map: Self.map(.invalidRecipientsCount))
    #expect(next.rules.filter { $0 == .invalidRecipients }.count == 1)
  }

  @Test("two messages of sixty recipients are none of 120, be the MAIL between them missing")
  func sixty() {
    let message = Self.recipients(60) + Self.content
    let played = Replayed(
      Self.start + Self.mail + message + Self.lost([Self.mail[0]]) + [Self.mail[1]] + message)
    #expect(played.session.messages.map(\.recipients) == [60, 60])
    #expect(played.session.ending == nil)
  }
}
