import ASAPolicy
import ArgumentParser
import CaptureFiles
import Replay
import Reports

/// `merge`: the report of one run of those of its shards.
struct Merge: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "merge",
    abstract: "Put the reports of the shards of a run together.",
    usage: "esmtp-replay merge [<options>] <report> ...",
    discussion: """
      The reports are those of 'analyze --shard K/N --format json' with one list of captures and the same \
      options, in any order. What comes out is, byte for byte, what one 'analyze --format json' over all \
      captures writes, and the same for junit and tap; text and md lack what takes a second look at the \
      captures, and say so. Where limits of connections may refuse other sessions under another profile, \
      the number of sessions that hang on the profile is an upper bound.

      Exit status: 0 done, 2 could not be done, 3 done in part, as one run over all captures ends.
      """)

  @Argument(
    help: ArgumentHelp("Reports of all shards of a run.", valueName: "report"),
    completion: .file())
  var reports: [String]

  @OptionGroup(title: "Report") var report: ReportOptions<MergedForm>

  func validate() throws {
    guard let reason = report.format.refusal else { return }
    throw ValidationError(
      "\(report.format.form.rawValue) cannot be made of reports: \(reason); run 'analyze' over the "
        + "captures")
  }

  func run() throws {
    try OutputFile.requireUnread([report.output], inputs: reports.map(CaptureInput.file))
    let output = try outputFile(report.output)
    let run = try MergeRun(
      reports, report: report.writer(isRolling: false), output: output)
    let (status, messages) = try run.run()
    for message in messages { writeError("esmtp-replay: \(message)") }
    endProcess(Int32(status))
  }
}
