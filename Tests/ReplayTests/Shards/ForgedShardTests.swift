import FoundationEssentials
import Primitives
import Reports
import Testing

@testable import Replay

/// Reports of shards with numbers that no run has: an error that names the file, and never a crash.
@Suite struct ForgedShardTests {
  /// The most that a number of a report can be (RFC 7493 section 2.2).
  private static let most = "9007199254740991"

  private static let again = "; run the shard again"
  private static let allAgain = "; run the shards again over one list of captures"

  /// A number of the second of three shards, what stands there instead, and what is said of it.
  private static let forgeries: [(key: String, number: String, reason: String)] = [
    ("\"record\":\"session\",\"id\":\"", "9223372036854775807", "line 2: it is no record"),
    ("\"record\":\"session\",\"id\":\"", "0", "line 2: it is no record"),
    ("\"record\":\"session\",\"id\":\"", most, "it contradicts itself, or the others\(allAgain)"),
    ("\"last_frame\":", "-1", "line 2: it is no record"),
    ("\"last_frame\":", most, "names frames that were not read\(again)"),
    ("\"rule\":\"mask-banner\",\"frame\":", most, "names frames that were not read"),
    ("\"ended\":", most, "names frames that were not read"),
    (
      "\"omitted\":{", "\"unknown-command\":\(most)",
      "has more events than a run can have\(again)"
    ),
    (
      "\"record\":\"capture\",\"path\":\"PART\",\"first_frame\":", "7",
      "one behind the other\(again)"
    ),
    ("\"snapshot_length\":", "-1", "line 3: it is no record"),
    ("\"number\":", "0", "it is shard 0 of 3, and there is none such\(again)"),
    ("\"of\":", "0", "it is one of 0 shards"),
    ("\"of\":", most, "it is one of \(most) shards"),
    ("\"limits\":[", "-1", "the record before the summary: it is no record"),
    (",\"sessions\":", most, "more 'sessions' than a run can have\(again)"),
    (
      "\"read_on\":[{\"path\":\"LAST\",\"frames\":", most,
      "more 'frames' than a run can have\(again)"
    ),
    ("\"peaks\":{\"connections\":{\"own\":", most, "more connections open than the bound"),
    ("\"packets\":{\"frames\":", "-\(most)", "'frames' are -"),
    ("\"packets\":{\"frames\":", most, "more 'frames' than a run can have\(again)"),
    ("\"bounds\":{\"queued-bytes\":", "-1", "'queued-bytes' are -1"),
    ("\"opened\":[", most, "it contradicts itself, or the others"),
    ("\"retracted\":[", most, "it contradicts itself, or the others"),
    ("\"retracted\":[", "0", "it contradicts itself, or the others"),
  ]

  private static func reports(_ run: ShardedRun) throws -> [(path: String, text: String)] {
    try run.shards(3).map { ($0, try String(contentsOfFile: $0, encoding: .utf8)) }
  }

  @Test("what cannot be is told with the file, and what to do")
  func impossible() throws {
    var capture = CaptureBuilder()
    var ends: [Int] = []
    for number in 0..<3 {
      capture.session(client: (1, UInt16(1001 + number)), AnalysisTests.delivery)
      ends.append(WrittenFrame.all(capture.bytes).count)
    }
    var run = try ShardedRun()
    try run.cut(capture.bytes, behind: ends.dropLast())
    let reports = try Self.reports(run)
    let (path, text) = reports[1]
    _ = try run.merged(reports.map(\.path))
    for (key, number, reason) in Self.forgeries {
      let key = key.replacing("PART", with: run.paths[1]).replacing("LAST", with: run.paths[2])
      guard let place = text.firstRange(of: key) else {
        Issue.record("there is no \(key)")
        continue
      }
      let rest = text[place.upperBound...].drop { $0.isNumber || $0 == "-" }
      try write(text[..<place.upperBound] + number + rest, to: path)
      do {
        _ = try run.merged(reports.map(\.path))
        Issue.record("\(key)\(number) is taken")
      } catch let error as MergeError {
        #expect(error.path == path, "\(key)\(number): \(error)")
        #expect("\(error)".contains(reason), "\(key)\(number)")
      }
    }
  }

  @Test(
    "a session with very many reasons is refused at the first that cannot be",
    .timeLimit(.minutes(1)), arguments: [["gap"], ["gap", "tls"], [nil]])
  func reasons(_ words: [String?]) throws {
    var capture = CaptureBuilder()
    capture.session(client: (1, 1001), AnalysisTests.delivery)
    var run = try ShardedRun()
    try run.cut(capture.bytes, behind: [])
    let path = try #require(try run.shards(1).first)
    let text = try String(contentsOfFile: path, encoding: .utf8)
    let count = 100_000
    let notes = words.flatMap { word in
      (0..<count).map { number in
        "{\"reason\":\"\(word ?? "reason-\(number)")\",\"frame\":1}"
      }
    }
    let key = "\"coverage_notes\":["
    let place = try #require(text.firstRange(of: key))
    let rest = text[place.upperBound...].drop { $0 != "]" }
    try write(text[..<place.upperBound] + notes.joined(separator: ",") + rest, to: path)
    do {
      _ = try run.merged([path])
      Issue.record("\(words) are taken")
    } catch let error as MergeError {
      #expect(error.path == path)
      #expect("\(error)".contains("it is no record"), "\(error)")
    }
  }

  @Test("any number may be anything, in every form of the report")
  func anyNumber() throws {
    var traffic = InterleavedTraffic(seed: 1004)
    let capture = traffic.bytes(sessions: 8)
    let count = WrittenFrame.all(capture).count
    var run = try ShardedRun()
    try run.cut(capture, behind: [count / 3, count * 2 / 3])
    let reports = try Self.reports(run)
    var random = SplitMix64(seed: 3)
    let numbers = ["0", "1", "-1", Self.most, "-\(Self.most)", "9223372036854775807"]
    for (path, text) in reports {
      for _ in 0..<40 {
        var text = text
        for _ in 0..<Int.random(in: 1...3, using: &random) {
          let place = text.utf8.index(
            text.startIndex, offsetBy: Int.random(in: 0..<text.utf8.count, using: &random))
          guard let start = text[place...].firstIndex(where: \.isWholeNumber) else { continue }
          let end = text[start...].firstIndex { !$0.isWholeNumber } ?? text.endIndex
          text.replaceSubrange(start..<end, with: numbers.randomElement(using: &random) ?? "")
        }
        try write(text, to: path)
        let form: ReportForm = Bool.random(using: &random) ? .json : .text
        do { _ = try run.merged(reports.map(\.path), form) } catch let error as MergeError {
          #expect(error.path != nil || error.reason.contains("missing"), "\(error)")
        }
      }
      try write(text, to: path)
    }
  }

  private func write(_ text: some StringProtocol, to path: String) throws {
    try Data(text.utf8).write(to: URL(filePath: path))
  }
}
