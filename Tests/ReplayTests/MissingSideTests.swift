import ESMTPInspection
import Reports
import Testing

@testable import Replay

/// Captures that lack a side, or a start.
@Suite struct MissingSideTests {
  private static let dialogue: [(Character, String)] = [
    ("S", "220 mx\r\n"), ("C", "EHLO c\r\n"), ("S", "250-mx\r\n250-STARTTLS\r\n250 SIZE\r\n"),
    ("C", "MAIL FROM:<a@b>\r\n"), ("S", "250 ok\r\n"), ("C", "RCPT TO:<c@d>\r\n"),
    ("S", "250 ok\r\n"), ("C", "DATA\r\n"), ("S", "354 go\r\n"),
    ("C", "Message-ID: <1@x>\r\n\r\nhello\r\n.\r\n"), ("S", "250 q\r\n"), ("C", "QUIT\r\n"),
    ("S", "221 x\r\n"),
  ]

  /// The dialogue from a segment on, as far as its frames are of the chosen sides.
  private func record(
    from first: Int, sides: Set<Character>, acknowledged: Bool = true
  ) throws -> SessionRecord {
    var builder = CaptureBuilder()
    var next: [Character: UInt32] = ["C": 1001, "S": 9001]
    func send(_ side: Character, _ text: String) {
      let peer: Character = side == "C" ? "S" : "C"
      let (number, seen) = (next[side] ?? 0, next[peer] ?? 0)
      next[side] = number + UInt32(text.utf8.count)
      guard sides.contains(side) else { return }
      let (client, server): ((host: UInt8, port: UInt16), (host: UInt8, port: UInt16)) = (
        (1, 40112), (2, 25)
      )
      builder.frame(
        from: side == "C" ? client : server, to: side == "C" ? server : client, sequence: number,
        acknowledgment: seen, flags: CaptureBuilder.Flags.ack, payload: Array(text.utf8))
    }
    for (side, text) in Self.dialogue[first...] {
      send(side, text)
      if acknowledged { send(side == "C" ? "S" : "C", "") }
    }
    let folder = try TemporaryFolder()
    let path = try folder.write(builder.bytes, as: "a.pcap")
    return try #require(try sessions([path], policy: loadPolicy()).first)
  }

  @Test("a capture that starts late has both sides wherever it starts", arguments: 0..<13)
  func late(_ first: Int) throws {
    for acknowledged in [true, false] {
      let record = try record(from: first, sides: ["C", "S"], acknowledged: acknowledged)
      #expect(record.coverageNotes.map(\.reason) == [.midstream])
      #expect(!record.events.contains { $0.event.rule == .oneSided })
      if first < 9 {
        #expect(record.messages.map(\.messageID) == ["<1@x>"])
        #expect(record.messages.map(\.reply) == ["250"])
      }
    }
  }

  @Test("a side is missing once bytes of it were acknowledged that never came")
  func oneSided() throws {
    let client = try record(from: 1, sides: ["C"], acknowledged: false)
    #expect(client.coverageNotes.map(\.reason) == [.midstream, .oneSided])
    #expect(client.messages.map(\.messageID) == ["<1@x>"])
    let server = try record(from: 2, sides: ["S"], acknowledged: false)
    #expect(server.coverageNotes.map(\.reason) == [.midstream, .oneSided])
    #expect(server.verdict == .untouched)
  }
}
