import ASAPolicy
import ArgumentParser
import CaptureFiles
import ESMTPInspection
import FoundationEssentials
import Primitives
import Replay
import Reports
import SystemPackage

/// `analyze`: replay and report.
struct Analyze: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "analyze",
    abstract: "Replay captures and report what the firewall would do.")

  @OptionGroup(title: "Captures") var capture: CaptureOptions
  @OptionGroup(title: "Live") var live: LiveOptions
  @OptionGroup(title: "Policy") var policy: PolicyOptions
  @OptionGroup(title: "Report") var report: ReportOptions<ReportForm>

  @Option(
    help: ArgumentHelp(
      "Write each session's streams before and after the inspection into a folder; one without a byte leaves no file.",
      valueName: "folder"), completion: .directory)
  var extract: String?

  @Option(
    name: [.customShort("w", allowingJoined: true), .customLong("write")],
    help: ArgumentHelp(
      "Write the traffic as it leaves the firewall; '-' is standard output.", valueName: "file"),
    completion: .file())
  var write: String?

  @Option(
    help: ArgumentHelp(
      "Write the frames as captured to a pcapng file, with comments on those that an event names.",
      valueName: "file"), completion: .file())
  var annotate: String?

  @Option(
    help: ArgumentHelp(
      "Write the frames of the sessions that are told of alone, as pcapng.", valueName: "file"),
    completion: .file())
  var carve: String?

  @OptionGroup(title: "Rewriting") var rewriting: RewriteOptions

  @Flag(help: "Print the SHA-256 of each stream.")
  var hash = false

  @Option(
    help:
      "Events behind a session's divergence point: 'stop' leaves them out of its verdict, 'assume' counts them."
  )
  var afterDivergence: DivergenceChoice = .stop

  @Option(
    help: ArgumentHelp(
      "End with status 1 where a session's verdict or outcome is this or graver; may be repeated.",
      valueName: "verdict|outcome"))
  var failOn: [GateThreshold] = []

  @Option(
    help: ArgumentHelp(
      "A JSON report of an earlier run: what it has found does not count for --fail-on, and SARIF says what is new.",
      valueName: "report"), completion: .file())
  var baseline: String?

  @Option(
    help: ArgumentHelp(
      "A rule that does not count for --fail-on; may be repeated.", valueName: "rule"))
  var ignoreRule: [Rule] = []

  @Option(
    help: ArgumentHelp(
      "End with status 3 where more sessions than this were not looked at.", valueName: "number"))
  var maxUnchecked: Int?

  @Option(
    help: ArgumentHelp(
      "Set the predicted counters beside those of a device: the output of 'show service-policy'.",
      valueName: "file"), completion: .file())
  var reconcile: String?

  @OptionGroup(title: "Logs") var logs: LogOptions

  @OptionGroup(title: "Shards") var shards: ShardOptions

  enum DivergenceChoice: String, ArgumentChoice { case stop, assume }

  func validate() throws {
    if live.interface == nil {
      if shards.list == nil { try capture.requireInput(beside: policy) }
      try policy.requireEffect()
      try policy.checkStandardInput(
        capture.paths + logs.files + (shards.list.map { [$0] } ?? []))
      if shards.shard != nil { try validateShard() }
    } else if !capture.paths.isEmpty || shards.shard != nil || shards.list != nil {
      throw ValidationError("an interface and captures are not read in one run")
    } else if annotate != nil || carve != nil {
      throw ValidationError(
        "--annotate and --carve read frames twice; record them with tcpdump and name the capture")
    } else if logs.isGiven || reconcile != nil {
      throw ValidationError(
        "--asa-log, --mail-log and --reconcile are read before the traffic that they are about; record it with tcpdump and name the capture"
      )
    } else if capture.reading.selecting.selection != nil, write != nil || extract != nil {
      throw ValidationError(
        "what is written of some sessions takes frames read before; record them with tcpdump and name the capture"
      )
    }
    if write == "-", report.output ?? "-" == "-" {
      throw ValidationError(
        "the report and the capture cannot both go to standard output; send the report to a file with -o"
      )
    }
    if carve == "-" { throw ValidationError("a carved capture goes to a file") }
    if annotate == "-" { throw ValidationError("an annotated capture goes to a file") }
    let usesGate = !failOn.isEmpty || [.sarif, .junit, .tap].contains(report.format)
    if baseline != nil || !ignoreRule.isEmpty, !usesGate {
      throw ValidationError(
        "--baseline and --ignore-rule say what --fail-on passes over; name it too")
    }
    if logs.isGiven, report.format != .text {
      throw ValidationError("logs are told in tables for a person; leave --format out")
    }
    if reconcile != nil, report.format != .text {
      throw ValidationError("--reconcile prints a table for a person; leave --format out")
    }
    if capture.reading.selecting.selection != nil, reconcile != nil || report.format == .counters {
      throw ValidationError(
        "the counters of a device are those of all sessions; leave --where out, or write the "
          + "chosen ones with --carve and count that capture")
    }
    try rewriting.requireEffect(write)
    try GivenOption("--hash", isGiven: hash).refuse(in: report.format, but: [.text, .json, .html])
  }

  /// Refuses what a shard cannot do as one run over all captures does it.
  private func validateShard() throws {
    let gates = !failOn.isEmpty || baseline != nil || !ignoreRule.isEmpty || maxUnchecked != nil
    let outputs = write != nil || extract != nil || annotate != nil || carve != nil
    let refused: [(isAsked: Bool, why: String)] = [
      (report.format != .json, "a shard's report is for 'merge'; ask for --format json"),
      (outputs, "what is written of frames and streams takes one run over all captures"),
      (gates, "a gate is about all sessions; hold the merged report against it"),
      (
        capture.reading.selecting.selection != nil,
        "--where numbers sessions of a whole run; select in the merged report"
      ),
      (logs.isGiven || reconcile != nil, "logs and counters are those of a whole run"),
      (
        capture.reading.filter != nil,
        "frames are numbered before a filter; filter the captures with tcpdump first"
      ),
      (
        capture.paths.contains("-"),
        "a shard reads captures that others read, too; save standard input in files"
      ),
    ]
    if let first = refused.first(where: \.isAsked) {
      throw ValidationError("--shard: \(first.why)")
    }
  }

  func run() throws {
    var options = capture.analysis
    options.shard = shards.shard?.number
    options.countsAfterDivergence = afterDivergence == .assume
    options.hashesStreams = hash
    if live.interface != nil { options.clockTolerance = LiveOptions.clockTolerance }
    options.tellsCommunityIDs = report.format.namesFlows || baseline != nil
    let known = Known(
      reconciliation: reconcile.map { loadReconciliation($0, isAlone: report.quiet) },
      baseline: baseline.map(loadBaseline),
      logs: logs.isGiven ? logs.book(layout: report.layout) : nil,
      logFiles: logs.identities)
    let texts = policy.texts()
    let loaded = policy.load(texts, ports: options.ports, isQuiet: report.quiet)
    let outputs = [report.output, write, annotate, carve]
    try OutputFile.requireDistinct(
      outputs, standardOutput: report.output ?? "-" == "-" || write == "-")
    // What may be read as root alone is read by now.
    var inputs: [CaptureInput] = []
    var later: [CaptureInput]?
    if let place = shards.shard {
      let found = try shards.inputs(place, named: capture.paths)
      (inputs, later) = (found.own, found.later)
    } else {
      inputs =
        try live.open(filter: capture.reading.filter, isQuiet: report.quiet).map { [$0] }
        ?? namedInputs(capture.paths + shards.listed())
    }
    try OutputFile.requireUnread(outputs, inputs: inputs + (later ?? []))
    if inputs.isEmpty {
      writeError("esmtp-replay: \(shards.list ?? "-"): it names no capture; write one a line")
      endProcess(2)
    }
    let selects = capture.reading.selecting.selection != nil
    let writes = write != nil || extract != nil || annotate != nil
    // The frames are read a second time.
    if annotate != nil || carve != nil || report.format == .html || selects && writes {
      inputs = try rereadable(inputs)
    }
    if let extract {
      options.extractDirectory = extract
      try makeOutputFolder(extract)
    }
    if writes {
      options = try capture.reading.selecting.writing(
        options, inputs, filter: capture.reading.filter, loaded)
    }
    // Of what is read up to here there is no report.
    StopRequest.awaitInFiles(inputs + (later ?? []))
    endProcess(try analyze(inputs, later: later, loaded, texts, options, known))
  }

  /// What was known before the captures are read.
  private struct Known {
    var reconciliation: Reconciliation?
    var baseline: Baseline?
    var logs: LogBook?
    var logFiles: [FileIdentity?] = []
  }

  private func analyze(
    _ inputs: [CaptureInput], later: [CaptureInput]?, _ loaded: LoadedPolicy, _ texts: [PolicyText],
    _ options: AnalysisOptions, _ known: Known
  ) throws(OutputError) -> Int32 {
    let headline = loaded.headline
    var record = RunRecord(
      version: toolVersion, profile: loaded.profile.name, policyFiles: policy.policy,
      statement: headline?.statement, source: headline?.source, className: headline?.className,
      ports: options.ports, checksums: capture.reading.checksums.rawValue,
      afterDivergence: afterDivergence.rawValue, notUnderstood: loaded.reportNotUnderstood)
    record.arguments = wordsThatMatter(Array(CommandLine.arguments.dropFirst()))
    if live.interface == nil {
      record.showing = ShowCommand(
        options: policy.arguments + capture.reading.arguments,
        captures: shards.list == nil ? capture.paths : inputs.map(\.path))
    }
    record.filter = capture.reading.filter
    record.selection = capture.reading.selecting.selection?.text
    record.policyLines = loaded.reportLines
    record.limits = loaded.reportLimits
    let output = try outputFile(report.output)
    var run = try AnalysisRun(
      analysis: Analysis(policy: loaded, options: options),
      report: report.writer(isRolling: live.interface != nil), run: record, output: output,
      gate: AnalysisRun.Gate(
        failOn: failOn.verdict, outcomes: failOn.outcomes, maximumUnchecked: maxUnchecked,
        baseline: known.baseline, ignoredRules: Set(ignoreRule)),
      rewriting: write.map { rewriting.request($0, inputs) },
      annotation: annotate.map { annotation($0, loaded) },
      logs: known.logs, carving: carve,
      advising: AdviceReading(policy: loaded, options: options))
    run.reconciliation = known.reconciliation
    let progress = Progress(
      inputs, isQuiet: report.quiet || report.fillsTerminal || live.interface != nil)
    for input in inputs {
      try run.read(input, filter: capture.reading.filter) { progress.show($0) }
    }
    if let later, let place = shards.shard {
      try run.readOn(
        later,
        for: ShardRequest(place, texts: texts, options: decisiveOptions, bounds: options)
      ) { progress.show($0) }
    }
    progress.clear()
    for message in run.messages { writeError("esmtp-replay: \(message)") }
    if logs.isGiven, capture.paths.contains("-"), let grown = logs.bookAgain(known.logFiles) {
      run.logs?.grow(to: grown)
    }
    let outcome = try run.finish()
    for failure in outcome.failures { writeError("esmtp-replay: \(failure)") }
    if let remark = outcome.remark { writeError("esmtp-replay: \(remark)") }
    if outcome.mixesLinkTypes {
      writeError(
        "esmtp-replay: the captures are of several link types, and so is what --carve or --annotate "
          + "wrote: Wireshark reads it, libpcap and this tool do not; name the captures of each link "
          + "type by themselves")
    }
    if outcome.omittedComments > 0 {
      writeError(
        "esmtp-replay: \(outcome.omittedComments) comments of the annotated capture are left out: "
          + "there are too many; narrow the capture with --filter")
    }
    return Int32(outcome.status)
  }

  /// The options that decide about sessions, in words, which all shards have to share.
  private var decisiveOptions: String {
    let reading = capture.reading
    var words = [
      "overlap \(reading.overlap.rawValue)", "segments \(reading.segments.rawValue)",
      "queued-bytes \(reading.queuedBytes)",
    ]
    if hash { words.append("hash") }
    for (name, value) in [
      ("policy-map", policy.policyMap), ("ingress", policy.ingress), ("egress", policy.egress),
      ("base", policy.base?.rawValue), ("context", policy.context),
    ] {
      if let value { words.append("\(name) \(value)") }
    }
    return words.joined(separator: ", ")
  }

  private func annotation(_ path: String, _ loaded: LoadedPolicy) -> AnnotationRequest {
    let files = policy.policy.isEmpty ? "the default policy" : policy.policy.joined(separator: ", ")
    let statement = loaded.headline.map { " (\($0.statement), \($0.source))" } ?? ""
    return AnnotationRequest(
      path: path, application: "esmtp-replay \(toolVersion)",
      comment: printable(
        "What a firewall's ESMTP inspection would do under \(files)\(statement), profile "
          + loaded.profile.name))
  }
}

/// Reads a report for `--baseline`; ends with status 2 where that is not possible.
func loadBaseline(_ path: String) -> Baseline {
  do {
    return try Baseline(report: contents(of: path))
  } catch let error as Baseline.Unreadable {
    writeError("\(path):\(error.line): error: \(error.reason)")
  } catch let error as UnreadableText {
    writeError("\(path): error: cannot be read: \(error.reason)")
  } catch {
    writeError("\(path): error: cannot be read: \(error)")
  }
  endProcess(2)
}

extension Rule: ArgumentChoice {}
