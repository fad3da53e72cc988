import Foundation
import Testing

/// Captures as they are named on a command line.
@Suite struct NamedInputsTests {
  private static let capture =
    FileManager.default.currentDirectoryPath + "/captures/plain-delivery/plain-delivery.pcap"

  private func folder() throws -> Workplace {
    let folder = try Workplace()
    try folder.write(Data(contentsOf: URL(filePath: Self.capture)), as: "in/mail.pcap")
    return folder
  }

  @Test(
    "a capture that is named twice is read once, and that is said",
    arguments: [
      (["in/mail.pcap", "in/mail.pcap"], "in/mail.pcap: is named more than once; it is read once"),
      (["in", "in/mail.pcap"], "in/mail.pcap: is named more than once; it is read once"),
      (
        ["in/mail.pcap", "./in/mail.pcap"],
        "./in/mail.pcap: is the same file as in/mail.pcap; it is read once"
      ),
    ])
  func twice(captures: [String], message: String) throws {
    let folder = try folder()
    let once = try Tool.run(["-q", captures[0]], in: folder)
    for lead in [[], ["compare", "default", "default"]] {
      let run = try Tool.run(lead + ["-q"] + captures, in: folder)
      #expect(run.error.contains("esmtp-replay: \(message)\n"), "\(run.error)")
      #expect(run.output.contains("1 session"))
      if lead.isEmpty { #expect(run.output == once.output) }
    }
  }

  @Test(
    "a name under which nothing can be read is told with what to do",
    arguments: [
      (["in/mail.pcap", ""], ["esmtp-replay: '': no such file or directory; "]),
      (["-p", "", "in"], ["'': error: cannot be read: no such file; "]),
      (["record", "-"], ["esmtp-replay: standard input: a case is read more than once; save "]),
      (["merge", "none.json"], ["esmtp-replay: none.json: no such file or directory; check "]),
      (
        ["compare", "default", "default", "--sweep", "body length=1..2", "in"],
        ["esmtp-replay: default: this is a policy, and --sweep takes one; leave it out"]
      ),
      (
        ["--policy-map", "foo", "in"],
        ["there is no esmtp inspection map \"foo\"; there is _default_esmtp_map"]
      ),
      (
        ["why", "%ASA-4-108004: foo", "in"],
        ["the message 108004 is cut: it lacks the two ends, as 'outside:192.0.2.7/40112'; give "]
      ),
    ])
  func unreadable(arguments: [String], messages: [String]) throws {
    let run = try Tool.run(arguments, in: try folder())
    #expect(run.status == 2)
    for message in messages { #expect(run.error.contains(message), "\(run.error)") }
  }

  /// The capture in three parts, as `in/cap.pcap`, `in/cap.pcap2` and `in/cap.pcap10`.
  private func cutFolder() throws -> Workplace {
    let folder = try Workplace()
    let bytes = try [UInt8](Data(contentsOf: URL(filePath: Self.capture)))
    var ends = [24]
    while let end = ends.last, end < bytes.count {
      ends.append(end + 16 + (0..<4).reduce(0) { $0 | Int(bytes[end + 8 + $1]) << ($1 * 8) })
    }
    let frames = ends.count - 1
    for (part, name) in ["cap.pcap", "cap.pcap2", "cap.pcap10"].enumerated() {
      let span = ends[frames * part / 3]..<ends[frames * (part + 1) / 3]
      try folder.write(Data(bytes[..<24] + bytes[span]), as: "in/\(name)")
    }
    return folder
  }

  @Test("the files of one recording in a folder are read as they were numbered")
  func numbered() throws {
    let folder = try cutFolder()
    let run = try Tool.run(["in"], in: folder)
    #expect(run.status == 0 && run.error.isEmpty, "\(run.error)")
    #expect(run.output.contains("1 session"))
  }

  @Test(
    "sessions that are told in pieces because captures are read in the wrong order are warned of",
    arguments: [[], ["compare", "default", "default"], ["fingerprint"], ["advise"]])
  func wrongOrder(lead: [String]) throws {
    let folder = try cutFolder()
    let order = ["in/cap.pcap", "in/cap.pcap10", "in/cap.pcap2"]
    let run = try Tool.run(lead + order, in: folder)
    let remark =
      "in/cap.pcap2 was recorded before in/cap.pcap10, which is read first, and parts of sessions are "
      + "missing; where sessions go on from one into the next, list captures as they were recorded"
    #expect(run.error.contains("esmtp-replay: \(remark)\n"), "\(run.error)")
    guard lead.isEmpty else { return }
    let words = run.output.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    #expect(words.contains("warning \(remark)"), "\(run.output)")
    let right = try Tool.run(lead + [order[0], order[2], order[1]], in: folder)
    #expect(!right.error.contains("recorded") && !right.output.contains("recorded before"))
  }

  @Test("whole sessions in captures of any order are nothing to warn of")
  func independent() throws {
    let captures = FileManager.default.currentDirectoryPath + "/captures"
    let run = try Tool.run([captures], in: folder())
    #expect(run.status == 0 && run.error.isEmpty, "\(run.error)")
    #expect(!run.output.contains("recorded before"))
  }

  @Test("compressed notes in a folder of captures are passed over")
  func notes() throws {
    let folder = try folder()
    let shell = try Shell.run("gzip -c < /etc/passwd > in/notes.txt.gz", in: folder)
    try #require(shell.status == 0)
    let run = try Tool.run(["-q", "in"], in: folder)
    #expect(run.status == 0 && run.error.isEmpty, "\(run.error)")
  }

  @Test("what cannot be read in a folder is told, and the others are reported")
  func unreadable() throws {
    let place = try folder()
    for line in ["in", "advise in", "in --format html -o page", "fingerprint in"] {
      let outcome = try Shell.run(
        "ln -sf /proc/self/mem in/a; esmtp-replay \(line)", in: place)
      #expect(outcome.status == 3)
      #expect(
        outcome.error == "esmtp-replay: in/a: cannot be read (Input/output error)\n",
        "\(outcome.error)")
    }
  }

  @Test("of a name that is not UTF-8 nobody says that there is no such file")
  func foreignName() throws {
    let folder = try folder()
    // The tool runs behind a shell that makes the name.
    let script = """
      mkdir "$(printf 'd\\377')" && cp in/mail.pcap "$(printf 'n\\377\\376.pcap')"
      "$0" "$(printf 'n\\377\\376.pcap')"; "$0" -p "$(printf 'n\\377')" in
      "$0" in -q -o "$(printf 'd\\377')/out"; "$0" test "$(printf 'd\\377')"
      """
    let process = Process()
    process.executableURL = URL(filePath: "/bin/sh")
    process.arguments = ["-c", script, try #require(Tool.path)]
    process.currentDirectoryURL = folder.url
    let pipe = Pipe()
    process.standardError = pipe
    process.standardOutput = FileHandle.nullDevice
    try process.run()
    let error = String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    let lines = error.split(separator: "\n")
    try #require(lines.count == 4, "\(error)")
    let remedy = "its name is not UTF-8, or there is no such file; rename it, or check the name"
    #expect(lines[0].hasSuffix(".pcap: \(remedy)"))
    #expect(lines[1].hasSuffix("cannot be read: \(remedy)"))
    #expect(
      lines[2].hasSuffix(
        "cannot be written: its name is not UTF-8, or has the character U+FFFD; name another"))
    #expect(lines[3].hasSuffix(remedy))
  }
}
