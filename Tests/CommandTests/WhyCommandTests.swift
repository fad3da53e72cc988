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

  private static let ends = "from outside:192.0.2.10/58544 to inside:198.51.100.25/25"

  @Test(
    "what the device says and the replay does not comes first, and nothing is advised",
    arguments: [
      (
        "108004: ESMTP Classification: Dropped connection for ESMTP Request \(ends); "
          + "matched Class 7: body length gt 60",
        "the device ended the session for 'body length gt 60', and the replay does not: the policy "
          + "used here has no such line, as it is the default and no -p is given: give the device's "
          + "configuration"
      ),
      (
        "108005: ESMTP Classification: Received ESMTP Request \(ends); "
          + "matched Class 3: body line length gt 998",
        "the device speaks of 'body line length gt 998', and the replay does not: the policy used here "
          + "has that line, and nothing in the capture meets it; the capture may lack what the device "
          + "saw"
      ),
      (
        "507001: Terminating TCP-Proxy connection \(ends) - reassembly limit of 8192 bytes exceeded",
        "the device ended the session because its TCP proxy may keep no more of what it puts in order, "
          + "and the replay does not: that limit is not modelled, and no line of the policy is its cause"
      ),
    ])
  func objection(line: String, words: String) throws {
    let outcome = try Tool.run(["why", "%ASA-4-" + line, Self.capture])
    #expect(outcome.status == 0, "\(outcome.error)")
    let text = outcome.output.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    #expect(text.contains("but " + words), "\(outcome.output)")
    #expect(text.contains("No advice not looked for the replay does not do what the line says"))
    #expect(!text.contains("session through"))
  }

  @Test("a line that the replay predicts meets no objection")
  func agreement() throws {
    for line in [
      "108004: ESMTP Classification: Dropped connection for ESMTP Request \(Self.ends); "
        + "matched Class 4: header line length gt 998",
      "507003: tcp flow \(Self.ends) terminated by inspection engine, reason - inspector disconnected, "
        + "dropped packet.",
      "302013: Built inbound TCP connection 1 for outside:192.0.2.10/58544 to inside:198.51.100.25/25",
    ] {
      let outcome = try Tool.run(["why", "%ASA-4-" + line, Self.capture])
      #expect(outcome.status == 0 && !outcome.output.contains("\n  but "), "\(outcome.output)")
      #expect(outcome.output.contains("lets        1 of 1 session through"))
    }
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

  @Test("the words of a reply are enough")
  func reply() throws {
    let capture = CookbookTests.root
      .appending(path: "captures/refused-recipient/refused-recipient.pcap").path
    func ask(_ text: String) throws -> Tool.Outcome { try Tool.run(["why", text, capture]) }
    for text in [
      "554 5.7.1 <frank@example.org>: Relay access denied",
      "host mx said: 554 5.7.1 <frank@example.org>: Relay access denied (in reply to RCPT TO command)",
    ] {
      let outcome = try ask(text)
      #expect(outcome.status == 0, "\(outcome.error)")
      #expect(outcome.output.contains("found       by the words of a reply of the server\n"))
      #expect(outcome.output.contains("── session 1 · "))
    }
    let other = try ask("451 5.7.3 Must issue a STARTTLS command first")
    #expect(other.status == 3 && other.output.isEmpty)
    #expect(other.error.contains("no server of the captures answers so"))
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

  @Test("a drop in the device's log that the replay does not predict is said to be one")
  func loggedDrop() throws {
    let folder = try Workplace()
    let line =
      "Nov 24 2026 01:37:43: %ASA-4-108004: ESMTP Classification: Dropped connection for ESMTP Request "
      + "\(Self.ends); matched Class 7: body length gt 60\n"
    try folder.write(Data(line.utf8), as: "asa.log")
    let outcome = try Tool.run(["--asa-log", "asa.log", Self.capture], in: folder)
    let text = outcome.output.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    #expect(
      text.contains(
        "but the device ended the session for 'body length gt 60', and the replay does not: the policy "
          + "used here is the default, as no -p is given"), "\(outcome.output)")
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
