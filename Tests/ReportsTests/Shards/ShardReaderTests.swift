import ESMTPInspection
import Primitives
import Testing

@testable import Reports

extension Samples {
  /// Shards with as little and as much as there can be.
  static var shards: [ShardRecord] {
    let hash = String(repeating: "0a", count: 32)
    let empty = ShardRecord(number: 1, count: 1, policy: hash, options: "", limits: [1, 2, 3])
    var full = ShardRecord(
      number: 2, count: 7, policy: hash, options: "overlap \"last\", a\\b", limits: [4, 5, 6])
    full.frames = 10
    full.sessions = 3
    full.passages = [
      .init(path: "a\u{1B}.pcap", frames: 4, isWhole: true),
      .init(path: "b.pcap", frames: 0, isWhole: false),
    ]
    full.isAtEnd = true
    full.times = .init(first: -1, latest: .max)
    full.peaks = ShardRecord.Peak.Kind.allCases.map { .init($0, own: 3, later: 1) }
    full.packets = [.init("frames", 12), .init("late_segments", -3)]
    full.bounds = [.init("connections", 0)]
    full.opened = [1, 9]
    full.retracted = [2]
    full.flips = .init(
      profile: "asa", other: "asa-field", resolved: 2,
      sessions: [
        ProfileFlip(
          id: 4, verdict: .masked, other: .dropped, switches: ["banner", "pipe"], isEach: true)
      ])
    full.isLimited = true
    full.interceptedFlips = full.flips
    return [empty, full].map { shard in
      var shard = shard
      if shard.peaks.isEmpty {
        shard.peaks = ShardRecord.Peak.Kind.allCases.map { .init($0, own: 0, later: 0) }
      }
      return shard
    }
  }
}

extension Samples {
  /// Steps of connections of every kind.
  static var connectionSteps: [ConnectionStep] {
    let line = SourceLine(file: "", line: 0)
    let claims = ConnectionClaim.Statement.allCases.map {
      ConnectionClaim(
        $0, group: 2, holder: $0 == .client ? .client : .server,
        host: IPAddress(v4: 0x0A00_0001), connections: 0, embryonic: 7, source: line)
    }
    let kinds: [ConnectionStep.Kind] = [
      .opened(first: 3, hasStart: true, times: ConnectionTimes(idle: .max), claims: claims),
      .opened(first: 4, hasStart: false, times: ConnectionTimes(embryonic: 1), claims: []),
      .established, .halfClosed, .idle, .seen, .closed,
    ]
    return kinds.enumerated().map {
      ConnectionStep(
        frame: 4 + $0, isEarly: $0 % 2 == 0, place: $0, time: Int64($0) - 1, kind: $1)
    }
  }

  /// What a shard tells of a session that meets limits of connections.
  static func limited(_ session: SessionRecord) -> ShardSession {
    let event = Event(
      rule: .connectionMaximum, moment: session.first, sender: .client, offset: 0, length: 0,
      match: "set connection conn-max 2", source: SourceLine(file: "a\"b", line: 3),
      action: .drop, log: ["%ASA-3-201011: exceeded 0/2 for \u{1B}"], confidence: .documented,
      note: "no")
    var part = ShardSession(ended: 9, isProvisional: false, isDoubtful: false, earlierLeg: 1)
    part.excesses = [
      .init(holder: .server, isEmbryonic: false, event: event),
      .init(holder: .client, isEmbryonic: true, event: event),
    ]
    var refused = session
    refused.shard = ShardSession(ended: 9, isProvisional: false, isDoubtful: true)
    part.refused = [refused]
    return part
  }
}

/// What is read of a shard's report gives the same bytes once more.
@Suite struct ShardReaderTests {
  private static func lines(_ report: [UInt8]) -> [[UInt8]] {
    report.split(separator: 10).map { Array($0) }
  }

  private static var report: [UInt8] {
    var report = JSONReport()
    for text in HostileBytes.corpus {
      var session = HostileBytes.session(text)
      session.shard = ShardSession(ended: 9, isProvisional: true, isDoubtful: false)
      session.marks = [.plainGreeting]
      session.replies = ReplyDigest(value: .max, count: 4)
      report.session(session)
    }
    var limited = HostileBytes.session([0, 255])
    limited.shard = Samples.limited(limited)
    report.session(limited)
    for step in Samples.connectionSteps { report.connection(step) }
    for shard in Samples.shards { report.shard(shard) }
    return Samples.report(.json) + report.takeOutput()
  }

  @Test("every record that is read and written again is the same")
  func roundTrip() throws {
    var (reader, kinds) = (ShardReader(), Set<String>())
    for line in Self.lines(Self.report) {
      var report = JSONReport()
      switch try reader.read(line) {
      case .run(let record):
        kinds.insert("run")
        report.run(record)
      case .capture(let record):
        kinds.insert("capture")
        report.capture(record)
      case .session(let record):
        kinds.insert("session")
        report.session(record)
      case .refused(let record):
        kinds.insert("refused")
        // It is written behind its session, which is not of interest here.
        var session = record
        session.shard?.refused = [record]
        report.session(session)
        let lines = report.takeOutput().split(separator: 10)
        #expect(lines.last.map { Array($0) } == line)
        continue
      case .connection(let step):
        kinds.insert("connection")
        report.connection(step)
      case .shard(let record):
        kinds.insert("shard")
        report.shard(record)
      case .summary:
        kinds.insert("summary")
        continue
      }
      let output = report.takeOutput()
      #expect(
        output == line + [10],
        "\(String(decoding: line, as: UTF8.self))\n\(String(decoding: output, as: UTF8.self))")
    }
    #expect(
      kinds == ["run", "capture", "session", "refused", "connection", "shard", "summary"])
  }

  @Test("a line that is cut anywhere is refused, and so is one with something behind it")
  func cut() throws {
    for line in Self.lines(Self.report) where line.count < 4000 {
      guard !line.starts(with: Array("{\"record\":\"summary\"".utf8)) else { continue }
      var reader = ShardReader()
      _ = try reader.read(line)
      for length in stride(from: 0, to: line.count, by: 7) {
        #expect(throws: ShardReader.Fault.self) { try reader.read(Array(line[..<length])) }
      }
      #expect(throws: ShardReader.Fault.self) { try reader.read(line + [32]) }
    }
  }

  @Test("a line with a byte changed is refused, or is another record, and never a crash")
  func changed() throws {
    var random = SplitMix64(seed: 5)
    for line in Self.lines(Self.report) {
      for _ in 0..<100 {
        var changed = line
        let place = Int(random.next() % UInt64(line.count))
        changed[place] = UInt8(truncatingIfNeeded: random.next())
        var reader = ShardReader()
        _ = try? reader.read(changed)
      }
    }
  }

  @Test(
    "a number that no run has is refused",
    arguments: [
      "9007199254740992", "-9007199254740992", "9223372036854775807", "-9223372036854775808",
      "18446744073709551615", "99999999999999999999",
    ])
  func numbers(_ number: String) throws {
    var report = JSONReport()
    report.session(HostileBytes.session([]))
    let line = String(decoding: report.takeOutput().dropLast(), as: UTF8.self)
    for key in ["first_frame", "bytes", "missing", "length"] {
      let place = try #require(line.firstRange(of: "\"\(key)\":"))
      let rest = line[place.upperBound...].drop { $0.isNumber }
      let changed = line[..<place.upperBound] + number + rest
      var reader = ShardReader()
      _ = try reader.read(Array(line.utf8))
      #expect(throws: ShardReader.Fault.self) { try reader.read(Array(changed.utf8)) }
    }
  }

  @Test("a session has each reason once, and none that is not known")
  func reasons() throws {
    func line(_ reasons: [CoverageReason]) -> [UInt8] {
      var (report, session) = (JSONReport(), HostileBytes.session([]))
      session.coverageNotes = reasons.map { CoverageNote(reason: $0, frame: 1) }
      report.session(session)
      return report.takeOutput().dropLast()
    }
    let reasons = CoverageReason.allCases
    var reader = ShardReader()
    _ = try reader.read(line(reasons))
    for reason in reasons {
      #expect(throws: ShardReader.Fault.self) { try reader.read(line([reason] + reasons)) }
      let text = String(decoding: line([reason]), as: UTF8.self)
      let other = text.replacing("\"\(reason.rawValue)\"", with: "\"\(reason.rawValue)s\"")
      #expect(throws: ShardReader.Fault.self) { try reader.read(Array(other.utf8)) }
    }
  }

  @Test(
    "times are read as they are written",
    arguments: [0, 1, -1, 999_999_999, -1_000_000_000, .min, .max, 1_709_164_800_000_000_000]
      as [Int64])
  func times(_ time: Int64) {
    let text = Array(Timestamp(nanoseconds: time).rfc3339.utf8)
    #expect(Timestamp.nanoseconds(rfc3339: text) == time)
  }
}
