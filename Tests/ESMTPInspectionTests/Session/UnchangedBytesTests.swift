import Primitives
import Testing

@testable import ESMTPInspection

/// What would be masked and consists of `X` already.
@Suite struct UnchangedBytesTests {
  private static let start: [(Sender, String)] = [(.server, "220 m\r\n")]

  private static let lines: [(profile: Profile, line: String, after: String)] = [
    (.asa, "XXXX\r\n", "XXXX\r\n"), (.asa, "XFOO\r\n", "XXXX\r\n"), (.asa, "XX\r\n", "XX\r\n"),
    (.asa, "X\n", "X\n"), (.asa, "XA\r\n", "XX\r\n"), (.asa, "A\n", "X\n"),
    (.asaField, "XXXX TO:<a>\r\n", "XXXX TO:<a>\r\n"),
    (.asaField, " QUIT\r\n", " XXXX\r\n"), (.asaField, " \tQUIT now\r\n", " \tXXXX now\r\n"),
    (.asaField, "    \r\n", "    \r\n"), (.asaField, "XFOO bar\r\n", "XXXX bar\r\n"),
  ]

  @Test("an action is a mask where it changes a byte", arguments: lines.indices)
  func action(_ index: Int) {
    let (profile, line, after) = Self.lines[index]
    let played = Replayed(Self.start + [(.client, line)], profile: profile)
    #expect(played.clientText == after)
    let isChanged = line != after
    #expect((played.gravest(of: .client) == .mask) == isChanged)
    #expect((played.session.divergence?.divergence.frame == 3) == isChanged)
  }

  @Test("a verb behind blanks is crossed out wherever segments end", arguments: 1..<8)
  func segments(_ cut: Int) {
    let line = bytes("  QUIT x\r\n")
    let parts = [asText(line.prefix(cut)), asText(line.dropFirst(cut))]
    for pieces in [parts, line.map { asText([$0]) }] {
      let played = Replayed(Self.start + pieces.map { (.client, $0) }, profile: .asaField)
      #expect(played.clientText == "  XXXX x\r\n")
    }
  }

  @Test("what comes behind an unchanged line is observed")
  func laterDrop() {
    let played = Replayed(
      Self.start + [
        (.client, "XXXX\r\n"), (.server, "500 no\r\n"), (.client, "MAIL FROM:<a|b>\r\n"),
      ])
    #expect(played.gravest == .drop)
  }

  @Test("keywords that another inspection has hidden stay, and those that it left are hidden")
  func keywords() {
    let hidden = "250-mx\r\n250-XXXXXXXA\r\n250 XXXB\r\n"
    let greeted = Self.start + [(.client, "EHLO c\r\n")]
    let same = Replayed(greeted + [(.server, hidden)])
    #expect(same.events.allSatisfy { $0.rule != .ehloReplyParameter })
    let more = Replayed(greeted + [(.server, "250-mx\r\n250-XXXXXXXA\r\n250 XFOO\r\n")])
    #expect(more.serverText.hasSuffix("250-mx\r\n250-XXXXXXXA\r\n250 XXXB\r\n"))
    #expect(more.event(.ehloReplyParameter)?.length == 8)
  }
}

extension Replayed {
  /// The gravest action on what a side sent.
  fileprivate func gravest(of sender: Sender) -> EventAction {
    events.filter { $0.sender == sender }.map(\.action).max() ?? .none
  }
}
