import ASAPolicy
import ArgumentParser
import CaptureFiles
import Replay
import Reports

/// `verify`: predictions against what a real firewall has forwarded.
struct Verify: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "verify",
    abstract: "Hold the predictions against captures from both sides of a real firewall.",
    discussion: """
      Finds both legs of each session, whatever the firewall did to addresses, ports and sequence \
      numbers and however the clocks differ, replays what each side sent, and compares, byte for byte, \
      what the policy forwards of it with what the other side got. Tells the agreement of each rule, of \
      each switch of the profile and of each profile.

      Exit status: 0 all that was compared agrees, 1 something does not, 2 could not be done, 3 nothing \
      could be compared, a capture was cut short, or sessions without another leg may be one.
      """)

  @Option(
    help: ArgumentHelp(
      "A capture, or a folder of captures, from the outside; may be repeated.",
      valueName: "capture"), completion: .file())
  var outside: [String] = []

  @Option(
    help: ArgumentHelp("The same from the inside.", valueName: "capture"), completion: .file())
  var inside: [String] = []

  @OptionGroup(title: "Reading") var reading: ReadingOptions
  @OptionGroup(title: "Policy") var policy: PolicyOptions

  @Option(
    name: .customLong("captures"),
    help: ArgumentHelp(
      "Write both legs of an example of each disagreement into a folder.", valueName: "folder"))
  var folder: String?

  @OptionGroup var page: PageOptions

  @Flag(name: .shortAndLong, help: "Print results and errors alone.")
  var quiet = false

  func validate() throws {
    if outside.isEmpty || inside.isEmpty {
      throw ValidationError(
        "captures from both sides are needed; name them with '--outside' and '--inside'")
    }
    if let both = outside.first(where: inside.contains) {
      throw ValidationError("'\(both)' is named for both sides; name a capture of each")
    }
    try policy.checkStandardInput(outside + inside)
    try policy.requireEffect()
  }

  func run() throws {
    let options = reading.analysis
    let loaded = policy.load(policy.texts(), ports: options.ports, isQuiet: quiet)
    let behaviours = VerificationBehaviours(policy: loaded)
    let inputs = try (expand(outside), expand(inside))
    if let folder { try makeOutputFolder(folder) }
    var run = try VerificationRun(behaviours, options: options)
    for input in inputs.0 { try run.readOutside(input, filter: reading.filter) }
    for input in inputs.1 { try run.readInside(input, filter: reading.filter) }
    let record = try run.finish(
      policyFiles: policy.policy, capturesIn: folder.map(withoutEndingSlash))
    for message in run.messages { writeError("esmtp-replay: \(message)") }
    guard run.hasReadInputs else { endProcess(2) }
    if let remark = run.remark { writeError("esmtp-replay: \(remark)") }
    try page.write(json: { VerificationJSON.lines(record) }) {
      VerificationText.page(record, width: $0, isColoured: $1)
    }
    if let failure = record.failure {
      writeError("esmtp-replay: \(failure)")
      endProcess(2)
    }
    if record.disagreeing > 0 { endProcess(1) }
    let isPartial = record.agreeing == 0 || !run.isWhole || record.unpairedTogether > 0
    endProcess(isPartial ? 3 : 0)
  }

  /// The inputs of a side, whose frames may be read again.
  private func expand(_ paths: [String]) throws -> [CaptureInput] {
    try rereadable(page.requireUnread(namedInputs(paths)))
  }
}
