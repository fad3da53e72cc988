import Primitives
import Testing

@testable import MailLogs

/// Hosts whose lines are in one log.
@Suite struct LogHostTests {
  /// The same lines on two hosts, the second's a peer of another address, one after the other.
  static func hosts(_ lines: [String], _ time: String = "Aug 14 11:04:31") -> String {
    lines.flatMap { line in
      ["mx1", "mx2"].map {
        "\(time) \($0) \($0 == "mx1" ? line : line.replacing("192.0.2.7", with: "192.0.2.9"))"
      }
    }.joined(separator: "\n")
  }

  static let onHosts: [[String]] = [
    [
      "postfix/smtpd[7]: connect from c[192.0.2.7]",
      "postfix/smtpd[7]: 3F2A91C0: client=c[192.0.2.7]",
      "postfix/cleanup[8]: 3F2A91C0: message-id=<1@192.0.2.7>",
      "postfix/qmgr[9]: 3F2A91C0: from=<a@192.0.2.7>, size=3250, nrcpt=1 (queue active)",
      "postfix/smtpd[7]: disconnect from c[192.0.2.7]",
    ],
    [
      "postfix/cleanup[8]: 3F2A91C0: message-id=<1@192.0.2.7>",
      "postfix/qmgr[9]: 3F2A91C0: from=<a@192.0.2.7>, size=3250, nrcpt=1 (queue active)",
      "postfix/smtp[9]: 3F2A91C0: to=<b@192.0.2.7>, relay=mx[192.0.2.7]:25, delay=601, delays=0.1/0/0.5/600, dsn=2.0.0, status=sent (250 ok)",
    ],
    [
      "exim[7]: 1XHabc-0001AB-CD <= a@192.0.2.7 H=(x) [192.0.2.7]:35314 P=esmtp id=1@192.0.2.7"
    ],
    [
      "mail_logs: Info: New SMTP ICID 5 interface a (198.51.100.25) address 192.0.2.7 reverse dns host c verified yes",
      "mail_logs: Info: Start MID 6 ICID 5", "mail_logs: Info: MID 6 ICID 5 From: <a@192.0.2.7>",
      "mail_logs: Info: MID 6 Message-ID '<1@192.0.2.7>'", "mail_logs: Info: ICID 5 close",
    ],
  ]

  @Test(
    "hosts in one log have processes, messages and connections of their own", arguments: onHosts)
  func hosts(lines: [String]) {
    let log = MailLogReaderTests.read(Self.hosts(lines))
    #expect(log.conversations.map(\.host) == ["mx1", "mx2"] && log.understood == log.lines)
    for (conversation, remote) in zip(log.conversations, ["192.0.2.7", "192.0.2.9"]) {
      #expect(conversation.remote == IPAddress(remote))
      #expect(conversation.senders == ["a@\(remote)"])
      #expect(conversation.messageIDs == ["1@\(remote)"])
    }
    #expect(log.conversations.first?.name == log.conversations.last?.name)
  }

  @Test("a line is asked about on its own host, and without one on each", arguments: onHosts)
  func askedOnHost(lines: [String]) throws {
    let line = try #require(lines.last)
    let text = Self.hosts(lines)
    let first = MailLogReaderTests.read(text, asking: "Aug 14 11:04:31 mx1 \(line)")
    #expect(first.conversations.map(\.isAsked) == [true, false])
    let both = MailLogReaderTests.read(text.replacing("192.0.2.9", with: "192.0.2.7"), asking: line)
    #expect(both.conversations.map(\.isAsked) == [true, true])
  }

  @Test(
    "the host stands before the program, whatever a log server puts between or before",
    arguments: [
      "mx1 ", "mx1 mail.info ", "mx1 mail:info ", "<mail.info> mx1 ", "relay mx1 ",
      "relay Message forwarded from mx1: ", "mx1 4711 ",
    ])
  func hostName(head: String) throws {
    let line = "postfix/smtpd[7]: connect from c[192.0.2.7]"
    func host(_ text: String) -> String? { MailLogReaderTests.read(text).conversations.first?.host }
    #expect(host("Aug 14 11:04:31 \(head)\(line)") == "mx1")
    // Where the time is not understood, a part of it may stand there, which is another in each line.
    #expect(host("11:04:31.7 \(head)\(line)") == nil)
  }
}
