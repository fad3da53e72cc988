import ASAPolicy
import ArgumentParser
import CaptureFiles
import ESMTPInspection
import Primitives
import Replay
import Reports
import SystemPackage

/// `reduce`: a capture fit for sharing.
struct Reduce: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "reduce",
    abstract: "Make captures fit for sharing: chosen sessions, other names, the same decisions.",
    usage: """
      esmtp-replay reduce [<options>] <case> -o <folder>
      esmtp-replay reduce [<options>] <capture> ... -w <file>
      """,
    discussion: """
      Addresses, names, header fields, subjects, bodies, authentication data and TLS are replaced by \
      others of the same length, the same wherever one stands; lines, folding, dots, encodings and the \
      structure of MIME stay. Then the result is replayed under the policy and under the profiles asa \
      and asa-field: where one session would be decided otherwise, nothing is written.

      A case becomes a case of its own: the capture, the policy as 'policy show' prints it, an \
      expect.yaml and a README.md.

      Exit status: 0 done, 2 could not be done, 3 a capture was cut short.
      """)

  @OptionGroup(title: "Captures") var capture: CaptureOptions

  @Option(
    name: [.customShort("s", allowingJoined: true), .long],
    help: ArgumentHelp(
      "A session: its number, CLIENT:PORT, CLIENT:PORT-SERVER:PORT, or a Message-ID. May be repeated. Default: all.",
      valueName: "session"))
  var session: [String] = []

  @OptionGroup(title: "Policy") var policy: PolicyOptions

  @Option(
    name: [.customShort("w", allowingJoined: true), .customLong("write")],
    help: ArgumentHelp("The reduced capture; '-' is standard output.", valueName: "file"),
    completion: .file())
  var write: String?

  @Option(
    name: [.customShort("o", allowingJoined: true), .customLong("output")],
    help: ArgumentHelp("The folder of the new case, which is made.", valueName: "folder"),
    completion: .directory)
  var output: String?

  @Flag(name: .shortAndLong, help: "Print errors alone.")
  var quiet = false

  func validate() throws {
    try capture.requireInput(beside: policy)
    guard (write == nil) != (output == nil) else {
      throw ValidationError(
        write == nil
          ? "no output is given; name a capture with '-w', or the folder of a new case with '-o'"
          : "-w and -o exclude each other; a case goes to a folder, captures go to a file")
    }
    if output != nil, capture.paths.count != 1 || capture.paths == ["-"] {
      throw ValidationError(
        "one case is due for '-o'; name its folder, or write captures with '-w'")
    }
    if output != nil, !policy.policy.isEmpty || capture.reading.filter != nil {
      throw ValidationError(
        "what a case is replayed under stands in its expect.yaml; leave '-p' and '-f' out, or write captures with '-w'"
      )
    }
    _ = try selectors()
  }

  private func selectors() throws -> [SessionSelector] {
    try session.map { text in
      guard let selector = SessionSelector(text) else {
        throw ValidationError(
          printable(
            "'\(text)' names no session; write its number, CLIENT:PORT, CLIENT:PORT-SERVER:PORT, or a Message-ID"
          ))
      }
      return selector
    }
  }

  func run() throws {
    if output != nil { refuseWritingInContinuousIntegration("reduce") }
    let selectors = try selectors()
    endProcess(
      try output.map { try reduceCase(to: $0, selectors) } ?? reduceCaptures(selectors))
  }

  private func reduceCaptures(_ selectors: [SessionSelector]) throws -> Int32 {
    let options = capture.analysis
    let texts = policy.texts()
    let loaded = policy.load(texts, ports: options.ports, isQuiet: quiet)
    let named = try namedInputs(capture.paths)
    try OutputFile.requireUnread([write], inputs: named)
    let inputs = try rereadable(named)
    let policies =
      try [loaded]
      + ReductionRun.otherProfiles(than: loaded).map { profile in
        var options = policy.options(ports: options.ports)
        options.profile = profile
        return try ReductionRun.load(texts, options)
      }
    let request = ReductionRun.Request(
      inputs: inputs, filter: capture.reading.filter, policies: policies, options: options,
      selectors: selectors)
    // What cannot be made is told before anything is read.
    let file = try outputFile(write)
    let outcome = try reduced(request)
    try file.write(outcome.captures.first ?? [])
    try file.finish()
    return outcome.isCut ? 3 : 0
  }

  private func reduceCase(to output: String, _ selectors: [SessionSelector]) throws -> Int32 {
    let folder = withoutEndingSlash(output)
    let found = try CaseFolder.find(capture.paths)
    if let fault = found.compactMap(\.fault).first { throw fault }
    guard found.count == 1, let source = found.first, !source.captures.isEmpty else {
      writeError(
        "esmtp-replay: \(found.count > 1 ? "there are \(found.count) cases" : "there is no case"); "
          + "name the folder of one with captures")
      return 2
    }
    if source.captures.count > 1, source.captures.map(source.path(of:)).contains(capture.paths[0]) {
      writeError(
        "esmtp-replay: \(capture.paths[0]): the captures beside it are of the same case; "
          + "name the folder for all of them, or write this one alone with '-w'")
      return 2
    }
    try CaseReduction.checkTarget(folder)
    let reduction = try CaseReduction(source, profile: policy.profile, ports: capture.reading.port)
    let outcome = try reduced(reduction.request(selectors, capture.analysis))
    try reduction.write(outcome, to: folder)
    if !quiet, let remark = reduction.policyRemark { writeError("esmtp-replay: \(remark)") }
    return outcome.isCut ? 3 : 0
  }

  private func reduced(_ request: ReductionRun.Request) throws(ReductionError)
    -> ReductionRun.Outcome
  {
    let progress = Progress(request.inputs, isQuiet: quiet)
    let outcome = try ReductionRun(request, progress: progress.show).run()
    progress.clear()
    for message in outcome.messages { writeError("esmtp-replay: \(message)") }
    if !quiet { for remark in outcome.remarks { writeError("esmtp-replay: \(remark)") } }
    return outcome
  }
}
