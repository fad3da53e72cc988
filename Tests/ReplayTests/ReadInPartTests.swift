import CaptureFiles
import ESMTPInspection
import Reports
import Testing

@testable import Replay

/// Of what could not be read nothing is claimed: a session whose end it may hold is looked at in part.
@Suite struct ReadInPartTests {
  private typealias Flags = CaptureBuilder.Flags
  private static let greeting: [(Character, String)] = [
    ("S", "220 mx\r\n"), ("C", "HELO c\r\n"), ("S", "250 mx\r\n"), ("C", "MAIL FROM:<a@b>\r\n"),
  ]

  /// What is said of how much of a session was looked at.
  private struct Told: Equatable {
    var id: Int
    var coverage: Coverage
    var notes: [CoverageNote]
  }

  /// The sessions of captures of which some cannot be read to their ends, by number.
  private func records(
    _ captures: [(bytes: [UInt8], isCut: Bool)], jobs: Int = 1
  ) throws -> [SessionRecord] {
    let folder = try TemporaryFolder()
    var options = AnalysisOptions()
    options.jobs = jobs
    let reading = SessionReading(try loadPolicy(), options)
    var records: [SessionRecord] = []
    for (index, capture) in captures.enumerated() {
      let bytes = capture.isCut ? Array(capture.bytes.dropLast(5)) : capture.bytes
      let path = try folder.write(bytes, as: "\(index).pcap")
      let record = try reading.read(.file(path), filter: nil) { records.append($0) }
      #expect((record.error != nil) == capture.isCut)
    }
    try reading.finish { records.append($0) }
    return records.sorted { $0.id < $1.id }
  }

  private func told(_ records: [SessionRecord]) -> [Told] {
    records.map { Told(id: $0.id, coverage: $0.coverage, notes: $0.coverageNotes) }
  }

  /// One session that ends, one that is reset, one that stays open, and one that is a SYN alone. A frame
  /// of no session stands behind them, to be cut.
  private var capture: CaptureBuilder {
    var builder = CaptureBuilder()
    builder.session(client: (1, 1001), Self.greeting)
    builder.session(client: (1, 1002), Self.greeting, isOpen: true)
    builder.frame(
      from: (1, 1002), to: (2, 25), sequence: 1026, acknowledgment: 9017,
      flags: Flags.rst | Flags.ack)
    builder.session(client: (1, 1003), Self.greeting, isOpen: true)
    builder.frame(from: (1, 1004), to: (2, 25), sequence: 1000, flags: Flags.syn)
    builder.frame(from: (1, 1005), to: (2, 80), sequence: 1000, flags: Flags.syn)
    return builder
  }

  @Test("a session that is open where a capture is cut is looked at in part", arguments: [1, 2])
  func cut(jobs: Int) throws {
    let bytes = capture.bytes
    #expect(
      told(try records([(bytes, isCut: false)], jobs: jobs)) == [
        Told(id: 1, coverage: .full, notes: []), Told(id: 2, coverage: .full, notes: []),
        Told(id: 3, coverage: .full, notes: []),
        Told(id: 4, coverage: .none, notes: [CoverageNote(reason: .noData, frame: 38)]),
      ])
    #expect(
      told(try records([(bytes, isCut: true)], jobs: jobs)) == [
        Told(id: 1, coverage: .full, notes: []), Told(id: 2, coverage: .full, notes: []),
        Told(
          id: 3, coverage: .partial, notes: [CoverageNote(reason: .readInPart, frame: 37)]),
        Told(
          id: 4, coverage: .none,
          notes: [
            CoverageNote(reason: .noData, frame: 38),
            CoverageNote(reason: .readInPart, frame: 38),
          ]),
      ])
  }

  @Test("a session that is seen to its end behind the cut is looked at in full", arguments: [1, 2])
  func goesOn(jobs: Int) throws {
    var whole = CaptureBuilder()
    whole.session(client: (1, 1001), Self.greeting)
    whole.frame(from: (1, 1005), to: (2, 80), sequence: 1000, flags: Flags.syn)
    let frames = WrittenFrame.all(whole.bytes)
    let first = WrittenFrame.capture(Array(frames[..<8] + frames.suffix(1)), like: whole.bytes)
    let second = WrittenFrame.capture(Array(frames[8...]), like: whole.bytes)
    let record = try #require(
      try records([(first, isCut: true), (second, isCut: false)], jobs: jobs).first)
    #expect(record.coverage == .full)
    #expect(record.closing == .fin)
    let short = try #require(try records([(first, isCut: true)], jobs: jobs).first)
    #expect(short.coverageNotes == [CoverageNote(reason: .readInPart, frame: 8)])
  }

  @Test("the cut counts where a session is ended by time or by another one", arguments: [1, 2])
  func laterEnd(jobs: Int) throws {
    // The mail is under way, so that an end would have lost it.
    var later = CaptureBuilder(start: 1_400_100_000)
    later.session(client: (1, 1002), Self.greeting)
    var reusing = CaptureBuilder(start: 1_400_000_010)
    reusing.session(
      client: (1, 1001), Self.greeting, initial: (client: 900_000, server: 990_000))
    var early = CaptureBuilder()
    early.session(client: (1, 1001), Self.greeting, isOpen: true)
    early.frame(from: (1, 1005), to: (2, 80), sequence: 1000, flags: Flags.syn)
    for (next, closing) in [(later, SessionClosing.timeout), (reusing, .reused)] {
      let cut = try #require(
        try records([(early.bytes, isCut: true), (next.bytes, isCut: false)], jobs: jobs).first)
      #expect(cut.closing == closing)
      #expect(cut.coverageNotes == [CoverageNote(reason: .readInPart, frame: 11)])
      #expect(cut.fate.outcome == .unknown)
      #expect(cut.device?.timeout == nil)
      let whole = try #require(
        try records([(early.bytes, isCut: false), (next.bytes, isCut: false)], jobs: jobs).first)
      #expect(whole.closing == closing)
      #expect(whole.coverage == .full)
    }
  }

  @Test("a decision about a session is the same whether the capture that holds it is cut behind it")
  func sameDecision() throws {
    let bytes = capture.bytes
    let (whole, cut) = (
      try records([(bytes, isCut: false)]), try records([(bytes, isCut: true)])
    )
    #expect(whole.map(\.coverage) != cut.map(\.coverage))
    #expect(whole.map(SessionDecision.init) == cut.map(SessionDecision.init))
  }

  @Test("rotated captures of which one is cut tell the same as one run and as shards")
  func shards() throws {
    var traffic = InterleavedTraffic(seed: 7)
    let capture = traffic.bytes(sessions: 6)
    let count = WrittenFrame.all(capture).count
    var run = try ShardedRun()
    try run.cut(capture, behind: [count / 4, count / 2, 3 * count / 4])
    for (index, path) in run.paths.enumerated() where index < 3 {
      try run.damage(path)
    }
    #expect(try run.whole().text.contains("read-in-part"))
    for shards in 1...4 {
      let difference = try run.difference(shards: shards)
      #expect(difference == nil, "\(shards) shards")
    }
  }
}
