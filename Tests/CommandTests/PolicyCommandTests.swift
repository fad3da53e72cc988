import Foundation
import Testing

private let recipe = """
  access-list esa extended permit tcp any host 198.51.100.25 eq smtp
  access-list esa extended permit tcp host 198.51.100.25 any eq smtp
  class-map esa
   match access-list esa
  class-map inspection_default
   match default-inspection-traffic
  policy-map global_policy
   class esa
    no inspect esmtp
   class inspection_default
    inspect esmtp
  service-policy global_policy global

  """

private let robust = """
  access-list esmtp_inspect extended deny tcp any host 198.51.100.25 eq smtp
  access-list esmtp_inspect extended deny tcp host 198.51.100.25 any eq smtp
  access-list esmtp_inspect extended permit tcp any any eq smtp
  class-map esmtp_cm
   match access-list esmtp_inspect
  policy-map global_policy
   class esmtp_cm
    inspect esmtp
  service-policy global_policy global

  """

private let interfaces = """
  interface g0
   nameif outside
   security-level 0
   ip address 192.0.2.254 255.255.255.0
  interface g1
   nameif inside
   security-level 100
   ip address 198.51.100.254 255.255.255.0
  class-map all
   match any
  policy-map type inspect esmtp own
   parameters
    no mask-banner
  policy-map o
   class all
    inspect esmtp own
  policy-map global_policy
   class all
    inspect esmtp
  service-policy global_policy global
  service-policy o interface outside

  """

@Suite(.enabled(if: Tool.path != nil, "the command is not built beside the tests"))
struct PolicyCommandTests {
  @Test("check counts, and ends with 0 for warnings and 2 for errors")
  func check() throws {
    let clean = try Tool.run(["policy", "check", "p.cfg"], on: robust)
    #expect(clean.status == 0)
    #expect(clean.output == "1 file, 0 errors, 0 warnings\n")
    let warned = try Tool.run(["policy", "check", "p.cfg"], on: recipe)
    #expect(warned.status == 0)
    #expect(warned.output == "1 file, 0 errors, 1 warning\n")
    #expect(warned.error.contains("p.cfg:9:3: warning: class \"esa\" never held"))
    #expect(warned.error.contains("p.cfg:9: note: the robust form, to be typed into the device:\n"))
    #expect(
      warned.error.contains(
        "access-list esmtp_inspect extended deny tcp any host 198.51.100.25 eq smtp\n"))
    let broken = try Tool.run(
      ["policy", "check", "p.cfg"],
      on: "policy-map type inspect esmtp m\n match cmd line lenght gt 5\n")
    #expect(broken.status == 2)
    #expect(broken.output.contains(" 1 error,"))
    #expect(broken.error.contains("p.cfg:2:"))
    #expect(broken.error.contains("did you mean \"length\"?"))
  }

  @Test("check -v names the lines that were passed over and never their text")
  func skipped() throws {
    let text = "enable password hunter2\n" + robust
    let plain = try Tool.run(["policy", "check", "p.cfg"], on: text)
    #expect(plain.error == "")
    let verbose = try Tool.run(["policy", "check", "-v", "p.cfg"], on: text)
    #expect(verbose.error == "p.cfg:1: passed over\n")
    #expect(verbose.status == 0)
  }

  @Test(
    "wrong use is told with its remedy and ends with 2",
    arguments: [
      (["policy", "check"], "no configuration is given; name a file"),
      (["policy", "check", "/nonexistent"], "/nonexistent: error: cannot be read: no such file;"),
      (["policy", "show", "/nonexistent"], "/nonexistent: error: cannot be read: no such file;"),
      (["policy", "show", "--profile", "asb"], "there is no profile 'asb'; choose one of asa, "),
      (["policy", "check", "-", "-"], "standard input is named more than once; save what it"),
      (["a.pcap", "-p", "-", "-"], "standard input is named more than once; save what it"),
      (["policy", "check", "."], ".: error: cannot be read: it is a folder; name the files in it"),
      (["policy", "show", "--base", "blank"], "'blank'"),
      (["policy", "explain", "--session", "tcp 192.0.2.1 192.0.2.2:25"], "has no port; write a"),
      (
        ["policy", "explain", "--session", "tcp ::1:9 [::2]:25"], "needs brackets; write a session"
      ),
      (["policy", "frobnicate"], "frobnicate"),
      (["a.pcap", "--context"], "--context"),
    ])
  func wrong(_ arguments: [String], _ message: String) throws {
    let outcome = try Tool.run(arguments)
    #expect(outcome.status == 2)
    #expect(outcome.output == "")
    #expect(outcome.error.contains(message), "\(outcome.error)")
  }

  @Test("show is a fixed point", arguments: ["hostname fw\n", recipe, robust, interfaces])
  func fixedPoint(_ text: String) throws {
    let first = try Tool.run(["policy", "show", "-q", "p.cfg"], on: text)
    #expect(first.status == 0)
    #expect(first.output.contains("inspect esmtp"))
    let second = try Tool.run(["policy", "show", "-q", "p.cfg"], on: first.output)
    #expect(second.output == first.output)
  }

  @Test("show without a file prints the device's defaults")
  func defaults() throws {
    let shown = try Tool.run(["policy", "show"])
    #expect(shown.output.contains(" match cmd line length gt 512\n  drop-connection log\n"))
    #expect(shown.output.hasSuffix("service-policy global_policy global\n"))
  }

  @Test("explain of the built-in policy")
  func golden() throws {
    let shown = try Tool.run(["policy", "explain"])
    #expect(shown.status == 0)
    #expect(shown.error == "")
    let file = URL(filePath: #filePath).deletingLastPathComponent()
      .appending(components: "Goldens", "explain-built-in.txt")
    if ProcessInfo.processInfo.environment["RECORD_GOLDENS"] != nil {
      try Data(shown.output.utf8).write(to: file)
      Issue.record("explain-built-in.txt was recorded; run again without RECORD_GOLDENS")
      return
    }
    #expect(shown.output == String(decoding: try Data(contentsOf: file), as: UTF8.self))
    #expect(shown.output.split(separator: "\n").allSatisfy { $0.unicodeScalars.count <= 80 })
  }

  @Test(
    "explain --session names what decides",
    arguments: [
      (recipe, [], "Result: exempt", "p.cfg:9: no inspect esmtp"),
      (recipe, ["--profile", "asa-field"], "Result: inspected", "inspect esmtp"),
      (robust, [], "Result: not inspected", "no: the list denies it"),
      (interfaces, [], "Result: inspected", "p.cfg:21: service-policy o interface outside"),
      (
        interfaces, ["--ingress", "inside", "--egress", "inside"], "Result: inspected",
        "p.cfg:20: service-policy global_policy global"
      ),
    ])
  func session(_ text: String, _ options: [String], _ result: String, _ line: String) throws {
    let asked = ["--session", "tcp 192.0.2.7:4000 198.51.100.25:25"]
    let shown = try Tool.run(["policy", "explain", "-q", "p.cfg"] + options + asked, on: text)
    #expect(shown.status == 0)
    let parts = shown.output.split(separator: "Result: ")
    #expect(shown.output.contains(result), "\(shown.output)")
    #expect(shown.output.contains(line), "\(shown.output)")
    #expect(parts.count == 2)
  }

  @Test("what is no text is told", arguments: ["\0\0\0", "\u{FEFF}A\0S\0A\0"])
  func binary(_ text: String) throws {
    let outcome = try Tool.run(["policy", "check", "p.cfg"], on: text)
    #expect(outcome.status == 2)
    #expect(outcome.error.hasPrefix("p.cfg: error: cannot be read: it holds NUL bytes and is no "))
  }

  @Test(
    "a capture where a configuration is due is told as such",
    arguments: [["policy", "check"], ["compare", "p.cfg"], ["analyze", "-p"]])
  func capture(_ command: [String]) throws {
    let capture = CookbookTests.root.appending(path: "captures/starttls/starttls.pcap").path
    let outcome = try Tool.run(command + [capture, capture], on: "hostname a\n")
    #expect(outcome.status == 2)
    #expect(outcome.error.contains("it is a capture; a configuration is named here"))
  }

  @Test("a class may be named as a keyword begins", arguments: ["m", "match", "match-an"])
  func shortName(_ name: String) throws {
    let text = """
      class-map \(name)
       match port tcp eq 2525
      policy-map global_policy
       class \(name)
        inspect esmtp
      service-policy global_policy global

      """
    let shown = try Tool.run(["policy", "show", "p.cfg"], on: text)
    #expect(shown.status == 0 && !shown.error.contains("error"), "\(shown.error)")
    #expect(shown.output.contains("class-map \(name)\n match port tcp eq 2525\n"))
  }

  @Test("options name what the texts must have")
  func options() throws {
    let dmz = try Tool.run(["policy", "show", "p.cfg", "--ingress", "dmz"], on: interfaces)
    #expect(dmz.status == 2)
    #expect(
      dmz.error == "p.cfg: error: there is no interface \"dmz\"; there is outside, inside\n")
    let map = try Tool.run(["policy", "show", "p.cfg", "--policy-map", "nosuch"], on: interfaces)
    #expect(
      map.error == "p.cfg: error: there is no esmtp inspection map \"nosuch\"; there is own\n")
    let own = try Tool.run(
      ["policy", "show", "p.cfg", "--policy-map", "own", "-q"], on: interfaces)
    #expect(own.output.hasSuffix("  no allow-tls\n"))
    #expect(!own.output.contains("service-policy"))
    let empty = try Tool.run(
      ["policy", "explain", "p.cfg", "--base", "empty", "-q"],
      on: "policy-map global_policy\n class inspection_default\n")
    #expect(empty.output.hasPrefix("No service-policy  nothing is inspected\n"))
  }

  @Test("controls of a configuration reach neither output")
  func hostile() throws {
    let text = robust.replacing("esmtp_cm", with: "c\u{9B}31m\u{202E}x")
    for arguments in [["check"], ["show"], ["explain"]] {
      let shown = try Tool.run(["policy"] + arguments + ["p.cfg"], on: text)
      for scalar in (shown.output + shown.error).unicodeScalars {
        #expect(scalar == "\n" || scalar.value >= 32 && scalar.value != 0x9B)
        #expect(scalar.value != 0x202E)
      }
    }
  }

  @Test("a line that a policy goes without is in the report, too")
  func notUnderstood() throws {
    let place = try Workplace(holding: "plain-delivery")
    try place.write(
      "access-list other extended permit tcp anyy any eq smtp\n" + CompareCommandTests.factory,
      as: "p.cfg")
    let text = try Tool.run(["a.pcap", "-p", "p.cfg"], in: place)
    #expect(
      text.output.contains(
        """
        Policy lines not understood  1 line

          p.cfg:1: "anyy" is not an address
        """), "\(text.output)")
    let json = try Tool.run(["a.pcap", "-p", "p.cfg", "--format", "json"], in: place)
    #expect(
      json.output.contains(
        #""not_understood":["p.cfg:1: \"anyy\" is not an address"]"#))
  }
}
