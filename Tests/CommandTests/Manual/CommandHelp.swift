import ArgumentParser
import Foundation

@testable import esmtp_replay

/// The commands and options as the argument parser tells them (`--experimental-dump-help`).
struct CommandHelp: Decodable {
  struct Tool: Decodable { var command: CommandHelp }

  struct Argument: Decodable, Hashable {
    struct Name: Decodable, Hashable {
      var kind: String
      var name: String

      /// As it is typed.
      var typed: String { (kind == "long" ? "--" : "-") + name }
    }

    var kind: String
    var shouldDisplay: Bool
    var sectionTitle: String?
    var isRepeating: Bool
    var names: [Name]?
    var valueName: String?
    var defaultValue: String?
    var allValues: [String]?
    var abstract: String?

    /// The names as they are typed, short ones first.
    var typed: [String] { (names ?? []).map(\.typed).sorted { ($0.count, $0) < ($1.count, $1) } }
  }

  var commandName: String
  var abstract: String?
  var discussion: String?
  var shouldDisplay: Bool
  var subcommands: [CommandHelp]?
  var arguments: [Argument]?

  /// The whole command.
  static func tool() throws -> CommandHelp {
    try JSONDecoder().decode(Tool.self, from: Data(EsmtpReplay._dumpHelp().utf8)).command
  }

  /// The commands below this one, each with the words that call it; groups themselves are left out.
  func leaves(_ prefix: [String] = []) -> [(words: [String], command: CommandHelp)] {
    (subcommands ?? []).filter { $0.shouldDisplay && $0.commandName != "help" }.flatMap { command in
      let words = prefix + [command.commandName]
      let below = command.leaves(words)
      return below.isEmpty ? [(words, command)] : below
    }
  }
}
