import ESMTPInspection
import Foundation
import Reports
import Testing

@testable import Replay

@Suite struct TroubleTests {
  private typealias Flags = CaptureBuilder.Flags

  private func troubles(_ build: (inout CaptureBuilder) -> Void) throws -> [TroubleRecord] {
    var capture = CaptureBuilder()
    build(&capture)
    let folder = try TemporaryFolder()
    let path = try folder.write(capture.bytes, as: "c.pcap")
    return try #require(try sessions([path], policy: try loadPolicy()).first).trouble
  }

  private static let hello: [(Character, String)] = [
    ("S", "220 m\r\n"), ("C", "EHLO c\r\n"), ("S", "250 m\r\n"),
  ]

  @Test("a SYN without an answer is named with its copies")
  func unanswered() throws {
    let found = try troubles { capture in
      for _ in 0..<3 {
        capture.frame(
          from: (1, 40112), to: (2, 25), sequence: 1000, flags: Flags.syn, after: 1_000_000)
      }
    }
    #expect(
      found == [TroubleRecord(.synUnanswered, frame: 1, count: 3, why: "nobody answers the SYN")])
  }

  @Test("an RST that answers a SYN refuses it, once where the client asks again")
  func refused() throws {
    for copies in 1...2 {
      let found = try troubles { capture in
        for _ in 0..<copies {
          capture.frame(
            from: (1, 40112), to: (2, 25), sequence: 1000, flags: Flags.syn, after: 500_000)
          capture.frame(
            from: (2, 25), to: (1, 40112), sequence: 0, acknowledgment: 1001,
            flags: Flags.rst | Flags.ack)
        }
      }
      #expect(found == [TroubleRecord(.synRefused, frame: 2, why: "an RST answers the SYN")])
    }
  }

  @Test("a server that takes the connection and never greets is named once an end gives up")
  func silentServer() throws {
    func found(after seconds: UInt64) throws -> [TroubleRecord] {
      try troubles { capture in
        capture.session([], isOpen: true)
        capture.frame(
          from: (1, 40112), to: (2, 25), sequence: 1001, acknowledgment: 9001,
          flags: Flags.rst | Flags.ack, after: seconds * 1_000_000)
      }
    }
    let long = try found(after: 60)
    #expect(long.map(\.kind) == [.noGreeting, .peerReset])
    #expect(long.first?.why == "the server sends no greeting in 60 s")
    #expect(try found(after: 2).map(\.kind) == [.peerReset])
  }

  @Test("a client that begins with TLS is no early talker")
  func implicitTLS() throws {
    let found = try troubles { capture in
      capture.session([("C", "\u{16}\u{3}\u{1}\u{0}\u{4}abcd")], isOpen: true)
    }
    #expect(found == [])
  }

  @Test("a SYN whose answer was not captured was answered, where the client goes on")
  func oneSided() throws {
    for payload in ["", "EHLO c\r\n"] {
      let found = try troubles { capture in
        capture.frame(
          from: (1, 40112), to: (2, 25), sequence: 1000, flags: Flags.syn, after: 1_000_000)
        capture.frame(
          from: (1, 40112), to: (2, 25), sequence: 1001, acknowledgment: 9001,
          flags: Flags.ack | Flags.psh, payload: Array(payload.utf8), after: 1_000_000)
      }
      #expect(found == [])
    }
  }

  /// A session that says hello and then sends one segment again and again.
  private func lost(_ length: Int, copies: Int) throws -> [TroubleRecord] {
    // Commands that nothing drops.
    let lines = String(repeating: "NOOP\r\n", count: length / 6 + 1)
    return try troubles { capture in
      capture.session(Self.hello, isOpen: true)
      for _ in 0..<copies {
        capture.frame(
          from: (1, 40112), to: (2, 25), sequence: 1009, acknowledgment: 9015,
          flags: Flags.ack | Flags.psh, payload: Array(lines.utf8.prefix(length)),
          after: 1_000_000)
      }
    }
  }

  @Test("large segments that never arrive look like a path MTU, small ones like loss")
  func losses() throws {
    #expect(try lost(1400, copies: 4).map(\.kind) == [.pathMTU])
    #expect(try lost(1400, copies: 4).map(\.frame) == [11])
    #expect(try lost(1400, copies: 4).map(\.count) == [3])
    #expect(try lost(40, copies: 6).map(\.kind) == [.retransmissions])
    #expect(try lost(40, copies: 2).isEmpty)
    #expect(try lost(1400, copies: 2).isEmpty)
  }

  @Test("a frame that was captured twice is no repetition")
  func twins() throws {
    let captures = try repositoryCaptures().filter { $0.folder == "plain-delivery" }.map(\.path)
    let record = try #require(try sessions(captures, policy: try loadPolicy()).first)
    #expect(record.trouble.isEmpty)
  }

  @Test("a pause longer than the device waits is named")
  func pause() throws {
    let found = try troubles { capture in
      capture.session(Self.hello, isOpen: true)
      capture.frame(
        from: (1, 40112), to: (2, 25), sequence: 1009, acknowledgment: 9015,
        flags: Flags.ack | Flags.psh, payload: Array("QUIT\r\n".utf8), after: 3_700_000_000)
    }
    #expect(found.map(\.kind) == [.idle])
    #expect(found.first?.frame == 10)
    #expect(
      found.first?.why == "nothing came for 3700 s; the device keeps an idle connection for 3600 s")
  }

  @Test("refusals, an RST, a full receiver and an early talker are named, in order of frames")
  func dialogue() throws {
    let found = try troubles { capture in
      capture.session(
        [
          ("C", "EHLO c\r\n"), ("S", "220 m\r\n"), ("S", "250 m\r\n"), ("C", "VRFY a\r\n"),
          ("S", "502 no\r\n"), ("C", "VRFY b\r\n"), ("S", "502 no\r\n"), ("C", "NOOP\r\n"),
          ("S", "421 bye\r\n"),
        ], isOpen: true)
      capture.frame(
        from: (2, 25), to: (1, 40112), sequence: 9040, acknowledgment: 1031, flags: Flags.ack,
        window: 0)
      capture.frame(
        from: (2, 25), to: (1, 40112), sequence: 9040, acknowledgment: 1031,
        flags: Flags.rst | Flags.ack)
    }
    #expect(
      found.map(\.kind) == [.earlyTalker, .serverRefusal, .serverCloses, .zeroWindow, .peerReset])
    #expect(found.map(\.count) == [1, 2, 1, 1, 1])
    #expect(found.map(\.frame) == found.map(\.frame).sorted())
    #expect(found.dropFirst().first?.why == "the server answers 502 to a command")
  }

  @Test(
    "what the server answers to a command that it cannot read is the inspection's doing",
    arguments: [
      // Crossed out here, and before the capture; the whole line, and the verb alone.
      "STARTTLS", "XXXXXXXX", "XXXX c.example.net", "XXXXXXXXXXXXXXXXXX",
    ])
  func unreadable(command: String) throws {
    let refused: [(Character, String)] = [("C", command + "\r\n"), ("S", "500 no\r\n")]
    let found = try troubles { capture in
      capture.session(
        Self.hello + refused + refused + [("S", "421 Exceeded bad SMTP command limit\r\n")],
        isOpen: true)
    }
    #expect(found == [])
  }

  @Test("a refusal that has another reason stays the server's")
  func readable() throws {
    for (command, reply) in [
      ("XXXXX.example.net", "550 no"), ("STARTTLS", "454 later"), ("VRFY a", "502 no"),
    ] {
      let found = try troubles { capture in
        capture.session(
          Self.hello + [("C", command + "\r\n"), ("S", reply + "\r\n"), ("S", "421 bye\r\n")],
          isOpen: true)
      }
      #expect(found.map(\.kind) == [.serverRefusal, .serverCloses], "\(command)")
    }
  }

  @Test("what a predicted drop leads to is its doing, unless the capture shows that nobody dropped")
  func effects() throws {
    func found(isAcknowledged: Bool) throws -> [TroubleRecord.Kind] {
      try troubles { capture in
        let opening = CorroborationTests.opening
        capture.session(opening, isOpen: true)
        let client = opening.filter { $0.0 == "C" }.reduce(0) { $0 + $1.1.utf8.count }
        let server = opening.filter { $0.0 == "S" }.reduce(0) { $0 + $1.1.utf8.count }
        let line = Array(CorroborationTests.longLine.utf8)
        for _ in 0..<6 {
          capture.frame(
            from: (1, 40112), to: (2, 25), sequence: 1001 + UInt32(client),
            acknowledgment: 9001 + UInt32(server), flags: Flags.ack | Flags.psh, payload: line,
            after: 1_000_000)
        }
        let end = UInt32(1001 + client + line.count)
        if isAcknowledged {
          capture.frame(
            from: (2, 25), to: (1, 40112), sequence: 9001 + UInt32(server), acknowledgment: end,
            flags: Flags.ack, after: 1_000_000)
        }
        capture.frame(
          from: (1, 40112), to: (2, 25), sequence: end, acknowledgment: 9001 + UInt32(server),
          flags: Flags.rst | Flags.ack, after: 1_000_000)
      }.map(\.kind)
    }
    #expect(try found(isAcknowledged: false) == [])
    #expect(try found(isAcknowledged: true) == [.retransmissions, .peerReset])
  }

  @Test("recorded sessions have the trouble that their folders tell")
  func recorded() throws {
    let wanted: [String: Set<TroubleRecord.Kind>] = [
      "refused-recipient": [.serverRefusal], "dropped-in-data": [.peerReset],
      "vrfy-expn-help": [.serverRefusal],
    ]
    for (folder, path) in try repositoryCaptures() {
      guard let kinds = wanted[folder] else { continue }
      let record = try #require(try sessions([path], policy: try loadPolicy()).first)
      #expect(Set(record.trouble.map(\.kind)) == kinds, "\(folder): \(record.trouble)")
    }
  }
}
