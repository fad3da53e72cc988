import ASAPolicy
import ArgumentParser
import CaptureFiles
import Replay
import Reports

/// `stress`: one session cut into other segments.
struct Stress: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "stress",
    abstract: "Cut one session into other segments and report what is decided otherwise.",
    usage: "esmtp-replay stress [<options>] <session> <capture> ...",
    discussion: """
      The inspection judges commands by the segment: where a packet ends can decide what becomes of a \
      mail. The bytes of the session stay as they are; segments are made of one byte, of common sizes, cut \
      inside each verb, each EHLO keyword and around the final dot, pipelined or not, and at random.

      The session is named as for 'show'.

      Exit status: 0 done, 1 with '--fail-on-change' where a cut is decided otherwise, 2 could not be done, \
      3 a capture was cut short, or nothing of the session is inspected.
      """)

  @OptionGroup(title: "Session") var capture: SessionOptions
  @OptionGroup(title: "Policy") var policy: PolicyOptions

  @Option(help: ArgumentHelp("How often the session is cut at random.", valueName: "number"))
  var random = 1000

  @Option(help: ArgumentHelp("The seed of the random cuts.", valueName: "number"))
  var seed: UInt64 = 1

  @Option(
    name: .customLong("captures"),
    help: ArgumentHelp(
      "Write a capture with the fewest cuts for each other decision into a folder.",
      valueName: "folder"))
  var folder: String?

  @Flag(help: "End with status 1 where a cut is decided otherwise.")
  var failOnChange = false

  @OptionGroup var page: PageOptions

  @Flag(name: .shortAndLong, help: "Print results and errors alone.")
  var quiet = false

  func validate() throws {
    try policy.checkStandardInput(capture.paths)
    try policy.requireEffect()
    _ = try SessionLookup(in: capture, isQuiet: quiet)
    if random < 0 { throw ValidationError("'--random' takes 0 or more") }
  }

  func run() throws {
    let lookup = try SessionLookup(in: capture, isQuiet: quiet)
    let loaded = policy.load(policy.texts(), ports: capture.analysis.ports, isQuiet: quiet)
    // The session is looked for first, and read again then.
    let inputs = try rereadable(
      page.requireUnread(namedInputs(capture.paths)))
    guard let (transcript, isCut, trace) = try lookup.find(in: inputs, under: loaded) else {
      endProcess(2)
    }
    if let folder { try makeOutputFolder(folder) }
    var run = StressRun(
      policy: loaded, options: capture.analysis, session: transcript.session, seed: seed,
      randomTrials: random)
    for input in inputs { try run.read(input, filter: capture.reading.filter) }
    guard
      let record = try run.finish(
        asRead: trace, capturesIn: folder.map(withoutEndingSlash))
    else {
      writeError(
        "esmtp-replay: nothing of session \(transcript.session.id) is inspected; \(why(transcript.session))"
      )
      endProcess(3)
    }
    try page.write(json: { StressJSON.lines(record) }) {
      StressText.page(record, width: $0, isColoured: $1)
    }
    if let failure = record.failure {
      writeError("esmtp-replay: \(failure)")
      endProcess(2)
    }
    if isCut { endProcess(3) }
    endProcess(failOnChange && record.rows.contains { $0.changed > 0 } ? 1 : 0)
  }

  private func why(_ session: SessionRecord) -> String {
    session.clientStream.bytes + session.serverStream.bytes == 0
      ? "it has no bytes; 'analyze --all' lists all sessions" : session.decision.reason
  }
}
