import Foundation
import Testing

/// The states of a case, the commands that a failure prints, and what cannot be read.
@Suite(.enabled(if: Tool.path != nil, "the command is not built beside the tests"))
struct CaseStateTests {
  /// One case of each state, those that differ under names that a shell has to be told.
  private func states() throws -> Workplace {
    let place = try caseWorkplace([
      "auth-plain", "helo-only", "ipv6", "no-allow-tls", "starttls", "typed-telnet",
    ])
    #expect(try Tool.run(["record", "captures"], in: place).status == 0)
    func change(_ name: String, _ change: (String) -> String) throws {
      let file = "captures/\(name)/expect.yaml"
      try place.write(change(place.read(file)), as: file)
    }
    // Other rules than expected: as recorded by this model, and by an older one.
    try change("starttls") { $0.replacing(", ehlo-reply-parameter", with: "") }
    try change("auth-plain") {
      $0.replacing(", ehlo-reply-parameter", with: "").replacing("model: 1", with: "model: 0")
    }
    try change("ipv6") { "skip: \"waits for #12\"\n" + $0 }
    try FileManager.default.removeItem(
      at: place.url.appending(path: "captures/typed-telnet/typed-telnet.pcap"))
    try FileManager.default.removeItem(
      at: place.url.appending(path: "captures/helo-only/expect.yaml"))
    return place
  }

  @Test("each state has its line, and only what failed makes the status 1")
  func lines() throws {
    let place = try states()
    let outcome = try Tool.run(["test"], in: place)
    #expect(outcome.status == 1)
    #expect(
      outcome.output == """
        STALE    captures/auth-plain: the model changed: ehlo-reply-parameter
          session 1, 192.0.2.10:44296 to 198.51.100.25:25: newly ehlo-reply-parameter (built-in:22)
          changed: the tool, from model 0 to 1
          repeat:  esmtp-replay test captures/auth-plain
          accept:  esmtp-replay review --accept-all captures/auth-plain
        NEW      captures/helo-only
          accept:  esmtp-replay record captures/helo-only
        SKIP     captures/ipv6: waits for #12
        PASS     captures/no-allow-tls
        FAIL     captures/starttls
          session 1, 192.0.2.10:36612 to 198.51.100.25:25: newly ehlo-reply-parameter (built-in:22)
          changed: the tool or the expectation; all else is as recorded
          repeat:  esmtp-replay test captures/starttls
          accept:  esmtp-replay review --accept-all captures/starttls
        OBSOLETE captures/typed-telnet: there is no capture any more; restore it, or remove expect.yaml
        6 cases: 1 passed, 1 failed, 1 new, 1 stale, 1 obsolete, 1 skipped

        """)
    let others = [
      ("auth-plain", 0), ("helo-only", 3), ("ipv6", 3), ("no-allow-tls", 0), ("typed-telnet", 3),
    ]
    for (name, status) in others {
      #expect(
        try Tool.run(["test", "captures/\(name)"], in: place).status == Int32(status), "\(name)")
    }
    // A new case fails where nobody would see that it is new.
    let new = try Tool.run(
      ["test", "captures/helo-only"], in: place, environment: ["CI": "true"])
    #expect(new.status == 1)
  }

  @Test("a case of numbers alone names the rules of the verdicts that are new")
  func numbers() throws {
    let place = try caseWorkplace(["starttls"])
    try place.write(
      "verdicts: {untouched: 1}\nrecorded: {model: 0, captures: {starttls.pcap: "
        + "7f6a7bf0f417233c2faab932fb1859bd9827b1feabf2e49ba837bfed4105335e}}\n",
      as: "captures/starttls/expect.yaml")
    let outcome = try Tool.run(["test"], in: place)
    #expect(
      outcome.output.hasPrefix(
        """
        STALE    captures/starttls: the model changed: mask-banner
          untouched: 1 session expected, 0 found
          masked: 0 sessions expected, 1 found
          session 1, 192.0.2.10:36612 to 198.51.100.25:25: masked, by mask-banner (built-in:6)
          changed: the tool, from model 0 to 1

        """), "\(outcome.output)")
  }

  @Test(
    "what is misnamed is told beside a new case", arguments: ["expect.yml", "Expect.yaml"])
  func misnamed(_ name: String) throws {
    let place = try caseWorkplace(["starttls"])
    try place.write("verdicts: {masked: 1}\n", as: "captures/starttls/\(name)")
    let outcome = try Tool.run(["test"], in: place)
    #expect(
      outcome.output.hasPrefix(
        "NEW      captures/starttls: '\(name)' is not read; call it expect.yaml\n"),
      "\(outcome.output)")
    let tap = try Tool.run(["test", "--tap"], in: place, environment: ["CI": "1"])
    #expect(tap.output.contains("# NEW: '\(name)' is not read"), "\(tap.output)")
  }

  @Test("a folder is one case, however often and however it is named")
  func once() throws {
    let place = try caseWorkplace(["starttls", "ipv6"])
    try FileManager.default.createSymbolicLink(
      atPath: place.url.appending(path: "link").path, withDestinationPath: "captures/ipv6")
    let whole = place.url.appending(path: "captures/starttls").path
    let outcome = try Tool.run(
      [
        "test", "captures/starttls", "captures/starttls/", "./captures/starttls", whole,
        "captures/../captures/starttls", "link", "captures",
      ], in: place)
    #expect(outcome.output.hasSuffix("2 cases: 2 new\n"), "\(outcome.output)")
  }

  @Test("JUnit and TAP have every case once, with its state")
  func forms() throws {
    let place = try states()
    let tap = try Tool.run(["test", "--tap", "--junit", "j.xml"], in: place)
    #expect(tap.status == 1)
    let points = tap.output.split(separator: "\n").filter { $0.contains("ok ") }
    #expect(
      points == [
        "ok 1 - captures/auth-plain # TODO STALE", "ok 2 - captures/helo-only # TODO NEW",
        "ok 3 - captures/ipv6 # SKIP waits for \\#12", "ok 4 - captures/no-allow-tls",
        "not ok 5 - captures/starttls", "ok 6 - captures/typed-telnet # TODO OBSOLETE",
      ])
    let document = try place.read("j.xml").matches(of: #/<([a-z]+)[ >]/#).map(\.output.1)
    #expect(document.count { $0 == "testcase" } == 6)
    #expect(document.count { $0 == "failure" } == 1)
    #expect(document.count { $0 == "skipped" } == 4)
    guard FileManager.default.isExecutableFile(atPath: "/usr/bin/prove") else {
      return print("skipped: prove is not installed")
    }
    try place.write(tap.output, as: "points.t")
    let judged = try Shell.run("prove --exec cat points.t", in: place)
    #expect(judged.output.contains("Failed 1/6 subtests"), "\(judged.output)")
  }

  @Test(
    "the commands that a failure prints do what they say when they are pasted",
    arguments: ["plain", "two words", "it's \"a\" $case; `x`", "-dash", "Fälle\u{301}", "a\nb\\"])
  func pasted(_ name: String) throws {
    let place = try caseWorkplace(["starttls"])
    try FileManager.default.moveItem(
      at: place.url.appending(path: "captures/starttls"),
      to: place.url.appending(path: name))
    let paths = ["--", name]
    let new = try Tool.run(["test"] + paths, in: place)
    #expect(try paste("accept", of: new.output, in: place).status == 0)
    #expect(place.has("\(name)/expect.yaml"))
    try place.write("verdicts: {reset: 1}\n", as: "\(name)/expect.yaml")
    let failed = try Tool.run(
      ["test", "--ignore-rule", "cmd-verb", "--ignore-rule", "rcpt-count"] + paths, in: place)
    #expect(failed.status == 1)
    let again = try paste("repeat", of: failed.output, in: place)
    #expect(again.output == failed.output)
    #expect(again.output.contains(" test --ignore-rule cmd-verb --ignore-rule rcpt-count "))
    let accepted = try paste("accept", of: failed.output, in: place)
    #expect(accepted.status == 0)
    #expect(try Tool.run(["test"] + paths, in: place).status == 0)
  }

  /// Runs the command of a line in bash, the tool's folder before others in the path.
  private func paste(_ word: String, of output: String, in place: Workplace) throws
    -> Tool.Outcome
  {
    let line = try #require(
      output.split(separator: "\n").first { $0.hasPrefix("  \(word):  ") })
    return try Shell.run(String(line.dropFirst("  \(word):  ".count)), in: place)
  }

  @Test("what a closed folder or file holds fails as a case, and the others are run")
  func closed() throws {
    let place = try caseWorkplace(["auth-plain", "helo-only", "ipv6", "starttls"])
    #expect(try Tool.run(["record", "captures"], in: place).status == 0)
    for name in ["auth-plain", "starttls"] {
      try place.setPermissions(0o644, of: "captures/\(name)/expect.yaml")
    }
    try place.write("", as: "captures/deep/closed/x")
    try FileManager.default.removeItem(
      at: place.url.appending(path: "captures/ipv6/expect.yaml"))
    try place.write("", as: "captures/ipv6/expect.yaml/x")
    // Not for root, whom no permission keeps out.
    let unreadable = [
      "captures/deep/closed", "captures/starttls/starttls.pcap", "captures/helo-only/expect.yaml",
    ]
    for name in unreadable { try place.setPermissions(0, of: name) }
    defer { for name in unreadable { try? place.setPermissions(0o700, of: name) } }
    let isRoot = getuid() == 0
    let prefix = "setpriv --reuid=65534 --regid=65534 --clear-groups "
    guard !isRoot || FileManager.default.isExecutableFile(atPath: "/usr/bin/setpriv") else {
      return print("skipped: setpriv is not installed")
    }
    try place.setPermissions(0o755, of: ".")
    let outcome = try Shell.run((isRoot ? prefix : "") + "esmtp-replay test", in: place)
    guard outcome.status != 126, outcome.status != 127 else {
      return print("skipped: others may not run the command where it stands")
    }
    #expect(outcome.status == 1)
    #expect(
      outcome.output == """
        PASS     captures/auth-plain
        FAIL     captures/deep/closed: captures/deep/closed: the folder cannot be read; check its permissions
          repeat:  esmtp-replay test captures/deep/closed
        FAIL     captures/helo-only: captures/helo-only/expect.yaml: the file cannot be read; check its permissions
          repeat:  esmtp-replay test captures/helo-only
        FAIL     captures/ipv6: captures/ipv6/expect.yaml: this is no regular file, and a case needs to read it again
          repeat:  esmtp-replay test captures/ipv6
        FAIL     captures/starttls: captures/starttls/starttls.pcap: the file cannot be read; check its permissions
          repeat:  esmtp-replay test captures/starttls
        5 cases: 1 passed, 4 failed

        """)
    // That the folder is another's does not change what the cases say.
    if isRoot {
      #expect(
        outcome.error
          == "esmtp-replay: warning: .esmtp-replay-failed: cannot be written: permission denied; "
          + "'test --failed' will not know of this run\n")
      let passed = try Shell.run(prefix + "esmtp-replay test captures/auth-plain", in: place)
      #expect(passed.status == 0 && passed.error == "")
      let recorded = try Shell.run(prefix + "esmtp-replay record captures", in: place)
      #expect(recorded.status == 2)
      #expect(
        recorded.error
          == "esmtp-replay: captures/deep/closed: the folder cannot be read; check its permissions\n"
      )
    }
  }
}
