import Primitives
import Testing

@testable import ESMTPInspection

struct PassageTests {
  private static let dialogue: [(sender: Sender, text: String, kinds: [Passage.Kind: Int])] = [
    (.server, "220 a\r\n", [.reply: 7]),
    (.client, "EHLO b\r\n", [.command: 8]),
    (.server, "250 a\r\n", [.reply: 7]),
    (.client, "AUTH LOGIN\r\n", [.command: 12]),
    (.server, "334 x\r\n", [.authenticationReply: 7]),
    (.client, "abcd\r\n", [.authentication: 6]),
    (.server, "235 x\r\n", [.authenticationReply: 7]),
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
      ("501 5.5.2 a", .authenticationReply, 10), ("250\r\n", .authenticationReply, 3),
      ("abc\r\n", .authenticationReply, 0), ("X-EXPS LOGIN x", .command, 13),
      ("abcd\r\n", .authentication, 0), ("334 abc", .content, nil),
    ] as [(String, Passage.Kind, Int?)])
  func secrets(line: String, kind: Passage.Kind, start: Int?) {
    #expect(Passage.secretStart(in: Array(line.utf8), of: kind) == start)
  }

  @Test(
    "the words of a reply to what may hold SASL data are withheld, and of no other",
    arguments: [
      (
        [(.client, "AUTH PLAIN c2Vj\r\n"), (.server, "501 5.5.2 bad: c2Vj\r\n")], "501 5.5.2 "
      ),
      (
        [
          (.client, "AUTH LOGIN\r\n"), (.server, "504 no\r\n"), (.client, "c2Vj\r\n"),
          (.server, "500 c2Vj\r\n"),
        ], "504 500 "
      ),
      ([(.client, "AUTH LOGIN\r\nc2Vj\r\n"), (.server, "504 no\r\n500 c2Vj\r\n")], "504 500 "),
      (
        [(.client, "x-exps LOGIN c2Vj\r\n"), (.server, "501-a c2Vj\r\n501-c2Vj\r\n501 c2Vj\r\n")],
        "501-501-501 "
      ),
      (
        [
          (.client, "AUTH LOGIN\r\n"), (.server, "334 c2Vj\r\n"), (.client, "c2Vj\r\n"),
          (.server, "500 c2Vj\r\n"),
        ], "334 500 "
      ),
      ([(.client, "AUTH PLAIN c2Vj\r\n"), (.server, "?"), (.server, "501 c2Vj\r\n")], "501 "),
      ([(.client, "AUTH PLAIN c2Vj\r\n"), (.client, "?"), (.server, "501 c2Vj\r\n")], "501 "),
      (
        [(.client, "AUTH LOGIN\r\n"), (.server, "504 no\r\n"), (.server, "500 c2Vj\r\n")],
        "504 500 "
      ),
      ([(.client, "VRFY x\r\n"), (.server, "252 x\r\n")], "252 x\r\n"),
    ] as [([(Sender, String)], String)])
  func replies(_ dialogue: [(Sender, String)], _ shown: String) {
    let tail: [(Sender, String)] = [(.client, "NOOP\r\n"), (.server, "250 c\r\n")]
    // Behind a hole a single byte is no start of a reply.
    for bytewise in dialogue.contains(where: { $0.1 == "?" }) ? [false] : [false, true] {
      var session = session()
      var findings = Findings()
      findings.tellsPassages = true
      let moment = Moment(frame: 2, time: 0)
      var lines: [(text: [UInt8], kind: Passage.Kind)] = []
      var server: [UInt8] = []
      let whole = [(Sender.server, "220 a\r\n")] + dialogue + tail
      for (sender, text) in bytewise ? singleBytes(whole, [.server]) : whole {
        guard text != "?" else {
          if sender == .server { server.append(0) }
          session.gap(sender, length: 1, reason: .gap, at: moment, into: &findings)
          continue
        }
        let bytes = Array(text.utf8)
        if sender == .server { server += bytes }
        _ = session.segment(sender, bytes.span, at: moment, into: &findings)
        for passage in findings.passages where passage.sender == .server {
          for byte in server[Int(passage.offset)...].prefix(passage.length) {
            if lines.last.map({ $0.text.last == 10 }) ?? true { lines.append(([], passage.kind)) }
            lines[lines.count - 1].text.append(byte)
          }
        }
        findings.removeAll()
      }
      var result = ""
      for (text, kind) in lines {
        let end = Passage.secretStart(in: text, of: kind) ?? text.count
        result += String(decoding: text[..<end], as: UTF8.self)
      }
      #expect(result == "220 a\r\n" + shown + "250 c\r\n")
    }
  }
}
