import Foundation
import Testing

@testable import esmtp_replay

/// `compare` as a user runs it.
@Suite struct CompareCommandTests {
  private static let captures = FileManager.default.currentDirectoryPath + "/captures"
  private static let starttls = captures + "/starttls"

  private static let policy = """
    policy-map type inspect esmtp M
     parameters
      mask-banner
      no allow-tls
     match header line length gt 998
      drop-connection log
     match cmd RCPT count gt 100
      drop-connection log
    policy-map global_policy
     class inspection_default
      inspect esmtp M
    service-policy global_policy global

    """

  static let factory = """
    class-map inspection_default
     match default-inspection-traffic
    policy-map global_policy
     class inspection_default
      inspect esmtp
    service-policy global_policy global

    """

  /// A text without its line ends.
  private static func words(_ text: String) -> String {
    text.split { $0 == " " || $0 == "\n" }.joined(separator: " ")
  }

  private func folder() throws -> Workplace {
    let folder = try Workplace()
    try folder.write(Self.policy, as: "old.cfg")
    try folder.write("policy-map type inspect esmtp M\n match header bogus\n", as: "broken.cfg")
    try folder.write(Data([0xA1, 0, 0xB2, 0]), as: "binary.cfg")
    try folder.write("", as: "dir/empty")
    return folder
  }

  @Test(
    "wrong input ends with 2 and says what to do",
    arguments: [
      (["old.cfg"], "two policies and a capture are due: compare OLD NEW CAPTURE..."),
      (["old.cfg", "CAPTURE"], "two policies and a capture are due: compare OLD NEW CAPTURE..."),
      (
        ["old.cfg", "missing.cfg", "CAPTURE"], "missing.cfg: error: cannot be read: no such file; "
      ),
      (["dir", "old.cfg", "CAPTURE"], "dir: error: cannot be read: it is a folder; "),
      (["old.cfg", "binary.cfg", "CAPTURE"], "binary.cfg: error: cannot be read: it holds NUL "),
      (["old.cfg", "broken.cfg", "CAPTURE"], "broken.cfg:2:"),
      (["old.cfg", "old.cfg", "missing.pcap"], "missing.pcap: no such file or directory; "),
      (
        ["old.cfg", "old.cfg", "CAPTURE", "-o", "none/x"], "none/x: cannot be written: its folder "
      ),
      (["old.cfg", "--apply", "missing.txt", "CAPTURE"], "missing.txt: error: cannot be read: "),
      (
        ["old.cfg", "old.cfg", "CAPTURE", "--only", "foo"], "The value 'foo' is invalid for '--only"
      ),
      (["old.cfg", "old.cfg", "CAPTURE", "--fail-on", "foo"], "The value 'foo' is invalid for "),
      (
        ["old.cfg", "--apply", "old.cfg", "--sweep", "body length=1..2", "CAPTURE"],
        "--apply and --sweep exclude each other"
      ),
      (["old.cfg", "--sweep", "body length", "CAPTURE"], "--sweep takes a criterion and values"),
      (["old.cfg", "--sweep", "body length=5..1", "CAPTURE"], "'5..1' is no range of values; "),
      (["old.cfg", "--sweep", "body length=1..5/0", "CAPTURE"], "'0' is no step; "),
      (["old.cfg", "--sweep", "body length=1..500/1", "CAPTURE"], "500 values are too many; "),
      (
        ["old.cfg", "--sweep", "ehlo-reply-parameter=1..2", "CAPTURE"],
        "'ehlo-reply-parameter' is no criterion with a number; choose one of "
      ),
    ])
  func refused(_ arguments: [String], _ message: String) throws {
    let outcome = try Tool.run(
      ["compare"] + arguments.map { $0 == "CAPTURE" ? Self.starttls : $0 }, in: folder())
    #expect(outcome.status == 2, "\(outcome.error)")
    #expect(outcome.error.contains(message), "\(outcome.error)")
    #expect(outcome.output.isEmpty)
  }

  @Test("a policy compared with itself ends with 0 and says so in words")
  func same() throws {
    let outcome = try Tool.run(["compare", "old.cfg", "old.cfg", Self.captures], in: folder())
    #expect(outcome.status == 0)
    for words in [
      "the two say the same of ESMTP", "Regressions  none: no session fares worse",
      "Fixed  none: no session fares better", ": all decided alike",
    ] {
      #expect(outcome.output.contains(words), "\(words)")
    }
  }

  @Test("the criterion of a sweep may be abbreviated as on the device")
  func abbreviated() throws {
    let folder = try folder()
    let whole = try Tool.run(
      ["compare", "old.cfg", "--sweep", "header line length=900..1000/50", Self.captures],
      in: folder)
    let short = try Tool.run(
      ["compare", "old.cfg", "--sweep", "head LIN len=900..1000/50", Self.captures], in: folder)
    #expect(whole.output == short.output)
    #expect(whole.output.contains("         900         1 "))
    #expect(whole.output.contains("       1,000         0"))
  }

  @Test("of a file with several maps or contexts one is taken, as the message says")
  func chosen() throws {
    let folder = try folder()
    let maps = """
      policy-map type inspect esmtp A
       match cmd verb EHLO
        drop-connection
      policy-map type inspect esmtp B
       parameters
        allow-tls

      """
    try folder.write(maps, as: "maps.cfg")
    try folder.write(
      ["a", "b"].map { name in
        "changeto context \(name)\nASA Version 9.12(4) <context>\nhostname \(name)\n"
          + (name == "a"
            ? Self.factory
            : maps + Self.factory.replacing("inspect esmtp\n", with: "inspect esmtp A\n"))
      }.joined(), as: "contexts.cfg")
    for (name, file) in [("--policy-map", "maps.cfg"), ("--context", "contexts.cfg")] {
      let open = try Tool.run(["compare", file, "default", Self.starttls], in: folder)
      #expect(open.status == 2)
      #expect(open.error.contains("choose one with \(name)"))
    }
    func verdicts(_ arguments: [String]) throws -> String {
      let run = try Tool.run(["compare"] + arguments + [Self.starttls, "-q"], in: folder)
      #expect(run.error == "")
      return run.output.split(separator: "\n").last.map(String.init) ?? ""
    }
    #expect(
      try verdicts(["maps.cfg", "default", "--policy-map", "A"]).hasPrefix("1 session: 1 fixed"))
    #expect(
      try verdicts(["maps.cfg", "default", "--policy-map", "B"]).hasPrefix(
        "1 session: 1 regression"))
    #expect(
      try verdicts(["contexts.cfg", "contexts.cfg", "--context", "a"])
        == "1 session: all decided alike")
    #expect(
      try verdicts(["contexts.cfg", "default", "--context", "b"]).hasPrefix("1 session: 1 fixed"))
    let idle = try Tool.run(
      ["compare", "default", "default", Self.starttls, "--context", "a"], in: folder)
    #expect(idle.error.contains("--context goes with a policy file"))
  }

  @Test("what is typed names the lines of the change, and what takes it back does")
  func ticket() throws {
    let folder = try folder()
    try folder.write(
      """
      ! ticket 1
      policy-map type inspect esmtp M
       parameters
        no mask-banner
       match cmd RCPT count gt 100
        no drop-connection
        reset log

      """, as: "change.txt")
    let outcome = try Tool.run(
      ["compare", "old.cfg", "--apply", "change.txt", Self.captures + "/recipients-101"], in: folder
    )
    #expect(outcome.status == 1)
    #expect(outcome.output.contains("+ no mask-banner  change.txt:4"))
    #expect(
      outcome.output.contains("+ match cmd RCPT count gt 100 reset log  change.txt:5"))
    #expect(outcome.output.contains("new           reset: frame 211, rcpt-count, change.txt:5"))
    #expect(outcome.output.contains("To take the change back"))
    #expect(!outcome.output.contains("they do not bring all of the old policy back"))
  }

  @Test("lines that nothing uses change nothing of the device's defaults")
  func typedIntoDefaults() throws {
    let folder = try folder()
    try folder.write("policy-map type inspect esmtp new\n parameters\n  allow-tls\n", as: "new.txt")
    let outcome = try Tool.run(
      ["compare", "default", "--apply", "new.txt", Self.starttls], in: folder)
    #expect(outcome.status == 0, "\(outcome.output)")
    #expect(outcome.output.contains("the two say the same of ESMTP"))
    #expect(outcome.output.contains("nothing: the change changes nothing of ESMTP"))
  }

  @Test("a sweep changes one number of the map in force, the built-in one too")
  func sweepOfDefaults() throws {
    let folder = try folder()
    try folder.write("ASA Version 9.4(1)\n" + Self.factory, as: "service.cfg")
    for policy in ["default", "service.cfg"] {
      let outcome = try Tool.run(
        [
          "compare", policy, "--sweep", "cmd RCPT count=100..101",
          Self.captures + "/recipients-101", "--format", "json",
        ], in: folder)
      let lines = outcome.output.split(separator: "\n")
      let differences = lines.filter { $0.contains(#""record":"difference""#) }
      #expect(differences.count == 1, "\(differences)")
      #expect(lines[0].contains(#""maps":["_default_esmtp_map"]"#))
      #expect(outcome.status == 1)
      let other = try Tool.run(
        [
          "compare", policy, "--sweep", "header line length=10..10",
          Self.captures + "/recipients-101",
        ], in: folder)
      // The session has ended before it has a header.
      #expect(other.output.contains("          10         0"), "\(other.output)")
    }
  }

  @Test("the number that is there already makes no difference")
  func sweepOfWhatIs() throws {
    let outcome = try Tool.run(
      ["compare", "old.cfg", "--sweep", "header line length=998..998", Self.captures], in: folder())
    #expect(outcome.status == 0, "\(outcome.output)")
    #expect(Self.words(outcome.output).contains("ends, in the map in force: M "))
  }

  @Test("a sweep changes the maps of all classes, and names them")
  func sweepOfSeveralMaps() throws {
    let folder = try folder()
    let map = " match cmd RCPT count gt 1000\n  reset\n"
    try folder.write(
      """
      ASA Version 9.4(1)
      access-list A extended permit tcp any any eq 2525
      class-map a
       match access-list A
      class-map b
       match port tcp eq smtp
      policy-map type inspect esmtp M
      \(map)policy-map type inspect esmtp N
      \(map)policy-map P
       class a
        inspect esmtp M
       class b
        inspect esmtp N
      service-policy P global

      """, as: "two.cfg")
    let outcome = try Tool.run(
      [
        "compare", "two.cfg", "--sweep", "cmd RCPT count=100..101",
        Self.captures + "/recipients-101",
      ], in: folder)
    #expect(outcome.output.contains("         100         1"), "\(outcome.output)")
    #expect(Self.words(outcome.output).contains("in all maps in force: M, N "))
  }

  @Test(
    "a mask that breaks a greeting is a regression for the gate, and so is what may come of it told"
  )
  func brokenGreeting() throws {
    let folder = try folder()
    try folder.write(Self.policy.replacing("  mask-banner", with: "  no mask-banner"), as: "no.cfg")
    let capture = Self.captures + "/multiline-greeting"
    let worse = try Tool.run(
      ["compare", "no.cfg", "old.cfg", capture, "--fail-on", "regression"], in: folder)
    #expect(worse.status == 1)
    #expect(
      worse.output.contains("untouched to masked · mail delivered to unknown"), "\(worse.output)")
    #expect(worse.output.contains("1 session: 1 regression"))
    let better = try Tool.run(
      ["compare", "old.cfg", "no.cfg", capture, "--fail-on", "regression"], in: folder)
    #expect(better.status == 0)
    #expect(better.output.contains("1 session: 1 fixed"))
  }

  @Test("what is opened by allow-tls is explained by that line")
  func openedBy() throws {
    let folder = try folder()
    let old = Self.policy.replacing(
      " match header", with: " match ehlo-reply-parameter others\n  mask\n match header")
    try folder.write(old, as: "hide.cfg")
    try folder.write(old.replacing("no allow-tls", with: "allow-tls"), as: "tls.cfg")
    let outcome = try Tool.run(
      [
        "compare", "hide.cfg", "tls.cfg", Self.starttls, Self.captures + "/starttls-not-used",
      ], in: folder)
    #expect(outcome.output.contains("2 sessions came by it"), "\(outcome.output)")
    #expect(outcome.output.contains("STARTTLS is hidden, hide.cfg:4"))
    #expect(outcome.output.contains("STARTTLS is offered, tls.cfg:4"))
    let back = try Tool.run(
      ["compare", "tls.cfg", "hide.cfg", Self.starttls, "--fail-on", "regression"], in: folder)
    #expect(back.status == 1)
  }

  @Test("where no session is looked at, none is said to be decided alike")
  func nothingCompared() throws {
    for arguments in [["--port", "2525"], ["--where", "client=192.0.2.77"]] {
      let outcome = try Tool.run(
        ["compare", "old.cfg", "old.cfg", Self.starttls] + arguments, in: folder())
      #expect(outcome.status == 3)
      for words in [
        "Regressions  nothing was compared", "Fixed  nothing was compared",
        "0 sessions: nothing was compared",
      ] {
        #expect(outcome.output.contains(words), "\(outcome.output)")
      }
      #expect(!outcome.output.contains("alike"))
    }
  }

  @Test("a gate that is hit is told of a capture that is cut short, by analyze and by compare")
  func precedence() throws {
    let folder = try folder()
    let path = Self.captures + "/recipients-101/recipients-101.pcap"
    var bytes = try Data(contentsOf: URL(filePath: path))
    bytes.removeLast(3)
    try folder.write(bytes, as: "cut.pcap")
    try folder.write(Self.policy.replacing("gt 100\n", with: "gt 1000\n"), as: "lax.cfg")
    let statuses = try [
      ["analyze", "cut.pcap"], ["analyze", "cut.pcap", "--fail-on", "dropped"],
      ["analyze", "cut.pcap", "--fail-on", "dropped", "--max-unchecked", "0"],
      ["analyze", "cut.pcap", "--fail-on", "reset"], ["compare", "old.cfg", "old.cfg", "cut.pcap"],
      ["compare", "lax.cfg", "old.cfg", "cut.pcap"],
      ["compare", "old.cfg", "lax.cfg", "cut.pcap", "--fail-on", "regression"],
    ].map { try Tool.run($0, in: folder).status }
    #expect(statuses == [3, 1, 1, 3, 3, 1, 3])
  }

  @Test("that nothing hangs on the profile is said in words and as a number")
  func profile() throws {
    let folder = try folder()
    let path = Self.captures + "/multiline-greeting/multiline-greeting.pcap"
    let file = try Tool.run(["compare", "default", "default", path], in: folder)
    #expect(file.output.contains("old           profile asa; no session has another verdict under"))
    let analysis = try Tool.run(["analyze", path], in: folder)
    #expect(
      analysis.output.contains("Profile  asa; no session has another verdict under asa-field"))
    let json = try Tool.run(["analyze", path, "--format", "json"], in: folder)
    #expect(
      json.output.contains(
        #""flips":{"profile":"asa","other":"asa-field","sessions":0,"unresolved":0,"switches":{}}"#)
    )
  }

  @Test("a line that a policy goes without is told once, in the report and beside it")
  func notUnderstood() throws {
    let folder = try folder()
    let list = "access-list other extended permit tcp anyy any eq smtp\n"
    try folder.write(list + Self.policy, as: "p.cfg")
    try folder.write(list.replacing("anyy", with: "anyyy"), as: "change.txt")
    let path = Self.starttls + "/starttls.pcap"
    let (old, new) = (#"p.cfg:1: "anyy" is not"#, #"change.txt:1: "anyyy" is not"#)
    for (arguments, lines) in [
      (["p.cfg", "--apply", "change.txt"], [old: "both policies", new: "new policy"]),
      (["p.cfg", "p.cfg"], [old: "both policies"]),
      (["default", "p.cfg"], [old: "new policy"]),
      (["p.cfg", "old.cfg"], [old: "old policy"]),
      (["p.cfg", "--sweep", "header line length=900..1000/50"], [old: ""]),
    ] {
      let text = try Tool.run(["compare"] + arguments + [path], in: folder)
      for (line, policies) in lines {
        let words = "\n  \(line) an address" + (policies.isEmpty ? "" : " (\(policies))") + "\n"
        #expect(text.output.split(separator: words).count == 2, "\(arguments): \(text.output)")
      }
      #expect(text.error.split(separator: "warning: \"any").count == lines.count + 1)
      let json = try Tool.run(["compare", "--format", "json"] + arguments + [path], in: folder)
      let record = try #require(json.output.split(separator: "\n").first)
      #expect(record.contains(#""not_understood":["p.cfg:1: \"anyy\" is not an address"#))
    }
  }

  @Test("what is said alike of both is told apart by what is forwarded")
  func sameWords() throws {
    let path = Self.captures + "/multiline-greeting/multiline-greeting.pcap"
    let outcome = try Tool.run(
      ["compare", "default", "--new-profile", "asa-field", "default", path, "--format", "md"],
      in: try folder())
    let sides = ["old", "new"].map { side in
      outcome.output.split(separator: "\n").first { $0.contains("- \(side): ") }
        .map { $0.split(separator: "; forwarded: ") } ?? []
    }
    #expect(sides.map(\.count) == [2, 2], "\(outcome.output)")
    #expect(sides[0].first?.dropFirst(8) == sides[1].first?.dropFirst(8))
    #expect(sides[0].last != sides[1].last)
  }
}
