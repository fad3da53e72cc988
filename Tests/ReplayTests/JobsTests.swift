import ASAPolicy
import CaptureFiles
import ESMTPInspection
import FoundationEssentials
import Reports
import Testing

@testable import Replay

/// Nothing that is reported depends on how many threads work.
@Suite struct JobsTests {
  private func report(
    _ inputs: [CaptureInput], _ form: ReportForm, jobs: Int, folder: TemporaryFolder
  ) throws -> (report: Data, status: Int, messages: [String]) {
    let policy = try loadPolicy()
    var options = AnalysisOptions()
    options.jobs = jobs
    let path = "\(folder.path)/report-\(jobs)"
    var run = try AnalysisRun(
      analysis: Analysis(policy: policy, options: options), report: ReportWriter(form),
      run: RunRecord(
        version: "0", profile: policy.profile.name, policyFiles: [], statement: nil, source: nil,
        className: nil, ports: options.ports, checksums: "auto", afterDivergence: "stop"),
      output: OutputFile(path: path), gate: AnalysisRun.Gate(failOn: .dropped))
    for input in inputs { try run.read(input, filter: nil) { _ in } }
    let messages = run.messages
    let outcome = try run.finish()
    return (try Data(contentsOf: URL(filePath: path)), outcome.status, messages)
  }

  @Test("one thread and several write the same report", arguments: ReportForm.allCases)
  func sameReport(form: ReportForm) throws {
    let folder = try TemporaryFolder()
    // One that is cut, and one that is not there.
    let whole = try Data(contentsOf: URL(filePath: try repositoryCaptures()[0].path))
    let cut = try folder.write(Array(whole.dropLast(9)), as: "cut.pcap")
    let paths = try repositoryCaptures().map(\.path) + [cut, "\(folder.path)/none.pcap"]
    let inputs = paths.map(CaptureInput.file)
    let one = try report(inputs, form, jobs: 1, folder: folder)
    let two = try report(inputs, form, jobs: 2, folder: folder)
    #expect(one.report == two.report)
    #expect(one.status == two.status)
    #expect(one.messages == two.messages)
    #expect(one.messages.count == 2)
    #expect(!one.report.isEmpty)
  }
}
