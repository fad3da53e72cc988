import ASAPolicy
import ArgumentParser
import CaptureFiles
import ESMTPInspection
import Replay
import Reports
import SystemPackage

/// `rewrite`: the traffic as it leaves the firewall.
struct Rewrite: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "rewrite",
    abstract: "Write the traffic as it leaves the firewall.")

  @OptionGroup(title: "Captures") var capture: CaptureOptions
  @OptionGroup(title: "Policy") var policy: PolicyOptions

  @Option(
    name: [.customShort("w", allowingJoined: true), .customLong("write")],
    help: ArgumentHelp("The rewritten capture; '-' is standard output.", valueName: "file"),
    completion: .file())
  var write: String

  @OptionGroup(title: "Rewriting") var rewriting: RewriteOptions

  @Flag(name: .shortAndLong, help: "Print errors alone.")
  var quiet = false

  func validate() throws { try capture.requireInput(beside: policy) }

  func run() throws {
    var options = capture.analysis
    let loaded = policy.load(policy.texts(), ports: options.ports, isQuiet: quiet)
    var inputs = try namedInputs(capture.paths)
    try OutputFile.requireUnread([write], inputs: inputs)
    // What is chosen is known when all was read.
    if options.selection != nil { inputs = try rereadable(inputs) }
    options = try capture.reading.selecting.writing(
      options, inputs, filter: capture.reading.filter, loaded)
    endProcess(try rewrite(inputs, loaded, options))
  }

  private func rewrite(
    _ inputs: [CaptureInput], _ loaded: LoadedPolicy, _ options: AnalysisOptions
  ) throws(OutputError) -> Int32 {
    let request = rewriting.request(write, inputs)
    let record = RunRecord(
      version: toolVersion, profile: loaded.profile.name, policyFiles: policy.policy,
      statement: nil, source: nil, className: nil, ports: options.ports,
      checksums: capture.reading.checksums.rawValue, afterDivergence: "stop")
    var run = try AnalysisRun(
      analysis: Analysis(policy: loaded, options: options), report: ReportWriter(.counters),
      run: record, output: .nowhere, gate: AnalysisRun.Gate(), rewriting: request)
    let progress = Progress(inputs, isQuiet: quiet)
    for input in inputs {
      try run.read(input, filter: capture.reading.filter) { progress.show($0) }
    }
    progress.clear()
    for message in run.messages { writeError("esmtp-replay: \(message)") }
    let outcome = try run.finish()
    if let remark = outcome.remark { writeError("esmtp-replay: \(remark)") }
    if !quiet, let done = outcome.rewriting {
      let text = done.sentences.joined(separator: "\n")
      if OutputFile.isStandardOutput(write) {
        writeError(text)
      } else {
        _ = try? FileDescriptor.standardOutput.writeAll((text + "\n").utf8)
      }
    }
    return Int32(outcome.status)
  }
}
