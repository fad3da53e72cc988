import CaptureFiles
import Foundation
import Reports
import Testing

@testable import Replay

/// Captures that are not what they were when they are read again for the dialogues of a page.
@Suite struct SecondReadingTests {
  private let folder: TemporaryFolder
  private let capture: String
  private var report: String { folder.path + "/report" }

  /// What becomes of the capture between the readings.
  enum Change: CaseIterable, Sendable { case nothing, gone, shorter, longer }

  init() throws {
    folder = try TemporaryFolder()
    let made = try #require(
      repositoryCaptures().first { $0.path.hasSuffix("/long-header-line.pcap") })
    capture = try folder.write([UInt8](Data(contentsOf: URL(filePath: made.path))), as: "a.pcap")
  }

  @Test("an input that is not what it was gives no copy", arguments: Change.allCases)
  func copied(_ change: Change) throws {
    let input = try readOnce(capture)
    try apply(change)
    let place = folder.path + "/copy"
    var copy: FrameCopy? = FrameCopy(
      to: try OutputFile(path: place), application: "test", comment: "")
    var failure: OutputError?
    do throws(OutputError) {
      try copy?.append([input]) { _ in [] }
      try copy?.finish()
    } catch {
      failure = error
    }
    copy = nil
    // What was added behind the frames that were read is no matter of these.
    let isWhole = change == .nothing || change == .longer
    #expect(FileManager.default.fileExists(atPath: place) == isWhole)
    let text =
      change == .gone
      ? "cannot be read once more: no such file or directory; check the name"
      : "read once more, it is not what it was; leave it as it is until the run has ended"
    #expect(failure?.description == (isWhole ? nil : "\(capture): \(text)"))
  }

  private func apply(_ change: Change) throws {
    let bytes = [UInt8](try Data(contentsOf: URL(filePath: capture)))
    switch change {
    case .nothing: break
    case .gone: try FileManager.default.removeItem(atPath: capture)
    case .shorter: _ = try folder.write(Array(bytes.dropLast(40)), as: "a.pcap")
    case .longer: _ = try folder.write(bytes + bytes.dropFirst(24), as: "a.pcap")
    }
  }

  private func expect(_ outcome: AnalysisRun.Outcome, _ change: Change) throws {
    let page = try String(contentsOfFile: report, encoding: .utf8)
    let isWhole = page.contains("a.pcap") && page.contains("</html>")
    #expect(isWhole)
    guard change != .nothing else {
      #expect(outcome.failures.isEmpty)
      #expect(outcome.status < 2)
      return
    }
    #expect(outcome.failures.map { "\($0)".contains("once more") } == [true])
    #expect(outcome.status == 2)
  }

  @Test("an analysis has its report, and says what it lacks", arguments: Change.allCases)
  func analysis(change: Change) throws {
    let run = RunRecord(
      version: "0", profile: "asa", policyFiles: [], statement: nil, source: nil, className: nil,
      ports: [25], checksums: "auto", afterDivergence: "stop")
    var analysis = try AnalysisRun(
      analysis: Analysis(policy: loadPolicy(), options: AnalysisOptions()),
      report: ReportWriter(.html), run: run, output: OutputFile(path: report),
      gate: AnalysisRun.Gate())
    try analysis.read(.file(capture), filter: nil) { _ in }
    try apply(change)
    try expect(analysis.finish(), change)
  }

  @Test("so has a comparison", arguments: Change.allCases)
  func comparison(change: Change) throws {
    let policies = [
      try loadPolicy(), try loadPolicy(mapPolicy("match header line length gt 9", "reset")),
    ]
    var run = try ComparisonRun(
      policies: policies, options: AnalysisOptions(),
      report: #require(ComparisonWriter(.html)), run: comparisonRecord(of: policies),
      output: OutputFile(path: report), gate: .any)
    try run.read(.file(capture), filter: nil) { _ in }
    try apply(change)
    try expect(run.finish(), change)
  }
}
