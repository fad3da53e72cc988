import ASAPolicy
import ArgumentParser
import CaptureFiles
import ESMTPInspection
import FoundationEssentials
import Replay
public import Reports
import SystemPackage

/// `compare`: several policies over the same traffic.
struct Compare: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "compare",
    abstract: "Replay captures under two policies and report what differs.",
    usage: """
      esmtp-replay compare [<options>] <old> <new> <capture> ...
      esmtp-replay compare [<options>] <old> --apply <change> <capture> ...
      esmtp-replay compare [<options>] <old> --sweep <values> <capture> ...
      """,
    discussion: """
      A policy is a configuration file, or 'default' for the device's own defaults. Further \
      configurations before the captures are further candidates, each compared with the old policy.

      Exit status: 0 decided alike, 1 at least one session is decided differently, 2 could not be \
      done, 3 done in part, or nothing could be compared; 1 where both 1 and 3 hold.
      """)

  @ArgumentParser.Argument(
    help: ArgumentHelp("Policies, then captures.", valueName: "file"), completion: .file())
  var files: [String]

  @Option(
    help: ArgumentHelp(
      "Lines to be typed into the device with the old policy; what that makes of it is the new one.",
      valueName: "file"), completion: .file())
  var apply: String?

  @Option(
    help: ArgumentHelp(
      "Tell how many sessions each value of a criterion would drop, in all inspection maps in force, as in 'header line length=998..4000'; '/STEP' may follow.",
      valueName: "values"), transform: SweepOption.init)
  var sweep: SweepOption?

  @Option(
    help: ArgumentHelp(
      "The inspection map to use of each policy file, where it has several.", valueName: "name"))
  var policyMap: String?

  @Option(
    help: ArgumentHelp(
      "The context to take of each policy file, a dump of several.",
      valueName: "name"))
  var context: String?

  @Option(
    help: ArgumentHelp(
      "The behaviour profile of all policies that have none of their own. Default: what a policy's line 'ASA Version' or 'PIX Version' says, else asa.",
      valueName: "name"),
    completion: .list(Profile.all.map(\.name)))
  var profile: String?

  @Option(
    help: ArgumentHelp("The behaviour profile of the old policy.", valueName: "name"),
    completion: .list(Profile.all.map(\.name)))
  var oldProfile: String?

  @Option(
    help: ArgumentHelp("The behaviour profile of the new policies.", valueName: "name"),
    completion: .list(Profile.all.map(\.name)))
  var newProfile: String?

  @OptionGroup(title: "Reading") var reading: ReadingOptions

  @Option(
    help: ArgumentHelp(
      "End with status 1 where 'any' session is decided differently, or at a 'regression' alone."))
  var failOn: ComparisonRun.Gate = .any

  @Option(
    help: ArgumentHelp(
      "List sessions of one kind alone: \(ComparisonKind.allCases.map(\.rawValue).joined(separator: ", ")). May be repeated.",
      valueName: "kind"))
  var only: [ComparisonKind] = []

  @Option(help: "The form of the report.")
  var format: ComparedForm = ComparedForm()

  @Option(
    name: [.customShort("o", allowingJoined: true), .long],
    help: ArgumentHelp("Write the report to a file.", valueName: "file"), completion: .file())
  var output: String?

  @Flag(help: "List every session that is decided differently.")
  var all = false

  @Flag(help: "Print mailbox names in full in forms that leave the house: html, md and sarif.")
  var noRedact = false

  @Option(help: "Colour: 'auto' where standard output is a terminal, 'always', or 'never'.")
  var color: ColorChoice = .auto

  @Flag(name: .shortAndLong, help: "Print the totals alone.")
  var quiet = false

  func validate() throws {
    for profile in [profile, oldProfile, newProfile].compactMap({ $0 })
    where Profile.named(profile) == nil {
      let names = Profile.all.map(\.name).joined(separator: ", ")
      throw ValidationError("there is no profile '\(profile)'; choose one of \(names)")
    }
    if apply != nil, sweep != nil {
      throw ValidationError("--apply and --sweep exclude each other")
    }
    if sweep != nil, ![.text, .json, .html].contains(format.form) {
      throw ValidationError("a threshold curve comes as text, json or html")
    }
    try requireSingleStandardInput(files + [apply].compactMap { $0 })
    try GivenOption("--no-redact", isGiven: noRedact).refuse(
      in: format.form, but: ReportForm.redacted)
    try GivenOption.refuse(
      [GivenOption("--policy-map", policyMap), GivenOption("--context", context)],
      without: GivenOption(
        "a policy file", isGiven: files.prefix(policiesDue).contains { $0 != "default" }))
    guard files.count > policiesDue else {
      throw ValidationError(
        policiesDue == 2
          ? "two policies and a capture are due: compare OLD NEW CAPTURE..."
          : "a policy and a capture are due: compare OLD CAPTURE...")
    }
  }

  /// The policies that are named before the captures.
  private var policiesDue: Int { apply == nil && sweep == nil ? 2 : 1 }

  func run() throws {
    let (policies, captures) = try divide()
    guard !captures.isEmpty else {
      writeError("esmtp-replay: no capture is given behind the policies")
      endProcess(2)
    }
    let inputs = try namedInputs(captures)
    try OutputFile.requireUnread([output], inputs: inputs)
    StopRequest.awaitInFiles(inputs)
    endProcess(try compare(policies, inputs))
  }

  /// A policy as named on the command line.
  private struct NamedPolicy {
    var files: [String]
    var policy: LoadedPolicy
    /// What was said of its lines.
    var diagnostics: [Diagnostic]
  }

  /// Tells policies from captures: what must be a policy is one, then everything that is text.
  private func divide() throws -> (policies: [NamedPolicy], captures: [String]) {
    var count = policiesDue
    while policiesDue == 2, count < files.count, isConfiguration(files[count]) { count += 1 }
    var policies: [NamedPolicy] = []
    for file in files[..<count] {
      policies.append(load(file, behind: policies))
    }
    if let apply { policies.append(changed(policies[0], by: apply)) }
    if let sweep { policies += swept(sweep, policies[0]) }
    let captures = Array(files[count...])
    if policiesDue == 1, let first = captures.first, isConfiguration(first) {
      writeError(
        "esmtp-replay: \(oneLine(first)): this is a policy, and \(apply == nil ? "--sweep" : "--apply") "
          + "takes one; leave it out")
      endProcess(2)
    }
    return (policies, captures)
  }

  /// The profile of a policy that is made of the old one; nil for that of the old one.
  private var changedProfile: Profile? {
    (newProfile ?? oldProfile ?? profile).flatMap(Profile.named)
  }

  /// The old policy with lines typed into its device.
  private func changed(_ old: NamedPolicy, by path: String) -> NamedPolicy {
    let (loaded, diagnostics) = old.policy.typing(
      [policyText(path)], profile: changedProfile)
    return NamedPolicy(
      files: old.files + [path], policy: checked(loaded, diagnostics, behind: [old]),
      diagnostics: diagnostics)
  }

  /// The old policy with each value of a criterion.
  private func swept(_ sweep: SweepOption, _ old: NamedPolicy) -> [NamedPolicy] {
    sweep.values.map { value in
      guard
        let policy = old.policy.setting(sweep.subject, to: value, profile: changedProfile)
      else {
        writeError("esmtp-replay: the policy has no inspection map, so no criterion to sweep")
        endProcess(2)
      }
      return NamedPolicy(
        files: old.files + ["\(sweep.criterion) gt \(value)"], policy: policy, diagnostics: [])
    }
  }

  private func isConfiguration(_ path: String) -> Bool {
    if path == "default" { return true }
    // A pipe is a capture: it must not be opened twice.
    let type = try? FileManager.default.attributesOfItem(atPath: path)[.type] as? FileAttributeType
    return type == .typeRegular && (try? contentKind(ofFile: path)) == .text
  }

  private func load(_ file: String, behind others: [NamedPolicy]) -> NamedPolicy {
    let files = file == "default" ? [] : [file]
    let profile = (others.isEmpty ? oldProfile : newProfile) ?? profile
    // The device's own defaults are no file: they have one map, and no context.
    let (loaded, diagnostics) = LoadedPolicy.load(
      files.map(policyText),
      options: LoadedPolicy.Options(
        profile: profile.flatMap(Profile.named), policyMapName: files.isEmpty ? nil : policyMap,
        ports: reading.analysis.ports, context: files.isEmpty ? nil : context))
    return NamedPolicy(
      files: files, policy: checked(loaded, diagnostics, behind: others), diagnostics: diagnostics)
  }

  /// A policy whose diagnostics are told where those of others have not said the same; ends with status 2
  /// where it has errors.
  private func checked(
    _ policy: LoadedPolicy?, _ diagnostics: [Diagnostic], behind others: [NamedPolicy]
  ) -> LoadedPolicy {
    let told = Set(others.flatMap { $0.diagnostics.map(\.description) })
    for diagnostic in diagnostics where !quiet || diagnostic.severity == .error {
      let text = diagnostic.description
      if !told.contains(text) { writeError(text) }
    }
    guard let policy else { endProcess(2) }
    return policy
  }

  /// What takes a typed change back.
  private func takingBack(_ policies: [NamedPolicy]) -> ComparisonRecord.TakingBack? {
    guard apply != nil, policies.count == 2 else { return nil }
    let (old, new) = (policies[0].policy, policies[1].policy)
    let lines = old.commands(from: new)
    return ComparisonRecord.TakingBack(
      lines: lines, isExact: old.isRestored(by: lines, typedInto: new))
  }

  private func compare(_ policies: [NamedPolicy], _ inputs: [CaptureInput]) throws(OutputError)
    -> Int32
  {
    var options = reading.analysis
    options.tellsCommunityIDs = format.form.namesFlows
    var record = ComparisonRecord(
      version: toolVersion,
      policies: policies.map { named in
        var policy = ComparedPolicy(
          name: named.files.last ?? "default", files: named.files,
          profile: named.policy.profile.name,
          statement: named.policy.headline?.statement, source: named.policy.headline?.source)
        policy.limits = named.policy.reportLimits
        policy.notUnderstood = named.policy.reportNotUnderstood
        return policy
      }, ports: options.ports)
    record.sweep = sweep.map {
      ComparisonRecord.Sweep(
        criterion: $0.criterion, values: $0.values, maps: policies[0].policy.mapsInForce)
    }
    record.filter = reading.filter
    record.selection = reading.selecting.selection?.text
    record.takingBack = takingBack(policies)
    record.arguments = wordsThatMatter(Array(CommandLine.arguments.dropFirst()))
    let isColoured = color.isColoured(output)
    let layout = TextReport.Options(
      width: Terminal.width(output), isColoured: isColoured, listsAll: all,
      isQuiet: quiet)
    let report = format.writer(
      layout, redaction: noRedact ? .none : .firstLetter)
    var run = try ComparisonRun(
      policies: policies.map(\.policy), options: options, report: report, run: record,
      output: try outputFile(output), gate: failOn, only: Set(only))
    let progress = Progress(inputs, isQuiet: quiet)
    for input in inputs {
      try run.read(input, filter: reading.filter) { progress.show($0) }
    }
    progress.clear()
    for message in run.messages { writeError("esmtp-replay: \(message)") }
    let outcome = try run.finish()
    if let remark = outcome.remark { writeError("esmtp-replay: \(remark)") }
    if !quiet { for warning in outcome.warnings { writeError("esmtp-replay: \(warning)") } }
    for failure in outcome.failures { writeError("esmtp-replay: \(failure)") }
    return Int32(outcome.status)
  }
}

extension ComparisonKind: ArgumentChoice {}
extension ComparisonRun.Gate: ArgumentChoice {}
