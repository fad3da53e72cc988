import ESMTPInspection
import Foundation
import Reports
import Testing

@testable import Replay

@Suite struct UnpredictedStopsTests {
  private typealias Flags = CaptureBuilder.Flags

  /// A session up to the 354, whose replies an inspection has masked or not.
  private static func opening(isMasked: Bool) -> [(Character, String)] {
    [
      ("S", isMasked ? "220 *********\r\n" : "220 mx.example.com\r\n"), ("C", "EHLO c\r\n"),
      ("S", isMasked ? "250-m\r\n250 XXXXXXXA\r\n" : "250-m\r\n250 STARTTLS\r\n"),
      ("C", "MAIL FROM:<a@example.net>\r\n"), ("S", "250 ok\r\n"),
      ("C", "RCPT TO:<b@example.com>\r\n"), ("S", "250 ok\r\n"), ("C", "DATA\r\n"),
      ("S", "354 go\r\n"),
    ]
  }

  private static func bytes(_ side: Character, _ dialogue: [(Character, String)]) -> UInt32 {
    dialogue.filter { $0.0 == side }.reduce(0) { $0 + UInt32($1.1.utf8.count) }
  }

  private static let mail = "Subject: t\r\n\r\nhello\r\n.\r\n"

  /// The session, and then what a test adds to it: frames of the client and of the server, each behind what
  /// both have sent.
  private struct Tail {
    var capture = CaptureBuilder()
    var client: UInt32
    var server: UInt32

    init(_ opening: [(Character, String)]) {
      capture.session(opening, isOpen: true)
      client = 1001 + UnpredictedStopsTests.bytes("C", opening)
      server = 9001 + UnpredictedStopsTests.bytes("S", opening)
    }

    mutating func client(_ payload: String, flags: UInt8 = 24, after seconds: UInt64 = 1) {
      capture.frame(
        from: (1, 40112), to: (2, 25), sequence: client, acknowledgment: server, flags: flags,
        payload: Array(payload.utf8), after: seconds * 1_000_000)
    }

    mutating func server(
      _ payload: String = "", flags: UInt8 = 24, acknowledging bytes: Int = 0,
      after seconds: UInt64 = 1
    ) {
      capture.frame(
        from: (2, 25), to: (1, 40112), sequence: server, acknowledgment: client + UInt32(bytes),
        flags: flags, payload: Array(payload.utf8), after: seconds * 1_000_000)
    }
  }

  private func trouble(isMasked: Bool, _ build: (inout Tail) -> Void) throws -> [TroubleRecord] {
    try trouble(Self.opening(isMasked: isMasked), build)
  }

  private func trouble(
    _ opening: [(Character, String)], _ build: (inout Tail) -> Void
  ) throws -> [TroubleRecord] {
    var tail = Tail(opening)
    build(&tail)
    let folder = try TemporaryFolder()
    let path = try folder.write(tail.capture.bytes, as: "c.pcap")
    return try #require(try sessions([path], policy: try loadPolicy()).first).trouble
  }

  @Test("a mail that nobody acknowledges looks like a drop where the replies were masked before")
  func repeated() throws {
    func found(isMasked: Bool) throws -> [TroubleRecord] {
      try trouble(isMasked: isMasked) { tail in
        for _ in 0..<6 { tail.client(Self.mail) }
        tail.client("", flags: Flags.fin | Flags.ack, after: 60)
      }
    }
    let masked = try found(isMasked: true)
    #expect(masked.map(\.kind) == [.neverAcknowledged])
    #expect(masked.map(\.frame) == [23])
    #expect(masked.map(\.count) == [5])
    // The client lies beyond the device that this replay models: it has dropped nothing there.
    #expect(try found(isMasked: false).map(\.kind) == [.retransmissions])
  }

  @Test("where the server says anything behind the bytes, they were lost on a path that goes on")
  func loss() throws {
    let found = try trouble(isMasked: true) { tail in
      for copy in 0..<6 {
        tail.client(Self.mail)
        if copy == 3 { tail.server(flags: Flags.ack) }
      }
    }
    #expect(found.map(\.kind) == [.retransmissions])
    let late = try trouble(isMasked: true) { tail in
      for _ in 0..<6 { tail.client(Self.mail) }
      tail.server("250 ok\r\n", acknowledging: Self.mail.utf8.count)
    }
    #expect(late.map(\.kind) == [.retransmissions])
  }

  @Test("what comes behind a mail that is refused or delivered is of no mail")
  func over() throws {
    let dialogues: [[(Character, String)]] = [
      Array(Self.opening(isMasked: true).dropLast(3)) + [("S", "550 no\r\n")],
      Self.opening(isMasked: true) + [("C", Self.mail), ("S", "250 ok\r\n")],
    ]
    for dialogue in dialogues {
      let found = try trouble(dialogue) { tail in
        for _ in 0..<6 { tail.client("QUIT\r\n") }
      }
      #expect(found.map(\.kind).last == .retransmissions, "\(found)")
      #expect(found.allSatisfy { !$0.kind.mayBeInspection })
    }
  }

  @Test("an RST in the place of an acknowledgement looks like a drop, one of the client does not")
  func reset() throws {
    let found = try trouble(isMasked: true) { tail in
      tail.client(Self.mail)
      tail.server(flags: Flags.rst | Flags.ack)
    }
    #expect(found.map(\.kind) == [.neverAcknowledged])
    #expect(
      found.first?.why.hasPrefix("an RST answers 24 bytes of a mail in the place") == true,
      "\(found)")
    let ofClient = try trouble(isMasked: true) { tail in
      tail.client(Self.mail)
      tail.client += UInt32(Self.mail.utf8.count)
      tail.client("", flags: Flags.rst | Flags.ack)
    }
    #expect(ofClient.map(\.kind) == [.peerReset])
    let acknowledged = try trouble(isMasked: true) { tail in
      tail.client(Self.mail)
      tail.server(flags: Flags.ack, acknowledging: Self.mail.utf8.count)
      tail.server(flags: Flags.rst)
    }
    #expect(acknowledged.map(\.kind) == [.peerReset])
  }

  @Test("a mail that stops, and a server that nobody hears, look like the server's side of a drop")
  func contentStops() throws {
    func found(isMasked: Bool, after seconds: UInt64, isHeard: Bool) throws -> [TroubleRecord] {
      try trouble(isMasked: isMasked) { tail in
        tail.client("Subject: t\r\n")
        tail.server(flags: Flags.ack, acknowledging: 12)
        tail.client += 12
        let reply = "421 timeout exceeded\r\n"
        tail.server(reply, after: seconds)
        if isHeard {
          tail.server += UInt32(reply.utf8.count)
          tail.client("", flags: Flags.ack)
        } else {
          for _ in 0..<5 { tail.server(reply) }
        }
      }
    }
    let stopped = try found(isMasked: false, after: 300, isHeard: false)
    #expect(stopped.map(\.kind) == [.contentStops])
    #expect(stopped.map(\.frame) == [24])
    #expect(stopped.first?.why.contains("gives it up after 301 s") == true, "\(stopped)")
    // The client is there and sends no more; the client's own side; a server that is shut down.
    #expect(try found(isMasked: false, after: 300, isHeard: true).map(\.kind) == [.serverCloses])
    let others: [TroubleRecord.Kind] = [.serverCloses, .retransmissions]
    #expect(try found(isMasked: true, after: 300, isHeard: false).map(\.kind) == others)
    #expect(try found(isMasked: false, after: 1, isHeard: false).map(\.kind) == others)
  }

  @Test("what looks like an inspection is not listed as something else")
  func kinds() {
    #expect(
      TroubleRecord.Kind.allCases.filter(\.mayBeInspection) == [.neverAcknowledged, .contentStops])
  }
}
