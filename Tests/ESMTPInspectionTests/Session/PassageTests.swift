import ESMTPInspection
import Primitives
import Testing

struct PassageTests {
  private static let dialogue: [(sender: Sender, text: String, kinds: [Passage.Kind: Int])] = [
    (.server, "220 a\r\n", [.reply: 7]),
    (.client, "EHLO b\r\n", [.command: 8]),
    (.server, "250 a\r\n", [.reply: 7]),
    (.client, "AUTH LOGIN\r\n", [.command: 12]),
    (.server, "334 x\r\n", [.reply: 7]),
    (.client, "abcd\r\n", [.authentication: 6]),
    (.server, "235 x\r\n", [.reply: 7]),
    (.client, "MAIL FROM:<a@b>\r\n", [.command: 17]),
    (.server, "250 x\r\n", [.reply: 7]),
    (.client, "DATA\r\n", [.command: 6]),
    // What comes ahead of the reply is told with it.
    (.client, "A: b\r\n", [:]),
    (.server, "354 x\r\n", [.content: 6, .reply: 7]),
    (.client, "\r\nc\r\n.\r\nQUIT\r\n", [.content: 5, .endOfMailData: 3, .command: 6]),
  ]

  private func session() -> Session {
    let socket = Socket(address: IPAddress(v4: 1), port: 25)
    let policy = InspectionPolicy(
      map: nil, profile: .asa, statement: "", source: SourceLine(file: "test", line: 1),
      silentTLS: true)
    return Session(
      policy: policy, endpoints: Endpoints(client: socket, server: socket), opening: .handshake,
      number: 1, at: Moment(frame: 1, time: 0))
  }

  @Test("each byte is told once, as what it turned out to be")
  func kinds() {
    var session = session()
    var findings = Findings()
    findings.tellsPassages = true
    var next: [Sender: UInt64] = [.client: 0, .server: 0]
    for (sender, text, kinds) in Self.dialogue {
      _ = session.segment(
        sender, Array(text.utf8).span, at: Moment(frame: 2, time: 0), into: &findings)
      var told: [Passage.Kind: Int] = [:]
      for passage in findings.passages {
        told[passage.kind, default: 0] += passage.length
        #expect(passage.offset == next[passage.sender])
        next[passage.sender, default: 0] += UInt64(passage.length)
      }
      #expect(told == kinds, "\(text)")
      findings.removeAll()
      #expect(findings.isEmpty)
    }
  }

  @Test("nothing is told that was not asked for")
  func silent() {
    var session = session()
    var findings = Findings()
    for (sender, text, _) in Self.dialogue {
      _ = session.segment(
        sender, Array(text.utf8).span, at: Moment(frame: 2, time: 0), into: &findings)
    }
    #expect(findings.passages.isEmpty)
  }

  @Test(
    "authentication data starts behind the mechanism, or behind the code",
    arguments: [
      ("AUTH PLAIN abc\r\n", Passage.Kind.command, 11), ("auth  LOGIN  x", .command, 12),
      ("AUTH LOGIN\r\n", .command, nil), ("NOOP AUTH x", .command, nil),
      ("334 abc\r\n", .reply, 4), ("334", .reply, 3), ("235 ok bob\r\n", .reply, 4),
      ("535 5.7.8 no bob\r\n", .reply, 10), ("535-5.7.8 no\r\n", .reply, 10),
      ("535 5.7.8\r\n", .reply, 9), ("432 5.7 a", .reply, 4), ("538 10.1.1.1 a", .reply, 4),
      ("250 ok\r\n", .reply, nil), ("530 5.7.0 first\r\n", .reply, nil), ("23", .reply, nil),
      ("abcd\r\n", .authentication, 0), ("334 abc", .content, nil),
    ] as [(String, Passage.Kind, Int?)])
  func secrets(line: String, kind: Passage.Kind, start: Int?) {
    #expect(Passage.secretStart(in: Array(line.utf8), of: kind) == start)
  }
}
