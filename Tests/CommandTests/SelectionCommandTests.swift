import Foundation
import Testing

/// `--where` on every command that reads captures.
@Suite struct SelectionCommandTests {
  private static func capture(_ name: String) -> String {
    CookbookTests.root.appending(path: "captures/\(name)/\(name).pcap").path
  }

  /// Three sessions: masked, dropped, masked.
  private static let captures = ["plain-delivery", "long-header-line", "auth-plain"].map(capture)
  private static let dropped = ["--where", "verdict=dropped"]

  @Test(
    "what is not selected is told",
    arguments: [["advise"], ["fingerprint"], ["compare", "default", "default"]])
  func leftAside(command: [String]) throws {
    let text = try Tool.run(
      command + Self.captures + ["--where", "verdict=masked", "--filter", "tcp"]
    ).output
    #expect(text.contains("verdict=masked") && text.contains("tcp"), "\(text)")
    #expect(text.contains("session that '--where' does not select"), "\(text)")
    #expect(!text.contains("no mail of these captures"), "\(text)")
  }

  @Test("a session that is selected alone needs no other name", arguments: ["show", "stress"])
  func alone(command: String) throws {
    let named = try Tool.run([command, "2"] + Self.captures)
    let selected = try Tool.run([command] + Self.captures + Self.dropped)
    #expect(selected.status == 0 && selected.error == "")
    #expect(selected.output == named.output)
    let both = try Tool.run([command, "2"] + Self.captures + Self.dropped)
    #expect(both.output == named.output)
  }

  @Test(
    "what is written of captures of several link types is said to be so",
    arguments: [
      ["--carve", "out"], ["--annotate", "out"],
    ])
  func severalLinkTypes(output: [String]) throws {
    let folder = try Workplace()
    let (ethernet, cooked) = (Self.capture("plain-delivery"), Self.capture("lossy-link"))
    let mixed = try Tool.run([ethernet, cooked] + output, in: folder)
    #expect(mixed.status == 0)
    #expect(
      mixed.error
        == "esmtp-replay: the captures are of several link types, and so is what --carve or --annotate "
        + "wrote: Wireshark reads it, libpcap and this tool do not; name the captures of each link "
        + "type by themselves\n")
    #expect(try Tool.run(["out"], in: folder).error.contains("interfaces of different link types"))
    let alike = try Tool.run([ethernet, Self.capture("auth-plain")] + output, in: folder)
    #expect(alike.error == "")
  }

  @Test(
    "of several sessions, and of none, it is said what there is", arguments: ["show", "stress"])
  func several(command: String) throws {
    let several = try Tool.run([command] + Self.captures + ["--where", "verdict=masked"])
    #expect(several.status == 2 && several.output.isEmpty)
    #expect(
      several.error.hasPrefix(
        "esmtp-replay: '--where' selects 2 sessions; name one of them\n  session 1  192.0.2.10:"))
    let none = try Tool.run([command] + Self.captures + ["--where", "verdict=reset"])
    #expect(none.status == 2 && none.output.isEmpty)
    #expect(
      none.error
        == "esmtp-replay: '--where' selects none of 3 sessions; 'analyze --all' lists them\n")
    let other = try Tool.run([command, "1"] + Self.captures + Self.dropped)
    #expect(other.status == 2 && other.output.isEmpty)
  }

  @Test("a selection without a capture is an error", arguments: ["show", "stress", "rewrite"])
  func missing(command: String) throws {
    let outcome = try Tool.run(
      [command] + Self.dropped + (command == "rewrite" ? ["-w", "x"] : []))
    #expect(outcome.status == 2)
    #expect(outcome.error.contains("no capture is given"))
  }

  @Test("standard input is kept for what takes two readings")
  func standardInput() throws {
    let shown = try Tool.run(["show", "-"] + Self.dropped, input: Self.captures[1])
    #expect(shown.status == 0)
    #expect(try shown.output == Tool.run(["show", "1", Self.captures[1]]).output)
  }

  @Test("the frames of chosen sessions alone are rewritten", arguments: ["rewrite", "analyze"])
  func rewrite(command: String) throws {
    let folder = try Workplace()
    let quiet = command == "analyze" ? ["-o", "report"] : []
    let all = try Tool.run(
      [command] + Self.captures + Self.dropped + ["-w", "some.pcap"] + quiet, in: folder)
    #expect(all.status == 0)
    let report = command == "analyze" ? try folder.read("report") : all.output
    _ = try Tool.run([command, Self.captures[1], "-w", "one.pcap"] + quiet, in: folder)
    #expect(try folder.data("some.pcap") == folder.data("one.pcap"))
    #expect(report.contains("frames left out that are of no selected session"))
  }

  @Test("an RST that ends a session goes with it")
  func reset() throws {
    let folder = try Workplace()
    try folder.write(
      "policy-map type inspect esmtp M\n match header line length gt 998\n  reset\n", as: "p.cfg")
    let common = Self.captures + ["-p", "p.cfg", "-w"]
    _ = try Tool.run(["rewrite"] + common + ["some.pcap", "--where", "id=1 id=3"], in: folder)
    let rest = [Self.captures[0], Self.captures[2], "-p", "p.cfg", "-w", "rest.pcap"]
    _ = try Tool.run(["rewrite"] + rest, in: folder)
    #expect(try folder.data("some.pcap") == folder.data("rest.pcap"))
  }

  @Test("streams and annotated frames are those of chosen sessions")
  func files() throws {
    let folder = try Workplace()
    let outcome = try Tool.run(
      Self.captures + Self.dropped
        + ["--extract", "streams", "--annotate", "noted.pcapng", "-q"], in: folder)
    #expect(outcome.status == 0)
    let names = try FileManager.default.contentsOfDirectory(
      atPath: folder.url.appending(path: "streams").path)
    #expect(
      !names.isEmpty && names.allSatisfy { $0.hasPrefix("2") || $0.contains("-2") }, "\(names)")
    let again = try Tool.run(["noted.pcapng", "--format", "json"], in: folder).output
    #expect(again.split(separator: "\n").count { $0.hasPrefix("{\"record\":\"session\"") } == 1)
    #expect(again.contains("\"frames\":24"))
  }

  @Test(
    "frames of several inputs are read again, whatever the others are",
    arguments: ["--carve", "--annotate"])
  func severalInputs(option: String) throws {
    let folder = try Workplace()
    // Raw IP, and a snap length of 120 bytes; the sessions that are chosen are of Ethernet.
    let captures = ["reordering-link", "short-snap-length", "long-header-line"].map(Self.capture)
    let both = try Tool.run(
      captures + ["--where", "id=2 id=3", option, "both.pcapng", "-q"], in: folder)
    #expect(both.status == 0, "\(both.error)")
    let read = try Tool.run(["both.pcapng", "--format", "json"], in: folder)
    #expect(read.status == 0 && read.error == "", "\(read.error)")
    #expect(
      read.output.split(separator: "\n").count { $0.hasPrefix("{\"record\":\"session\"") } == 2)
  }

  @Test("a report of some sessions or frames says which, and counts the others")
  func told() throws {
    let some = try Tool.run(Self.captures + Self.dropped)
    #expect(some.status == 0)
    #expect(some.output.contains("\n  where      verdict=dropped\n"))
    #expect(some.output.contains("\n  not-selected        2   sessions that '--where' does not"))
    let none = try Tool.run(Self.captures + ["--where", "verdict=reset"])
    #expect(none.status == 3)
    #expect(none.output.contains("warning  '--where' selects none of 3 sessions; "))
    #expect(none.output.contains("  none is selected\n"))
    for words in ["nothing was inspected", "nothing to check", "there was none"] {
      #expect(!none.output.contains(words), "\(words)")
    }
    let filtered = try Tool.run([Self.captures[1], "--filter", "src port 25"])
    #expect(filtered.output.contains("\n  filter     src port 25\n"))
    #expect(filtered.output.contains(" 24 frames, 12 let through by the filter, "))
    #expect(filtered.output.contains("\n  filtered           12   frames that '--filter' does not"))
    let other = try Tool.run([Self.captures[1], "--filter", "port 110"])
    #expect(other.status == 3)
    #expect(other.output.contains("'--filter' lets none of 24 frames through: nothing"))
  }

  @Test("what is shared are the chosen sessions, by what was decided of them before")
  func reduce() throws {
    let folder = try Workplace()
    for (option, file) in [(["--session", "2"], "a"), (Self.dropped, "b")] {
      let outcome = try Tool.run(
        ["reduce"] + Self.captures + option + ["-w", file], in: folder)
      #expect(outcome.status == 0, "\(outcome.error)")
      #expect(outcome.error.contains("1 session of 3"))
    }
    #expect(try folder.data("a") == folder.data("b"))
    let none = try Tool.run(
      ["reduce"] + Self.captures + ["--where", "verdict=reset", "-w", "c"], in: folder)
    #expect(none.status == 2)
    #expect(none.error.contains("'--where' selects none of 3 sessions"))
  }

  @Test("an expectation of chosen sessions says nothing of the others")
  func record() throws {
    let folder = try Workplace()
    for (index, path) in Self.captures.enumerated() {
      try folder.write(Data(contentsOf: URL(filePath: path)), as: "case/\(index).pcap")
    }
    let recorded = try Tool.run(["record", "case"] + Self.dropped, in: folder)
    #expect(recorded.status == 0)
    #expect(recorded.output.hasSuffix("expect.yaml: 1 dropped; 2 not selected\n"))
    let text = try folder.read("case/expect.yaml")
    #expect(text.contains("- session: 2\n"))
    #expect(!text.contains("masked") && !text.contains("verdicts:"))
    #expect(try Tool.run(["test", "case"], in: folder).status == 0)
    let none = try Tool.run(
      ["record", "case", "--force", "--where", "verdict=reset"], in: folder)
    #expect(none.status == 3)
    #expect(none.error.contains("'--where' selects no session"))
  }

  @Test("a word that is none comes with those that there are")
  func words() throws {
    for (term, part) in [
      ("verdict=droped", "choose one of exempt, untouched, logged, masked"),
      ("outcome=gone", "choose one of delivered, delivered-in-clear"),
      ("rule=x", "choose one of mask-banner, banner-broken"),
    ] {
      let outcome = try Tool.run(Self.captures + ["--where", "id=1 " + term])
      #expect(outcome.status == 2 && outcome.error.contains(part), "\(outcome.error)")
    }
  }

  @Test("cases are those in which a session is selected", arguments: ["test", "review"])
  func cases(command: String) throws {
    let folder = try caseWorkplace(["plain-delivery", "long-header-line"])
    _ = try Tool.run(
      ["record", "captures/plain-delivery", "captures/long-header-line"], in: folder)
    for name in ["plain-delivery", "long-header-line"] {
      let text = try folder.read("captures/\(name)/expect.yaml")
      try folder.write(
        text.replacing("masked", with: "reset").replacing("dropped", with: "reset"),
        as: "captures/\(name)/expect.yaml")
    }
    let outcome = try Tool.run([command, "--where", "verdict=dropped"], in: folder)
    #expect(outcome.status == 1)
    #expect(outcome.output.contains("long-header-line"))
    #expect(!outcome.output.contains("plain-delivery"), "\(outcome.output)")
    let none = try Tool.run([command, "--where", "client=203.0.113.99"], in: folder)
    #expect(none.status == 3)
    #expect(none.error == "esmtp-replay: '--where' selects a session of no case\n")
  }

  @Test("a report of no session says that none is selected")
  func report() throws {
    for command in [["analyze"], ["advise"], ["why", "<x@y>"], ["compare", "default", "default"]] {
      let outcome = try Tool.run(command + Self.captures + ["--where", "verdict=reset"])
      #expect(outcome.status == 3)
      if command[0] != "why" {
        #expect(outcome.error.contains("'--where' selects none of 3 sessions"), "\(command)")
      }
    }
  }
}
