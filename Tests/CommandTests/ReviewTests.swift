import Foundation
import Testing

/// `review` at a terminal, which `script` of util-linux makes.
@Suite(.enabled(if: Tool.path != nil, "the command is not built beside the tests"))
struct ReviewTests {
  private static let names = ["auth-plain", "helo-only", "ipv6", "starttls"]

  /// Four cases that come out otherwise.
  private func changed() throws -> Workplace {
    let place = try caseWorkplace(Self.names)
    for name in Self.names {
      try place.write("verdicts: {reset: 1}\n", as: "captures/\(name)/expect.yaml")
    }
    return place
  }

  private func accepted(_ place: Workplace) throws -> [String] {
    try Self.names.filter { try place.read("captures/\($0)/expect.yaml").contains("masked: 1") }
  }

  /// Runs on a terminal, on which a line of bash types; nil where there is none to be had.
  private func type(
    _ typing: String, columns: Int = 80, environment: [String: String] = [:],
    in place: Workplace
  ) throws -> Tool.Outcome? {
    guard FileManager.default.isExecutableFile(atPath: "/usr/bin/script") else {
      print("skipped: script is not installed")
      return nil
    }
    var outcome = try Shell.run(
      "{ \(typing); } | script -qec 'stty cols \(columns) -echo; esmtp-replay review --color never' "
        + "/dev/null", in: place, environment: environment)
    outcome.output.replace("\r\n", with: "\n")
    return outcome
  }

  @Test("each change is asked about; what is accepted alone is written")
  func answers() throws {
    let place = try changed()
    guard let outcome = try type(#"printf 'x\nA\nreject\ns\naccept\n'"#, in: place) else { return }
    #expect(outcome.status == 1)
    #expect(try accepted(place) == ["auth-plain", "starttls"])
    let lines = outcome.output.split(separator: "\n")
    #expect(lines.last?.hasSuffix("2 accepted, 1 rejected, 1 left as it was") == true)
    #expect(
      outcome.output.components(separatedBy: "[a]ccept, [r]eject, [s]kip, [q]uit?").count == 6)
    // The question stands there in the place of the command.
    #expect(!outcome.output.contains("accept:"))
    let rest = try type("echo q", in: place)
    #expect(rest?.status == 1)
    #expect(rest?.output.contains("1 left as it was") == true)
    #expect(try accepted(place) == ["auth-plain", "starttls"])
    let last = try type("echo a; echo a", in: place)
    #expect(last?.status == 0)
    #expect(try accepted(place) == Self.names)
    #expect(try type(":", in: place)?.output.contains("nothing is otherwise") == true)
  }

  @Test("the end of what is typed, and an interruption, leave the rest as it was")
  func ends() throws {
    let place = try changed()
    // Ctrl-D, then Ctrl-C, which the terminal makes a signal of.
    guard let end = try type(#"printf 'a\n\4'"#, in: place) else { return }
    #expect(end.status == 1)
    #expect(end.output.hasSuffix("? \n1 accepted, 1 left as it was, 2 not looked at\n"))
    #expect(try accepted(place) == ["auth-plain"])
    let before = place.names
    let interrupted = try type(
      "echo a; until grep -q masked captures/helo-only/expect.yaml; do sleep 0.1; done; sleep 1; "
        + #"printf '\3'"#, in: place)
    #expect(interrupted?.status == 130)
    #expect(try accepted(place) == ["auth-plain", "helo-only"])
    #expect(place.names == before)
    #expect(try place.read("captures/ipv6/expect.yaml") == "verdicts: {reset: 1}\n")
  }

  @Test("a case that is named and not accepted is told of")
  func notAccepted() throws {
    let place = try changed()
    try FileManager.default.removeItem(
      at: place.url.appending(path: "captures/helo-only/expect.yaml"))
    let new = try Tool.run(["review", "--accept", "helo-only"], in: place)
    #expect(
      new.error.contains(
        "esmtp-replay: captures/helo-only is new: nothing is expected yet; 'esmtp-replay record' "
          + "writes what comes out\n"), "\(new.error)")
    #expect(try Tool.run(["record", "captures/helo-only"], in: place).status == 0)
    let same = try Tool.run(
      ["review", "--accept", "helo-only", "--accept", "ipv6"], in: place)
    #expect(
      same.error
        == "esmtp-replay: captures/helo-only comes out as expected: there is nothing to accept\n")
    #expect(same.output.hasSuffix("1 accepted, 2 left as it was\n"), "\(same.output)")
  }

  @Test("under CI nothing is asked, at a terminal neither")
  func continuousIntegration() throws {
    let place = try changed()
    guard let outcome = try type("echo a; echo a", environment: ["CI": "true"], in: place) else {
      return
    }
    #expect(outcome.status == 1)
    #expect(outcome.output.contains("nothing is asked or written where CI is set"))
    #expect(try accepted(place).isEmpty)
  }

  @Test("in a narrow terminal sentences are folded, and hostile bytes never reach it")
  func narrow() throws {
    let place = try changed()
    try place.write(
      "sessions:\n  - sender: \"\\e[31m\\a\\u202E\\nPASS everything@example.net\"\n    verdict: masked\n",
      as: "captures/auth-plain/expect.yaml")
    guard let outcome = try type("echo q", columns: 50, in: place) else { return }
    let text = outcome.output
    #expect(
      text.contains(
        #"""
        FAIL     captures/auth-plain
          session sender "\x1b[31m\x07\xe2\x80\xae\nPASS
            everything@example.net": no such session
          changed: unknown, since the expectation was not
            recorded but written
          repeat:  esmtp-replay test captures/auth-plain
          [a]ccept, [r]eject, [s]kip, [q]uit? 
        """#), "\(text)")
    #expect(text.utf8.allSatisfy { $0 == 10 || $0 >= 32 && $0 < 127 })
  }
}
