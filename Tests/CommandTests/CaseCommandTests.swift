import Foundation
import Testing

/// A workplace with recorded captures of the repository, each in a folder of its own.
func caseWorkplace(_ names: [String]) throws -> Workplace {
  let place = try Workplace()
  for name in names {
    let source = captures.appending(path: name)
    for file in try FileManager.default.contentsOfDirectory(atPath: source.path)
    where file.contains(".pcap") || file == "policy.cfg" {
      try place.write(
        Data(contentsOf: source.appending(path: file)), as: "captures/\(name)/\(file)")
    }
  }
  return place
}

private let captures = URL(filePath: #filePath).deletingLastPathComponent()
  .deletingLastPathComponent().deletingLastPathComponent().appending(path: "captures")

/// Compares output with a file of `Goldens`; `RECORD_GOLDENS=1` writes the file and fails.
private func expectGolden(
  _ output: String, _ name: String, sourceLocation: SourceLocation = #_sourceLocation
) throws {
  let file = URL(filePath: #filePath).deletingLastPathComponent()
    .appending(components: "Goldens", name)
  if ProcessInfo.processInfo.environment["RECORD_GOLDENS"] != nil {
    try Data(output.utf8).write(to: file)
    Issue.record(
      "\(name) was recorded; run again without RECORD_GOLDENS", sourceLocation: sourceLocation)
    return
  }
  #expect(
    output == String(decoding: try Data(contentsOf: file), as: UTF8.self),
    sourceLocation: sourceLocation)
}

@Suite(.enabled(if: Tool.path != nil, "the command is not built beside the tests"))
struct CaseCommandTests {
  @Test("a case is new, recorded, passes, fails, is reviewed and passes again")
  func life() throws {
    let place = try caseWorkplace(["long-header-line", "no-allow-tls", "plain-delivery"])
    var log = ""
    func run(_ arguments: [String], environment: [String: String] = [:]) throws {
      let outcome = try Tool.run(arguments, in: place, environment: environment)
      log += "$ \(arguments.joined(separator: " "))\n\(outcome.output)"
      if !outcome.error.isEmpty { log += "standard error:\n\(outcome.error)" }
      log += "status \(outcome.status)\n\n"
    }
    try run(["test"])
    try run(["test", "captures/plain-delivery"], environment: ["CI": "true"])
    try run(["record", "captures/plain-delivery/plain-delivery.pcap"])
    try run(["record", "captures/long-header-line", "--exact"])
    try run(["record", "-p", "captures/no-allow-tls/policy.cfg", "captures/no-allow-tls"])
    try run(["record", "captures/no-allow-tls"])
    try run(["test"])
    log += try place.read("captures/no-allow-tls/expect.yaml") + "\n"
    // The policy changes: nothing is masked any more.
    try place.write(
      "policy-map type inspect esmtp mail_map\n parameters\n  no mask-banner\n  allow-tls\n",
      as: "captures/no-allow-tls/policy.cfg")
    // The tool is another one than that which recorded.
    let stale = try place.read("captures/plain-delivery/expect.yaml")
      .replacing("model: 1", with: "model: 0").replacing("[mask-banner, ", with: "[")
    try place.write(stale, as: "captures/plain-delivery/expect.yaml")
    // The capture is gone.
    try FileManager.default.removeItem(
      at: place.url.appending(path: "captures/long-header-line/long-header-line.pcap"))
    try run(["test"])
    try run(["test", "--failed", "--tap"])
    try run(["test", "--filter", "plain", "-q"])
    try run(["test", "--filter", "nothing"])
    try run(["review"])
    try run(["review", "--accept-all"], environment: ["CI": "true"])
    try run(["review", "--accept", "nothing"])
    try run(["review", "--accept", "no-allow-tls"])
    try run(["review", "captures/plain-delivery", "--accept-all"])
    try run(["test", "--coverage", "-j", "1"])
    try run(["test", "--failed"])
    log += try place.read("captures/no-allow-tls/expect.yaml")
    try expectGolden(log, "life-of-a-case.txt")
    #expect(!place.has(".esmtp-replay-failed"))
  }

  @Test("any number of workers gives the same bytes, on every way out")
  func workers() throws {
    let place = try caseWorkplace(["plain-delivery", "helo-only", "starttls", "ipv6", "pipelining"])
    #expect(try Tool.run(["record", "captures"], in: place).status == 0)
    try place.write("verdicts: {reset: 1}\n", as: "captures/ipv6/expect.yaml")
    let runs = try ["1", "2", "7"].map { jobs in
      let outcome = try Tool.run(["test", "-j", jobs, "--junit", "j.xml"], in: place)
      return [outcome.output, try place.read("j.xml"), "\(outcome.status)"]
    }
    #expect(runs[0] == runs[1] && runs[1] == runs[2])
    #expect(runs[0][2] == "1")
    #expect(runs[0][1].contains("<testsuites name=\"esmtp-replay\" tests=\"5\" failures=\"1\""))
  }

  @Test("a line that acts behind a divergence alone is exercised by no case")
  func coverageBehindDivergence() throws {
    let place = try caseWorkplace(["plain-delivery"])
    try place.write(
      """
      policy-map type inspect esmtp m
       match cmd verb MAIL
        mask
       match body length gt 1
        log

      """, as: "captures/plain-delivery/p.cfg")
    let folder = "captures/plain-delivery"
    #expect(try Tool.run(["record", "-p", "\(folder)/p.cfg", folder], in: place).status == 0)
    let outcome = try Tool.run(["test", "--coverage", folder], in: place)
    #expect(outcome.output.contains("match body length gt 1"), "\(outcome.output)")
    #expect(!outcome.output.contains("match cmd verb MAIL"), "\(outcome.output)")
  }

  @Test("under CI nothing is written, whatever is asked for")
  func continuousIntegration() throws {
    let place = try caseWorkplace(["plain-delivery", "helo-only"])
    try place.write("verdicts: {reset: 1}\n", as: "captures/helo-only/expect.yaml")
    let before = place.names
    for arguments in [
      ["test"], ["test", "--failed"], ["record", "captures/plain-delivery"],
      ["record", "captures", "--force"], ["review"], ["review", "--accept-all"],
      ["review", "--accept", "helo-only"],
    ] {
      let outcome = try Tool.run(arguments, in: place, environment: ["CI": "true"])
      #expect(outcome.status > 0)
      #expect(place.names == before, "\(arguments)")
      #expect(try place.read("captures/helo-only/expect.yaml") == "verdicts: {reset: 1}\n")
    }
  }

  @Test(
    "wrong use is told with its remedy and ends with 2",
    arguments: [
      (["test"], "captures: no such file; check the path"),
      (["test", "nowhere"], "nowhere: no such file; check the path"),
      (
        ["test", "p.cfg"],
        "p.cfg: this is no capture and no expect.yaml; name a capture or a folder"
      ),
      (["test", "."], "there is no case; a case is a folder with captures"),
      (["test", "-j", "0"], "-j takes a number from 1"),
      (["test", "--tap", "--coverage"], "--coverage prints a list for a person; leave --tap out"),
      (["record"], "Missing expected argument '<capture> ...'"),
      (["record", "nowhere"], "nowhere: no such file; check the path"),
      (["record", "."], "there is no capture; name a capture or a folder with captures"),
      (["record", "-p", "-", "."], "a policy from standard input cannot be read again"),
      (["record", "--port", "0", "."], "port 0 cannot be inspected"),
      (["record", "--profile", "asb", "."], "there is no profile 'asb'; choose one of asa, "),
      (["review", "nowhere"], "nowhere: no such file; check the path"),
      (["review", "--accept", "x", "."], "there is no case 'x'"),
      (["review", "."], "there is no case; a case is a folder with captures"),
    ])
  func refused(_ arguments: [String], _ message: String) throws {
    let outcome = try Tool.run(arguments)
    #expect(outcome.status == 2)
    #expect(outcome.error.contains(message), "\(outcome.error)")
    #expect(outcome.output == "")
  }

  @Test(
    "a case that cannot be read has failed, and says why",
    arguments: [
      (
        "expect.yaml", "verdicts:\n  maked: 1\n",
        "expect.yaml:2: verdicts.maked: there is no such key"
      ),
      ("expect.yaml", "\u{0}", "expect.yaml: the file holds NUL bytes and is no text"),
      (
        "expect.yaml", "policy: gone.cfg\nverdicts: {}\n",
        "c/gone.cfg: no such file; check the path"
      ),
      ("expect.yaml", "policy: ..\nverdicts: {}\n", ": this is no regular file, and a case needs"),
      ("expect.yaml", "policy: /dev/zero\nverdicts: {}\n", "/dev/zero: this is no regular file"),
      ("expect.yaml", "policy: p.cfg\nverdicts: {}\n", "c/p.cfg:2:"),
      ("a.pcap.gz", "\u{1F}\u{8B}", "a.pcap.gz: "),
    ])
  func unreadable(_ name: String, _ text: String, _ reason: String) throws {
    let place = try caseWorkplace(["helo-only"])
    let file = try Data(contentsOf: place.url.appending(path: "captures/helo-only/helo-only.pcap"))
    if name == "expect.yaml" { try place.write(file, as: "c/a.pcap") }
    try place.write("verdicts: {masked: 1}\n", as: "c/expect.yaml")
    try place.write("policy-map type inspect esmtp m\n match nonsense\n", as: "c/p.cfg")
    try place.write(Data(text.unicodeScalars.map { UInt8($0.value) }), as: "c/\(name)")
    let outcome = try Tool.run(["test", "c"], in: place)
    #expect(outcome.status == 1)
    #expect(outcome.output.hasPrefix("FAIL     c: "), "\(outcome.output)")
    #expect(outcome.output.contains(reason), "\(outcome.output)")
    #expect(outcome.output.contains("\n  repeat:  esmtp-replay test c\n"))
    #expect(!outcome.output.contains("review"))
    let reviewed = try Tool.run(["review", "--accept-all", "c"], in: place)
    #expect(reviewed.status == 1)
    #expect(reviewed.output.hasSuffix("1 left as it was\n"))
  }

  @Test("a capture that was cut short is recorded and tested, and said to be")
  func cut() throws {
    let place = try caseWorkplace(["plain-delivery"])
    let name = "captures/plain-delivery/plain-delivery.pcap"
    let whole = try Data(contentsOf: place.url.appending(path: name))
    try place.write(whole.dropLast(5), as: name)
    let recorded = try Tool.run(["record", "captures"], in: place)
    #expect(recorded.status == 3)
    #expect(recorded.error.hasPrefix("esmtp-replay: \(name): frame "), "\(recorded.error)")
    let tested = try Tool.run(["test"], in: place)
    #expect(tested.output.hasPrefix("PASS     captures/plain-delivery\n  note:    \(name): frame "))
  }

  @Test("a capture without sessions is not recorded")
  func nothingSeen() throws {
    let place = try caseWorkplace(["plain-delivery"])
    let outcome = try Tool.run(["record", "captures", "--port", "26"], in: place)
    #expect(outcome.status == 3)
    #expect(outcome.error.contains("no session on the inspected ports was found"))
    #expect(!place.has("captures/plain-delivery/expect.yaml"))
  }

  @Test("doubts about the policy are told when a case is recorded")
  func doubts() throws {
    let place = try caseWorkplace(["exemption-recipe"])
    let outcome = try Tool.run(
      ["record", "captures", "-p", "captures/exemption-recipe/policy.cfg"], in: place)
    #expect(outcome.status == 0)
    #expect(outcome.error.hasPrefix("captures/exemption-recipe/policy.cfg:"))
    #expect(outcome.error.contains(": warning: "))
  }

  @Test("an expectation is not replaced unasked, and its folder may be closed to writing")
  func overwriting() throws {
    let place = try caseWorkplace(["plain-delivery", "helo-only"])
    try place.write("skip: mine\n", as: "captures/helo-only/expect.yaml")
    let refused = try Tool.run(["record", "captures"], in: place)
    #expect(refused.status == 2)
    #expect(
      refused.error
        == "esmtp-replay: captures/helo-only/expect.yaml: is there already; look at changes with "
        + "'review', or replace it with '--force'\n")
    #expect(!place.has("captures/plain-delivery/expect.yaml"))
    let skipped = try Tool.run(["test", "captures/helo-only"], in: place)
    #expect(skipped.output == "SKIP     captures/helo-only: mine\n1 case: 1 skipped\n")
    #expect(skipped.status == 3)
    #expect(try Tool.run(["record", "captures", "--force"], in: place).status == 0)
    let junit = try Tool.run(["test", "--junit", "nowhere/j.xml"], in: place)
    #expect(junit.status == 2)
    #expect(junit.error.contains("nowhere/j.xml: cannot be written:"))
  }
}
