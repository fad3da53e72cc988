import Primitives
import Testing

@testable import MailLogs

/// What lines of Exim's main log are of.
@Suite struct EximLogTests {
  @Test("Exim on both sides")
  func exim() throws {
    let log = MailLogReaderTests.read(
      """
      2014-08-14 11:04:31 1XHabc-0001AB-CD <= dana@example.net H=client.example.net [192.0.2.7]:35314 P=esmtp S=3250 id=1@example.net
      2014-08-14 11:14:31 1XHabc-0001AB-CD == alice@example.com R=dnslookup T=remote_smtp defer (110): Connection timed out H=mx.example.com [198.51.100.25]: SMTP timeout after end of data
      2014-08-14 11:14:31 SMTP data timeout (message abandoned) on connection from client.example.net [192.0.2.8]:35315 F=<erin@example.net>
      2014-08-14 11:14:31 End queue run: pid=1
      """)
    #expect(log.conversations.count == 3)
    let arrived = try #require(log.conversations.first { !$0.isOutgoing && !$0.isBroken })
    #expect(arrived.remotePort == 35_314 && arrived.messageIDs == ["1@example.net"])
    let delivery = try #require(log.conversations.first { $0.isOutgoing })
    #expect(delivery.isBroken && delivery.remote == IPAddress("198.51.100.25"))
    #expect(delivery.recipients == ["alice@example.com"])
    let abandoned = try #require(log.conversations.first { $0.isBroken && !$0.isOutgoing })
    #expect(abandoned.remote == IPAddress("192.0.2.8"))
    #expect(abandoned.senders == ["erin@example.net"])
  }

  static let eximServer = "mx.example.com [198.51.100.25]"

  @Test(
    "an error of a server that Exim delivers to is of a connection to it",
    arguments: [
      ("H=\(eximServer) Connection timed out", true),
      ("H=\(eximServer):25 Connection refused", false),
      (
        "H=\(eximServer): SMTP timeout after end of data (300 bytes written): Connection timed out",
        true
      ),
      ("H=\(eximServer):25: Remote host closed connection in response to end of data", false),
      (
        "H=\(eximServer): SMTP error from remote mail server after RCPT TO:<b@x>: 450 timed out",
        false
      ),
      ("H=\(eximServer) TLS error on connection (gnutls_handshake): timed out", true),
      (
        "SMTP error from remote mail server after RCPT TO:<\": host x [10.0.0.1]\"@x>: host \(eximServer): 450 no",
        false
      ),
      ("SMTP timeout while connected to \(eximServer) after initial connection", true),
      ("Remote host \(eximServer) closed connection in response to initial connection", false),
      (
        "== alice@example.com R=r T=t defer (-44) H=\(eximServer): SMTP error from remote mail server",
        false
      ),
      (
        "** \"a H=x [10.0.0.1] \"@example.com R=r T=t: SMTP error from remote mail server after RCPT TO:<b@x>: host \(eximServer): 550 H=y [10.0.0.2]",
        false
      ),
    ])
  func eximServerError(text: String, isTimedOut: Bool) throws {
    let log = MailLogReaderTests.read(
      """
      2014-08-14 11:04:30 1XHabc-0001AB-CD <= dana@example.net H=c [192.0.2.7]:35314 P=esmtp id=1@example.net T="x id=2@example.net"
      2014-08-14 11:04:31 1XHabc-0001AB-CD \(text)
      """)
    let delivery = try #require(log.conversations.last)
    #expect(log.conversations.map(\.isOutgoing) == [false, true] && log.understood == 2)
    #expect(delivery.remote == IPAddress("198.51.100.25") && delivery.name == "1XHabc-0001AB-CD")
    #expect(delivery.isBroken && delivery.fate == text && delivery.isTimedOut == isTimedOut)
    #expect(delivery.messageIDs == ["1@example.net"] && delivery.senders == ["dana@example.net"])
  }

  @Test(
    "a line about a message and its client is of the connection from it",
    arguments: [
      "H=c [192.0.2.7]:40113 F=<u@example.net> rejected after DATA: no",
      "H=c [192.0.2.7]:40113 I=[198.51.100.25]:25 Warning: H=x [10.0.0.1]: no",
      "H=c [192.0.2.7]:40113 Warning: Connection is odd",
      "H=c [192.0.2.7]:40113 X=TLS1.3:x:256 CV=no temporarily rejected after DATA",
      "SMTP connection lost after final dot H=c [192.0.2.7]:40113 P=esmtp",
    ])
  func eximClientLine(text: String) throws {
    let log = MailLogReaderTests.read("2014-08-14 11:04:31 1XHabc-0001AB-CD \(text)")
    let conversation = try #require(log.conversations.first)
    #expect(!conversation.isOutgoing && conversation.remote == IPAddress("192.0.2.7"))
    #expect(conversation.identifiers == ["1XHabc-0001AB-CD"])
  }

  @Test(
    "the peer of a line of Exim stands behind its HELO, which may be an address",
    arguments: [
      "SMTP connection from client.example.net ([10.0.0.1]) [192.0.2.7]:40113 lost",
      "SMTP connection from ([IPv6:2001:db8::1]) [192.0.2.7]:40113 lost D=1m",
      "SMTP connection from [192.0.2.7]:40113 lost",
      "1XHabc-0001AB-CD <= a@example.net H=client.example.net ([10.0.0.1]) [192.0.2.7]:40113 P=esmtp",
      "1XHabc-0001AB-CD <= a@example.net H=([10.0.0.1]) [192.0.2.7]:40113 I=[198.51.100.25]:25",
      "1XHabc-0001AB-CD <= a@example.net H=(a b [10.0.0.1] c) [192.0.2.7]:40113 P=esmtp",
    ])
  func eximHELO(text: String) throws {
    let conversation = try #require(
      MailLogReaderTests.read("2014-08-14 11:04:31 \(text)").conversations.first)
    #expect(conversation.remote == IPAddress("192.0.2.7") && conversation.remotePort == 40_113)
  }

  @Test(
    "the same line of Exim is read in its log and through syslog",
    arguments: [
      "2014-08-14 11:04:31 ", "2014-08-14 11:04:31 [123] ",
      "Aug 14 11:04:31 mx exim[123]: 2014-08-14 11:04:31 ", "Aug 14 11:04:31 mx exim[123]: ",
      "<22>1 2014-08-14T11:04:31Z mx exim 123 - - ", "Aug 14 11:04:31 exim1 exim4[123]: ",
    ])
  func eximThroughSyslog(head: String) throws {
    let text = "SMTP connection from exim.example.net [192.0.2.7]:40113 lost"
    let conversation = try #require(MailLogReaderTests.read(head + text).conversations.first)
    #expect(conversation.remotePort == 40_113 && conversation.fate == text)
    #expect(conversation.end?.second == 39_871)
  }

  @Test(
    "what Exim tells of a connection before its end, or at it",
    arguments: [
      (
        "H=client.example.net [192.0.2.7]:40113 F=<u@example.net> rejected RCPT <x@example.com>: relay not permitted",
        true
      ),
      ("1XHabc-0001AB-CD H=c [192.0.2.7]:40113 F=<u@example.net> rejected after DATA: no", true),
      ("SMTP call from client.example.net [192.0.2.7]:40113 dropped: too many errors", true),
      (
        "no MAIL in SMTP connection from client.example.net [192.0.2.7]:40113 D=1s C=EHLO,QUIT",
        false
      ),
      ("TLS error on connection from c [192.0.2.7]:40113 (recv): closed", true),
      ("rejected EHLO from (a_b) [192.0.2.7]:40113: syntactically invalid argument(s): a_b", true),
    ])
  func eximConnection(text: String, isBroken: Bool) throws {
    let conversation = try #require(
      MailLogReaderTests.read("2014-08-14 11:04:31 \(text)").conversations.first)
    #expect(conversation.remotePort == 40_113 && conversation.isBroken == isBroken)
    #expect(conversation.fate?.isEmpty == false)
    if text.contains("RCPT") { #expect(conversation.recipients == ["x@example.com"]) }
    if text.contains("F=") { #expect(conversation.senders == ["u@example.net"]) }
  }

  @Test("a connection that Exim's log follows from its start is one, whatever is rejected in it")
  func eximFollowed() throws {
    let log = MailLogReaderTests.read(
      """
      2014-08-14 11:04:31 SMTP connection from c [192.0.2.7]:40113 (TCP/IP connection count = 1)
      2014-08-14 11:04:32 H=c [192.0.2.7]:40113 F=<u@example.net> rejected RCPT <x@example.com>: no
      2014-08-14 11:04:33 SMTP connection from c [192.0.2.7]:40113 closed by QUIT
      """)
    let conversation = try #require(log.conversations.first)
    #expect(log.conversations.count == 1 && conversation.lineCount == 3)
    #expect(conversation.isBroken && conversation.fateLine == 2 && conversation.start != nil)
  }
}
