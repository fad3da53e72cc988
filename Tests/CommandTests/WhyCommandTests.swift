import Foundation
import Testing

@Suite struct WhyCommandTests {
  private static let capture =
    CookbookTests.root.appending(path: "captures/long-header-line/long-header-line.pcap").path
  private static let examples = ManualTests.folder.appending(path: "examples")
  private static let log = examples.appending(path: "mail_logs.txt").path

  /// What the page about a line starts with and holds.
  private func expect(
    _ arguments: [String], _ parts: [String], sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let outcome = try Tool.run(["why"] + arguments + [Self.capture])
    #expect(outcome.status == 0, "\(outcome.error)", sourceLocation: sourceLocation)
    for part in parts {
      #expect(outcome.output.contains(part), "\(outcome.output)", sourceLocation: sourceLocation)
    }
  }

  @Test(
    "a line of an ESA ends at the line of the policy",
    arguments: [
      "ICID 21916 lost", "MID 1404",
      "Tue Nov 24 01:42:43 2026 Info: Message aborted MID 1404 Receiving aborted",
    ])
  func esa(line: String) throws {
    try expect(
      [line, "--mail-log", Self.log],
      [
        "Why  \(line)", "found       by envelope", "UTC+1", "── session 1 · dropped",
        "because    a header line is longer than the map allows, frame 16",
        "by built-in:16  header line length gt 998",
      ])
  }

  @Test("a line of the device is found by its sockets")
  func device() throws {
    try expect(
      [
        "Nov 24 2026 02:37:43: %ASA-4-108004: ESMTP Classification: Dropped connection for ESMTP Request from outside:192.0.2.10/58544 to inside:198.51.100.25/25; matched Class 4: header line length gt 998"
      ], ["found       by the sockets", "UTC+2", "── session 1 · dropped"])
  }

  @Test(
    "a Message-ID is enough",
    arguments: ["<long-header-line.1@example.net>", "long-header-line.1@example.net"])
  func messageID(line: String) throws {
    try expect([line], ["found       by the Message-ID", "── session 1 · dropped"])
  }

  @Test("the page has the mail, the frame, the line of the policy, corroboration and advice")
  func page() throws {
    try expect(
      ["<long-header-line.1@example.net>"],
      [
        "message    from <dana@example.net> to <alice@example.com>",
        "because    a header line is longer than the map allows, frame 16",
        "by built-in:16  header line length gt 998",
        "capture    contradicted: header-line-length in frame 16",
        "1 session lost  header-line-length",
        "      policy-map type inspect esmtp esmtp_map\n", "lets        1 of 1 session through",
        "Open assumptions  what is not settled and decides sessions here",
      ])
    let piped = try Tool.run(["why", "<long-header-line.1@example.net>", "-"], input: Self.capture)
    #expect(piped.status == 0 && piped.output.contains("lets        1 of 1 session through"))
  }

  @Test("a line without an address needs its log")
  func unanswerable() throws {
    let outcome = try Tool.run(["why", "ICID 21916 lost", Self.capture])
    #expect(outcome.status == 2)
    #expect(
      outcome.error
        == "esmtp-replay: the line names neither an address nor a Message-ID; give the log that it is from with --mail-log\n"
    )
  }

  @Test("a line about others finds nothing")
  func nothing() throws {
    let outcome = try Tool.run(["why", "ICID 21915", "--mail-log", Self.log, Self.capture])
    #expect(outcome.status == 3 && outcome.output.isEmpty)
    #expect(
      outcome.error.hasPrefix("esmtp-replay: no session of the captures is the one of the line;"))
  }

  @Test("what is found in a capture that is cut short is found in part")
  func cut() throws {
    let folder = try Workplace()
    let whole = try Data(contentsOf: URL(filePath: Self.capture))
    try folder.write(Data(whole.dropLast(10)), as: "cut.pcap")
    let line = "<long-header-line.1@example.net>"
    let outcome = try Tool.run(["why", line, "cut.pcap"], in: folder)
    #expect(outcome.status == 3 && outcome.output.contains("── session 1 · dropped"))
    #expect(outcome.error.contains("are missing here"), "\(outcome.error)")
  }

  @Test(
    "captures without a session are told to be so",
    arguments: [
      (
        ["--port", "2525"], "no session on the inspected ports was found; name others with '--port'"
      ),
      (["--filter", "port 1"], "'--filter' lets none of "),
    ])
  func noSession(options: [String], words: String) throws {
    let outcome = try Tool.run(["why", "<a@example.net>"] + options + [Self.capture])
    #expect(outcome.status == 3 && outcome.output.isEmpty)
    #expect(outcome.error.hasPrefix("esmtp-replay: \(words)"), "\(outcome.error)")
  }

  @Test("logs stand behind the report")
  func tables() throws {
    let device = Self.examples.appending(path: "asa.log").path
    let outcome = try Tool.run(
      ["--asa-log", device, "--mail-log", Self.log, Self.capture])
    #expect(outcome.status == 0)
    for part in [
      "Device log", "clock       UTC+2, 1.0 s fast, estimated from 4 pairs of line and session",
      "both        4 predicted and logged: 108004 1, 302013 1, 302014 1, 507003 1",
      "logged      1 logged alone, of sessions of the capture: 106015 1",
      "apart       1 about no session of the capture: 302013 1", "Mail log",
      "joined      0 with a session, 1 not certain, 1 with none", "ICID 21916 lost",
      "or none: the clock of the log is not",
      "UTC+1, estimated from 1 pair of line and session alone",
    ] { #expect(outcome.output.contains(part), "\(part)\n\(outcome.output.suffix(3000))") }
    let refused = try Tool.run(["--asa-log", device, "--format", "json", Self.capture])
    #expect(refused.status == 2)
    let missing = try Tool.run(["--asa-log", "/nowhere/x", Self.capture])
    #expect(missing.status == 2 && missing.error.contains("/nowhere/x"))
  }
}
