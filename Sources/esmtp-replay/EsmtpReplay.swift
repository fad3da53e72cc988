import ArgumentParser
import CaptureFiles
import FoundationEssentials

/// The command.
@main
struct EsmtpReplay: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "esmtp-replay",
    abstract: "Replays captured mail sessions through a model of Cisco's ESMTP inspection.",
    discussion: """
      Says, session by session, what a PIX or ASA would mask, rewrite, drop or reset, which line of \
      its configuration does it, and at which frame. Nothing is sent anywhere.

      Exit status: 0 done, 1 done and the gate was hit, 2 could not be done, 3 done in part.
      """,
    version: toolVersion,
    subcommands: subcommands, defaultSubcommand: namesSubcommand ? nil : Analyze.self)

  private static let subcommands: [any ParsableCommand.Type] = [
    Analyze.self, Compare.self, Advise.self, Test.self, Record.self, Review.self, Rewrite.self,
    Show.self, Stress.self, Verify.self, Fingerprint.self, Merge.self, Reduce.self, Why.self,
    PolicyCommand.self,
  ]

  /// Whether a subcommand is named. Where there is a default, the parser puts all options of that
  /// together just to see whether it takes any argument: a quarter of the time to the first byte.
  private static var namesSubcommand: Bool {
    guard let first = CommandLine.arguments.dropFirst().first else { return false }
    return subcommands.contains { $0._commandName == first }
  }

  static func main() {
    returnLargeBlocks()
    TemporaryFiles.removeOnSignals()
    do {
      var command = try parseAsRoot()
      try command.run()
    } catch {
      let code = exitCode(for: error)
      let message = fullMessage(for: error)
      // Wrong usage is 2 here, as for diff and grep.
      if code == .validationFailure {
        writeError(message)
        endProcess(2)
      }
      guard code == .success, !message.isEmpty else { exit(withError: error) }
      writeResult(Array((message + "\n").utf8))
    }
  }
}
