import Primitives
import Testing

@testable import ESMTPInspection

/// What belongs to what where commands are pipelined, or one side is missing.
@Suite struct SpanTests {
  private static let start: [(Sender, String)] = [(.server, "220 m\r\n")]

  @Test(
    "refused recipients count with those of their own span, whatever is pipelined behind them",
    arguments: [("RSET\r\nMAIL FROM:<a@b>\r\n", false), ("NOOP\r\nNOOP\r\n", true)])
  func refusedRecipients(_ between: String, _ isHit: Bool) {
    let recipient = "RCPT TO:<x@y>\r\n"
    let map = PolicyMap.of([.number(.invalidRecipientsCount, 2, [.dropConnection(log: true)])])
    let commands = "MAIL FROM:<a@b>\r\n" + recipient + recipient + between + recipient
    let replies = "250 a\r\n550 b\r\n550 c\r\n250 d\r\n250 e\r\n550 f\r\n"
    let played = Replayed(Self.start + [(.client, commands), (.server, replies)], map: map)
    #expect(played.rules.contains(.invalidRecipients) == isHit)
  }

  @Test(
    "TLS behind a STARTTLS that was crossed out is named, be the server's side missing",
    arguments: [nil, Sender.server])
  func smuggledTLS(_ silent: Sender?) {
    let greeting = silent == nil ? Self.start : []
    let client = greeting + [(.client, "EHLO c\r\n"), (.client, "STARTTLS\r\n")]
    let hello: [(Sender, String)] = [(.client, "\u{16}\u{3}\u{1}\u{0}\u{5}hello")]
    let server: [(Sender, String)] = silent == nil ? [(.server, "250 mx\r\n220 go\r\n")] : []
    for isAllowed in [false, true] {
      let played = Replayed(
        client + server + hello, map: PolicyMap.of([]), silentTLS: isAllowed, silent: silent)
      #expect((played.event(.unknownCommand) != nil) != isAllowed)
      #expect(played.rules.contains(.tlsUnmodelled) != isAllowed)
    }
  }

  @Test(
    "a line of SASL data is measured without its end, wherever segments end",
    arguments: [512, 513], [1, 512, 513, 514])
  func authenticationLine(_ length: Int, _ cut: Int) {
    let line = bytes(String(repeating: "a", count: length) + "\r\n")
    let parts = [asText(line.prefix(cut)), asText(line.dropFirst(cut))]
    let played = Replayed(
      Self.start + [(.client, "AUTH LOGIN\r\n"), (.server, "334 x\r\n")]
        + parts.filter { !$0.isEmpty }.map { (.client, $0) })
    #expect(played.event(.authLineLength)?.length == (length > 512 ? length : nil))
  }
}

/// What the observer makes of content where the model sees none, or no end of it.
@Suite struct UnseenContentTests {
  private static let start: [(Sender, String)] = [
    (.server, "220 m\r\n"), (.client, "HELO c\r\n"), (.server, "250 m\r\n"),
    (.client, "MAIL FROM:<a@b>\r\n"), (.server, "250 ok\r\n"), (.client, "RCPT TO:<c@d>\r\n"),
    (.server, "250 ok\r\n"), (.client, "DATA\r\n"),
  ]

  private static let profiles: [Profile] = [.pix51, .pix44, .pix40, .pix63, .asa]

  @Test(
    "a message ends with the recording's dot, wherever segments end", arguments: profiles, 0..<4)
  func end(_ profile: Profile, _ cut: Int) {
    let (head, tail) = [(".", "\r\n"), (".\r", "\n"), ("", ".\r\n"), (".\r\n", "")][cut]
    let rest: [(Sender, String)] = [
      (.server, "354 go\r\n"), (.client, "A: b\r\n\r\nhi\r\n" + head), (.client, tail),
      (.server, "250 q\r\n"), (.client, "QUIT\r\n"), (.server, "221 bye\r\n"),
    ]
    let played = Replayed(Self.start + rest.filter { !$0.1.isEmpty }, profile: profile)
    #expect(played.session.messages.map(\.bytes) == [12])
    #expect(played.session.messages.map(\.reply) == ["250"])
  }

  @Test("a DATA that the recording's server refuses has no content", arguments: profiles)
  func refused(_ profile: Profile) {
    let rest: [(Sender, String)] = [
      (.server, "503 no\r\n"), (.client, "HELP\r\n"), (.server, "214 x\r\n"), (.client, "QUIT\r\n"),
      (.server, "221 bye\r\n"),
    ]
    let played = Replayed(Self.start + rest, profile: profile)
    #expect(played.session.messages.map(\.bytes) == [0])
    #expect(played.session.messages.map(\.reply) == [nil])
  }
}
