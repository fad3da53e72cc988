import Primitives
import Testing

@testable import MailLogs

/// What the other end chose is not taken for more of a line.
@Suite struct LoggedFieldsTests {
  @Test(
    "a value ends at the bracket that closes it, and the first of a name counts",
    arguments: [
      ("from=<a@x> to=<b@y> proto=ESMTP helo=<c>", "a@x", "b@y"),
      ("from=<a@x>, to=<b@y>, proto=ESMTP, helo=<c>", "a@x", "b@y"),
      ("from=<> to=<b@y>", "", "b@y"), ("from=a@x, size=1", "a@x", nil),
      ("from=<a@x> to=<b@y> helo=<c from=<d@x> to=<e@y>>", "a@x", "b@y"),
      ("proto=ESMTP helo=<c> from=<d@x> to=<e@y>", nil, nil),
      ("to=<b@y>, status=deferred (host said from=<a@x>)", nil, "b@y"),
      ("<from=<d@x>>: no; from=<a@x> to=<b@y>", "a@x", "b@y"),
      (#"<"q; from=<d@x> "@y>: no; from=<"q> to=<e@y"@x> to=<b@y>"#, #""q> to=<e@y"@x"#, "b@y"),
      (#"from=<"a\"> to=<e@y"@x> to=<b@y>"#, #""a\"> to=<e@y"@x"#, "b@y"),
      ("from=<a@x to=b", "a@x", "b"), ("from=<", "", nil), ("=<a> from=", "", nil),
    ] as [(String, String?, String?)])
  func fields(text: String, sender: String?, recipient: String?) {
    let fields = LoggedFields(text[...])
    #expect(fields["from"] == sender && fields["to"] == recipient)
  }

  @Test(
    "a path is read to the bracket that closes it",
    arguments: [
      ("<a@x>", "a@x"), ("a@x", "a@x"), ("'<a@x>'", "a@x"), ("<a@x", "a@x"), ("a@x> b", "a@x"),
      (#"<"a>b"@x> c>"#, #""a>b"@x"#), (#"<a"b@x> c"#, #"a"b@x"#), ("", ""), ("<>", ""),
    ])
  func path(text: String, path: String) {
    #expect(text.unbracketed == path)
  }

  private static let start = "Aug 14 11:04:31 mx postfix/smtpd[1]: connect from c[192.0.2.7]\n"

  @Test(
    "what a client says to Postfix is no envelope of its connection",
    arguments: [
      "smtpd[1]: NOQUEUE: reject: RCPT from c[192.0.2.7]: 554 5.7.1 <r@y>: Relay access denied; from=<q@x> to=<r@y> proto=ESMTP helo=<a from=<two@x.example>>",
      "smtpd[1]: NOQUEUE: reject: RCPT from c[192.0.2.7]: 504 5.5.2 <a from=<two@x.example>>: Helo command rejected: need fully-qualified hostname; from=<q@x> to=<r@y> proto=ESMTP helo=<a>",
      "smtpd[1]: improper command pipelining after EHLO from c[192.0.2.7]: from=<two@x.example> to=<r@y>",
      "smtpd[1]: warning: non-SMTP command from c[192.0.2.7]: from=<two@x.example>",
      "smtpd[1]: 3F2A91C0: client=c[192.0.2.7], sasl_method=PLAIN, sasl_username=from=<two@x.example> from=<two@x.example>",
      "postscreen[1]: PREGREET 9 after 0 from [192.0.2.7]:40113: EHLO from=<two@x.example> from=<two@x.example>",
    ])
  func client(text: String) throws {
    let log = MailLogReaderTests.read(Self.start + "Aug 14 11:04:31 mx postfix/" + text)
    let senders = log.conversations.flatMap(\.senders)
    #expect(senders == (text.contains("from=<q@x>") ? ["q@x"] : []))
    let recipients = log.conversations.flatMap(\.recipients)
    #expect(recipients == (text.contains("from=<q@x>") ? ["r@y"] : []))
    #expect(log.understood == 2)
  }

  @Test("a Message-ID that looks like fields is a Message-ID")
  func messageID() throws {
    let log = MailLogReaderTests.read(
      Self.start + """
        Aug 14 11:04:31 mx postfix/smtpd[1]: 3F2A91C0: client=c[192.0.2.7]
        Aug 14 11:04:31 mx postfix/cleanup[2]: 3F2A91C0: message-id=<1@x> from=<two@x.example>
        Aug 14 11:04:31 mx postfix/cleanup[2]: 3F2A91C0: milter-reject: END-OF-MESSAGE from c[192.0.2.7]: 5.7.1 no; from=<q@x> to=<r@y> proto=ESMTP helo=<c>
        """)
    let conversation = try #require(log.conversations.first)
    #expect(conversation.messageIDs == ["1@x"] && conversation.senders == ["q@x"])
    #expect(conversation.isBroken && conversation.fateLine == 4)
  }

  @Test("an address of a recipient is not that of the server")
  func literal() throws {
    let log = MailLogReaderTests.read(
      "Aug 14 11:04:31 mx postfix/smtp[1]: 3F2A91C0: to=<a@[192.0.2.9]>, relay=mx[192.0.2.25]:25, delay=1, delays=0/0/0/1, dsn=2.0.0, status=sent (250 timed out, lost connection with you)"
    )
    let conversation = try #require(log.conversations.first)
    #expect(conversation.remote == IPAddress("192.0.2.25") && !conversation.isBroken)
    #expect(conversation.recipients == ["a@[192.0.2.9]"])
  }
}
