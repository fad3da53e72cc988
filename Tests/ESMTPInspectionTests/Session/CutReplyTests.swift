import Primitives
import Testing

@testable import ESMTPInspection

/// Replies of which the end is missing.
@Suite struct CutReplyTests {
  private static let start: [(Sender, String)] = [
    (.server, "220 m\r\n"), (.client, "EHLO c\r\n"),
  ]
  private static let reply = "250-mx\r\n250-SIZE 10\r\n250-AUTH LOGIN\r\n250 PIPELINING\r\n"

  @Test("a keyword is judged once its end is there", arguments: 1..<reply.utf8.count, ["", "????"])
  func keyword(_ length: Int, _ hole: String) {
    let cut = asText(bytes(Self.reply).prefix(length))
    let map = PolicyMap.of([.ehlo([.others], [.reset(log: true)])])
    let played = Replayed(
      Self.start + [(.server, cut)] + (hole.isEmpty ? [] : [(.server, hole)]), map: map)
    #expect(played.gravest < .reset, "\(cut.debugDescription)")
  }

  @Test(
    "the whole lines before a cut one are masked",
    arguments: [
      "", "2", "25", "250", "250-", "250-S", "250-SIZE", "250-CHUNKIN",
    ], ["", "????"])
  func linesBefore(_ rest: String, _ hole: String) {
    let whole = "250-mx\r\n250-XFOO\r\n"
    let played = Replayed(
      Self.start + [(.server, whole + rest)] + (hole.isEmpty ? [] : [(.server, hole)]))
    #expect(played.serverText.contains("250-mx\r\n250-XXXA\r\n"))
    #expect(played.serverText.hasSuffix(rest + hole))
    #expect(played.events.filter { $0.rule == .ehloReplyParameter }.count == 1)
  }

  @Test("a keyword whose end is there is masked, be its line cut")
  func keywordOfACutLine() {
    let played = Replayed(Self.start + [(.server, "250-mx\r\n250-XFOO ba")])
    #expect(played.serverText.hasSuffix("250-XXXXXXA"))
  }

  @Test(
    "a greeting that goes on is one of several lines, be they missing",
    arguments: [
      ("220 m x", false), ("220-m x", true), ("220-m x\r\n", true), ("220-m\r\n22", true),
    ])
  func greeting(_ text: String, _ isSeveral: Bool) {
    let played = Replayed([(.server, text), (.server, "????")])
    #expect((played.session.divergence != nil) == isSeveral)
    let broken = played.event(.bannerBroken)
    #expect((broken != nil) == isSeveral)
    #expect(broken?.note?.contains("code of the greeting") != true)
  }
}
