import ASAPolicy
import ESMTPInspection
import FoundationEssentials
import Reports
import Testing

@testable import Replay

/// The device's counters over dialogues (evidence section 5).
@Suite struct CountersTests {
  typealias Dialogue = [(Character, String)]

  /// The counters of a capture under a configuration.
  private func counted(
    _ builder: CaptureBuilder, _ text: String? = nil, profile: String? = nil,
    assumesAll: Bool = false
  ) throws -> [CountersRecord] {
    var options = AnalysisOptions()
    options.countsAfterDivergence = assumesAll
    let folder = try TemporaryFolder()
    let path = try folder.write(builder.bytes, as: "a.pcap")
    var analysis = Analysis(policy: try loadPolicy(text, profile: profile), options: options)
    _ = try replay([path], &analysis)
    return analysis.counted
  }

  /// `NAME = COUNT` of what is not zero.
  private func summary(_ record: CountersRecord) -> [String] {
    let head = [
      ("packet", record.packets), ("drop", record.drops), ("reset-drop", record.resetDrops),
    ]
    return (head + record.lines.map { ($0.text, $0.count) }).filter { $0.1 != 0 }.map {
      "\($0.0) = \($0.1)"
    }
  }

  private func capture(_ dialogue: Dialogue, sessions: Int = 1) -> CaptureBuilder {
    var builder = CaptureBuilder()
    for number in 0..<sessions {
      builder.session(client: (1, UInt16(40_000 + number)), dialogue)
    }
    return builder
  }

  /// Packets of a session of the builder: handshake, data with their ACKs, the end.
  private func packets(_ dialogue: Dialogue) -> Int { 3 + 2 * dialogue.count + 3 }

  private static let opening: Dialogue = [
    ("S", "220 mx ESMTP\r\n"), ("C", "EHLO c\r\n"),
    ("S", "250-mx\r\n250-YA\r\n250-YB\r\n250-SIZE\r\n250 HELP\r\n"),
  ]

  @Test("what the device drops before the inspection is in none of its counters")
  func before() throws {
    let greeting: Dialogue = [("S", "220 mx ESMTP\r\n")]
    var refused = CaptureBuilder()
    for port in [40_001, 40_002] as [UInt16] {
      refused.session(client: (1, port), greeting, isOpen: true)
    }
    let limits = """
      policy-map p
       class inspection_default
        inspect esmtp
        set connection conn-max 1
      service-policy p global
      """
    #expect(
      summary(try #require(try counted(refused, limits).first)) == [
        "packet = 5", "mask-banner = 1",
      ])
    var late = CaptureBuilder()
    late.session(greeting, isOpen: true)
    late.frame(
      from: (1, 40112), to: (2, 25), sequence: 1001, acknowledgment: 9015,
      flags: CaptureBuilder.Flags.ack, payload: Array("QUIT\r\n".utf8), after: 3_700_000_000)
    #expect(summary(try #require(try counted(late).first)) == ["packet = 5", "mask-banner = 1"])
  }

  @Test("packets of all sessions both ways, banners, and one packet for a reply of many lines")
  func delivery() throws {
    let dialogue = Self.opening + [("C", "QUIT\r\n"), ("S", "221 bye\r\n")]
    let record = try #require(try counted(capture(dialogue, sessions: 3)).first)
    #expect(record.servicePolicy == "global_policy")
    #expect(record.className == "inspection_default")
    #expect(record.layout == .plain)
    #expect(
      summary(record) == [
        "packet = \(3 * packets(dialogue))", "mask-banner = 3", "ehlo-reply-parameter others = 3",
      ])
    #expect(
      record.lines.map(\.text) == [
        "mask-banner", "cmd line length gt 512", "cmd RCPT count gt 100", "body line length gt 998",
        "header line length gt 998", "sender-address length gt 320", "MIME filename length gt 255",
        "ehlo-reply-parameter others",
      ])
  }

  @Test("packets behind a drop reach no inspection")
  func dropped() throws {
    let dialogue: Dialogue = [
      ("S", "250 no greeting\r\n"), ("C", "HELO " + String(repeating: "c", count: 600) + "\r\n"),
      ("S", "250 mx\r\n"), ("C", "QUIT\r\n"), ("S", "221 bye\r\n"),
    ]
    let record = try #require(try counted(capture(dialogue)).first)
    // The handshake, the greeting, its ACK and the line.
    #expect(
      summary(record) == ["packet = 6", "drop = 1", "cmd line length gt 512 = 1"])
  }

  private static let logging = """
    ASA Version 9.16(3)
    policy-map type inspect esmtp m
     parameters
      mail-relay example.com action log
      special-character action log
      no allow-tls
     match cmd verb NOOP
      log
     match cmd verb NOOP HELP
      log
     match cmd verb VRFY
      reset log
     match ehlo-reply-parameter others
      mask
    policy-map global_policy
     class inspection_default
      inspect esmtp m
    service-policy global_policy global
    """

  @Test("two lines of one packet that meet a match count once, and each match by itself")
  func lines() throws {
    let dialogue: Dialogue = [
      ("S", "220 mx\r\n"), ("C", "NOOP\r\nHELP\r\nNOOP\r\n"), ("S", "250 a\r\n214 b\r\n250 c\r\n"),
      ("C", "NOOP\r\n"), ("S", "250 d\r\n"), ("C", "MAIL FROM:<a@example.net>\r\n"),
      ("S", "250 ok\r\n"), ("C", "RCPT TO:<b@example.org>\r\n"), ("S", "250 ok\r\n"),
    ]
    let record = try #require(try counted(capture(dialogue), Self.logging).first)
    #expect(record.layout == .packetRate)
    #expect(
      summary(record) == [
        "packet = \(packets(dialogue))", "mail-relay example.com action log = 1",
        "cmd verb NOOP = 2", "cmd verb NOOP HELP = 2",
      ])
    #expect(record.lines.map(\.kind).prefix(2) == [.toolParameter, .toolParameter])
  }

  @Test("a reset counts apart from drops")
  func reset() throws {
    let dialogue: Dialogue = [("S", "220 mx\r\n"), ("C", "VRFY a\r\n"), ("S", "252 ok\r\n")]
    let record = try #require(try counted(capture(dialogue), Self.logging).first)
    #expect(summary(record) == ["packet = 6", "reset-drop = 1", "cmd verb VRFY = 1"])
  }

  @Test("what comes behind the divergence point counts only where it is assumed")
  func divergence() throws {
    // The hidden keyword YA is used, so that the recording diverges at the reply that hid it;
    // the NOOP between them lies behind that point although it is told later.
    let dialogue: Dialogue =
      Self.opening + [
        ("C", "NOOP\r\n"), ("S", "250 ok\r\n"), ("C", "YA\r\n"), ("S", "250 ok\r\n"),
        ("C", "VRFY a\r\n"), ("S", "252 ok\r\n"),
      ]
    let stop = try #require(try counted(capture(dialogue), Self.logging).first)
    #expect(
      summary(stop) == ["packet = \(packets(dialogue))", "ehlo-reply-parameter others = 1"])
    let assume = try #require(
      try counted(capture(dialogue), Self.logging, assumesAll: true).first)
    #expect(
      summary(assume) == [
        "packet = 18", "reset-drop = 1", "cmd verb NOOP = 1", "cmd verb NOOP HELP = 1",
        "cmd verb VRFY = 1", "ehlo-reply-parameter others = 1",
      ])
  }

  @Test("sessions that start TLS are counted where TLS is allowed")
  func startTLS() throws {
    let dialogue: Dialogue = [
      ("S", "220 mx\r\n"), ("C", "EHLO c\r\n"), ("S", "250-mx\r\n250 STARTTLS\r\n"),
      ("C", "STARTTLS\r\n"), ("S", "220 go\r\n"), ("C", "\u{16}\u{3}\u{1}\u{0}\u{1}x"),
    ]
    for (allows, line) in [
      ("allow-tls action log", "allow-tls action log"), ("allow-tls", "allow-tls"),
    ] {
      let text = Self.logging.replacing("no allow-tls", with: allows)
      let record = try #require(try counted(capture(dialogue), text).first)
      #expect(summary(record) == ["packet = \(packets(dialogue))", "\(line) = 1"])
    }
  }

  @Test("a session that no class takes counts nowhere")
  func exempt() throws {
    #expect(try counted(capture(Self.opening), "ASA Version 9.1(2)\n").isEmpty)
  }

  @Test("a fixup counts packets and banners")
  func fixup() throws {
    let records = try counted(capture(Self.opening), "fixup protocol smtp 25\n")
    let record = try #require(records.first)
    #expect(record.mapName == nil)
    #expect(record.servicePolicy == nil)
    #expect(record.lines.map(\.count) == [1])
  }

  @Test("what the report prints is read back, with the same counts", arguments: [nil, logging])
  func fixedPoint(text: String?) throws {
    let records = try counted(capture(Self.opening, sessions: 2), text)
    var report = CountersReport()
    var summary = SummaryRecord(
      verdicts: [], coverage: [], reasons: [], rules: [], packets: [], bounds: [], status: 0)
    summary.counters = records
    report.summary(summary)
    let shown = try ShowServicePolicy(
      PolicyText(name: "s", text: String(decoding: report.takeOutput(), as: UTF8.self)))
    let table = Reconciliation(shown: shown, file: "s", isAlone: true).table(records)
    #expect(table.sections.count == 1)
    #expect(table.sections.flatMap(\.rows).allSatisfy { $0.mark == nil })
    #expect(table.sections.flatMap(\.rows).count == records.map { $0.lines.count + 3 }.reduce(0, +))
  }
}
