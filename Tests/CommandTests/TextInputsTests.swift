import Foundation
import Testing

/// Files that are to hold a text, and hold none.
@Suite(.enabled(if: Tool.path != nil, "the command is not built beside the tests"))
struct TextInputsTests {
  @Test(
    "an empty configuration is what a failed command leaves, and none",
    arguments: [
      "a.pcap -p - </dev/null", "a.pcap -p p.cfg -p empty", "policy check empty", "a.pcap -p empty",
      "compare empty default a.pcap", "compare default --apply empty a.pcap",
      "advise -p empty a.pcap",
    ], ["", "\n \r\n"])
  func emptyPolicy(_ line: String, _ text: String) throws {
    let place = try Workplace(holding: "long-header-line")
    try place.write("policy-map global_policy\n", as: "p.cfg")
    try place.write(text, as: "empty")
    let outcome = try Shell.run("esmtp-replay \(line)", in: place)
    #expect(outcome.status == 2)
    let name = line.contains("-p -") ? "standard input" : "empty"
    #expect(
      outcome.error == "\(name): error: cannot be read: it is empty; "
        + "give the output of 'show running-config'\n", "\(outcome.error)")
    try place.write("policy: empty\nverdicts: {masked: 1}\n", as: "expect.yaml")
    let tested = try Shell.run("esmtp-replay test .", in: place)
    #expect(tested.status == 2 || tested.status == 1)
    #expect((tested.output + tested.error).contains("empty: the policy is empty; give the output"))
  }

  @Test(
    "a device that gives no text is no log", arguments: ["/dev/zero", "/dev/urandom"],
    ["a.pcap --mail-log", "a.pcap --asa-log", "--list"])
  func endlessLog(_ path: String, _ line: String) throws {
    let outcome = try Shell.run(
      "timeout 60 esmtp-replay \(line) \(path)", in: try Workplace(holding: "long-header-line"))
    #expect(outcome.status == 2)
    #expect(outcome.error.hasPrefix("esmtp-replay: \(path): is no text"), "\(outcome.error)")
  }
}
