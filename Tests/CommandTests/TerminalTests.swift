import Foundation
import Replay
import Testing

@testable import esmtp_replay

@Suite struct TerminalTests {
  private static let capture =
    CookbookTests.root.appending(path: "captures/long-header-line/long-header-line.pcap").path

  @Test(
    "colour in a pipe comes where it is asked for",
    arguments: [
      ([:], "auto", false), ([:], "always", true), (["CLICOLOR_FORCE": "1"], "auto", true),
      (["CLICOLOR_FORCE": "0"], "auto", false), (["CLICOLOR_FORCE": "1"], "never", false),
      (["CLICOLOR_FORCE": "1", "NO_COLOR": "1"], "auto", false),
      (["NO_COLOR": "1"], "always", true), (["TERM": "dumb"], "always", true),
    ] as [([String: String], String, Bool)])
  func pipe(environment: [String: String], choice: String, isColoured: Bool) throws {
    let outcome = try Tool.run(
      ["--color", choice, Self.capture], in: Workplace(), environment: environment)
    #expect(outcome.output.contains("\u{1B}[") == isColoured)
    #expect(outcome.error.isEmpty)
  }

  /// Runs on a terminal of 80 columns: `script` of util-linux makes one.
  private func onTerminal(_ arguments: [String], _ environment: [String: String]) throws -> String?
  {
    let outputs = try Workplace()
    try outputs.write("", as: "out")
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    let path = try #require(Tool.path)
    let command = ([path] + arguments).map { "'\($0)'" }.joined(separator: " ")
    process.arguments = ["script", "-qec", "stty cols 80; \(command)", "/dev/null"]
    process.environment = environment.merging(["PATH": "/usr/bin:/bin"]) { own, _ in own }
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = try FileHandle(forWritingTo: outputs.url.appending(path: "out"))
    process.standardError = FileHandle.nullDevice
    try process.run()
    process.waitUntilExit()
    return process.terminationStatus == 127 ? nil : try outputs.read("out")
  }

  @Test(
    "a terminal is coloured unless somebody objects",
    arguments: [
      (["TERM": "xterm"], [], true), (["TERM": "dumb"], [], false),
      (["TERM": "xterm", "NO_COLOR": "1"], [], false),
      (["TERM": "xterm", "NO_COLOR": ""], [], true),
      (["TERM": "xterm"], ["--color", "never"], false),
    ] as [([String: String], [String], Bool)])
  func terminal(environment: [String: String], options: [String], isColoured: Bool) throws {
    guard let output = try onTerminal(options + [Self.capture], environment) else {
      return print("skipped: script is not installed")
    }
    #expect(output.contains("dropped"))
    #expect(output.contains("\u{1B}[") == isColoured)
    for line in output.replacing(#/\x1B\[[0-9;]*m/#, with: "").split(separator: "\r\n") {
      #expect(line.unicodeScalars.count <= 80, "\(line)")
    }
  }

  @Test("the line of a session is whole where no terminal would break it")
  func listing() throws {
    let capture = CookbookTests.root.appending(path: "captures/ipv6/ipv6.pcap").path
    let rules = ", ehlo-reply-parameter"
    let piped = try Tool.run(["--all", capture], in: Workplace(), environment: ["COLUMNS": "60"])
    let lines = piped.output.split(separator: "\n").filter { $0.contains(rules) }
    #expect(lines.contains { $0.contains(" > ") && $0.hasSuffix(rules) }, "\(piped.output)")
    let folder = try Workplace()
    _ = try Tool.run(["--all", "-o", "report", capture], in: folder)
    #expect(try folder.read("report").contains(lines[0]))
  }

  @Test("columns that are none are as if nobody had told", arguments: ["0", "-5", "", "x"])
  func columns(_ columns: String) throws {
    let usual = try Tool.run([Self.capture], in: Workplace())
    let told = try Tool.run([Self.capture], in: Workplace(), environment: ["COLUMNS": columns])
    #expect(told.output == usual.output)
  }

  @Test(
    "progress tells frames, their rate, and what is left or what came in",
    arguments: [
      (
        ReadingProgress(frames: 1_204_000, bytes: 480_736_000), 1_000_000_000 as UInt64?, 2.0,
        "1,204,000 frames, 602,000 frames/s, 50 %, about 3 s left"
      ),
      (
        ReadingProgress(frames: 1_204_000, bytes: 480_736_000), nil, 2.0,
        "1,204,000 frames, 602,000 frames/s, 480.7 MB"
      ), (ReadingProgress(frames: 7, bytes: 512), nil, 0.5, "7 frames, 14 frames/s, 512 bytes"),
      (ReadingProgress(frames: 1, bytes: 74), nil, 2.0, "1 frame, 0 frames/s, 74 bytes"),
      (
        ReadingProgress(frames: 100, bytes: 8400), 100_000_000, 10.0,
        "100 frames, 10 frames/s, 0 %"
      ),
      (
        ReadingProgress(frames: 1000, bytes: 2_000_000), 100_000_000, 600.0,
        "1,000 frames, 1 frames/s, 2 %, about 8 h 6 min left"
      ),
    ])
  func progress(_ progress: ReadingProgress, _ total: UInt64?, _ seconds: Double, _ text: String) {
    let line = ProgressLine(progress, total: total, duration: .seconds(seconds))
    #expect(line.text(width: 80) == text)
    #expect(line.text(width: 20) == String(text.prefix(19)))
  }

  @Test("while a pipe is silent the line goes on telling what is so")
  func silentPipe() throws {
    let place = try Workplace()
    try place.write("", as: "out")
    // Frames are looked at a few thousand at a time.
    let capture = try Data(contentsOf: URL(filePath: Self.capture))
    var long = capture
    while long.count < 8 << 20 { long += capture.dropFirst(24) }
    try place.write(long, as: "long.pcap")
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    let path = try #require(Tool.path)
    let input = place.url.appending(path: "long.pcap").path
    let run = "{ cat '\(input)'; sleep 8; } | '\(path)' - > /dev/null"
    process.arguments = ["script", "-qec", "stty cols 80; \(run)", "/dev/null"]
    process.environment = ["TERM": "xterm", "PATH": "/usr/bin:/bin"]
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = try FileHandle(forWritingTo: place.url.appending(path: "out"))
    process.standardError = FileHandle.nullDevice
    try process.run()
    process.waitUntilExit()
    guard process.terminationStatus != 127 else {
      return print("skipped: script is not installed")
    }
    let lines = try place.read("out").split(separator: "\r\u{1B}[K").filter {
      $0.contains(" frames/s")
    }
    #expect(lines.count > 4, "\(lines)")
    // In the end the frames are the same, and the rate goes down.
    let last = lines.suffix(3)
    #expect(Set(last.compactMap { $0.split(separator: " ").first }).count == 1, "\(lines)")
    #expect(Set(last).count == 3, "\(lines)")
  }
}
