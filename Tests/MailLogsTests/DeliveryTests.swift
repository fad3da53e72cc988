import Testing

@testable import MailLogs

/// Which lines are of one attempt to deliver a message.
@Suite struct DeliveryTests {
  private static func delivery(
    _ time: String, _ queue: String = "3F2A91C0", process: Int = 9, to recipient: String = "alice",
    server: String = "198.51.100.25", delays: String, _ status: String
  ) -> String {
    "Aug 14 \(time) mx postfix/smtp[\(process)]: \(queue): to=<\(recipient)@example.com>, relay=mx.example.com[\(server)]:25, delay=9, \(delays.isEmpty ? "" : "delays=\(delays), ")dsn=4.4.2, status=\(status)\n"
  }

  private static let lost = "deferred (lost connection with mx.example.com[198.51.100.25])"

  @Test(
    "what Postfix delivers again is another conversation, whatever process does it",
    arguments: [9, 10], [("1/0.1/1/5", "400/0.1/1/5"), ("", "")])
  func retry(process: Int, delays: (String, String)) {
    let log = MailLogReaderTests.read(
      Self.delivery("11:04:31", delays: delays.0, Self.lost)
        + Self.delivery("11:11:10", process: process, delays: delays.1, "sent (250 ok)"))
    #expect(log.conversations.map(\.isBroken) == [true, false])
    #expect(log.conversations.map(\.fateLine) == [1, nil])
    #expect(log.conversations.allSatisfy { $0.name == "3F2A91C0" })
  }

  @Test("recipients of one delivery are one conversation, however long it takes")
  func recipients() throws {
    let lines = [
      "Aug 14 11:04:30 mx postfix/smtp[9]: 3F2A91C0: enabling PIX workarounds: disable_esmtp delay_dotcrlf for mx.example.com[198.51.100.25]:25\n",
      Self.delivery("11:04:31", delays: "1/0.1/1/1", "bounced (host said: 550 no)"),
      Self.delivery(
        "11:04:32", "3F2A91C1", process: 10, to: "b", delays: "1/0/1/1", "sent (250 ok)"),
      Self.delivery("11:14:31", to: "carol", delays: "1/0.1/1/600", Self.lost),
      Self.delivery("11:14:32", to: "dana", delays: "1/0.1/1/601", Self.lost),
      Self.delivery(
        "11:14:33", to: "e", server: "198.51.100.26", delays: "1/0.1/9/1", "sent (250 ok)"),
    ]
    let log = MailLogReaderTests.read(lines.joined())
    #expect(log.conversations.count == 3)
    let first = try #require(log.conversations.first)
    #expect(first.recipients == ["alice", "carol", "dana"].map { "\($0)@example.com" })
    // What went wrong first stays.
    #expect(first.fateLine == 2 && first.isBroken && first.duration == 602_000_000_000)
  }

  @Test("what Exim delivers again is another conversation, and its recipients are one")
  func eximRetry() {
    let peer = "R=dnslookup T=remote_smtp H=mx.example.com [198.51.100.25]"
    let log = MailLogReaderTests.read(
      """
      2014-08-14 11:04:31 1XHabc-0001AB-CD <= dana@example.net U=root P=local S=300 id=1@example.net
      2014-08-14 11:04:31 1XHabc-0001AB-CD == alice@example.com \(peer): Remote host closed
      2014-08-14 11:04:31 1XHabc-0001AB-CD == bob@example.com \(peer): Remote host closed
      2014-08-14 11:11:11 1XHabc-0001AB-CD => alice@example.com \(peer) C="250 ok"
      2014-08-14 11:11:11 1XHabc-0001AB-CD -> bob@example.com \(peer) C="250 ok"
      """)
    #expect(log.conversations.map(\.isBroken) == [true, false])
    #expect(log.conversations.map(\.fateLine) == [2, nil])
    #expect(
      log.conversations.allSatisfy { $0.recipients == ["alice@example.com", "bob@example.com"] })
  }

  @Test("a connection is one, however many messages are delivered beside it")
  func manyDeliveries() throws {
    let deliveries = (0...MailLogReader.mostOpen).map {
      Self.delivery("11:04:31", "B\(100_000 + $0)", delays: "1/0.1/1/5", "sent (250 ok)")
    }
    let log = MailLogReaderTests.read(
      "Aug 14 11:04:31 mx postfix/smtpd[7]: connect from c[192.0.2.7]\n" + deliveries.joined()
        + "Aug 14 11:04:31 mx postfix/smtpd[7]: lost connection after DATA from c[192.0.2.7]")
    #expect(log.conversations.count { !$0.isOutgoing } == 1)
    let server = try #require(log.conversations.first { !$0.isOutgoing })
    #expect(server.start != nil && server.isBroken)
  }
}
