import CaptureFiles
import Foundation
import Reports
import Testing

@testable import Replay

struct ReadmeTests {
  @Test("the example of the README is what the tool prints")
  func example() throws {
    let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    let readme = try String(contentsOf: root.appending(path: "README.md"), encoding: .utf8)
    let start = try #require(readme.range(of: "```text\n── session 1"))
    let rest = readme[readme.index(start.lowerBound, offsetBy: 8)...]
    let block = rest[..<(try #require(rest.range(of: "```"))).lowerBound]
    let folder = try TemporaryFolder()
    var run = try AnalysisRun(
      analysis: Analysis(policy: try loadPolicy(), options: AnalysisOptions()),
      report: ReportWriter(.text),
      run: RunRecord(
        version: "1", profile: "asa", policyFiles: [], statement: nil, source: nil, className: nil,
        ports: [25], checksums: "auto", afterDivergence: "stop"),
      output: OutputFile(path: folder.path + "/report"), gate: AnalysisRun.Gate())
    let capture = root.appending(path: "captures/long-header-line/long-header-line.pcap").path
    try run.read(.file(capture), filter: nil) { _ in }
    _ = try run.finish()
    let report = try String(contentsOfFile: folder.path + "/report", encoding: .utf8)
    for part in block.split(separator: "\n  …\n") {
      #expect(report.contains(part.trimmingCharacters(in: .newlines)), "\(part)")
    }
  }
}
