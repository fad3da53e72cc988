import ESMTPInspection
import Primitives
import Reports
import Testing

@testable import Replay

@Suite struct AnalysisTests {
  static let delivery: [(Character, String)] = [
    ("S", "220 mx1.example.com ESMTP ready\r\n"), ("C", "HELO c\r\n"), ("S", "250 mx1\r\n"),
    ("C", "MAIL FROM:<a@example.net>\r\n"), ("S", "250 ok\r\n"),
    ("C", "RCPT TO:<b@example.com>\r\n"), ("S", "250 ok\r\n"), ("C", "DATA\r\n"),
    ("S", "354 go\r\n"), ("C", "From: a\r\n\r\nhi\r\n.\r\n"), ("S", "250 queued\r\n"),
    ("C", "QUIT\r\n"), ("S", "221 bye\r\n"),
  ]

  private func replay(_ builder: CaptureBuilder, _ text: String? = nil) throws -> [SessionRecord] {
    let folder = try TemporaryFolder()
    return try sessions([try folder.write(builder.bytes, as: "a.pcap")], policy: loadPolicy(text))
  }

  @Test("a delivery is one session with its frames, envelope and verdict")
  func delivered() throws {
    var builder = CaptureBuilder()
    builder.session(Self.delivery)
    let record = try #require(try replay(builder).first)
    #expect(record.id == 1)
    #expect(record.verdict == .masked)
    #expect(record.coverage == .full)
    #expect(record.first.frame == 1)
    #expect(record.last.frame == 3 + 2 * Self.delivery.count + 3)
    #expect(record.messages.map(\.sender) == ["a@example.net"])
    #expect(record.events.map(\.event.rule) == [.maskBanner])
    #expect(record.events.first?.event.moment.frame == 4)
    #expect(record.events.first?.event.source?.description == "built-in:6")
    // From the reference implementation of Community ID, tcp 10.0.0.1:40112 10.0.0.2:25.
    #expect(record.communityID.hasPrefix("1:"))
    #expect(record.communityID.utf8.count == 30)
  }

  @Test("sessions come in the order of their ends, and are numbered by their starts")
  func order() throws {
    var builder = CaptureBuilder()
    builder.session(client: (1, 1001), Self.delivery, isOpen: true)
    builder.session(client: (1, 1002), Self.delivery)
    builder.session(client: (1, 1003), Self.delivery)
    #expect(try replay(builder).map(\.id) == [2, 3, 1])
  }

  @Test("other ports are no sessions, and port 25 on either side is")
  func ports() throws {
    var builder = CaptureBuilder()
    builder.session(server: (2, 587), Self.delivery)
    #expect(try replay(builder).isEmpty)
  }

  @Test("a session that no class inspects is exempt, and its messages are still told")
  func exempt() throws {
    var builder = CaptureBuilder()
    builder.session(Self.delivery)
    let record = try #require(
      try replay(builder, "ASA Version 9.1(2)\nhostname fw\n").first)
    #expect(record.verdict == .exempt)
    #expect(record.coverage == .none)
    #expect(record.coverageNotes.map(\.reason) == [.policy])
    #expect(record.messages.count == 1)
    #expect(record.events.isEmpty)
  }

  @Test("a handshake without a byte is not looked at")
  func empty() throws {
    var builder = CaptureBuilder()
    builder.session([])
    let record = try #require(try replay(builder).first)
    #expect(record.coverage == .none)
    #expect(record.coverageNotes.map(\.reason) == [.noData])
  }

  @Test("at most 256 events are kept, with the first of each rule")
  func ledger() {
    var ledger = EventLedger()
    let event = { (rule: Rule, action: EventAction) in
      Event(
        rule: rule, moment: .init(frame: 1, time: 0), sender: .client, offset: 0, length: 0,
        action: action, confidence: .inferred)
    }
    for ordinal in 0..<300 { ledger.append(event(.pipelining, .none), ordinal: ordinal) }
    ledger.append(event(.gap, .none), ordinal: 300)
    ledger.append(event(.commandVerb, .drop), ordinal: 301)
    let records = ledger.takeRecords(divergence: 255)
    #expect(records.count == 256)
    #expect(records.suffix(2).map(\.event.rule) == [.gap, .commandVerb])
    #expect(records.map(\.isObserved).filter { !$0 }.count == 2)
    #expect(ledger.omissions(divergence: nil).rules.map(\.rule) == [.pipelining])
    #expect(ledger.omissions(divergence: nil).rules.map(\.count) == [46])
    #expect(ledger.verdict(upTo: 255) == .untouched)
    #expect(ledger.verdict(upTo: nil) == .dropped)
  }
}
