import CaptureFiles
import ESMTPInspection
import Foundation
import Reports
import Testing

@testable import Replay

struct BaselineTests {
  /// Runs `analyze` over recorded captures.
  ///
  /// - Returns: the status and the JSON report.
  private func analyze(
    _ folders: [String], _ gate: AnalysisRun.Gate, _ form: ReportForm = .json
  ) throws -> (status: Int, report: [UInt8]) {
    try analyze(
      files: try repositoryCaptures().filter { folders.contains($0.folder) }.map { $0.path }, gate,
      form)
  }

  private func analyze(
    file: String, _ gate: AnalysisRun.Gate
  ) throws -> (status: Int, report: [UInt8]) { try analyze(files: [file], gate, .json) }

  private func analyze(
    files: [String], _ gate: AnalysisRun.Gate, _ form: ReportForm
  ) throws -> (status: Int, report: [UInt8]) {
    let folder = try TemporaryFolder()
    let path = folder.path + "/report"
    let policy = try loadPolicy()
    var run = try AnalysisRun(
      analysis: Analysis(policy: policy, options: AnalysisOptions()),
      report: ReportWriter(form),
      run: RunRecord(
        version: "1", profile: "asa", policyFiles: [], statement: nil, source: nil, className: nil,
        ports: [25], checksums: "auto", afterDivergence: "stop"),
      output: OutputFile(path: path), gate: gate)
    for path in files { try run.read(.file(path), filter: nil) { _ in } }
    let status = try run.finish().status
    return (status, Array(try Data(contentsOf: URL(filePath: path))))
  }

  @Test("what an earlier report holds does not hit the gate, what is new does")
  func known() throws {
    let known = try analyze(["long-header-line"], AnalysisRun.Gate(failOn: .dropped))
    #expect(known.status == 1)
    let baseline = try Baseline(report: known.report)
    let gate = AnalysisRun.Gate(failOn: .dropped, baseline: baseline)
    #expect(try analyze(["long-header-line"], gate).status == 0)
    #expect(try analyze(["long-header-line", "recipients-101"], gate).status == 1)
  }

  @Test("SARIF says what an earlier report holds, what is new and what is gone")
  func states() throws {
    let earlier = try analyze(["long-header-line", "starttls"], AnalysisRun.Gate())
    let gate = AnalysisRun.Gate(baseline: try Baseline(report: earlier.report))
    let later = try analyze(["long-header-line", "recipients-101"], gate, .sarif)
    let log = try #require(
      JSONSerialization.jsonObject(with: Data(later.report)) as? [String: Any])
    let run = try #require((log["runs"] as? [[String: Any]])?.first)
    let results = try #require(run["results"] as? [[String: Any]])
    var rules: [String: Set<String>] = [:]
    for result in results {
      let state = try #require(result["baselineState"] as? String)
      rules[state, default: []].insert(try #require(result["ruleId"] as? String))
    }
    #expect(rules["unchanged"]?.contains("header-line-length") == true)
    #expect(rules["new"]?.contains("rcpt-count") == true)
    #expect(rules["absent"]?.contains("tls-unmodelled") == true)
    #expect(rules["updated"] == nil)
  }

  /// The report of sessions of the same sockets, each of which has the finding of a sample.
  private func report(_ count: Int) -> [UInt8] {
    let session =
      #"{"record":"session","community_id":"1:a","outcome":"lost","events":[\#(event)]}"#
    let lines =
      [#"{"record":"run","schema":"esmtp-replay/1"}"#] + Array(repeating: session, count: count)
      + [#"{"record":"summary"}"#]
    return Array(lines.joined(separator: "\n").utf8)
  }

  private var event: String {
    #"{"rule":"header-line-length","direction":"client","offset":9,"frame":3}"#
  }

  @Test(
    "what an earlier report has once is known once, however often the same sockets come",
    arguments: 0...2)
  func occurrences(_ count: Int) throws {
    var baseline = try Baseline(report: report(count))
    let record = try lostSession()
    for number in 1...3 {
      #expect(baseline.absent.count == max(0, count - number + 1))
      let known = baseline.take(record)
      #expect(known.holdsOutcome == (number <= count))
      #expect(record.events.contains { known.holds($0.event) } == (number <= count))
      var marked = record
      known.mark(&marked)
      #expect(marked.events.contains { $0.baseline == .unchanged } == (number <= count))
    }
    #expect(baseline.absent.isEmpty)
  }

  /// A session of the sockets of `report`, with its finding.
  private func lostSession() throws -> SessionRecord {
    var sessions: [SessionRecord] = []
    let reading = SessionReading(try loadPolicy(), AnalysisOptions())
    let capture = try #require(repositoryCaptures().first { $0.folder == "long-header-line" })
    _ = try reading.read(.file(capture.path), filter: nil) { sessions.append($0) }
    try reading.finish { sessions.append($0) }
    var record = try #require(sessions.first)
    record.communityID = "1:a"
    let place = try #require(record.events.firstIndex { $0.event.rule == .headerLineLength })
    record.events[place].event.offset = 9
    return record
  }

  @Test("a second mail that is lost from the same port hits the gate, one recorded anew does not")
  func again() throws {
    let place = try TemporaryFolder()
    let source = try #require(repositoryCaptures().first { $0.folder == "long-header-line" }?.path)
    let once = try Data(contentsOf: URL(filePath: source))
    // The same frames ten minutes and more later: seconds are the first word of a record's header.
    var (later, start) = (once, 24)
    while start < later.count {
      let length = (0..<4).reduce(0) { $0 | Int(later[start + 8 + $1]) << (8 * $1) }
      later[start + 1] &+= 8
      start += 16 + length
    }
    for (name, data) in [("once", once), ("later", later), ("both", once + later.dropFirst(24))] {
      try data.write(to: URL(filePath: "\(place.path)/\(name).pcap"))
    }
    let known = try analyze(file: place.path + "/once.pcap", AnalysisRun.Gate(failOn: .dropped))
    for gate in [AnalysisRun.Gate(failOn: .dropped), AnalysisRun.Gate(outcomes: [.lost])] {
      var gate = gate
      gate.baseline = try Baseline(report: known.report)
      for (name, status) in [("once", 0), ("later", 0), ("both", 1)] {
        #expect(try analyze(file: "\(place.path)/\(name).pcap", gate).status == status, "\(name)")
      }
    }
  }

  @Test("a rule that is ignored does not hit the gate")
  func ignored() throws {
    let gate = AnalysisRun.Gate(failOn: .dropped, ignoredRules: [.headerLineLength])
    #expect(try analyze(["long-header-line"], gate).status == 0)
    #expect(try analyze(["recipients-101"], gate).status == 1)
    let masks = AnalysisRun.Gate(failOn: .masked, ignoredRules: [.headerLineLength])
    #expect(try analyze(["long-header-line"], masks).status == 1)
  }

  @Test("a gate at an outcome is hit by it, but not by what is known or by an ignored rule")
  func outcome() throws {
    let gate = AnalysisRun.Gate(outcomes: [.refused])
    let known = try analyze(["long-header-line"], gate)
    #expect(known.status == 1)
    #expect(try analyze(["plain-delivery"], gate).status == 0)
    let baseline = try Baseline(report: known.report)
    let second = AnalysisRun.Gate(outcomes: [.lost], baseline: baseline)
    #expect(try analyze(["long-header-line"], second).status == 0)
    #expect(try analyze(["long-header-line", "recipients-101"], second).status == 1)
    let ignoring = AnalysisRun.Gate(outcomes: [.lost], ignoredRules: [.headerLineLength])
    #expect(try analyze(["long-header-line"], ignoring).status == 0)
    #expect(try analyze(["starttls"], gate).status == 0)
    #expect(try analyze(["starttls"], AnalysisRun.Gate(outcomes: [.unknown])).status == 1)
  }

  @Test(
    "what is no whole report is refused by its line",
    arguments: [
      ("", 1, "the summary is missing: the run was interrupted"),
      ("x\n", 1, "it is no record of a JSON report"),
      ("{\"record\":\"session\"}\n", 1, "no report of the schema esmtp-replay/1 starts like this"),
      (
        "{\"record\":\"run\",\"schema\":\"esmtp-replay/1\"}\n", 1,
        "the summary is missing: the run was interrupted"
      ),
      (
        "{\"record\":\"run\",\"schema\":\"esmtp-replay/1\"}\n[]\n", 2,
        "it is no record of a JSON report"
      ),
    ])
  func broken(text: String, line: Int, reason: String) {
    #expect {
      try Baseline(report: Array(text.utf8))
    } throws: { error in
      let error = error as? Baseline.Unreadable
      return error?.line == line && error?.reason == reason
    }
  }
}
