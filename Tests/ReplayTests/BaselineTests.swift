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
    for (name, path) in try repositoryCaptures() where folders.contains(name) {
      try run.read(.file(path), filter: nil) { _ in }
    }
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
