import ASAPolicy
import ArgumentParser
import ESMTPInspection
import Primitives

/// `policy check`: the diagnostics of a configuration and nothing else.
struct PolicyCheck: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check", abstract: "Print the mistakes of a configuration.",
    usage: "esmtp-replay policy check [<options>] <file> ...",
    discussion: "Exit status: 0 clean or warnings alone, 2 errors.")

  @OptionGroup var source: PolicyFiles
  @OptionGroup(title: "Policy") var policy: PolicyOptions

  @Flag(name: .shortAndLong, help: "Print errors and the result alone.")
  var quiet = false

  @Flag(name: .shortAndLong, help: "Name the lines that were passed over, without their text.")
  var verbose = false

  func validate() throws {
    try policy.checkStandardInput(source.files)
    try policy.requireEffect(beside: source.files)
    if source.files.isEmpty, policy.policy.isEmpty {
      throw ValidationError(
        "no configuration is given; name a file, or '-' for standard input")
    }
  }

  func run() throws {
    let texts = policy.texts(and: source.files)
    let (loaded, diagnostics) = LoadedPolicy.load(texts, options: policy.options())
    for diagnostic in diagnostics where !quiet || diagnostic.severity == .error {
      writeError("\(diagnostic)")
      if let remedy = diagnostic.remedy {
        writeError(
          printable("\(diagnostic.source)")
            + ": note: the robust form, to be typed into the device:")
        writeError(remedy)
      }
    }
    if verbose, let loaded { listSkipped(loaded.skippedLines) }
    let errors = diagnostics.count { $0.severity == .error }
    let counts = [
      count(texts.count, "file"), count(errors, "error"),
      count(diagnostics.count - errors, "warning"),
    ]
    writeResult(Array((counts.joined(separator: ", ") + "\n").utf8))
    endProcess(errors > 0 ? 2 : 0)
  }

  /// Configurations hold secrets, so that of a line that is not understood only the place is told.
  private func listSkipped(_ lines: [SourceLine]) {
    for line in lines { writeError("\(line): passed over") }
  }

  private func count(_ number: Int, _ word: String) -> String {
    "\(number) \(word)\(number == 1 ? "" : "s")"
  }
}
