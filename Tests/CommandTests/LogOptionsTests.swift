import Foundation
import Testing

/// Files that are no logs, or of another kind.
@Suite struct LogOptionsTests {
  private static let capture =
    CookbookTests.root.appending(path: "captures/long-header-line/long-header-line.pcap").path
  private static let examples = ManualTests.folder.appending(path: "examples").path

  private func run(
    _ option: String, _ content: Data, _ command: [String] = ["analyze"]
  ) throws -> Tool.Outcome {
    let folder = try Workplace()
    try folder.write(content, as: "a.log")
    return try Tool.run(command + [Self.capture, option, "a.log"], in: folder)
  }

  @Test(
    "a log of which no line is understood is refused, with its first line and what to do",
    arguments: [
      ("Jan  1 00:00:00 host kernel: foo\n", "'Jan  1 00:00:00 host kernel: foo'"),
      ("\u{1B}[2J\u{0}\n", "from line 1 on: '"),
      (String(repeating: "a", count: 3_000_000), "aaa…'"),
    ])
  func wrong(content: String, part: String) throws {
    for (option, words) in [
      ("--asa-log", "is a message of a PIX or ASA"), ("--mail-log", "is of an ESA's mail_logs"),
    ] {
      let outcome = try run(option, Data(content.utf8))
      #expect(outcome.status == 2 && outcome.output.isEmpty)
      #expect(outcome.error.hasPrefix("esmtp-replay: a.log: no line \(words)"), "\(outcome.error)")
      #expect(outcome.error.contains(part), "\(outcome.error)")
      #expect(outcome.error.unicodeScalars.allSatisfy { $0 == "\n" || $0.value >= 0x20 })
      #expect(outcome.error.utf8.count < 400)
    }
  }

  @Test("an empty log is refused", arguments: ["--asa-log", "--mail-log"])
  func empty(option: String) throws {
    let outcome = try run(option, Data())
    #expect(outcome.status == 2)
    #expect(outcome.error.hasPrefix("esmtp-replay: a.log: the log is empty; name the log of the "))
  }

  @Test("a log of the other kind is told where it belongs")
  func swapped() throws {
    let device = try Tool.run([Self.capture, "--mail-log", Self.examples + "/asa.log"])
    #expect(device.status == 2 && device.error.contains("name this one behind --asa-log"))
    let mail = try Tool.run([Self.capture, "--asa-log", Self.examples + "/mail_logs.txt"])
    #expect(mail.status == 2 && mail.error.contains("name this one behind --mail-log"))
  }

  @Test("a log that grows while traffic comes through a pipe is read to its end")
  func growing() throws {
    let folder = try Workplace()
    let outcome = try Shell.run(
      """
      log=\(Self.examples)/mail_logs.txt capture=\(Self.examples)/inside.pcap
      head -n 1 $log >grows; cp $log goes
      { cat $capture; sleep 2; tail -n +2 $log >>grows; } | esmtp-replay - --mail-log grows
      { cat $capture; sleep 2; rm goes; } | esmtp-replay - --mail-log goes
      """, in: folder)
    #expect(outcome.status == 0, "\(outcome.error)")
    for name in ["grows", "goes"] {
      #expect(outcome.output.contains("Mail log  \(name): 11 lines, 2 conversations"))
    }
  }

  @Test("a folder and a file that is not there are no logs")
  func unreadable() throws {
    let folder = try Tool.run([Self.capture, "--mail-log", "/tmp"])
    #expect(folder.status == 2)
    #expect(folder.error == "esmtp-replay: /tmp: is a directory; name the files in it\n")
    let missing = try Tool.run([Self.capture, "--asa-log", "/nonexistent"])
    #expect(missing.status == 2 && missing.error.contains("/nonexistent: no such file"))
  }

  @Test(
    "a log is unpacked as a capture is, and read from standard input",
    arguments: ["asa.log", "mail_logs.txt"])
  func packed(name: String) throws {
    let (path, option) = (
      Self.examples + "/" + name, name == "asa.log" ? "--asa-log" : "--mail-log"
    )
    let folder = try Workplace()
    try FileManager.default.copyItem(
      at: URL(filePath: path), to: folder.url.appending(path: "a.log"))
    let plain = try Tool.run([Self.capture, option, "a.log"], in: folder)
    let packing = Process()
    packing.executableURL = URL(filePath: "/usr/bin/env")
    packing.arguments = ["gzip", "-k", folder.url.appending(path: "a.log").path]
    try packing.run()
    packing.waitUntilExit()
    // What it is is told by its bytes.
    let other = try Workplace()
    try other.write(folder.data("a.log.gz"), as: "a.log")
    let packed = try Tool.run([Self.capture, option, "a.log"], in: other)
    #expect(packed.status == 0 && packed.output == plain.output, "\(packed.error)")
    let piped = try Tool.run([Self.capture, option, "-"], in: folder, input: path)
    #expect(piped.status == 0, "\(piped.error)")
    #expect(piped.output.contains("log  standard input: "), "\(piped.output)")
    try folder.write(folder.data("a.log.gz").dropLast(9), as: "cut.gz")
    let cut = try Tool.run([Self.capture, option, "cut.gz"], in: folder)
    #expect(cut.status == 2 && cut.error.contains("cut.gz: the gzip data are damaged"))
  }

  @Test("standard input is one thing alone, and a capture is no log")
  func standardInput() throws {
    for command in [["analyze", "-"], ["why", "ICID 1 lost", "-"]] {
      let twice = try Tool.run(command + ["--mail-log", "-"], input: Self.capture)
      #expect(twice.status == 2 && twice.error.contains("standard input is named more than once"))
    }
    let twice = try Tool.run([Self.capture, "--mail-log", "-", "--asa-log", "-"])
    #expect(twice.status == 2 && twice.error.contains("standard input is named more than once"))
    let capture = try Tool.run([Self.capture, "--mail-log", Self.capture])
    #expect(capture.status == 2 && capture.error.contains("is no text, it is a capture"))
  }

  @Test("a line that is not understood is named")
  func named() throws {
    let log = try String(contentsOfFile: Self.examples + "/mail_logs.txt", encoding: .utf8)
    let outcome = try run("--mail-log", Data((log + "something else\n").utf8))
    #expect(outcome.status == 0)
    #expect(outcome.output.contains("1 line was not understood: a.log:12"), "\(outcome.output)")
  }

  /// A server that is translated: the message that builds the connection alone has both addresses.
  private static let translated = """
    <166>Nov 24 2026 05:37:50 fw : %ASA-6-302013: Built inbound TCP connection 77 for outside:192.0.2.10/58544 (192.0.2.10/58544) to inside:10.1.1.25/25 (198.51.100.25/25)
    <166>Nov 24 2026 05:37:50 fw : %ASA-6-302014: Teardown TCP connection 77 for outside:192.0.2.10/58544 to inside:10.1.1.25/25 duration 0:00:00 bytes 1788 Flow closed by inspection

    """

  @Test("later messages of a translated connection are joined by what built it")
  func translation() throws {
    let outcome = try run("--asa-log", Data(Self.translated.utf8))
    #expect(
      outcome.output.contains("2 predicted and logged: 302013 1, 302014 1"), "\(outcome.output)")
    #expect(!outcome.output.contains("about no session of the capture"))
    let line = Self.translated.split(separator: "\n")[1]
    let folder = try Workplace()
    try folder.write(Self.translated, as: "a.log")
    let found = try Tool.run(
      ["why", String(line), Self.capture, "--asa-log", "a.log"], in: folder)
    #expect(found.status == 0 && found.output.contains("── session 1 · dropped"))
    let unknown = try Tool.run(["why", String(line), Self.capture], in: folder)
    #expect(unknown.status == 3)
    #expect(unknown.error.contains("--asa-log tells what is translated"))
  }
}
