import Primitives
import Testing

@testable import ESMTPInspection

@Suite struct DialogueTests {
  /// A delivery, with a chosen content.
  static func delivery(_ content: [String], ahead: Bool = false, reply: String = "354 go\r\n")
    -> [(Sender, String)]
  {
    let data: [(Sender, String)] =
      ahead
      ? [(.client, "DATA\r\n" + content[0])] + content.dropFirst().map { (.client, $0) }
        + [(.server, reply)]
      : [(.client, "DATA\r\n"), (.server, reply)] + content.map { (.client, $0) }
    return [
      (.server, "220 m\r\n"), (.client, "HELO c\r\n"), (.server, "250 m\r\n"),
      (.client, "MAIL FROM:<a@example.net> SIZE=10\r\n"), (.server, "250 ok\r\n"),
      (.client, "RCPT TO:<b@example.com>\r\n"), (.server, "250 ok\r\n"),
    ] + data + [(.server, "250 queued\r\n"), (.client, "QUIT\r\n"), (.server, "221 bye\r\n")]
  }

  static let mail = "Subject: x\r\nMessage-ID: <1@example.net>\r\n\r\nXFOO\r\nbody\r\n.\r\n"

  @Test("the recording's messages carry envelope, Message-ID, size and reply")
  func message() {
    let played = Replayed(Self.delivery([Self.mail]))
    #expect(
      played.session.messages == [
        Message(
          sender: "a@example.net", recipients: 1, firstRecipient: "b@example.com",
          messageID: "<1@example.net>", bytes: UInt64(Self.mail.utf8.count - 3), reply: "250")
      ])
    #expect(played.rules == [.maskBanner, .sizeMismatch])
    #expect(played.event(.sizeMismatch)?.log.first?.contains("declared size is: 10,") == true)
  }

  @Test("content is the same however it is cut, also ahead of the 354")
  func cuts() {
    let wanted = Replayed(Self.delivery([Self.mail]))
    for index in Self.mail.unicodeScalars.indices.dropFirst() {
      let pieces = [String(Self.mail[..<index]), String(Self.mail[index...])]
      for ahead in [false, true] {
        let played = Replayed(Self.delivery(pieces, ahead: ahead))
        #expect(played.clientText == wanted.clientText)
        #expect(played.session.messages == wanted.session.messages)
        #expect(played.rules == wanted.rules)
      }
    }
  }

  @Test("what follows a refused DATA is commands")
  func refusedData() {
    let played = Replayed(
      Self.delivery(["XFOO a\r\n"], ahead: true, reply: "503 no\r\n"))
    #expect(played.clientText.hasSuffix("DATA\r\nXXXXXX\r\nQUIT\r\n"))
    #expect(played.event(.unknownCommand)?.moment.frame == 9)
  }

  @Test(
    "a header line of 998 bytes passes; byte 999 drops it in its segment", arguments: [false, true])
  func headerLine(ahead: Bool) {
    let line = "X: " + String(repeating: "a", count: 995)
    #expect(Replayed(Self.delivery([line + "\r\n\r\n.\r\n"], ahead: ahead)).gravest == .mask)
    let pieces = ["From: a\r\n", line, "b", "\r\n\r\n.\r\n"]
    let played = Replayed(Self.delivery(pieces, ahead: ahead))
    #expect(played.gravest == .drop)
    #expect(played.clientText.hasSuffix("DATA\r\nFrom: a\r\n" + line))
    #expect(
      played.event(.headerLineLength)?.log.first?.hasSuffix(
        "matched Class 4: header line length gt 998") == true)
    #expect(played.session.messages.first?.reply == "250")
  }

  @Test("a long body line is logged and goes on")
  func bodyLine() {
    let text = "A: b\r\n\r\n" + String(repeating: "a", count: 999) + "\r\n.\r\n"
    let played = Replayed(Self.delivery([text]))
    #expect(played.gravest == .mask)
    #expect(played.event(.bodyLineLength)?.action == .log)
    #expect(played.clientText.hasSuffix(text + "QUIT\r\n"))
  }

  @Test("the fixup generations open content at DATA and miss a split final dot")
  func fixupContent() {
    // Transcript C20: behind a refused DATA the old engine passes everything.
    let bypass: [(Sender, String)] = [
      (.server, "220 m\r\n"), (.client, "HELP\r\n"), (.server, "500 no\r\n"),
      (.client, "DATA\r\n"), (.server, "503 no\r\n"), (.client, "HELP\r\n"), (.server, "214 x\r\n"),
    ]
    #expect(Replayed(bypass, profile: .pix51).clientText == "NOOP\r\nDATA\r\nHELP\r\n")
    #expect(Replayed(bypass, profile: .pix63).clientText == "NOOP\r\nDATA\r\nNOOP\r\n")
    // Transcript C22: `.` and its line end in two segments.
    let split = Self.delivery(["A: b\r\n\r\nx\r\n.", "\r\n"]) + [(.client, "HELP\r\n")]
    #expect(Replayed(split, profile: .pix51).clientText.hasSuffix("QUIT\r\nHELP\r\n"))
    #expect(Replayed(split, profile: .pix63).clientText.hasSuffix("QUIT\r\nNOOP\r\n"))
  }

  @Test("a chunk of the recording passes unread and is said once")
  func chunks() {
    let played = Replayed([
      (.server, "220 m\r\n"), (.client, "BDAT 6\r\nXFOO\r\n"), (.server, "250 ok\r\n"),
      (.client, "BDAT 4 LAST\r\n"), (.client, "HI\r\n"), (.server, "250 ok\r\n"),
      (.client, "NOOP\r\n"),
    ])
    #expect(played.clientText == "XXXXXX\r\nXFOO\r\nXXXXXXXXXXX\r\nHI\r\nNOOP\r\n")
    #expect(played.rules.filter { $0 == .bdatUnmodelled }.count == 1)
    #expect(played.session.messages.map(\.bytes) == [10])
  }

  @Test("a chunk that a 5xx came before is none", arguments: ["BDAT 6 LAST", "BDAT x", "BDAT"])
  func refusedChunk(_ command: String) {
    let played = Replayed([
      (.server, "220 m\r\n"), (.client, command + "\r\n"), (.server, "503 no\r\n"),
      (.client, "XFOO\r\n"),
    ])
    #expect(played.clientText.hasSuffix("XXXX\r\n"))
    #expect(!played.rules.contains(.bdatUnmodelled))
  }

  @Test("TLS that the recording enters and the inspection would not passes unchanged")
  func unmodelledTLS() {
    let played = Replayed([
      (.server, "220 m\r\n"), (.client, "STARTTLS\r\n"), (.server, "220 go\r\n"),
      (.client, "\u{16}\u{3}\u{1}ab\n"), (.server, "\u{16}\u{3}\u{1}cd"),
    ])
    #expect(played.clientText == "XXXXXXXX\r\n\u{16}\u{3}\u{1}ab\n")
    #expect(played.rules == [.maskBanner, .unknownCommand, .tlsUnmodelled])
    #expect(played.session.blindness.map(\.reason) == [.tls])
  }

  @Test("TLS without STARTTLS is named and crossed out")
  func implicitTLS() {
    let played = Replayed([(.client, "\u{16}\u{3}\u{1}\u{2}\u{0}\u{1}\r\nab")])
    #expect(played.clientText == "XXXXXX\r\nXX")
    #expect(played.rules == [.tlsRecord, .unknownCommand])
  }

  @Test("one pipelined group is one event, and replies are matched in order")
  func pipelining() {
    let played = Replayed([
      (.server, "220 m\r\n"), (.client, "EHLO c\r\n"), (.server, "250 PIPELINING\r\n"),
      (.client, "MAIL FROM:<a@b>\r\nRCPT TO:<c@d>\r\nRCPT TO:<e@f>\r\nDATA\r\n"),
      (.server, "250 ok\r\n250 ok\r\n550 no\r\n354 go\r\n"), (.client, "\r\n.\r\n"),
      (.server, "250 ok\r\n"),
    ])
    #expect(played.rules == [.maskBanner, .pipelining])
    #expect(played.session.messages.map(\.recipients) == [1])
  }

  @Test("a reply that nothing asked for is an event unless the session ends behind it")
  func unexpected() {
    let stray: [(Sender, String)] = [
      (.server, "220 m\r\n"), (.client, "NOOP\r\n"), (.server, "250 ok\r\n250 more\r\n"),
    ]
    #expect(Replayed(stray).rules == [.maskBanner])
    #expect(
      Replayed(stray + [(.client, "NOOP\r\n")]).rules == [.maskBanner, .unexpectedTransition])
    let timeout: [(Sender, String)] = [(.server, "220 m\r\n"), (.server, "421 late\r\n")]
    #expect(Replayed(timeout + [(.client, "QUIT\r\n")]).rules == [.maskBanner])
  }

  @Test("invalid recipients are counted by the server's refusals")
  func invalidRecipients() {
    let map = PolicyMap.of([.number(.invalidRecipientsCount, 1, [.dropConnection(log: true)])])
    let refused: [(Sender, String)] = [(.client, "RCPT TO:<x@y>\r\n"), (.server, "550 no\r\n")]
    let start: [(Sender, String)] = [(.server, "220 m\r\n")]
    #expect(Replayed(start + refused, map: map).gravest == .none)
    let played = Replayed(start + refused + refused, map: map)
    #expect(played.gravest == .drop)
    #expect(played.serverText == "220 m\r\n550 no\r\n")
  }

  @Test("a client that speaks first is judged, and the greeting answers nothing")
  func earlyTalker() {
    let played = Replayed([
      (.client, "EHLO c\r\n"), (.server, "220 m\r\n"), (.server, "250-h\r\n250 HELP\r\n"),
      (.client, "QUIT\r\n"),
    ])
    #expect(played.serverText == "220 *\r\n250-h\r\n250 XXXA\r\n")
  }

  @Test("captures that have passed such a firewall are recognised")
  func alreadyInspected() {
    #expect(Replayed([(.server, "220 ****2***\r\n")]).rules == [.alreadyInspected])
    let keywords = Replayed(ReplyTests.ehlo("250-h\r\n250-XXXXXXXA\r\n250 SIZE\r\n"))
    #expect(keywords.rules.contains(.alreadyInspected))
    #expect(!Replayed([(.server, "220 2000\r\n")]).rules.contains(.alreadyInspected))
  }

  @Test(
    "the greeting and the keywords are marks of their own, and each reply to EHLO is no further one"
  )
  func placesOfMarks() {
    let reply = "250-h\r\n250-XXXXXXXA\r\n250 SIZE\r\n"
    let played = Replayed([
      (.server, "220 ********\r\n"), (.client, "EHLO c\r\n"), (.server, reply),
      (.client, "EHLO c\r\n"), (.server, reply),
    ])
    #expect(played.rules.count { $0 == .alreadyInspected } == 2)
  }
}
