import Foundation
import Testing

/// What is said, and what is left, where results find no space.
@Suite(.enabled(if: Tool.path != nil, "the command is not built beside the tests"))
struct FullDiskTests {
  private func folder() throws -> Workplace {
    let folder = try Workplace()
    let captures = URL(filePath: FileManager.default.currentDirectoryPath + "/captures")
    try folder.write(
      Data(contentsOf: captures.appending(path: "starttls/starttls.pcap")), as: "in.pcap")
    return folder
  }

  @Test(
    "what is printed and finds no space is told, and nothing half done is left",
    .enabled(if: FileManager.default.fileExists(atPath: "/dev/full"), "no /dev/full here"),
    arguments: [
      "help", "--help", "--version", "policy show", "policy explain", "policy check p.cfg",
      "test case", "test case --junit j.xml", "in.pcap", "show 1 in.pcap",
    ])
  func standardOutput(_ line: String) throws {
    let folder = try folder()
    try folder.write(folder.data("in.pcap"), as: "case/in.pcap")
    try folder.write("service-policy global_policy global\n", as: "p.cfg")
    try folder.write("verdicts: {masked: 1}\n", as: "case/expect.yaml")
    let names = folder.names
    let outcome = try Shell.run("esmtp-replay \(line) >/dev/full", in: folder)
    #expect(outcome.status == 2)
    #expect(
      outcome.error.hasSuffix(
        "esmtp-replay: standard output: cannot be written: no space is left; "
          + "make room, or name a place with more\n"))
    #expect(folder.names == names)
  }

  @Test("a new case and a folder of streams are told by the names that were given")
  func folders() throws {
    let folder = try folder()
    let outcome = try Shell.run(
      """
      mkdir small
      unshare -rm true 2>/dev/null || exit 77
      unshare -rm bash -c 'mount -t tmpfs -o size=8k tmpfs small || exit 77
        esmtp-replay reduce in.pcap -q -o small/new; echo $?; ls small
        head -c 8000 /dev/zero >small/all; mkdir small/ex
        esmtp-replay in.pcap -q --extract small/ex >/dev/null; echo $?'
      """, in: folder)
    guard outcome.status != 77 else { return print("skipped: no file system can be mounted here") }
    #expect(outcome.output == "2\n2\n")
    let lines = outcome.error.split(separator: "\n")
    #expect(lines.count == 2)
    #expect(lines.allSatisfy { $0.contains(": cannot be written: no space is left; make room") })
    #expect(lines.first?.hasPrefix("esmtp-replay: small/new: ") == true)
    #expect(lines.last?.hasPrefix("esmtp-replay: small/ex/") == true)
  }
}
