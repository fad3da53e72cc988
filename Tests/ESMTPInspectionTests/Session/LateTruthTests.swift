import Primitives
import Testing

@testable import ESMTPInspection

/// What is known only after the bytes that it is about: late replies, refusals, ends and cuts.
@Suite struct LateTruthTests {
  private static let start: [(Sender, String)] = [(.server, "220 m\r\n")]

  @Test(
    "a recipient counts for its own transaction, which a pipelined command may have closed",
    arguments: ["RSET", "HELO c", "EHLO c", "QUIT"])
  func lateRecipients(_ closing: String) {
    let played = Replayed(
      Self.start + [
        (.client, "MAIL FROM:<a@b>\r\nRCPT TO:<c@d>\r\nRCPT TO:<e@f>\r\n\(closing)\r\n"),
        (.server, "250 ok\r\n250 ok\r\n251 ok\r\n250 ok\r\n"),
        (.client, "MAIL FROM:<g@h>\r\n"), (.server, "250 ok\r\n"),
        (.client, "RCPT TO:<i@j>\r\n"), (.server, "250 ok\r\n"),
      ])
    #expect(played.session.messages.map(\.sender) == ["a@b", "g@h"])
    #expect(played.session.messages.map(\.recipients) == [2, 1])
  }

  @Test("a reply without a command is told ahead of what the next segment does")
  func strayReplyOrder() {
    let played = Replayed(
      Self.start + [
        (.client, "NOOP\r\n"), (.server, "250 ok\r\n250 more\r\n"), (.client, "ab\r\ncd\r\n"),
        (.server, "500 no\r\n500 no\r\n"),
      ])
    #expect(
      played.rules == [
        .maskBanner, .unexpectedTransition, .shortCommand, .shortCommand, .pipelining,
      ])
    // What is seen in the segment of the divergence point was seen by the firewall too.
    #expect(played.session.divergence?.ordinal == 4)
  }

  @Test(
    "a reply to EHLO behind the reply to DATA is masked, wherever the server's bytes are cut",
    arguments: [
      ("EHLO c\r\n", "503 no\r\n"), ("x\r\n.\r\nEHLO c\r\n", "354 go\r\n250 ok\r\n"),
    ])
  func replyBehindRelease(_ client: String, _ first: String) {
    let reply = Array((first + "250-m\r\n250-STARTTLS\r\n250 CHUNKING\r\n").unicodeScalars)
    for place in 1..<reply.count {
      let pieces = [reply[..<place], reply[place...]].map { String(String.UnicodeScalarView($0)) }
      let played = Replayed(
        Self.start + [(.client, "DATA\r\n" + client)] + pieces.map { (.server, $0) })
      #expect(
        played.serverText.hasSuffix(first + "250-m\r\n250-XXXXXXXA\r\n250 XXXXXXXB\r\n"),
        "\(pieces)")
      // Nothing is edited that was forwarded before.
      #expect(played.editsAreInTime, "\(pieces)")
    }
  }

  @Test("the reply to DATA is forwarded where a line that it releases ends the session")
  func dropOfReleasedLine() {
    let played = Replayed(
      Self.start + [
        (.client, "DATA\r\nMAIL FROM:<a|b>\r\n"), (.server, "503 no\r\n250 ok\r\n"),
      ])
    #expect(played.gravest == .drop)
    #expect(played.serverText.hasSuffix("503 no\r\n250 ok\r\n"))
  }

  @Test("the CR of a keyword line that the end of the session cuts is not masked")
  func cutKeyword() {
    let played = Replayed(
      Self.start + [(.client, "EHLO c\r\n"), (.server, "250-m\r\n250-SIZE\r\n250-HELP\r")])
    #expect(played.serverText == "220 *\r\n250-m\r\n250-SIZE\r\n250-XXXA\r")
  }

  @Test("the event of a masked packet keeps its rule where a bare LF ends its last line")
  func terminationOfMaskedPacket() {
    let played = Replayed(Self.start + [(.client, "XFOO\r\nNOOP a"), (.client, "b\n")])
    #expect(played.clientText == "XXXX\r\nXXXXXXX\n")
    #expect(played.rules.filter { $0 != .pipelining } == [.maskBanner, .unknownCommand])
  }

  @Test("chunks behind a drop are told once as well")
  func chunksBehindDrop() {
    let chunk: [(Sender, String)] = [(.client, "BDAT 2\r\nhi"), (.server, "250 ok\r\n")]
    let played = Replayed(
      Self.start + [(.client, "RCPT TO:<|a>\r\n"), (.server, "250 ok\r\n")] + chunk + chunk)
    #expect(played.rules == [.maskBanner, .addressCharacter, .bdatUnmodelled])
  }

  @Test(
    "what a client sends in spite of a refused AUTH is not shown, up to the next command",
    arguments: Profile.all.map(\.name))
  func refusedAuthentication(_ name: String) throws {
    let played = Replayed(
      Self.start + [
        (.client, "AUTH LOGIN\r\n"), (.server, "504 no\r\n"), (.client, "dXNlcg==\r\n"),
        (.server, "500 no\r\n"), (.client, "c2VjcmV0\r\n"), (.server, "500 no\r\n"),
        (.client, "NOOP x\n"), (.server, "250 ok\r\n"), (.client, "XFOO\r\n"),
      ], profile: try #require(.named(name)))
    let shown = played.events.map { asText($0.before) + asText($0.after) }.joined(separator: "|")
    #expect(!shown.contains("dXNlcg"))
    #expect(!shown.contains("c2VjcmV0"))
    #expect(shown.contains("NOOP x"))
    #expect(shown.contains("XFOO"))
  }

  @Test("behind AUTH without a packet of the server a verb inside a segment is found")
  func oneSidedAuthentication() {
    let played = Replayed(
      [
        (.client, "AUTH LOGIN\r\n"), (.client, "dXNlcg==\r\nc2VjcmV0\r\nMAIL FROM:<a@b>\r\n"),
        (.client, "XFOO\r\n"),
      ], silent: .server)
    #expect(played.clientText.hasSuffix("MAIL FROM:<a@b>\r\nXXXX\r\n"))
    #expect(played.event(.unknownCommand).map { asText($0.before) } == "XFOO")
  }

  @Test("letters that the snap length cuts are no typed letters")
  func cutVerb() {
    func played(_ then: String?) -> [Rule] {
      let played = Replayed(Self.start)
      var findings = Findings()
      let cut = bytes("EH")
      let moment = Moment(frame: 9, time: 9)
      _ = played.session.segment(.client, cut.span, at: moment, isCut: true, into: &findings)
      if let then {
        let rest = bytes(then)
        _ = played.session.segment(.client, rest.span, at: moment, into: &findings)
      } else {
        played.session.gap(.client, length: 6, reason: .snapped, at: moment, into: &findings)
      }
      played.session.close(.closed, at: moment, into: &findings)
      return findings.events.map(\.rule)
    }
    #expect(played(nil) == [.snapped])
    #expect(played("LO c\r\n").isEmpty)
    #expect(played("XX c\r\n") == [.unknownCommand])
  }
}
