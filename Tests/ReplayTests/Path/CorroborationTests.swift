import ESMTPInspection
import Foundation
import Reports
import Testing

@testable import Replay

@Suite struct CorroborationTests {
  static let opening: [(Character, String)] = [
    ("S", "220 m\r\n"), ("C", "EHLO c\r\n"), ("S", "250-m\r\n250 STARTTLS\r\n"),
    ("C", "MAIL FROM:<a@example.net>\r\n"), ("S", "250 ok\r\n"),
    ("C", "RCPT TO:<b@example.com>\r\n"), ("S", "250 ok\r\n"), ("C", "DATA\r\n"),
    ("S", "354 go\r\n"),
  ]
  static let longLine = "X: " + String(repeating: "y", count: 999) + "\r\n"

  private func record(_ capture: CaptureBuilder) throws -> SessionRecord {
    let folder = try TemporaryFolder()
    let path = try folder.write(capture.bytes, as: "c.pcap")
    return try #require(try sessions([path], policy: try loadPolicy()).first)
  }

  private func finding(_ record: SessionRecord, _ rule: Rule) -> CorroborationRecord? {
    record.corroboration.first { $0.rule == rule }
  }

  @Test("an acknowledgement beyond a predicted drop contradicts it")
  func acknowledged() throws {
    var capture = CaptureBuilder()
    capture.session(Self.opening + [("C", Self.longLine)], isOpen: true)
    let record = try record(capture)
    let found = try #require(finding(record, .headerLineLength))
    #expect(found.state == .contradicted)
    // Three frames of the handshake, two a segment.
    #expect(found.frame == 22)
    #expect(found.evidence == 23...23)
    #expect(found.why == "the server acknowledges bytes that would not have reached it")
  }

  /// The session up to a long line that is sent so many times and never acknowledged.
  private func unanswered(_ copies: Int) -> CaptureBuilder {
    var capture = CaptureBuilder()
    capture.session(Self.opening, isOpen: true)
    let client = Self.opening.filter { $0.0 == "C" }.reduce(0) { $0 + $1.1.utf8.count }
    let server = Self.opening.filter { $0.0 == "S" }.reduce(0) { $0 + $1.1.utf8.count }
    for _ in 0..<copies {
      capture.frame(
        from: (1, 40112), to: (2, 25), sequence: 1001 + UInt32(client),
        acknowledgment: 9001 + UInt32(server), flags: 24, payload: Array(Self.longLine.utf8),
        after: 1_000_000)
    }
    return capture
  }

  @Test("repetitions that nobody acknowledges confirm a drop")
  func repeated() throws {
    let found = try #require(finding(try record(unanswered(4)), .headerLineLength))
    #expect(found.state == .confirmed)
    #expect(found.frame == 22)
    #expect(found.evidence == 23...25)
    #expect(found.why == "the client sends the bytes 3 times more, and nobody acknowledges them")
  }

  @Test("an RST that answers the dropped bytes confirms a drop; one of their sender says nothing")
  func reset() throws {
    for (from, to) in [((2, 25), (1, 40112)), ((1, 40112), (2, 25))]
      as [((UInt8, UInt16), (UInt8, UInt16))]
    {
      var capture = unanswered(1)
      let isOfServer = from.0 == 2
      capture.frame(
        from: from, to: to,
        sequence: (isOfServer ? 9001 : 1001)
          + UInt32(
            Self.opening.filter { $0.0 == (isOfServer ? "S" : "C") }
              .reduce(0) { $0 + $1.1.utf8.count } + (isOfServer ? 0 : Self.longLine.utf8.count)),
        flags: 4, after: 1_000_000)
      let found = try #require(finding(try record(capture), .headerLineLength))
      #expect(found.state == (isOfServer ? .confirmed : .silent))
      #expect(found.evidence == (isOfServer ? 23...23 : nil))
      if isOfServer {
        #expect(
          found.why == "an RST answers the bytes of the client in the place of an acknowledgement")
      }
    }
  }

  @Test("where the server was not captured, that nobody acknowledges is not said")
  func oneSided() throws {
    var capture = CaptureBuilder()
    var sequence: UInt32 = 1001
    capture.frame(from: (1, 40112), to: (2, 25), sequence: 1000, flags: 2)
    let lines = Self.opening.filter { $0.0 == "C" }.map(\.1)
    for line in lines + Array(repeating: Self.longLine, count: 4) {
      capture.frame(
        from: (1, 40112), to: (2, 25), sequence: sequence, acknowledgment: 9001, flags: 24,
        payload: Array(line.utf8), after: 1_000_000)
      if line != Self.longLine { sequence += UInt32(line.utf8.count) }
    }
    let found = try #require(finding(try record(capture), .headerLineLength))
    #expect(found.why == "the client sends the bytes 3 times more")
  }

  @Test("one copy and nothing behind it says nothing")
  func silent() throws {
    let found = try #require(finding(try record(unanswered(1)), .headerLineLength))
    #expect(found.state == .silent)
    #expect(found.evidence == nil)
  }

  @Test(
    "recorded sessions that passed no firewall say so",
    arguments: [
      ("long-header-line", Rule.headerLineLength, 16, "acknowledges"),
      ("starttls", .ehloReplyParameter, 8, "the client uses STARTTLS"),
      ("chunking", .ehloReplyParameter, 7, "the client uses CHUNKING"),
      ("multiline-greeting", .bannerBroken, 4, "the client reads the greeting and goes on"),
    ])
  func recorded(folder: String, rule: Rule, frame: Int, why: String) throws {
    let captures = try repositoryCaptures().filter { $0.folder == folder }.map(\.path)
    let record = try #require(try sessions(captures, policy: try loadPolicy()).first)
    let found = try #require(finding(record, rule))
    #expect(found.state == .contradicted)
    #expect(found.frame == frame)
    #expect(found.why.contains(why))
    #expect((found.evidence?.lowerBound ?? 0) >= frame)
  }

  @Test("a masked greeting alone is neither shown nor excluded")
  func plain() throws {
    let captures = try repositoryCaptures().filter { $0.folder == "helo-only" }.map(\.path)
    let record = try #require(try sessions(captures, policy: try loadPolicy()).first)
    #expect(record.corroboration.map(\.state) == [.silent])
    #expect(record.corroboration.map(\.rule) == [.maskBanner])
  }
}
