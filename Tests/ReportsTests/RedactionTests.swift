import ESMTPInspection
import Primitives
import Testing

@testable import Reports

struct RedactionTests {
  @Test(
    "a mailbox name is shortened wherever it stands",
    arguments: [
      ("dana@example.net", "d...@example.net"),
      ("<long-line.1@example.net>", "<l...@example.net>"),
      (
        "MAIL FROM:<dana@example.net> SIZE=100\\r\\n", "MAIL FROM:<d...@example.net> SIZE=100\\r\\n"
      ),
      ("RCPT TO:<@relay.example:dana@example.net>", "RCPT TO:<@relay.example:d...@example.net>"),
      ("ORCPT=rfc822;dana+x@example.net", "ORCPT=rfc822;d...@example.net"),
      (#"a "two words"@example.net b"#, #"a "...@example.net b"#),
      (#"a "two \"x\" words"@example.net b"#, #"a "...@example.net b"#),
      ("x@a, yy@b; zzz@c", "x...@a, y...@b; z...@c"),
      ("VRFY x", "VRFY x..."),
      ("bounce-dana=example.net@list.example", "b...@list.example"),
      ("user%inner@relay.example", "u...@relay.example"),
      ("a!b!c@relay.example", "a...@relay.example"),
      ("RCPT TO:<postmaster>\\r\\n", "RCPT TO:<p...>\\r\\n"),
      ("RCPT TO: postmaster", "RCPT TO: p..."),
      ("MAIL FROM:<>", "MAIL FROM:<>"),
      ("vrfy smith", "vrfy s..."),
      ("EXPN staff-list", "EXPN s..."),
      ("no address here", "no address here"),
      ("@", "@"), ("a@@b", "a...@@b"),
      ("müller@example.net", "m...@example.net"),
      ("über@example.net", "ü...@example.net"),
      ("RCPT TO:<@relay.example:bob>", "RCPT TO:<@relay.example:b...>"),
      ("RCPT TO:<john doe@example.net>", "RCPT TO:<j...@example.net>"),
      (#"RCPT TO:<"john doe"@example.net>"#, #"RCPT TO:<"...@example.net>"#),
      (#"RCPT TO:<"john@home"@example.net>"#, #"RCPT TO:<"...@example.net>"#),
      ("RCPT TO: < bob@example.net > X", "RCPT TO: < b...@example.net > X"),
      ("MAIL FROM:<bo\u{1}b@example.net>", "MAIL FROM:<b...@example.net>"),
      ("MAIL FROM:<bob> AUTH=<>", "MAIL FROM:<b...> AUTH=<>"),
      ("MAIL FROM:<> AUTH=bob SIZE=1", "MAIL FROM:<> AUTH=b... SIZE=1"),
      ("RCPT TO:<a@b> ORCPT=rfc822;bob", "RCPT TO:<a...@b> ORCPT=rfc822;b..."),
      ("RCPT TO:\t<bob>", "RCPT TO:\t<b...>"), (" RCPT TO:<bob>", " RCPT TO:<b...>"),
      ("RCPT TO:<bob", "RCPT TO:<b..."), ("RCPT TO:<jo>hn>", "RCPT TO:<j...>"),
      ("RCPT TO:john doe", "RCPT TO:j..."), ("RCPT bob", "RCPT b..."),
      ("SEND FROM:<bob>", "SEND FROM:<b...>"), ("XXXX FROM:<bob>", "XXXX FROM:<b...>"),
      ("VRFY john doe", "VRFY j..."), ("VRFY\t<bob>", "VRFY\t<b...>"),
      ("Mail-List: a; b", "Mail-List: a; b"), ("MAILING LIST", "MAILING LIST"),
      ("550 5.1.1 <bob>: unknown", "550 5.1.1 <b...>: unknown"),
      ("354 End data with <CR><LF>.<CR><LF>", "354 End data with <CR><LF>.<CR><LF>"),
    ])
  func texts(before: String, after: String) {
    let bytes = Array(before.utf8)
    let isWhole = before == "über@example.net"
    let redacted = Redaction.firstLetter.bytes(bytes, bytes).before
    if !isWhole { #expect(String(decoding: redacted, as: UTF8.self) == after) }
    let isSentence = before.contains("@") && !before.contains("TO:") && !before.contains("FROM:")
    if isSentence { #expect(Redaction.firstLetter.text(before) == after) }
    #expect(Redaction.none.text(before) == before)
    #expect(Redaction.none.bytes(bytes, bytes).after == bytes)
  }

  @Test("a name that stands alone is shortened as an address is")
  func mailboxes() {
    let redaction = Redaction.firstLetter
    #expect(redaction.mailbox("postmaster") == "p...")
    #expect(redaction.mailbox("<postmaster>") == "<p...>")
    #expect(redaction.mailbox("dana@example.net") == "d...@example.net")
    #expect(redaction.mailbox("") == "")
    #expect(redaction.mailbox("<>") == "<>")
    #expect(redaction.mailbox("x") == "x...")
    #expect(redaction.mailbox("john doe@example.net") == "j...@example.net")
    #expect(redaction.mailbox("jo\u{1}hn") == "j...")
    #expect(Redaction.none.mailbox("postmaster") == "postmaster")
  }

  @Test("what an edit changed stays below what it was, but for letters and digits of a name")
  func edits() {
    let (before, after) = Redaction.firstLetter.bytes(
      Array("RCPT TO:<da|na@example.net>".utf8), Array("RCPT TO:<da na@example.net>".utf8))
    #expect(String(decoding: before, as: UTF8.self) == "RCPT TO:<d...|...@example.net>")
    #expect(String(decoding: after, as: UTF8.self) == "RCPT TO:<d... ...@example.net>")
    let masked = Redaction.firstLetter.bytes(
      Array("VRFY dana@example.net".utf8), Array("XXXXXXXXXXXXXXXXXXXXX".utf8))
    #expect(String(decoding: masked.before, as: UTF8.self) == "VRFY d...@example.net")
    #expect(String(decoding: masked.after, as: UTF8.self) == "XXXXXX...XXXXXXXXXXXX")
  }

  @Test(
    "a message of the device shows no name where it has an address",
    arguments: [
      ("out 192.0.2.1 in 192.0.2.2 data: <bo|b>", "out 192.0.2.1 in 192.0.2.2 data: <b...>"),
      ("the mail address from a to b. Data:john", "the mail address from a to b. Data:j..."),
      ("from a to b. Mail Address:\"a b\"", "from a to b. Mail Address:\"..."),
      ("declared size is: 1", "declared size is: 1"),
    ])
  func messages(before: String, after: String) {
    var session = Samples.dropped
    session.events[0].event.log = [before]
    #expect(Redaction.firstLetter.session(session).events[0].event.log == [after])
  }

  @Test("a field of addresses shows nobody's name in full")
  func fields() {
    let line = Array(
      "\"Dana, Scully\" (work) <dana@example.net>, bob, Eve Adams <e@x.example>".utf8)
    let hidden = Redaction.hidden(in: line, line, from: 0)
    let shown = line.indices.filter { index in !hidden.contains { $0.contains(index) } }
    #expect(
      String(decoding: shown.map { line[$0] }, as: UTF8.self)
        == "\"D, S\" (w) <d@example.net>, b, E A <e@x.example>")
  }

  @Test(
    "an excerpt that ends within a name shows no more of it than one that does not",
    arguments: [
      ("To: Dana Doe <dana@example.net>, <jane.roe.private@example.net>", "ane.roe", "To"),
      ("To: Dana Doe <dana@example.net>, jane.roe.private@example.net", "ane.roe", "To"),
      ("NOOP <secretname@example.net>", "ecretname", "NOOP"),
      ("XFOO secretname@example.net", "ecretname", "XFOO"),
      ("Subject: for secretname@example.net", "ecretname", "Subject: "),
    ])
  func cutExcerpts(line: String, name: String, kept: String) throws {
    let bytes = Array(line.utf8)
    let place = try #require(bytes.firstRange(of: Array(name.utf8)))
    for end in place.dropFirst(2) {
      // The excerpt ends behind this byte of the name.
      let padding = [UInt8](repeating: 32, count: Event.excerptLimit - end - 1)
      let colon = (bytes.firstIndex(of: UInt8(ascii: " ")) ?? 0) + 1
      let excerpt = bytes[..<colon] + padding + bytes[colon...end]
      #expect(excerpt.count == Event.excerptLimit)
      var session = Samples.dropped
      session.events[0].event.length = line.utf8.count + padding.count
      session.events[0].event.before = Array(excerpt)
      session.events[0].event.after = []
      let shown = Redaction.firstLetter.session(session).events[0].event.before
      let text = String(decoding: shown, as: UTF8.self)
      #expect(!text.contains(name.prefix(end - place.lowerBound + 1)), "\(text)")
      #expect(text.hasPrefix(kept))
    }
  }

  @Test("a word that is longer than any name stays where an excerpt ends in it")
  func longWord() {
    var session = Samples.dropped
    let line = Array("X-Puzzle: ".utf8) + [UInt8](repeating: 65, count: 990)
    session.events[0].event.length = line.count
    session.events[0].event.before = Array(line.prefix(Event.excerptLimit))
    session.events[0].event.after = []
    let shown = Redaction.firstLetter.session(session).events[0].event.before
    #expect(shown == session.events[0].event.before)
  }

  @Test("in the bytes of an event a field of addresses shows nobody's name in full")
  func eventFields() {
    let line = Array("To: Jane Roe <jane@example.net>, bob\r\n".utf8)
    let shown = Redaction.firstLetter.bytes(line, line)
    #expect(
      String(decoding: shown.before, as: UTF8.self)
        == "To: J... R... <j...@example.net>, b...\r\n")
    #expect(shown.after == shown.before)
    // One whose other side has other bytes is no other.
    #expect(Redaction.firstLetter.bytes(line, []).before == shown.before)
    let other = Array("Subject: Jane Roe\r\n".utf8)
    #expect(Redaction.firstLetter.bytes(other, other).before == other)
  }

  @Test("a session keeps no name in any of its texts")
  func sessions() {
    var session = Samples.dropped
    let name = "somebody"
    let text = "\(name)@example.net"
    session.messages = [
      Message(sender: text, recipients: 1, firstRecipient: name, messageID: "<\(text)>")
    ]
    session.divergence = Divergence(frame: 1, why: "because of \(text)")
    session.events = [
      EventRecord(
        event: Event(
          rule: .mailRelay, moment: Moment(frame: 1, time: 0), sender: .client, offset: 0,
          length: 1, before: Array("RCPT TO:<\(text)>".utf8), after: Array("X <\(text)>".utf8),
          log: ["data: \(text)"], confidence: .documented, note: "for \(text)"), isObserved: true)
    ]
    #expect("\(session)".contains(name))
    let redacted = Redaction.firstLetter.session(session)
    let event = redacted.events[0].event
    let texts =
      [redacted.divergence?.why ?? "", event.note ?? ""] + event.log
      + [event.before, event.after].map { String(decoding: $0, as: UTF8.self) }
      + redacted.messages.flatMap {
        [$0.sender, $0.firstRecipient, $0.messageID].compactMap(\.self)
      }
    #expect(texts.count == 8)
    for text in texts {
      #expect(!text.contains(name))
      #expect(text.contains("s..."))
    }
    let comparison = SessionComparison(candidate: 1, kind: .changed, old: session, new: session)
    #expect(Redaction.firstLetter.comparison(comparison).new.messages == redacted.messages)
    #expect(Redaction.none.comparison(comparison).old.messages == session.messages)
  }

  @Test(
    "bytes that are all quotes and signs take no time that grows with their square",
    .timeLimit(.minutes(10)))
  func hostile() {
    let bytes = Array(repeating: Array("\\\"@".utf8), count: 5_000).flatMap { $0 }
    let redacted = Redaction.firstLetter.bytes(bytes, bytes).before
    #expect(redacted.first == 0x5C)
  }

  @Test(
    "the command line of a page shortens the mailboxes of a selection, and nothing else",
    arguments: [
      (["--where", "sender=dana@example.net"], ["--where", "sender=d...@example.net"]),
      (["--where=rcpt=dana@example.net"], ["--where=rcpt=d...@example.net"]),
      (
        ["--where", "id=3 message-id=<long@a.example> sender=\"two words@b\" rule=mask"],
        ["--where", "id=3 message-id=<l...@a.example> sender=\"t...@b\" rule=mask"]
      ),
      (["-p", "dana@example.net.cfg", "--where"], ["-p", "dana@example.net.cfg", "--where"]),
      (["--where", "client=192.0.2.1 sender"], ["--where", "client=192.0.2.1 sender"]),
    ])
  func commandLines(_ words: [String], _ expected: [String]) {
    #expect(Redaction.firstLetter.arguments(words) == expected)
    #expect(Redaction.none.arguments(words) == words)
  }
}
