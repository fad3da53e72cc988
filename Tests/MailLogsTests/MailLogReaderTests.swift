import Primitives
import Testing

@testable import MailLogs

@Suite struct MailLogReaderTests {
  static func read(_ text: String, asking asked: String? = nil) -> MailLogReader.Log {
    var reader = MailLogReader(asking: asked.map { AskedLine($0) })
    for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated()
    {
      reader.take(String(line), line: index + 1)
    }
    return reader.finish()
  }

  static let esa = """
    Thu Aug 14 11:04:31 2014 Info: New SMTP ICID 10293 interface Management (198.51.100.25) address 192.0.2.7 reverse dns host ns.example.com verified no
    Thu Aug 14 11:04:31 2014 Info: ICID 10293 RELAY SG RELAY_SG match 192.0.2.7 SBRS not enabled
    Thu Aug 14 11:04:51 2014 Info: Start MID 1404 ICID 10293
    Thu Aug 14 11:04:51 2014 Info: MID 1404 ICID 10293 From: <dana@example.net>
    Thu Aug 14 11:05:00 2014 Info: MID 1404 ICID 10293 RID 0 To: <alice@example.com>
    Thu Aug 14 11:05:01 2014 Info: MID 1404 Message-ID '<1@example.net>'
    Thu Aug 14 11:05:36 2014 Info: ICID 10293 lost
    Thu Aug 14 11:05:36 2014 Info: Message aborted MID 1404 Receiving aborted
    Thu Aug 14 11:05:36 2014 Info: Message finished MID 1404 aborted
    Thu Aug 14 11:05:36 2014 Info: ICID 10293 close
    """

  @Test("an ESA's connection that was lost")
  func lost() throws {
    let log = Self.read(Self.esa)
    #expect(log.conversations.count == 1 && log.lines == 10 && log.understood == 10)
    let conversation = try #require(log.conversations.first)
    #expect(conversation.name == "ICID 10293" && conversation.identifiers == ["MID 1404"])
    #expect(conversation.fate == "ICID 10293 lost" && conversation.isBroken)
    #expect(conversation.remote == IPAddress("192.0.2.7"))
    #expect(conversation.local == IPAddress("198.51.100.25"))
    #expect(conversation.senders == ["dana@example.net"])
    #expect(conversation.recipients == ["alice@example.com"])
    #expect(conversation.messageIDs == ["1@example.net"])
    #expect(conversation.start?.second == 39_871 && conversation.end?.second == 39_936)
    #expect(!conversation.isOutgoing && conversation.system == .esa)
  }

  @Test("an ESA's delivery knows the mail that came in before")
  func delivery() throws {
    let log = Self.read(
      Self.esa.replacing("ICID 10293 lost", with: "ICID 10293 RELAY") + """

        Thu Aug 14 11:06:00 2014 Info: New SMTP DCID 63 interface 198.51.100.25 address 203.0.113.9 port 25
        Thu Aug 14 11:06:01 2014 Info: Delivery start DCID 63 MID 1404 to RID [0]
        Thu Aug 14 11:16:02 2014 Info: Connection Error: DCID 63 domain: example.org IP: 203.0.113.9 port: 25 details: [Errno 0] Error interface: 198.51.100.25 reason: network error
        Thu Aug 14 11:16:02 2014 Info: Delayed: DCID 63 MID 1404 to RID 0 - 4.1.0 - Other network problem
        Thu Aug 14 11:16:03 2014 Info: DCID 63 close
        """)
    let delivery = try #require(log.conversations.last)
    #expect(delivery.name == "DCID 63" && delivery.isOutgoing && delivery.isBroken)
    #expect(delivery.remotePort == 25 && delivery.remote == IPAddress("203.0.113.9"))
    #expect(delivery.messageIDs == ["1@example.net"])
    #expect(delivery.senders == ["dana@example.net"])
    #expect(delivery.fate?.hasPrefix("Connection Error: DCID 63") == true)
  }

  static let esaDelivered = """
    Thu Aug 14 11:04:31 2014 Info: New SMTP ICID 5 interface Management (198.51.100.25) address 192.0.2.7 reverse dns host c verified yes
    Thu Aug 14 11:04:31 2014 Info: Start MID 6 ICID 5
    Thu Aug 14 11:04:31 2014 Info: MID 6 ICID 5 From: <dana@example.net>
    Thu Aug 14 11:04:31 2014 Info: ICID 5 close
    Thu Aug 14 11:04:32 2014 Info: MID 6 queued for delivery
    Thu Aug 14 11:04:34 2014 Info: New SMTP DCID 8 interface 10.0.0.1 address 10.5.3.25 port 25
    Thu Aug 14 11:04:34 2014 Info: Delivery start DCID 8 MID 6 to RID [0]
    Thu Aug 14 11:04:34 2014 Info: Message finished MID 6 done
    Thu Aug 14 11:04:39 2014 Info: DCID 8 close
    Thu Aug 14 11:04:40 2014 Info: ICID 5 late
    """

  @Test(
    "lines of a message behind the end of its connection open none, and are asked about that one",
    arguments: ["MID 6 queued for delivery", "Message finished MID 6 done", "Info: ICID 5 late"])
  func behindClose(line: String) {
    let log = Self.read(Self.esaDelivered, asking: line)
    #expect(log.conversations.map(\.name) == ["ICID 5", "DCID 8"] && log.understood == 10)
    #expect(log.conversations.map(\.isAsked) == [true, false])
    #expect(log.conversations[0].end?.second == 39_871)
  }

  @Test(
    "what the other end chose steers no connection of an ESA",
    arguments: [
      "MID 6 Subject 'x DCID 8 close'", "MID 6 Subject 'x From: <e@example.org> ICID 5 lost",
      "MID 6 ICID 5 From: <\"a ICID 7 From: <e@example.org> \"@example.org> ICID 5 lost",
      "MID 6 Message-ID '<DCID 9 lost>' DCID 9 lost",
    ])
  func esaForged(line: String) {
    let log = Self.read(
      Self.esaDelivered.replacing("ICID 5 close", with: "ICID 5 x\nInfo: \(line)"))
    #expect(log.conversations.map(\.name) == ["DCID 8", "ICID 5"])
    #expect(log.conversations.allSatisfy { !$0.isBroken })
    #expect(log.conversations.allSatisfy { !$0.senders.contains("e@example.org") })
  }

  static let esaDeliveries = """
    Thu Aug 14 11:04:31 2014 Info: New SMTP ICID 5 interface Management (198.51.100.25) address 192.0.2.7 reverse dns host c verified yes
    Thu Aug 14 11:04:31 2014 Info: Start MID 6 ICID 5
    Thu Aug 14 11:04:31 2014 Info: MID 6 ICID 5 From: <dana@example.net>
    Thu Aug 14 11:04:31 2014 Info: MID 6 ICID 5 RID 0 To: <alice@example.com>
    Thu Aug 14 11:04:31 2014 Info: MID 6 ICID 5 RID 1 To: <bob@example.org>
    Thu Aug 14 11:04:32 2014 Info: New SMTP DCID 8 interface 10.0.0.1 address 10.5.3.25 port 25
    Thu Aug 14 11:04:32 2014 Info: New SMTP DCID 9 interface 10.0.0.1 address 10.5.3.26 port 25
    Thu Aug 14 11:04:32 2014 Info: Delivery start DCID 8 MID 6 to RID [0]
    Thu Aug 14 11:04:33 2014 Info: Delivery start DCID 9 MID 6 to RID [1]
    Thu Aug 14 11:04:34 2014 Info: Message done DCID 8 MID 6 to RID [0]
    Thu Aug 14 11:04:34 2014 Info: MID 6 RID [0] Response '2.0.0 ok'
    Thu Aug 14 11:04:34 2014 Info: Bounced: DCID 9 MID 6 to RID 1 - 5.1.0 - Unknown address error ('550', ['no']) []
    Thu Aug 14 11:04:35 2014 Info: MID 6 RID [1] Response 'no'
    Thu Aug 14 11:04:36 2014 Info: DCID 8 close
    Thu Aug 14 11:04:36 2014 Info: DCID 9 close
    Thu Aug 14 11:04:37 2014 Info: Message finished MID 6 done
    Thu Aug 14 11:04:38 2014 Info: ICID 5 close
    """

  @Test(
    "what is told of a recipient is of the connection that delivers to it, not of that it came in by",
    arguments: [
      ("MID 6 RID [0] Response '2.0.0 ok'", "DCID 8"), ("MID 6 RID [1] Response 'no'", "DCID 9"),
      ("MID 6 ICID 5 RID 1 To: <bob@example.org>", "ICID 5"),
      ("Message finished MID 6 done", "ICID 5"),
    ])
  func esaRecipients(line: String, name: String) throws {
    let log = Self.read(Self.esaDeliveries, asking: line)
    #expect(log.conversations.map(\.name) == ["DCID 8", "DCID 9", "ICID 5"])
    #expect(log.understood == log.lines)
    #expect(log.conversations.filter(\.isAsked).map(\.name) == [name])
    #expect(log.conversations.map(\.isBroken) == [false, true, false])
    #expect(
      log.conversations.map(\.recipients) == [
        ["alice@example.com"], ["bob@example.org"], ["alice@example.com", "bob@example.org"],
      ])
  }

  @Test(
    "what no connection delivered, or a filter dropped, is no trouble of the one that it came in by",
    arguments: [
      "Bounced: DCID 0 MID 6 to RID 0 - 5.1.2 - Bad destination host ('000', ['DNS Hard Error']) []",
      "Delayed: DCID 0 MID 6 to RID 0 - 4.1.0 - Unknown address error ('000', []) []",
      "Message aborted MID 6 Dropped by antivirus", "MID 6 RID [0] Response 'lost'",
    ])
  func esaNoDelivery(line: String) throws {
    let log = Self.read(
      Self.esaDelivered.replacing("ICID 5 close", with: "ICID 5 x\nInfo: \(line)"))
    #expect(log.conversations.map(\.name) == ["DCID 8", "ICID 5"])
    #expect(log.conversations.allSatisfy { !$0.isBroken } && log.understood == log.lines)
  }

  @Test("Postfix as a server whose client went away")
  func postfixServer() throws {
    let log = Self.read(
      """
      Aug 14 11:04:31 mx postfix/smtpd[7]: connect from client.example.net[192.0.2.7]
      Aug 14 11:04:31 mx postfix/smtpd[7]: 3F2A91C0: client=client.example.net[192.0.2.7]
      Aug 14 11:04:31 mx postfix/cleanup[8]: 3F2A91C0: message-id=<1@example.net>
      Aug 14 11:09:31 mx postfix/smtpd[7]: timeout after DATA (1024 bytes) from client.example.net[192.0.2.7]
      Aug 14 11:09:31 mx postfix/smtpd[7]: disconnect from client.example.net[192.0.2.7] ehlo=1 mail=1 data=0/1 commands=2/3
      Aug 14 11:09:31 mx dovecot: imap-login: something else
      """)
    #expect(log.conversations.count == 1 && log.lines == 6 && log.understood == 5)
    let conversation = try #require(log.conversations.first)
    #expect(conversation.names == ["smtpd[7]", "3F2A91C0"])
    #expect(conversation.messageIDs == ["1@example.net"])
    #expect(
      conversation.fate == "timeout after DATA (1024 bytes) from client.example.net[192.0.2.7]")
  }

  @Test("Postfix as a client that gave up")
  func postfixClient() throws {
    let log = Self.read(
      """
      2014-08-14T11:04:31.5+00:00 mx postfix/qmgr[8]: 3F2A91C0: from=<dana@example.net>, size=3250, nrcpt=1 (queue active)
      2014-08-14T11:14:32.5+00:00 mx postfix/smtp[9]: 3F2A91C0: to=<alice@example.com>, relay=mx.example.com[198.51.100.25]:25, delay=601, delays=0.1/0/0.5/600, dsn=4.4.2, status=deferred (conversation with mx.example.com[198.51.100.25] timed out while sending message body)
      """)
    let conversation = try #require(log.conversations.first)
    #expect(conversation.isOutgoing && conversation.isBroken && conversation.name == "3F2A91C0")
    #expect(conversation.duration == 600_500_000_000)
    #expect(conversation.senders == ["dana@example.net"])
    #expect(conversation.recipients == ["alice@example.com"])
  }

  @Test("the queue manager's lines of an old message are not of what its process serves now")
  func staleOwner() {
    let log = Self.read(
      """
      Aug 14 11:04:31 mx postfix/smtpd[7]: connect from client.example.net[192.0.2.7]
      Aug 14 11:04:31 mx postfix/smtpd[7]: 3F2A91C0: client=client.example.net[192.0.2.7]
      Aug 14 11:04:31 mx postfix/cleanup[8]: 3F2A91C0: message-id=<1@example.net>
      Aug 14 11:04:31 mx postfix/smtpd[7]: disconnect from client.example.net[192.0.2.7]
      Aug 14 11:05:31 mx postfix/smtpd[7]: connect from client.example.net[192.0.2.7]
      Aug 14 11:05:31 mx postfix/qmgr[9]: 3F2A91C0: from=<dana@example.net>, size=3250, nrcpt=1 (queue active)
      Aug 14 11:05:31 mx postfix/smtpd[7]: lost connection after DATA from client.example.net[192.0.2.7]
      Aug 14 11:05:31 mx postfix/smtpd[7]: disconnect from client.example.net[192.0.2.7]
      """)
    #expect(log.conversations.map(\.isBroken) == [false, true])
    #expect(log.conversations.map(\.messageIDs) == [["1@example.net"], []])
    #expect(log.conversations.map(\.senders) == [[], []] && log.understood == 8)
  }

  @Test(
    "what Postfix tells of a server before it tries the next one is of a connection to that",
    arguments: [
      ("connect to mx.example.com[198.51.100.25]:25: Connection timed out", true),
      ("SSL_connect error to mx.example.com[198.51.100.25]:25: -1", false),
      ("3F2A91C0: host mx.example.com[198.51.100.25] said: 450 4.2.0 later", false),
      (
        "3F2A91C0: host mx.example.com[198.51.100.25] refused to talk to me: 421 too busy",
        false
      ),
      (
        "3F2A91C0: conversation with mx.example.com[198.51.100.25] timed out while sending RCPT TO",
        true
      ),
    ])
  func postfixNextServer(text: String, isTimedOut: Bool) throws {
    let next =
      "3F2A91C0: to=<a@example.com>, relay=mx2.example.com[198.51.100.26]:25, delay=9, delays=1/0/1/1, dsn=2.0.0, status=sent (250 ok)"
    let log = Self.read(
      [text, next].map { "Aug 14 11:04:31 mx postfix/smtp[9]: \($0)" }.joined(separator: "\n"))
    #expect(log.conversations.map(\.isOutgoing) == [true, true] && log.understood == 2)
    #expect(
      log.conversations.map(\.remote)
        == [IPAddress("198.51.100.25"), IPAddress("198.51.100.26")])
    #expect(log.conversations.map(\.isBroken) == [true, false])
    #expect(log.conversations.map(\.isTimedOut) == [isTimedOut, false])
  }

  @Test("the client of a Postfix server stays the one that it is, whoever else a line names")
  func postfixOtherAddress() throws {
    let head = "Aug 14 11:04:31 mx postfix/smtpd[7]: "
    let log = Self.read(
      [
        "connect from c[192.0.2.7]", "warning: lost connection with proxy [::1]:10024",
        "disconnect from c[192.0.2.7]", "connect from c[192.0.2.7]",
        // Lines are missing where there are too many at once.
        "lost connection after DATA from d[192.0.2.8]", "disconnect from d[192.0.2.8]",
      ].map { head + $0 }.joined(separator: "\n"))
    #expect(
      log.conversations.map(\.remote)
        == ["192.0.2.7", "192.0.2.7", "192.0.2.8"].map { IPAddress($0) })
    #expect(log.conversations.map(\.isBroken) == [false, false, true])
    #expect(log.conversations.map { $0.start != nil } == [true, true, false])
  }

  @Test(
    "the same line of Postfix is read in every form of syslog",
    arguments: [
      ("Aug 14 11:04:31 mx postfix/smtpd[123]: ", 39_871),
      ("Aug 14 11:04:31 mx.postfix.example postfix/smtpd[123]: ", 39_871),
      ("<22>1 2014-08-14T11:04:31.1+01:00 mx postfix/smtpd 123 - - ", 39_871),
      (
        "<22>1 2014-08-14T11:04:31Z mx postfix/smtpd 123 - [timeQuality isSynced=\"1\"] \u{FEFF}",
        39_871
      ),
      ("2014-08-14T11:04:31+01:00 mx postfix/smtpd 123 - - ", 39_871),
      ("postfix/smtpd[123]: ", nil),
    ] as [(String, Int?)])
  func syslog(head: String, second: Int?) throws {
    let text = "lost connection after DATA from client.example.net[192.0.2.7]"
    let conversation = try #require(Self.read(head + text).conversations.first)
    #expect(conversation.name == "smtpd[123]" && conversation.fate == text)
    #expect(conversation.remote == IPAddress("192.0.2.7"))
    #expect(conversation.end?.second == second)
  }

  @Test("postscreen tells both ends, and hands over or ends the connection")
  func postscreen() throws {
    let log = Self.read(
      """
      Aug 14 11:04:31 mx postfix/postscreen[9]: CONNECT from [192.0.2.7]:40113 to [198.51.100.25]:25
      Aug 14 11:04:32 mx postfix/postscreen[9]: HANGUP after 0.7 from [192.0.2.7]:40113 in tests after SMTP handshake
      Aug 14 11:04:32 mx postfix/postscreen[9]: DISCONNECT [192.0.2.7]:40113
      Aug 14 11:04:33 mx postfix/postscreen[9]: CONNECT from [192.0.2.7]:40114 to [198.51.100.25]:25
      Aug 14 11:04:33 mx postfix/postscreen[9]: PASS OLD [192.0.2.7]:40114
      Aug 14 11:04:34 mx postfix/postscreen[9]: cache btree:/x full cleanup: retained=1 dropped=0 entries
      """)
    #expect(log.conversations.map(\.remotePort) == [40_113, 40_114] && log.understood == 5)
    #expect(log.conversations.map(\.isBroken) == [true, false])
    #expect(log.conversations.map(\.fateLine) == [2, nil])
    #expect(log.conversations[0].local == IPAddress("198.51.100.25"))
    #expect(log.conversations[0].start?.second == 39_871)
  }

  @Test("lines of any bytes are taken without harm, and what is kept is bounded")
  func hostile() {
    var generator = SystemRandomNumberGenerator()
    let words = [
      "ICID", "DCID", "MID", "New", "SMTP", "Info:", "lost", "close", "postfix/smtpd[", "]:", "[",
      "]",
      "<", ">", "=", "from=<", "H=", "<=", "==", "1XHabc-0001AB-CD", "delays=",
      "1e400/nan/-1e9/inf",
      "Thu Aug 14 11:04:31 2014", "99999999999999999999", "-1", "\u{0}", "é", "(", ":",
      "%ASA-4-108004:",
      "1.2.3.4/5", "Connection Error:", "IP:", "From:", "To:", "Message-ID", "address", "port",
    ]
    var reader = MailLogReader()
    for number in 1...20_000 {
      let line = (0..<Int.random(in: 0..<12, using: &generator)).map { _ in
        words.randomElement(using: &generator) ?? ""
      }.joined(separator: Bool.random(using: &generator) ? " " : "")
      reader.take(line, line: number)
      _ = DeviceMessage(line, line: number)
    }
    for _ in 0..<100 { reader.take("Thu Aug 14 11:04:31 2014 Info: ICID 1 x", line: 1) }
    reader.take(String(repeating: "ICID 1 ", count: 100_000), line: 1)
    let log = reader.finish()
    #expect(log.lines == 20_101)
    for conversation in log.conversations {
      #expect(conversation.identifiers.count <= MailConversation.mostNames)
      #expect(conversation.fate?.utf8.count ?? 0 <= 4096)
    }
  }

  @Test("more open connections than the bound end without being lost")
  func open() {
    var reader = MailLogReader()
    let count = MailLogReader.mostOpen + 10
    for number in 1...count {
      reader.take(
        "Thu Aug 14 11:04:31 2014 Info: New SMTP ICID \(number) interface a (1.2.3.4) address 1.2.3.5",
        line: number)
      #expect(reader.open.count <= MailLogReader.mostOpen + 1)
    }
    #expect(reader.finish().conversations.count == count)
  }
}
