import Primitives
import Testing

@testable import ESMTPInspection

/// Replies that start again behind a hole or in the middle of a capture.
@Suite struct ReplySearchTests {
  private static let hole: [(Sender, String)] = [
    (.server, "220 m\r\n"), (.client, "NOOP\r\n"), (.server, "????????"),
  ]
  private static let offer: [(Sender, String)] = [
    (.client, "EHLO c\r\n"), (.server, "250-m\r\n250-STARTTLS\r\n250 SIZE\r\n"),
  ]
  /// A reply whole, without a text, and cut at each place.
  private static let replies: [[String]] =
    [["250 ok\r\n"], ["250\r\n"], ["250\n"], ["250 \r\n"], ["2", "5", "0", "\r", "\n"]]
    + (1..<8).map { cut(["250 ok\r\n"], at: $0) } + (1..<5).map { cut(["250\r\n"], at: $0) }

  private static func cut(_ text: [String], at place: Int) -> [String] {
    let all = text.joined().unicodeScalars.map { String($0) }
    return [all[..<place].joined(), all[place...].joined()]
  }

  @Test(
    "the first reply behind a hole is one, however it is cut and without a text", arguments: replies
  )
  func behindHole(_ reply: [String]) {
    let played = Replayed(
      Self.hole + [(.client, "RSET\r\n")] + reply.map { (.server, $0) } + Self.offer)
    #expect(played.serverText.hasSuffix(reply.joined() + "250-m\r\n250-XXXXXXXA\r\n250 SIZE\r\n"))
  }

  @Test("so is the first one of a capture that starts in the middle", arguments: replies)
  func midstream(_ reply: [String]) {
    let played = Replayed(
      [(.client, "NOOP\r\n")] + reply.map { (.server, $0) } + Self.offer + [(.client, "XFOO\r\n")],
      opening: .midstream)
    #expect(played.rules.contains(.ehloReplyParameter))
    #expect(played.clientText.hasSuffix("XXXX\r\n"))
  }

  @Test(
    "a greeting that starts a capture is masked, however it is cut",
    arguments: Profile.all.map(\.name), 1..<8)
  func greeting(_ name: String, _ place: Int) throws {
    let profile = try #require(Profile.named(name))
    let whole = Replayed([(.server, "220 mx\r\n")], profile: profile, opening: .midstream)
    let cut = Replayed(
      Self.cut(["220 mx\r\n"], at: place).map { (.server, $0) }, profile: profile,
      opening: .midstream)
    #expect(cut.serverText == whole.serverText)
    #expect(cut.rules == whole.rules)
  }

  @Test(
    "what only starts like a code is none",
    arguments: [["2", "x\r\n"], ["25", "x"], ["250", "1 a\r\n"]])
  func other(_ text: [String]) {
    let played = Replayed(
      Self.hole + [(.client, "RSET\r\n")] + text.map { (.server, $0) }
        + [(.server, "250 ok\r\n")] + Self.offer)
    #expect(played.session.forwarded.server == UInt64(played.server.count))
    #expect(played.serverText.contains(text.joined()))
  }

  @Test("a piece of a code that the end or a hole cuts is forwarded", arguments: ["", "????"])
  func cutCode(_ rest: String) {
    let played = Replayed(
      Self.hole + [(.client, "EHLO c\r\n"), (.server, "25")]
        + (rest.isEmpty ? [] : [(.server, rest)]))
    #expect(played.serverText.hasSuffix("25" + rest))
  }

  @Test(
    "a challenge behind a hole answers AUTH, however it is cut and whatever waits before it",
    arguments: replies.map { $0.joined().hasPrefix("250 ok") ? ["334 VX\r\n"] : ["334\r\n"] }
      + (1..<5).map { cut(["334\r\n"], at: $0) }, ["NOOP", "XFOO"])
  func challenge(_ reply: [String], _ before: String) {
    let played = Replayed(
      Self.hole + [(.client, before + "\r\n"), (.client, "AUTH LOGIN\r\n")]
        + reply.map { (.server, $0) } + [(.client, "c2VjcmV0\r\n"), (.server, "235 ok\r\n")])
    #expect(played.clientText.hasSuffix("AUTH LOGIN\r\nc2VjcmV0\r\n"))
  }

  @Test("a challenge behind a hole is not the answer to an unknown command where AUTH waits")
  func unknownBeforeAUTH() {
    let played = Replayed(
      Self.hole + [
        (.client, "RSET\r\n"), (.server, "250 ok\r\n"), (.client, "XFOO\r\n"),
        (.client, "AUTH LOGIN\r\n"), (.server, "334 VXN\r\n"), (.client, "dXNlcg==\r\n"),
        (.server, "334 UGF\r\n"), (.client, "cGFz\r\n"), (.server, "235 ok\r\n"),
        (.client, "DATA\r\n"), (.server, "354 go\r\n"), (.client, "\r\nXBODY\r\n.\r\n"),
        (.server, "250 ok\r\n"),
      ])
    #expect(played.clientText.hasSuffix("cGFz\r\nDATA\r\n\r\nXBODY\r\n.\r\n"))
  }

  @Test("content behind a hole opens with a 354, however it is cut", arguments: 1..<5)
  func content(_ place: Int) {
    let played = Replayed(
      Self.hole + [(.client, "DATA\r\n")]
        + Self.cut(["354\r\n"], at: place).map { (.server, $0) }
        + [(.client, "xbody y\r\nxb\r\n.\r\n"), (.server, "250 ok\r\n"), (.client, "XFOO\r\n")])
    #expect(played.clientText.hasSuffix("xbody y\r\nxb\r\n.\r\nXXXX\r\n"))
  }
}
