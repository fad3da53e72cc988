import Foundation
import Testing

/// Standard input and output that are closed.
@Suite(.enabled(if: Tool.path != nil, "the command is not built beside the tests"))
struct ClosedStreamsTests {
  @Test(
    "standard input that is closed is told, and nothing else takes its place",
    arguments: [
      "-", "reduce - -w w", "advise -", "stress 1 -", "- --format html -o w", "- --carve w",
      "verify --outside - --inside a.pcap", "rewrite - -w w", "show 1 -",
      "compare default default -", "a.pcap --mail-log -", "--list -", "a.pcap -p -",
      "compare - default a.pcap", "policy check -",
    ], ["<&-", "<&- >&-"])
  func closedInput(_ line: String, _ closing: String) throws {
    let place = try Workplace(holding: "long-header-line")
    let names = place.names
    let outcome = try Shell.run("timeout 60 esmtp-replay \(line) \(closing)", in: place)
    #expect(outcome.status == 2)
    #expect(outcome.error.contains("standard input: "), "\(outcome.error)")
    #expect(
      outcome.error.hasSuffix("is closed; open it, or name a file\n"), "\(outcome.error)")
    #expect(place.names == names)
  }

  @Test("what is written under the name of a closed stream is not lost without a word")
  func closedDevice() throws {
    for line in ["a.pcap -o /dev/stdout >&-", "/dev/stdin <&-", "a.pcap -p /dev/stdin <&-"] {
      let outcome = try Shell.run(
        "timeout 60 esmtp-replay \(line)", in: try Workplace(holding: "long-header-line"))
      #expect(outcome.status == 2 && outcome.error.contains("symbolic link"), "\(outcome.error)")
    }
  }
}
