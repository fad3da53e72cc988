import Primitives
import Testing

@testable import ESMTPInspection

/// Replies in the middle of content, which nothing asked for.
@Suite struct StrayReplyTests {
  private static func dialogue(_ middle: String, _ end: [(Sender, String)]) -> [(Sender, String)] {
    [
      (.server, "220 m\r\n"), (.client, "HELO c\r\n"), (.server, "250 m\r\n"),
      (.client, "MAIL FROM:<a@b>\r\n"), (.server, "250 ok\r\n"), (.client, "RCPT TO:<c@d>\r\n"),
      (.server, "250 ok\r\n"), (.client, "DATA\r\n"), (.server, "354 go\r\n"),
      (.client, "a: b\r\n\r\n"), (.server, middle),
    ] + end
  }
  private static let rest: [(Sender, String)] = [
    (.client, "c\r\n.\r\n"), (.server, "250 ok\r\n"), (.client, "QUIT\r\n"), (.server, "221 x\r\n"),
  ]

  @Test("a reply in the middle of content is told, in every profile", arguments: Profile.all)
  func middle(_ profile: Profile) {
    let played = Replayed(Self.dialogue("552 too big\r\n", Self.rest), profile: profile)
    #expect(played.events.filter { $0.rule == .unexpectedTransition }.map(\.moment.frame) == [12])
    #expect(played.session.messages.map(\.reply) == ["250"])
    let cut = Replayed(
      singleBytes(Self.dialogue("552 too big\r\n", Self.rest), [.server]), profile: profile)
    #expect(cut.rules == played.rules)
  }

  @Test("421, and what comes before a close, is none to speak of", arguments: Profile.all)
  func closing(_ profile: Profile) {
    let late = Replayed(Self.dialogue("421 late\r\n", Self.rest), profile: profile)
    #expect(!late.rules.contains(.unexpectedTransition))
    let last = Replayed(Self.dialogue("552 too big\r\n", []), profile: profile)
    #expect(!last.rules.contains(.unexpectedTransition))
  }

  @Test(
    "the replies to commands that a generation takes for content are awaited",
    arguments: [Profile.pix51, .pix44])
  func commandsForContent(_ profile: Profile) {
    let start: [(Sender, String)] = [(.server, "220 m\r\n")]
    let commands: [(Sender, String)] = [
      (.client, "NOOP\r\n"), (.server, "250 ok\r\n"), (.client, "\r\n.\r\n"),
      (.server, "500 no\r\n"), (.client, "NOOP\r\n"), (.server, "250 ok\r\n"),
      (.client, "QUIT\r\n"),
    ]
    let refused = Replayed(
      start + [(.client, "DATA\r\n"), (.server, "503 no\r\n")] + commands, profile: profile)
    #expect(!refused.rules.contains(.unexpectedTransition))
    // The generation does not see an end that is cut.
    let unseen = Replayed(
      start + [
        (.client, "DATA\r\n"), (.server, "354 go\r\n"), (.client, "a: b\r\n\r\nc\r\n."),
        (.client, "\r\n"), (.server, "250 ok\r\n"),
      ] + commands, profile: profile)
    #expect(!unseen.rules.contains(.unexpectedTransition))
  }
}
