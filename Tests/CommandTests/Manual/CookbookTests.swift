import Foundation
import Testing

@testable import esmtp_replay

/// The commands of the documents run, and print what the documents say.
@Suite struct CookbookTests {
  /// A command, and what is said of its output: parts that come in this order.
  struct Example: Sendable, CustomTestStringConvertible {
    var command: String
    var parts: [String]

    var testDescription: String { command }

    /// The words of the command as a shell takes them, without the program.
    var arguments: [String] {
      var words: [String] = []
      var word = ""
      var isQuoted = false
      for character in command.dropFirst("scripts/esmtp-replay ".count) {
        switch character {
        case "'": isQuoted.toggle()
        case " " where !isQuoted:
          words.append(word)
          word = ""
        default: word.append(character)
        }
      }
      return words + [word]
    }
  }

  static let root = URL(filePath: #filePath).appending(path: "../../../..").standardized

  /// The examples of a document: blocks of `console`, and of `text` behind them.
  static func examples(_ text: String) -> [Example] {
    var examples: [Example] = []
    for block in text.split(separator: "\n```", omittingEmptySubsequences: false) {
      if block.hasPrefix("console\n") {
        for line in block.split(separator: "\n").dropFirst()
        where line.hasPrefix("$ scripts/esmtp-replay ") {
          examples.append(Example(command: String(line.dropFirst(2)), parts: []))
        }
      } else if block.hasPrefix("text\n"), !examples.isEmpty {
        examples[examples.count - 1].parts = block.dropFirst("text\n".count)
          .split(separator: "\n…").map { $0.trimmingCharacters(in: .newlines) }
          .filter { !$0.isEmpty }
      }
    }
    return examples
  }

  static let cookbook: [Example] = {
    let text = try? String(
      contentsOf: ManualTests.folder.appending(path: "cookbook.md"), encoding: .utf8)
    return examples(text ?? "")
  }()

  @Test("there is an example for each symptom")
  func count() { #expect(Self.cookbook.count > 14) }

  @Test("each command of the cookbook runs and prints what stands below it", arguments: cookbook)
  func run(example: Example) throws {
    let process = Process()
    process.executableURL = URL(filePath: try #require(Tool.path))
    process.currentDirectoryURL = Self.root
    process.arguments = example.arguments
    process.environment = ["COLUMNS": "80"]
    process.standardInput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    let pipe = Pipe()
    process.standardOutput = pipe
    try process.run()
    let data = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    #expect([0, 1].contains(process.terminationStatus))
    var output = Substring(String(decoding: data, as: UTF8.self))
    #expect(!output.isEmpty)
    for part in example.parts {
      guard let range = output.range(of: part) else {
        Issue.record("not found, or not in this order:\n\(part)")
        return
      }
      output = output[range.upperBound...]
    }
  }
}
