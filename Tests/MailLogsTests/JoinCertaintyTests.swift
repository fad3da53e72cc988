import Testing

@testable import MailLogs

/// Which session a conversation is for certain, and where it is one of several or none.
@Suite struct JoinCertaintyTests {
  @Test("the port of a server, which all its connections have, makes none of them certain")
  func serverPort() throws {
    let head = "Thu Aug 14 11:04:31 2014 Info: "
    let log = [8, 9].map {
      head + "New SMTP DCID \($0) interface 192.0.2.7 address 198.51.100.25 port 25\n"
    }
    let places = JoinTests.place(log.joined(), [try JoinTests.session(1)])
    #expect(places.map(\.sessions) == [[1], [1]])
    #expect(places.map(\.isCertain) == [false, false])
    // Of one pair in another zone nothing is certain either.
    let other = JoinTests.place(log[0].replacing(" 11:", with: " 13:"), [try JoinTests.session(1)])
    #expect(other.map(\.sessions) == [[1]] && other.map(\.isCertain) == [false])
  }

  @Test("where the log tells no time, addresses and senders make no session certain")
  func noTime() throws {
    let session = try JoinTests.session(1, id: "<1@example.net>")
    func place(_ lines: [String]) -> MailLogJoin.Place? {
      JoinTests.place(lines.map { "postfix/\($0)" }.joined(separator: "\n"), [session]).first
    }
    let peer = "c[192.0.2.7]"
    let connected = place(["smtpd[1]: connect from \(peer)", "smtpd[1]: disconnect from \(peer)"])
    #expect(connected?.sessions == [1] && connected?.reason == .address)
    #expect(connected?.isCertain == false)
    let message = [
      "smtpd[1]: 3F2A91C0: client=\(peer)", "cleanup[2]: 3F2A91C0: message-id=<1@example.net>",
      "qmgr[3]: 3F2A91C0: from=<dana@example.net>, size=1, nrcpt=1 (queue active)",
    ]
    let sent = place([message[0], message[2]])
    #expect(sent?.sessions == [1] && sent?.reason == .sender && sent?.isCertain == false)
    let identified = place(message)
    #expect(identified?.reason == .messageID && identified?.isCertain == true)
    let screened = place(["postscreen[1]: HANGUP after 0.7 from [192.0.2.7]:35314 in tests"])
    #expect(screened?.reason == .address && screened?.isCertain == true)
  }

  /// A delivery of Postfix that ended at a time.
  private static func delivered(_ time: String, _ delays: String) -> String {
    "Aug 14 \(time) mx postfix/smtp[9]: 3F2A91C0: to=<x@example.com>, relay=mx[198.51.100.25]:25, \(delays), dsn=2.0.0, status=sent (250 ok)"
  }

  @Test(
    "a delivery of Postfix begins when there is a connection, not when servers are looked for",
    arguments: [
      ("11:04:36", "delays=0/0/0.1/5"), ("11:04:36", "delays=0/0/95/5"),
      ("11:04:36", "conn_use=3, delay=9, delays=0/0/0/0.1"),
      ("11:04:33", "conn_use=3, delay=9, delays=0/0/0/0.1"),
    ])
  func setup(time: String, delays: String) throws {
    let sessions = [try JoinTests.session(1), try JoinTests.session(2, port: 35_315, after: 200)]
    let log = Self.delivered(time, delays) + "\n" + Self.delivered("11:07:56", "delays=200/0/0.1/5")
    let join = MailLogJoin(MailLogReaderTests.read(log).conversations, sessions)
    #expect(join.offset.zone == 0 && join.offset.rest == 0 && join.offset.pairs == 2)
    #expect(join.places.map(\.sessions) == [[1], [2]] && !join.places.contains { !$0.isCertain })
  }

  @Test("what smtpd tells of a client that postscreen has kept waiting is of its one session")
  func screened() throws {
    let head = "Aug 14 11:04:"
    let lines = [35_314, 35_315].enumerated().flatMap { index, port in
      [
        "\(31 + 10 * index) mx postfix/postscreen[9]: CONNECT from [192.0.2.7]:\(port) to [198.51.100.25]:25",
        "\(37 + 10 * index) mx postfix/postscreen[9]: PASS NEW [192.0.2.7]:\(port)",
        "\(38 + 10 * index) mx postfix/smtpd[\(index)]: connect from c[192.0.2.7]",
        "\(39 + 10 * index) mx postfix/smtpd[\(index)]: disconnect from c[192.0.2.7]",
      ].map { head + $0 }
    }
    let sessions = [try JoinTests.session(1), try JoinTests.session(2, port: 35_315, after: 10)]
    let places = JoinTests.place(lines.joined(separator: "\n"), sessions)
    #expect(places.map(\.sessions) == [[1], [1], [2], [2]] && !places.contains { !$0.isCertain })
    // Of two that wait at once nothing tells which one smtpd takes first.
    let order = [0, 1, 4, 5, 2, 3, 6, 7].map { lines[$0].replacing(":04:4", with: ":04:3") }
    let log = MailLogReaderTests.read(order.joined(separator: "\n"))
    let servers = log.conversations.filter { $0.name.hasPrefix("smtpd") }
    #expect(servers.count == 2 && servers.allSatisfy { $0.remotePort == nil })
    // Whoever comes behind them is alone.
    let third = log.conversations.count
    let again = MailLogReaderTests.read((order + lines[0..<4]).joined(separator: "\n"))
    #expect(again.conversations[third...].map(\.remotePort) == [35_314, 35_314])
  }

  /// A message that came in to Postfix.
  private static func received(_ time: String, _ process: Int, from sender: String, id: String)
    -> String
  {
    [
      "smtpd[\(process)]: connect from c[192.0.2.7]",
      "smtpd[\(process)]: 3F2A91C\(process): client=c[192.0.2.7]",
      "cleanup[8]: 3F2A91C\(process): message-id=<\(id)>",
      "qmgr[9]: 3F2A91C\(process): from=<\(sender)>, size=3250, nrcpt=1 (queue active)",
      "smtpd[\(process)]: disconnect from c[192.0.2.7]",
    ].map { "Aug 14 \(time) mx postfix/\($0)\n" }.joined()
  }

  @Test("a session whose mail was not seen is found by its time, whoever else has the same sender")
  func unseenMail() throws {
    var unseen = try JoinTests.session(2, port: 35_315, after: 60)
    unseen.transactions = []
    let log =
      Self.received("11:04:31", 1, from: "dana@example.net", id: "1@example.net")
      + Self.received("11:05:31", 2, from: "dana@example.net", id: "2@example.net")
    let places = JoinTests.place(log, [try JoinTests.session(1, id: "<1@example.net>"), unseen])
    #expect(places.map(\.sessions) == [[1], [2]])
    #expect(places.map(\.reason) == [.messageID, .time] && !places.contains { !$0.isCertain })
  }

  @Test("a session all of whose mails have other Message-IDs is another one, whatever its time is")
  func otherMail() throws {
    let log =
      Self.received("11:04:31", 1, from: "dana@example.net", id: "2@example.net")
      + Self.received("11:14:31", 2, from: "dana@example.net", id: "3@example.net")
    var sessions = [
      try JoinTests.session(1, id: "<1@example.net>"),
      try JoinTests.session(3, port: 35_315, after: 600, id: "<3@example.net>"),
    ]
    #expect(JoinTests.place(log, sessions).map(\.sessions) == [[], [3]])
    // Of a mail that was not seen to its Message-ID nothing is known.
    sessions[0].transactions[0].messageID = nil
    #expect(JoinTests.place(log, sessions).map(\.sessions) == [[1], [3]])
  }
}
