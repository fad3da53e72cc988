import ASAPolicy
import ArgumentParser
import CaptureFiles
import ESMTPInspection
import Replay
import Reports

/// `advise`: the smallest changes that let mail through.
struct Advise: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "advise",
    abstract: "Name the smallest changes of the policy that let sessions through.",
    discussion: """
      Replays the captures, then again with each change that may help, and tells the lines to type, \
      how many of the stopped sessions they let through, and what else they change. '--where' \
      chooses the sessions that need help; the changes are tried over all.

      Exit status: 0 done, 2 could not be done, 3 done in part.
      """)

  @OptionGroup(title: "Captures") var capture: CaptureOptions
  @OptionGroup(title: "Policy") var policy: PolicyOptions

  @OptionGroup var page: PageOptions

  @Flag(name: .shortAndLong, help: "Print results and errors alone.")
  var quiet = false

  func validate() throws { try capture.requireInput(beside: policy) }

  func run() throws {
    let options = capture.analysis
    let loaded = policy.load(policy.texts(), ports: options.ports, isQuiet: quiet)
    // The frames are read a second time.
    let inputs = try rereadable(
      page.requireUnread(namedInputs(capture.paths)))
    endProcess(try advise(inputs, loaded, options))
  }

  private func advise(
    _ inputs: [CaptureInput], _ loaded: LoadedPolicy, _ options: AnalysisOptions
  ) throws(OutputError) -> Int32 {
    var search = AdviceSearch(policy: loaded, options: options)
    for input in inputs { try search.read(input, filter: capture.reading.filter) }
    let causes = try search.finish()
    for message in search.messages { writeError("esmtp-replay: \(message)") }
    if let remark = search.inspectedRemark, !quiet { writeError("esmtp-replay: \(remark)") }
    guard search.hasReadInput else { return 2 }
    if causes.sessions == 0 {
      writeError("esmtp-replay: \(search.remark)")
    }
    let reading = AdviceReading(policy: loaded, options: options)
    let filter = capture.reading.filter
    var record = AdviceReport(
      on: causes, of: loaded, policy.policy,
      advice: try reading.advice(
        on: causes, in: inputs, filter: filter, asRead: search.trace),
      assumptions: try reading.assumptions(in: inputs, filter: filter, asRead: search.trace),
      status: search.isWhole && causes.hasLooked ? 0 : 3)
    record.narrowing = search.narrowing
    if causes.omitted > 0, !quiet {
      writeError(
        "esmtp-replay: \(causes.omitted) sessions are stopped for further reasons; choose some with --where"
      )
    }
    try page.write(json: { AdviceJSON.lines(record, version: toolVersion) }) {
      var page = AdviceText(width: $0, isColoured: $1)
      page.put(record)
      return page.takeOutput()
    }
    return Int32(record.status)
  }
}
