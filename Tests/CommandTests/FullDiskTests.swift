import Foundation
import Reports
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

  @Test(
    "a file that finds no space is told by its name, whatever is written there",
    .enabled(if: FileManager.default.fileExists(atPath: "/dev/full"), "no /dev/full here"),
    arguments: ReportForm.allCases.map { "in.pcap --format \($0.rawValue) -o FULL" }
      + ReportForm.comparing.map {
        "compare --format \($0.rawValue) default default in.pcap -o FULL"
      } + [
        "in.pcap -q -w FULL", "in.pcap -q --annotate FULL", "in.pcap -q --carve FULL",
        "rewrite in.pcap -w FULL", "reduce in.pcap -q -w FULL", "test case --junit FULL",
        "advise in.pcap -o FULL", "advise in.pcap --format json -o FULL",
        "fingerprint in.pcap -o FULL", "show 1 in.pcap -o FULL", "stress 1 in.pcap -o FULL",
        "verify --outside in.pcap --inside case/in.pcap -o FULL",
        "in.pcap --shard 1/1 --format json -o FULL", "merge shard -o FULL",
      ])
  func files(_ line: String) throws {
    let folder = try folder()
    try folder.write(folder.data("in.pcap"), as: "case/in.pcap")
    try folder.write("verdicts: {masked: 1}\n", as: "case/expect.yaml")
    if line.hasPrefix("merge") {
      _ = try Tool.run(
        ["in.pcap", "--shard", "1/1", "--format", "json", "-o", "shard"], in: folder)
    }
    let names = folder.names
    let outcome = try Shell.run(
      "esmtp-replay \(line.replacing("FULL", with: "/dev/full"))", in: folder)
    #expect(outcome.status == 2)
    #expect(
      outcome.error.hasSuffix(
        "esmtp-replay: /dev/full: cannot be written: no space is left; make room, or name a place "
          + "with more\n"), "\(outcome.error)")
    #expect(folder.names == names)
  }

  @Test(
    "standard output that is closed, and one whose reader goes, is told",
    arguments: ReportForm.allCases.map { "in.pcap --format \($0.rawValue)" } + [
      "compare default default in.pcap", "advise in.pcap", "show 1 in.pcap", "stress 1 in.pcap",
      "fingerprint in.pcap", "verify --outside in.pcap --inside case/in.pcap",
      "rewrite in.pcap -w -",
      "reduce in.pcap -q -w -", "test case", "test --tap case", "policy show",
      "policy explain", "--help", "--version",
    ])
  func goneOutput(_ line: String) throws {
    let folder = try folder()
    try folder.write(folder.data("in.pcap"), as: "case/in.pcap")
    try folder.write("verdicts: {masked: 1}\n", as: "case/expect.yaml")
    let names = folder.names
    let start = "esmtp-replay: standard output: cannot be written: "
    let closed = try Shell.run("esmtp-replay \(line) >&-", in: folder)
    #expect(closed.status == 2)
    #expect(closed.error.hasSuffix(start + "it is closed; open it, or name a file\n"))
    // The fifo has no reader any more once its writer may begin.
    let broken = try Shell.run(
      """
      mkfifo p; exec 3<>p 4>p; exec 3<&-; rm p
      esmtp-replay \(line) >&4
      """, in: folder)
    #expect(broken.status == 2)
    #expect(broken.error.hasSuffix(start + "its reader has gone; let it read to the end\n"))
    #expect(folder.names == names)
  }

  @Test(
    "a folder for temporary files that is full is told by its name",
    arguments: ["advise -", "reduce - -w w", "stress 1 -", "- --format html -o w"])
  func temporaryFolder(_ line: String) throws {
    let folder = try folder()
    let captures = URL(filePath: FileManager.default.currentDirectoryPath + "/captures")
    try folder.write(
      Data(contentsOf: captures.appending(path: "jumbo-mss/jumbo-mss.pcap")), as: "large.pcap")
    let outcome = try Shell.run(
      """
      mkdir small
      unshare -rm true 2>/dev/null || exit 77
      unshare -rm bash -c 'mount -t tmpfs -o size=8k tmpfs small || exit 77
        TMPDIR=small esmtp-replay \(line) <large.pcap'
      """, in: folder)
    guard outcome.status != 77 else { return print("skipped: no file system can be mounted here") }
    #expect(outcome.status == 2)
    #expect(
      outcome.error == "esmtp-replay: small: cannot take a temporary file "
        + "(No space left on device); name a folder with more room in TMPDIR\n")
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
