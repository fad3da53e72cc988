import ASAPolicy
import ArgumentParser
import CaptureFiles
import FoundationEssentials
import Primitives

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
    subcommands: subcommands, defaultSubcommand: Analyze.self)

  private static let subcommands: [any ParsableCommand.Type] = [
    Analyze.self, Compare.self, Advise.self, Test.self, Record.self, Review.self, Rewrite.self,
    Show.self, Stress.self, Verify.self, Fingerprint.self, Merge.self, Reduce.self, Why.self,
    PolicyCommand.self,
  ]

  /// The command that the words name, parsed on its own; nil where it is not as simple as that, and the
  /// tree of commands has to tell. On its way down the tree the parser puts all options of a command
  /// together more than once just to see whether one of them passes arguments on.
  private static func named(in words: [String]) -> (any ParsableCommand)? {
    guard let first = words.first, first != "help" else { return nil }
    let named = subcommands.first { $0._commandName == first }
    let command = named ?? Analyze.self
    let parsed = try? command.parseAsRoot(Array(words.dropFirst(named == nil ? 0 : 1)))
    return parsed.flatMap { type(of: $0) == command ? $0 : nil }
  }

  /// So many open files are enough for a run, whatever it is asked for.
  private static let leastDescriptors: UInt64 = 24

  /// Refuses help on a command that is not there, for which the parser prints help on all.
  ///
  /// - Throws: `ValidationError` that names it.
  static func requireKnownCommand(_ words: [String]) throws {
    guard words.first == "help" else { return }
    var known = subcommands
    for word in words.dropFirst() where !word.hasPrefix("-") {
      guard let command = known.first(where: { $0._commandName == word }) else {
        let names = known.map { $0._commandName }.joined(separator: ", ")
        throw ValidationError(
          printable("there is no command '\(word)'")
            + (names.isEmpty ? "; it has no commands of its own" : "; choose one of \(names)"))
      }
      known = command.configuration.subcommands
    }
  }

  /// What is said of an option that is not known, where what it leaves unsaid was told first: the parser
  /// tells of it once everything else is well.
  static func unknownOption(in words: [String], behind error: any Error) -> String? {
    guard exitCode(for: error) == .validationFailure, words.contains(where: { $0.hasPrefix("-") })
    else { return nil }
    var place = 0
    var known = subcommands
    while place < words.count, let command = known.first(where: { $0._commandName == words[place] })
    {
      known = command.configuration.subcommands
      place += 1
    }
    do {
      _ = try parseAsRoot(Array(words[..<place]) + ["1"] + words[place...])
      return nil
    } catch {
      return self.message(for: error).hasPrefix("Unknown option") ? fullMessage(for: error) : nil
    }
  }

  static func main() {
    holdStandardStreams()
    returnLargeBlocks()
    TemporaryFiles.removeOnSignals()
    let words = Array(CommandLine.arguments.dropFirst())
    // What wakes threads opens some itself, and ends the process where it cannot.
    if descriptorLimit < leastDescriptors {
      writeError(
        "esmtp-replay: the limit of \(descriptorLimit) open files is too low; "
          + "raise 'ulimit -n' to \(leastDescriptors) or more")
      endProcess(2)
    }
    do {
      try requireKnownCommand(words)
      var command = try named(in: words) ?? parseAsRoot(words)
      try command.run()
    } catch let failure as any CommandFailure {
      writeError("esmtp-replay: \(failure)")
      endProcess(2)
    } catch {
      let code = exitCode(for: error)
      let message = unknownOption(in: words, behind: error) ?? fullMessage(for: error)
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
