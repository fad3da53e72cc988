import Foundation
import Testing

struct ReduceCommandTests {
  private static let root = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().appending(path: "captures").path

  private static func capture(_ name: String) -> String { "\(root)/\(name)/\(name).pcap" }

  /// A session's records in a JSON report: verdict and rules.
  private func decisions(_ arguments: [String], in folder: Workplace) throws -> [[String]] {
    let output = try Tool.run(["analyze", "--format", "json"] + arguments, in: folder).output
    return try output.split(separator: "\n").compactMap { line in
      let record = try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any]
      guard record?["record"] as? String == "session" else { return nil }
      let events = record?["events"] as? [[String: Any]] ?? []
      return [record?["verdict"] as? String ?? ""] + events.compactMap { $0["rule"] as? String }
    }
  }

  @Test("a capture is reduced into a file; what was done is told on standard error")
  func capture() throws {
    let folder = try Workplace()
    let run = try Tool.run(["reduce", Self.capture("auth-plain"), "-w", "out.pcap"], in: folder)
    #expect(run.status == 0)
    #expect(run.output == "")
    #expect(folder.names == ["out.pcap"])
    #expect(run.error.contains("esmtp-replay: 1 session of 1, "))
    #expect(run.error.contains("proved: 1 session decided alike under asa, asa-field\n"))
    #expect(
      try decisions(["out.pcap"], in: folder)
        == decisions([Self.capture("auth-plain")], in: folder))
    let quiet = try Tool.run(
      ["reduce", "-q", Self.capture("auth-plain"), "-w", "-"], in: folder)
    #expect(quiet.status == 0 && quiet.error == "")
    let piped = try Tool.run(
      ["reduce", "-q", "-", "-w", "piped.pcap"], in: folder, input: Self.capture("auth-plain"))
    #expect(piped.status == 0)
    #expect(
      try Data(contentsOf: folder.url.appending(path: "piped.pcap"))
        == Data(contentsOf: folder.url.appending(path: "out.pcap")))
  }

  @Test("sessions are chosen by number, endpoints and Message-ID")
  func selection() throws {
    let folder = try Workplace()
    let captures = [
      Self.capture("auth-plain"), Self.capture("starttls"), Self.capture("vrfy-expn-help"),
    ]
    for (names, count) in [
      (["2"], 1), (["1", "3"], 2), (["auth-plain.1@example.net"], 1),
      (["192.0.2.10:44296", "2"], 2), ([], 3),
    ] {
      let options = names.flatMap { ["--session", $0] }
      let run = try Tool.run(["reduce"] + captures + options + ["-w", "out.pcap"], in: folder)
      #expect(run.status == 0, "\(run.error)")
      #expect(run.error.contains("esmtp-replay: \(count) session\(count == 1 ? "" : "s") of 3, "))
      #expect(try decisions(["out.pcap"], in: folder).count == count)
    }
    let none = try Tool.run(
      ["reduce", captures[0], "-s", "7", "-w", "none.pcap"], in: folder)
    #expect(none.status == 2 && !folder.has("none.pcap"))
    #expect(none.error == "esmtp-replay: no session is '7'; 'analyze --all' lists the 1 there is\n")
    let filtered = try Tool.run(
      ["reduce", captures[0], "-f", "host 203.0.113.99", "-w", "none.pcap"], in: folder)
    #expect(filtered.status == 2 && filtered.error.contains("'--filter' lets none of "))
  }

  @Test("what --where and --filter leave aside is told in the words of reports")
  func leftAside() throws {
    let folder = try Workplace()
    let captures = ["auth-plain", "starttls", "vrfy-expn-help"].map(Self.capture)
    let words = "esmtp-replay: left aside, because it was asked for: "
    func error(_ options: [String], status: Int32 = 0) throws -> String {
      let run = try Tool.run(["reduce"] + captures + options + ["-w", "out.pcap"], in: folder)
      #expect(run.status == status, "\(run.error)")
      return run.error
    }
    #expect(try !error([]).contains(words))
    #expect(try !error(["--where", "id=1 id=2 id=3", "-f", "tcp"]).contains(words))
    #expect(try !error(["-s", "1"]).contains(words))
    let selected = try error(["--where", "id=2"])
    #expect(selected.contains("esmtp-replay: 1 session of 3, "))
    #expect(
      selected.contains(
        "of none\n\(words)2 sessions that '--where' does not select\nesmtp-replay: replaced: "))
    // Of those that '--session' names, '--where' passes over the one.
    #expect(
      try error(["--where", "id=2", "-s", "1", "-s", "2"])
        .contains("\(words)1 session that '--where' does not select\n"))
    let filtered = try error(["-f", "tcp[13] & 1 = 0"])
    let report = try Tool.run(
      ["analyze"] + captures + ["-f", "tcp[13] & 1 = 0"], in: folder)
    let line = try #require(
      report.output.split(separator: "\n").first { $0.hasPrefix("  filtered ") })
    let count = try #require(line.split(separator: " ").dropFirst().first)
    #expect(
      filtered.contains(
        "\(words)\(count) frame\(count == "1" ? "" : "s") that '--filter' does not let through\n"),
      "\(filtered)")
    #expect(
      try error(["--where", "id=2", "-s", "1"], status: 2)
        == "esmtp-replay: '--where' selects none of 1 session; 'analyze --all' lists them\n")
  }

  @Test("a case becomes a case that passes, with the policy as 'policy show' prints it")
  func cases() throws {
    let folder = try Workplace()
    let run = try Tool.run(
      ["reduce", "\(Self.root)/exemption-recipe", "-o", "shared/"], in: folder)
    #expect(run.status == 0, "\(run.error)")
    #expect(
      folder.names == [
        "shared/README.md", "shared/capture.pcap", "shared/expect.yaml", "shared/policy.txt",
      ])
    #expect(run.error.contains("kept, because the policy tells it apart: 203.0.113.7\n"))
    #expect(run.error.contains("policy.txt holds the statements that bear on the inspection"))
    #expect(
      try folder.read("shared/README.md").contains(
        "texts are others; the addresses that the policy looks for are as captured; policy.txt has "
      ))
    let expectation = try folder.read("shared/expect.yaml")
    #expect(expectation.contains("policy: policy.txt\n"))
    #expect(expectation.contains("verdicts:\n  exempt: 1\n  masked: 1\n"))
    #expect(!expectation.contains("example.net"))
    let test = try Tool.run(["test", "shared"], in: folder)
    #expect(test.status == 0 && test.output.contains("PASS"))
    let again = try Tool.run(
      ["reduce", "\(Self.root)/starttls", "-o", "shared"], in: folder)
    #expect(again.status == 2)
    #expect(again.error == "esmtp-replay: shared: is there already; name a new folder\n")
    let below = try Tool.run(["reduce", "\(Self.root)/starttls", "-o", "none/a/new/"], in: folder)
    #expect(below.status == 0, "\(below.error)")
    #expect(try Tool.run(["test", "none/a/new"], in: folder).status == 0)
    let nowhere = try Tool.run(
      ["reduce", "\(Self.root)/starttls", "-o", "shared/README.md/new"], in: folder)
    #expect(nowhere.status == 2)
    #expect(
      nowhere.error
        == "esmtp-replay: shared/README.md/new: the folder cannot be made; check that the one around it is there "
        + "and may be written to\n")
    let inCI = try Tool.run(
      ["reduce", "\(Self.root)/starttls", "-o", "other"], in: folder, environment: ["CI": "true"])
    #expect(inCI.status == 2 && !folder.has("other"))
  }

  @Test(
    "a capture from behind a firewall is decided alike once it is reduced",
    arguments: ["asa", "asa-field", "asa-7.2", "pix-6.3", "pix-4.4"])
  func behindFirewall(profile: String) throws {
    let folder = try Workplace()
    for name in ["starttls", "multiline-greeting", "auth-plain"] {
      let behind = try Tool.run(
        [
          "rewrite", "\(Self.root)/\(name)/\(name).pcap", "--profile", profile, "-w",
          "\(name).pcap",
        ], in: folder)
      #expect(behind.status == 0, "\(behind.error)")
      let run = try Tool.run(["reduce", "\(name).pcap", "-w", "\(name).out"], in: folder)
      #expect(run.status == 0, "\(name): \(run.error)")
    }
  }

  @Test("a case whose policy leaves TLS to its version is reduced with what the version does")
  func silentOfTLS() throws {
    let folder = try Workplace()
    let capture = URL(filePath: "\(Self.root)/starttls/starttls.pcap")
    try folder.write(try Data(contentsOf: capture), as: "old/starttls.pcap")
    try folder.write(
      """
      ASA Version 9.8(2)
      policy-map type inspect esmtp M
       parameters
        no mask-banner
      policy-map global_policy
       class inspection_default
        inspect esmtp M
      service-policy global_policy global

      """, as: "old/p.cfg")
    try folder.write("policy: p.cfg\nverdicts:\n  dropped: 0\n", as: "old/expect.yaml")
    let run = try Tool.run(["reduce", "old", "-o", "new"], in: folder)
    #expect(run.status == 0, "\(run.error)")
    #expect(try Tool.run(["test", "new"], in: folder).status == 0)
  }

  @Test("words that a policy looks for stay where something comes of them, and only there")
  func policyWords() throws {
    let folder = try Workplace()
    try folder.write(
      """
      regex ours "@example\\.net"
      policy-map type inspect esmtp m
       match sender-address regex ours
        log
      """, as: "looks.cfg")
    let looks = try Tool.run(
      ["reduce", "-p", "looks.cfg", Self.capture("auth-plain"), "-w", "a.pcap"], in: folder)
    #expect(looks.status == 0, "\(looks.error)")
    #expect(looks.error.contains("kept, because the policy looks for it: example, net\n"))
    try folder.write(
      """
      regex ours "@nobody\\.test"
      policy-map type inspect esmtp m
       match sender-address regex ours
        log
      """, as: "misses.cfg")
    let misses = try Tool.run(
      ["reduce", "-p", "misses.cfg", Self.capture("auth-plain"), "-w", "b.pcap"], in: folder)
    #expect(misses.status == 0 && !misses.error.contains("looks for it"))
  }

  @Test(
    "a case of an ordinary configuration is reduced, whichever way its statements are typed",
    arguments: [
      """
      class-map inspection_default
       match default-inspection-traffic
      policy-map global_policy
       class inspection_default
        inspect esmtp
      service-policy global_policy global

      """,
      "fix prot smtp\n",
      "policy-map type insp esmtp M\n match cmd line length gt 5\n  mask\n",
    ])
  func typed(_ policy: String) throws {
    let folder = try Workplace()
    let capture = URL(filePath: "\(Self.root)/starttls/starttls.pcap")
    try folder.write(try Data(contentsOf: capture), as: "old/starttls.pcap")
    try folder.write(policy, as: "old/p.cfg")
    try folder.write("policy: p.cfg\nverdicts:\n  dropped: 0\n", as: "old/expect.yaml")
    let run = try Tool.run(["reduce", "old", "-o", "new"], in: folder)
    #expect(run.status == 0, "\(run.error)")
    #expect(
      try folder.read("new/README.md").contains(
        "names, addresses and texts are others; policy.txt has the names and addresses of the policy.\n"
      ))
    #expect(try Tool.run(["test", "new"], in: folder).status == 0)
  }

  @Test("what holds a part that the policy looks for stays where nothing else will do")
  func partsOfWords() throws {
    let folder = try Workplace()
    for (expression, kept) in [
      ("exam", "example"), ("^dan", "dana"), ("dan[a-z]@", "dana"), ("^[Dd]ana@ex", "dana"),
    ] {
      try folder.write(
        "regex ours \"\(expression)\"\npolicy-map type inspect esmtp m\n"
          + " match sender-address regex ours\n  log\n", as: "p.cfg")
      let run = try Tool.run(
        ["reduce", "-p", "p.cfg", Self.capture("plain-delivery"), "-w", "out.pcap"], in: folder)
      #expect(run.status == 0, "\(run.error)")
      let line = run.error.split(separator: "\n").first { $0.contains("policy looks for it") }
      #expect(line?.contains(kept) == true, "\(expression): \(run.error)")
    }
  }

  @Test("where a decision would be another one, nothing is written")
  func refusal() throws {
    let folder = try Workplace()
    // A local part of letters that no replacement has.
    try folder.write(
      """
      regex vowels "<[a-z]*[aeiou]"
      regex any "[aeiou]"
      policy-map type inspect esmtp m
       match sender-address regex any
        log
      """, as: "p.cfg")
    let run = try Tool.run(
      ["reduce", "-p", "p.cfg", Self.capture("auth-plain"), "-w", "out.pcap"], in: folder)
    #expect(run.status == 2)
    #expect(!folder.has("out.pcap") && !folder.has("out.pcap.part"))
    #expect(
      run.error.contains(
        "nothing is written: the reduced capture would be decided otherwise: session 1 under asa: ")
    )
    #expect(run.error.contains("('match sender-address regex any')"), "\(run.error)")
  }

  @Test(
    "wrong usage is told",
    arguments: [
      (["reduce"], "no capture is given"),
      (["reduce", "x.pcap"], "no output is given; name a capture with '-w'"),
      (["reduce", "x.pcap", "-w", "a", "-o", "b"], "-w and -o exclude each other"),
      (["reduce", "a", "b", "-o", "c"], "one case is due for '-o'"),
      (["reduce", "a", "-p", "p.cfg", "-o", "c"], "stands in its expect.yaml"),
      (["reduce", "x.pcap", "-w", "a", "-s", "hello"], "'hello' names no session"),
      (["reduce", "none.pcap", "-w", "a"], "none.pcap: no such file"),
      (["reduce", "none", "-o", "c"], "none: no such file"),
    ])
  func usage(arguments: [String], message: String) throws {
    let folder = try Workplace()
    try folder.write("", as: "p.cfg")
    let run = try Tool.run(arguments, in: folder)
    #expect(run.status == 2)
    #expect(run.error.contains(message), "\(run.error)")
    #expect(folder.names == ["p.cfg"])
  }

  @Test("the example of the README is what the tool prints")
  func readme() throws {
    let text = try String(
      contentsOf: URL(filePath: Self.root).deletingLastPathComponent().appending(path: "README.md"),
      encoding: .utf8)
    let start = try #require(
      text.range(of: "reduce captures/auth-plain -w shared.pcap\n```\n\n```text\n"))
    let block = text[start.upperBound...].prefix { $0 != "`" }
    let folder = try Workplace()
    let run = try Tool.run(["reduce", Self.capture("auth-plain"), "-w", "shared.pcap"], in: folder)
    #expect(run.error == block)
  }
}
