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
    return [empty, full].map { shard in
      var shard = shard
      if shard.peaks.isEmpty {
        shard.peaks = ShardRecord.Peak.Kind.allCases.map { .init($0, own: 0, later: 0) }
      }
      return shard
    }
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
    #expect(kinds == ["run", "capture", "session", "shard", "summary"])
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
    var random = SeededGenerator(state: 5)
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
    "times are read as they are written",
    arguments: [0, 1, -1, 999_999_999, -1_000_000_000, .min, .max, 1_709_164_800_000_000_000]
      as [Int64])
  func times(_ time: Int64) {
    let text = Array(Timestamp(nanoseconds: time).rfc3339.utf8)
    #expect(Timestamp.nanoseconds(rfc3339: text) == time)
  }
}
