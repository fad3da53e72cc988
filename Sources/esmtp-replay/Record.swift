import ASAPolicy
import ArgumentParser
import CaptureFiles
import FoundationEssentials
import Primitives
import Replay
import Reports

/// `record`: expect from now on what is found now.
struct Record: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "record",
    abstract: "Write an expect.yaml beside captures, which 'test' compares with from then on.",
    usage: "esmtp-replay record [<options>] <capture> ...",
    discussion: """
      All captures of a folder are one case, in the order of their names. Look through the file: it \
      holds what the firewall is expected to do, and may be cut down to what matters.
      """)

  @Argument(
    help: ArgumentHelp("Captures, or folders with captures.", valueName: "capture"),
    completion: .file())
  var captures: [String]

  @OptionGroup(title: "Policy") var policy: PolicyOptions

  @Option(
    help: ArgumentHelp("An inspected TCP port; may be repeated. Default: 25.", valueName: "number"))
  var port: [UInt16] = []

  @OptionGroup var selecting: SelectionOptions

  @Flag(help: "Expect the same bytes behind the firewall, too.")
  var exact = false

  @Flag(help: "Replace an expect.yaml that is there.")
  var force = false

  func validate() throws {
    if port.contains(0) {
      throw ValidationError("port 0 cannot be inspected; ports are 1 to 65535")
    }
    try policy.requireEffect()
    if policy.policy.contains("-") {
      throw ValidationError(
        "a policy from standard input cannot be read again; save it in a file")
    }
  }

  func run() throws {
    refuseWritingInContinuousIntegration("record")
    endProcess(try record())
  }

  private func record() throws -> Int32 {
    let found = try CaseFolder.find(captures)
    if let fault = found.compactMap(\.fault).first { throw fault }
    let folders = found.filter { !$0.captures.isEmpty }
    guard !folders.isEmpty else {
      writeError("esmtp-replay: there is no capture; name a capture or a folder with captures")
      return 2
    }
    if !force, let known = folders.first(where: \.isRecorded) {
      writeError(

        "esmtp-replay: \(known.expectationPath): is there already; look at changes with 'review', "
          + "or replace it with '--force'")
      return 2
    }
    var isWhole = true
    for folder in folders {
      let recording = try CaseRecording(
        folder, like: template(folder), isExact: exact, of: selecting.selection)
      for warning in recording.warnings { writeError(warning) }
      for message in recording.messages { writeError("esmtp-replay: \(message)") }
      if let emptiness = recording.emptiness {
        writeError("esmtp-replay: \(folder.path): \(emptiness)")
        isWhole = false
        continue
      }
      try recording.expectation.write(to: folder.expectationPath)
      if !recording.messages.isEmpty { isWhole = false }
      writeResult(Array(summary(folder, recording).utf8))
    }
    return isWhole ? 0 : 3
  }

  private func summary(_ folder: CaseFolder, _ recording: CaseRecording) -> String {
    let words = Verdict.allCases.compactMap { verdict in
      recording.counts[verdict].map { "\($0) \(verdict.rawValue)" }
    }
    return printable("\(folder.expectationPath): \(words.joined(separator: ", "))")
      + CaseText.notSelected(recording.notSelected) + "\n"
  }

  /// The policy as an expectation beside the captures names it.
  private func template(_ folder: CaseFolder) -> Expectation {
    let current = FileManager.default.currentDirectoryPath
    var expectation = Expectation()
    expectation.policies = policy.policy.map { relativePath($0, from: folder.path, in: current) }
    expectation.policyMap = policy.policyMap
    expectation.ingress = policy.ingress
    expectation.egress = policy.egress
    expectation.base = policy.base
    expectation.context = policy.context
    expectation.profile = policy.profile
    if !port.isEmpty { expectation.ports = port }
    return expectation
  }
}
