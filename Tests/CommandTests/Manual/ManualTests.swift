import ArgumentParser
import Foundation
import Testing

@testable import esmtp_replay

@Suite struct ManualTests {
  static let folder = URL(filePath: #filePath)
    .appending(path: "../../../../Sources/esmtp-replay/Manual").standardized

  /// Compares with a committed file; `RECORD_GOLDENS=1` writes it instead and fails.
  private func expectCurrent(_ text: String, _ name: String) throws {
    let file = Self.folder.appending(path: name)
    if ProcessInfo.processInfo.environment["RECORD_GOLDENS"] != nil {
      try Data(text.utf8).write(to: file)
      Issue.record("\(name) was recorded; run again without RECORD_GOLDENS")
      return
    }
    let committed = try String(contentsOf: file, encoding: .utf8)
    #expect(committed == text, "\(name) is not current; run the tests with RECORD_GOLDENS=1")
  }

  @Test("the man page is current")
  func page() throws {
    try expectCurrent(ManualPage.text(try CommandHelp.tool()), "esmtp-replay.1")
  }

  @Test(
    "the completions are current",
    arguments: [
      (CompletionShell.bash, "esmtp-replay.bash"), (.zsh, "_esmtp-replay"),
      (.fish, "esmtp-replay.fish"),
    ])
  func completions(shell: CompletionShell, name: String) throws {
    try expectCurrent(EsmtpReplay.completionScript(for: shell), name)
  }

  @Test("every command and option stands in the man page, once described")
  func complete() throws {
    let tool = try CommandHelp.tool()
    let page = ManualPage.text(tool)
    for (words, command) in tool.leaves() {
      #expect(page.contains(".Ss \(words.joined(separator: " "))\n"))
      for argument in command.arguments ?? [] {
        for name in argument.typed where !["--help", "-h", "--version"].contains(name) {
          #expect(page.contains("Fl \(name.dropFirst())") || page.contains("\(name)"), "\(name)")
        }
      }
    }
  }

  /// Runs a program; nil where it is not installed.
  private func run(_ command: [String]) throws -> (output: String, status: Int32)? {
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = command
    let pipe = Pipe()
    process.standardOutput = pipe
    process.standardError = pipe
    process.standardInput = FileHandle.nullDevice
    try process.run()
    let output = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    guard process.terminationStatus != 127 else { return nil }
    return (String(decoding: output, as: UTF8.self), process.terminationStatus)
  }

  @Test("groff has nothing to say against the man page")
  func groff() throws {
    let page = Self.folder.appending(path: "esmtp-replay.1").path
    let command = ["groff", "-mdoc", "-ww", "-z", "-Tutf8", page]
    guard let result = try run(command) else {
      return print("skipped: groff is not installed")
    }
    #expect(result.status == 0 && result.output.isEmpty, "\(result.output)")
  }

  @Test(
    "shells read their completions",
    arguments: [
      ("bash", "esmtp-replay.bash"), ("zsh", "_esmtp-replay"), ("fish", "esmtp-replay.fish"),
    ])
  func syntax(shell: String, name: String) throws {
    let file = Self.folder.appending(path: name).path
    guard let result = try run([shell, "-n", file]) else {
      return print("skipped: \(shell) is not installed")
    }
    #expect(result.status == 0, "\(result.output)")
  }

  @Test(
    "bash completes commands, options and their values",
    arguments: [
      (["esmtp-replay", "comp"], "compare"), (["esmtp-replay", "analyze", "--form"], "--format"),
      (["esmtp-replay", "analyze", "--format", "sa"], "sarif"),
      (["esmtp-replay", "analyze", "--profile", "pix-6"], "pix-6.3"),
    ])
  func bash(words: [String], completion: String) throws {
    let file = Self.folder.appending(path: "esmtp-replay.bash").path
    let typed = words.map { "'\($0)'" }.joined(separator: " ")
    let script = """
      source '\(file)'
      COMP_WORDS=(\(typed)); COMP_CWORD=\(words.count - 1)
      COMP_LINE='\(words.joined(separator: " "))'; COMP_POINT=${#COMP_LINE}
      function=$(complete -p esmtp-replay | sed 's/.*-F \\([^ ]*\\).*/\\1/')
      "$function" esmtp-replay '\(words.last ?? "")' '\(words.dropLast().last ?? "")' 2>/dev/null
      printf '%s\\n' "${COMPREPLY[@]}"
      """
    let result = try #require(try run(["bash", "-c", script]))
    let lines = result.output.split(separator: "\n").map { $0.trimmingCharacters(in: .whitespaces) }
    #expect(lines.contains(completion), "\(result.output)")
  }

  private static let typed = [
    ("esmtp-replay comp", "compare"), ("esmtp-replay analyze --form", "--format"),
    ("esmtp-replay analyze --format sa", "sarif"),
    ("esmtp-replay analyze --profile pix-6", "pix-6.3"),
  ]

  @Test("fish completes commands, options and their values", arguments: typed)
  func fish(line: String, completion: String) throws {
    let file = Self.folder.appending(path: "esmtp-replay.fish").path
    let script = "source '\(file)'; complete -C '\(line)'"
    guard let result = try run(["fish", "-c", script]), result.status != 127 else {
      return print("skipped: fish is not installed")
    }
    let words = result.output.split(separator: "\n").map { $0.prefix { $0 != "\t" } }
    #expect(words.contains(completion[...]), "\(result.output)")
  }

  @Test("zsh completes commands, options and their values", arguments: typed)
  func zsh(line: String, completion: String) throws {
    // A terminal of its own, in which the line is typed and TAB is pressed.
    let script = """
      zmodload zsh/zpty || exit 127
      zpty shell zsh -f -i
      function await { local found= part; repeat 200 { while zpty -r -t shell part; do found+=$part; done
        [[ $found == *$1* ]] && return; sleep .05 }; print -r -- "no $1 in $found"; exit 1 }
      zpty -w shell "PS1='re''ady>'; fpath=('\(Self.folder.path)' \\$fpath)"
      zpty -w shell "autoload -Uz compinit; compinit -u -D; bindkey '^I' complete-word; print do''ne"
      await done
      zpty -w -n shell "\(line)"$'\\t'
      await '\(completion)'
      zpty -d shell
      """
    guard let result = try run(["zsh", "-f", "-c", script]), result.status != 127 else {
      return print("skipped: zsh is not installed")
    }
    #expect(result.status == 0, "\(result.output)")
  }
}
