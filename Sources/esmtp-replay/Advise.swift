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

  @Option(
    name: [.customShort("o"), .long],
    help: ArgumentHelp("Write the report to a file.", valueName: "file"), completion: .file())
  var output: String?

  @Option(help: "Colour: 'auto' where standard output is a terminal, 'always', or 'never'.")
  var color: ReportOptions.ColorChoice = .auto

  /// The number of changes that are tried at once.
  private static let candidateLimit = 48

  func validate() throws { try capture.requireInput(beside: policy) }

  func run() throws {
    let options = capture.analysis
    let texts = policy.texts()
    let loaded = policy.load(texts, ports: options.ports, isQuiet: false)
    do {
      var inputs = try expandInputs(capture.paths)
      // The frames are read a second time.
      if let place = inputs.firstIndex(of: .standardInput) {
        inputs[place] = try keepStandardInput()
      }
      endProcess(try advise(inputs, loaded, texts, options))
    } catch let error as CaptureError {
      writeError("esmtp-replay: \(error)")
    } catch let error as OutputError {
      writeError("esmtp-replay: \(error)")
    }
    endProcess(2)
  }

  private func advise(
    _ inputs: [CaptureInput], _ loaded: LoadedPolicy, _ texts: [PolicyText],
    _ options: AnalysisOptions
  ) throws(OutputError) -> Int32 {
    var search = AdviceSearch(policy: loaded, options: options)
    for input in inputs { try search.read(input, filter: capture.reading.filter) }
    let causes = try search.finish()
    for message in search.messages { writeError("esmtp-replay: \(message)") }
    guard search.hasReadInput else { return 2 }
    let isColoured =
      switch color {
      case .always: true
      case .never: false
      case .auto: output == nil && Terminal.wantsColor
      }
    var page = AdviceText(
      width: output == nil ? Terminal.width : 80, isColoured: isColoured)
    if causes.isEmpty {
      page.putNothing(search.sessions)
    } else {
      for record in try tried(causes, inputs, loaded, texts, options) { page.put(record) }
    }
    page.put(try assumptions(inputs, loaded, texts, options))
    if search.omitted > 0 {
      writeError(
        "esmtp-replay: \(search.omitted) sessions are stopped for further reasons; choose some with --where"
      )
    }
    let file = if let output { try OutputFile(path: output) } else { OutputFile() }
    try file.write(page.takeOutput())
    try file.finish()
    return search.isWhole && search.sessions > 0 ? 0 : 3
  }

  /// Turns each open assumption round.
  private func assumptions(
    _ inputs: [CaptureInput], _ loaded: LoadedPolicy, _ texts: [PolicyText],
    _ options: AnalysisOptions
  ) throws(OutputError) -> [AssumptionRecord] {
    var others: [(assumption: Assumption, policy: LoadedPolicy)] = []
    for assumption in Assumption.all {
      var changed = policy.options(ports: options.ports)
      changed.profile = assumption.otherwise(loaded.profile)
      if let other = LoadedPolicy.load(texts, options: changed).policy {
        others.append((assumption, other))
      }
    }
    var trial = AssumptionTrial(policy: loaded, others: others, options: options)
    for input in inputs { try trial.read(input, filter: capture.reading.filter) }
    return try trial.finish()
  }

  /// Tries what the policy knows against each cause.
  private func tried(
    _ causes: [AdviceCause], _ inputs: [CaptureInput], _ loaded: LoadedPolicy,
    _ texts: [PolicyText], _ options: AnalysisOptions
  ) throws(OutputError) -> [AdviceRecord] {
    var candidates: [AdviceCandidate] = []
    var refused = [[String]](repeating: [], count: causes.count)
    for (index, cause) in causes.enumerated() {
      for remedy in loaded.remedies(cause.question) where candidates.count < Self.candidateLimit {
        let change = PolicyText(
          name: "advice", text: remedy.lines.map { $0 + "\n" }.joined())
        let (changed, diagnostics) = LoadedPolicy.load(
          texts + [change], options: policy.options(ports: options.ports))
        if let changed {
          candidates.append(AdviceCandidate(cause: index, remedy: remedy, policy: changed))
        } else {
          let why = diagnostics.first { $0.severity == .error }.map { ": \($0.message)" } ?? ""
          refused[index].append("\(remedy.summary): the device would not take it\(why)")
        }
      }
    }
    var trial = AdviceTrial(
      policy: loaded, causes: causes, candidates: candidates, options: options)
    for input in inputs { try trial.read(input, filter: capture.reading.filter) }
    return try trial.finish(refused: refused)
  }
}
