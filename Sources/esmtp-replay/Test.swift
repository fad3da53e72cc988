import ASAPolicy
import ArgumentParser
import CaptureFiles
import ESMTPInspection
import FoundationEssentials
import Primitives
import Replay
import Reports

/// `test`: regression-test captured traffic.
struct Test: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "test",
    abstract: "Replay the captures of regression cases and compare with what is expected.",
    usage: "esmtp-replay test [<options>] [<path> ...]",
    discussion: """
      A case is a folder with captures and an expect.yaml, which 'record' writes. Each gets a line: \
      PASS, FAIL, NEW (no expect.yaml), STALE (the model of the tool is another one), OBSOLETE (what \
      it expects something of is gone) or SKIP.

      Exit status: 0 nothing failed, 1 a case failed, or is new where CI is set, 2 could not be done, \
      3 no case was compared with anything, or a capture could be read in part alone.
      """)

  @OptionGroup var cases: CaseOptions

  @Flag(help: "Take only cases that failed last time.")
  var failed = false

  @Option(
    name: [.customShort("j", allowingJoined: true), .long],
    help: ArgumentHelp(
      "Cases that are run at once. Default: as many as there are processors.", valueName: "number"))
  var jobs: Int?

  @Option(
    help: ArgumentHelp("Write the result as JUnit XML to a file.", valueName: "file"),
    completion: .file())
  var junit: String?

  @Flag(help: "Print the result in TAP.")
  var tap = false

  @Flag(help: "Name the lines of the policies that no case exercises.")
  var coverage = false

  @Option(
    help: ArgumentHelp(
      "A JSON report of an earlier analysis: what it holds fails no case.", valueName: "report"),
    completion: .file())
  var baseline: String?

  @Option(
    help: ArgumentHelp("A rule whose findings fail no case. May be repeated.", valueName: "rule"))
  var ignoreRule: [Rule] = []

  @Flag(
    name: .shortAndLong,
    help: "Print cases that did not pass or could be read in part alone, and totals.")
  var quiet = false

  func validate() throws {
    if let jobs, jobs < 1 { throw ValidationError("-j takes a number from 1") }
    if let junit, OutputFile.isStandardOutput(junit) {
      throw ValidationError("--junit writes a file; name one, or use --tap for standard output")
    }
    if tap, coverage {
      throw ValidationError("--coverage prints a list for a person; leave --tap out")
    }
  }

  func run() throws {
    endProcess(try test())
  }

  private func test() throws -> Int32 {
    var remembered = FailedCases()
    var (folders, notSelected) = try cases.find()
    guard !folders.isEmpty else { return cases.missing() }
    if failed {
      notSelected += folders.count
      folders = folders.filter(remembered.contains)
      notSelected -= folders.count
      guard !folders.isEmpty else {
        writeError("esmtp-replay: no case failed last time")
        return 3
      }
    }
    let isColoured = cases.isColoured
    let (tap, quiet, width) = (tap, quiet, CaseOptions.width)
    var pardon = CasePardon(ignoredRules: Set(ignoreRule), baseline: baseline.map(loadBaseline))
    pardon.options = pardonOptions
    if junit != nil { try OutputFile.requireUnread([junit], inputs: folders.flatMap(\.inputs)) }
    let report = try junit.map { path throws(OutputError) in try OutputFile(path: path) }
    let runs = CaseRunner(folders, pardon: pardon) { run in
      guard !tap, !quiet || run.record.state != .pass || !run.record.notes.isEmpty else { return }
      writeResult(Array(CaseText.text(run.record, isColoured: isColoured, width: width).utf8))
    }.run(workers: workers(jobs ?? ProcessInfo.processInfo.activeProcessorCount))
    let records = runs.map(\.record)
    let failing: Set<CaseRecord.State> = isContinuousIntegration ? [.fail, .new] : [.fail]
    let result =
      tap
      ? CaseTAP.text(records, failing: failing, notSelected: notSelected)
      : CaseText.summary(records, notSelected: notSelected)
    writeResult(Array(result.utf8))
    if coverage { writeResult(Array(CaseText.coverage(CaseRun.untested(runs)).utf8)) }
    if let report {
      try report.write(
        Array(CaseJUnit.text(records, failing: failing, notSelected: notSelected).utf8))
      try report.finish()
    }
    if !isContinuousIntegration {
      // That nothing can be kept for the next run says nothing of this one.
      do throws(OutputError) { try remembered.remember(runs) } catch {
        writeError(

          "esmtp-replay: warning: \(error.path): \(error.reason); 'test --failed' will not know "
            + "of this run")
      }
    }
    if records.contains(where: { failing.contains($0.state) }) { return 1 }
    return CaseOptions.status(of: runs)
  }

  /// What a case is repeated with.
  private var pardonOptions: [String] {
    ignoreRule.map { "--ignore-rule \($0.rawValue)" }
      + (baseline.map { ["--baseline \(shellQuoted($0))"] } ?? [])
  }
}
