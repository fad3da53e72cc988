import ArgumentParser
import Foundation
import Replay
import Testing

@testable import esmtp_replay

@Suite struct UsageTests {
  @Test("a run without a verb is analyze")
  func defaultCommand() throws {
    let command = try EsmtpReplay.parseAsRoot(["a.pcap", "--port", "2525", "-k", "none"])
    let analyze = try #require(command as? Analyze)
    #expect(analyze.capture.paths == ["a.pcap"])
    #expect(analyze.capture.analysis.ports == [2525])
  }

  @Test("a value may stand right behind the letter of its option")
  func joined() throws {
    let command = try EsmtpReplay.parseAsRoot(["-ra.pcap", "-j1", "-knone", "-fport 25", "-wout"])
    let analyze = try #require(command as? Analyze)
    #expect(analyze.capture.paths == ["a.pcap"] && analyze.write == "out")
    #expect(analyze.capture.reading.filter == "port 25" && analyze.capture.reading.jobs == 1)
    #expect(analyze.capture.reading.checksums == .none)
  }

  @Test(
    "wrong usage is told with its remedy",
    arguments: [
      (["analyze"], "no capture is given; name a file, a folder, or '-' for standard input"),
      (
        ["a.pcap", "-w", "-"],
        "the report and the capture cannot both go to standard output; send the report to a file with -o"
      ),
      (["rewrite", "a.pcap", "-w", "b", "--held-output", "0"], "a bound has to be at least 1"),
      (["rewrite", "a.pcap"], "Missing expected argument '--write <file>'"),
      (
        ["a.pcap", "--reconcile", "b", "--format", "json"],
        "--reconcile prints a table for a person; leave --format out"
      ),
      (["-i", "eth0", "a.pcap"], "an interface and captures are not read in one run"),
      (
        ["-i", "eth0", "--carve", "b"],
        "--annotate and --carve read frames twice; record them with tcpdump and name the capture"
      ),
      (
        ["-i", "eth0", "--mail-log", "b"],
        "--asa-log, --mail-log and --reconcile are read before the traffic that they are about; "
          + "record it with tcpdump and name the capture"
      ),
      (
        ["-i", "eth0", "--asa-log", "-"],
        "--asa-log, --mail-log and --reconcile are read before the traffic that they are about"
      ),
      (
        ["-i", "eth0", "--reconcile", "b"],
        "--asa-log, --mail-log and --reconcile are read before the traffic that they are about"
      ),
      (["-i", "eth0", "--buffer", "0"], "--buffer takes 1 to 2047 MiB"),
      (["a.pcap", "--user", "nobody"], "--user goes with --interface"),
      (["a.pcap", "--buffer", "64"], "--buffer goes with --interface"),
      (["a.pcap", "--fix-checksums", "all"], "--fix-checksums goes with --write"),
      (["a.pcap", "--held-output", "9"], "--held-output goes with --write"),
      (["a.pcap", "--no-redact"], "--no-redact goes with --format html, md or sarif"),
      (
        ["compare", "default", "b", "a.pcap", "--no-redact"],
        "--no-redact goes with --format html, md or sarif"
      ),
      (["a.pcap", "--hash", "--format", "md"], "--hash goes with --format text, json or html"),
      (["a.pcap", "--hash", "--format", "sarif"], "--hash goes with --format text, json or html"),
      (
        ["a.pcap", "--where", "id=2", "--format", "counters"],
        "the counters of a device are those of all sessions; leave --where out, or write the "
          + "chosen ones with --carve and count that capture"
      ),
      (
        ["a.pcap", "--where", "id=2", "--reconcile", "b"],
        "the counters of a device are those of all sessions; leave --where out"
      ),
      (
        ["compare", "-", "-", "a.pcap"],
        "standard input is named more than once; save what it brings in a file"
      ),
      (["compare", "-", "--apply", "-", "a.pcap"], "standard input is named more than once; "),
      (["compare", "default", "-", "-"], "standard input is named more than once; "),
      (["a.pcap", "--queued-total", "0"], "--queued-total has to be at least 1"),
      (["a.pcap", "--connections", "0"], "--connections has to be at least 1"),
      (["why", "-x", "a.pcap"], "Unknown option '-x'"),
      (["show", "-1", "a.pcap"], "Unknown option '-1'"),
      (["-x"], "Unknown option '-x'"),
      (["help", "foo"], "there is no command 'foo'; choose one of analyze, compare, "),
      (
        ["help", "policy", "foo"],
        "there is no command 'foo'; choose one of check, show, explain"
      ),
      (["help", "show", "foo"], "there is no command 'foo'; it has no commands of its own"),
      (["a.pcap", "--ingress", "outside"], "--ingress goes with --policy"),
      (["show", "1", "a.pcap", "--base", "empty"], "--base goes with --policy"),
      (["policy", "show", "--egress", "inside"], "--egress goes with --policy"),
      (["record", "a.pcap", "--context", "c"], "--context goes with --policy"),
      (["a.pcap", "--port", "0"], "port 0 cannot be inspected; ports are 1 to 65535"),
      (["a.pcap", "--profile", "asb"], "there is no profile 'asb'; choose one of asa, "),
    ])
  func refused(_ arguments: [String], _ message: String) {
    do {
      try EsmtpReplay.requireKnownCommand(arguments)
      _ = try EsmtpReplay.parseAsRoot(arguments)
      Issue.record("\(arguments) were accepted")
    } catch {
      let text =
        EsmtpReplay.unknownOption(in: arguments, behind: error)
        ?? EsmtpReplay.fullMessage(for: error)
      #expect(text.hasPrefix("Error: \(message)"), "\(text)")
    }
  }

  @Test("several selections are one, as if their keys stood in one text")
  func selections() throws {
    let command = try EsmtpReplay.parseAsRoot(
      ["a.pcap", "--where", "client=192.0.2.1 id=2", "--where", "client=192.0.2.2"])
    let analyze = try #require(command as? Analyze)
    #expect(
      analyze.capture.reading.selecting.selection
        == (try SessionSelection("client=192.0.2.1 id=2 client=192.0.2.2")))
    let short = try EsmtpReplay.parseAsRoot(
      ["a.pcap", "--where", "outcome=in-clear", "--fail-on", "in-clear"])
    let analyzed = try #require(short as? Analyze)
    #expect(
      analyzed.capture.reading.selecting.selection
        == (try SessionSelection("outcome=delivered-in-clear")))
    #expect(analyzed.failOn == [GateThreshold(argument: "delivered-in-clear")])
  }

  @Test("no line of usage is wider than a terminal")
  func width() throws {
    for (words, _) in try CommandHelp.tool().leaves() {
      let help = try Tool.run(words + ["--help"]).output
      let lines = help.split(separator: "\n").drop { !$0.hasPrefix("USAGE") }
        .prefix { !$0.hasPrefix("ARGUMENTS") && !$0.hasPrefix("OPTIONS") }
      for line in lines where line.contains("esmtp-replay ") {
        #expect(line.count <= 80, "\(line)")
      }
    }
  }
}

@Suite struct InterfaceTests {
  @Test("an interface that is not there is told, and nothing is written")
  func missing() throws {
    let run = try Tool.run(["-i", "nosuch0"])
    #expect(run.status == 2)
    #expect(run.output.isEmpty)
    // Whoever may not look is told that first.
    #expect(
      run.error.contains("nosuch0: no such interface; 'ip link' lists them")
        || run.error.contains("nosuch0: permission denied; run as root"))
  }
}

struct ComparisonProfileTests {
  private static let capture = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()
    .appending(path: "captures/multiline-greeting/multiline-greeting.pcap").path

  @Test("one profile may be that of both sides, and one side may have its own")
  func profiles() throws {
    let both = try Tool.run(
      ["compare", "default", "default", "--profile", "asa-field", Self.capture])
    #expect(both.status == 0, "\(both.error)")
    #expect(both.output.contains("profile asa-field"))
    #expect(!both.output.contains("profile asa\n"))
    let mixed = try Tool.run(
      [
        "compare", "default", "default", "--profile", "asa-field", "--old-profile", "asa",
        Self.capture,
      ])
    #expect(mixed.status == 1)
    let wrong = try Tool.run(["compare", "default", "default", "--profile", "asb", Self.capture])
    #expect(wrong.status == 2 && wrong.error.contains("there is no profile 'asb'"))
  }
}
