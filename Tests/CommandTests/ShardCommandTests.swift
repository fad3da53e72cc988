import Foundation
import Testing

/// `analyze --shard` and `merge`.
@Suite struct ShardCommandTests {
  private static let captures = FileManager.default.currentDirectoryPath + "/captures"

  /// A place with a recorded session in five files, their names in `list`.
  private func place(_ name: String = "lossy-link") throws -> Workplace {
    let folder = try Workplace()
    let capture = try Data(contentsOf: URL(filePath: "\(Self.captures)/\(name)/\(name).pcap"))
    var (records, position): ([Data], Int) = ([], 24)
    while position + 16 <= capture.count {
      let length = (0..<4).reduce(0) { $0 | Int(capture[position + 8 + $1]) << (8 * $1) }
      records.append(capture[position..<position + 16 + length])
      position += 16 + length
    }
    for part in 0..<5 {
      let range = records.count * part / 5..<records.count * (part + 1) / 5
      try folder.write(records[range].reduce(capture.prefix(24), +), as: "d/\(part).pcap")
    }
    let names = (0..<5).map { "d/\($0).pcap\n" }.joined()
    try folder.write(Data(names.utf8), as: "list")
    return folder
  }

  private func shards(
    _ count: Int, in folder: Workplace, _ options: [String] = []
  ) throws -> [String] {
    try (1...count).map { number in
      let name = "\(number)-of-\(count).json"
      let outcome = try Tool.run(
        ["--shard", "\(number)/\(count)", "--list", "list", "--format", "json", "-o", name]
          + options, in: folder)
      #expect(outcome.status == 0, "\(outcome.error)")
      return name
    }
  }

  @Test(
    "shards merged are one run, in any order of the reports",
    arguments: ["lossy-link", "reordering-link", "dropped-in-data"])
  func same(_ name: String) throws {
    let folder = try place(name)
    let whole = try Tool.run(["d", "--format", "json", "--hash"], in: folder)
    for count in [1, 3, 5] {
      let reports = try shards(count, in: folder, ["--hash"])
      let merged = try Tool.run(["merge", "--format", "json"] + reports.reversed(), in: folder)
      #expect(merged.output == whole.output, "\(count)")
      #expect(merged.status == whole.status)
      #expect(merged.error == "")
    }
    for form in ["junit", "tap"] {
      let whole = try Tool.run(["--list", "list", "--format", form], in: folder)
      let merged = try Tool.run(
        ["merge", "--format", form] + shards(3, in: folder, ["--hash"]), in: folder)
      #expect(merged.output == whole.output, "\(form)")
    }
    for form in ["text", "md"] {
      let text = try Tool.run(["merge", "--format", form] + shards(3, in: folder), in: folder)
      #expect(text.output.contains("the captures are not at hand"))
      #expect(text.status == whole.status)
    }
  }

  @Test("a folder below that cannot be read is told by the shard that has it, and the rest is read")
  func closedFolder() throws {
    let isRoot = getuid() == 0
    guard !isRoot || FileManager.default.isExecutableFile(atPath: "/usr/bin/setpriv") else {
      return print("skipped: setpriv is not installed")
    }
    let folder = try place()
    try folder.setPermissions(0o777, of: ".")
    try folder.write(folder.data("d/0.pcap"), as: "d/2x/inside.pcap")
    try folder.setPermissions(0, of: "d/2x")
    defer { try? folder.setPermissions(0o755, of: "d/2x") }
    let command =
      (isRoot ? "setpriv --reuid=65534 --regid=65534 --clear-groups " : "") + "esmtp-replay "
    let whole = try Shell.run(command + "d --format json", in: folder)
    guard whole.status != 126, whole.status != 127 else {
      return print("skipped: others may not run the command where it stands")
    }
    let message = whole.error
    #expect(whole.status == 3)
    #expect(message.hasPrefix("esmtp-replay: d/2x: permission denied; "))
    #expect(message.split(separator: "\n").count == 1, "\(message)")
    for count in 1...6 {
      var names: [String] = []
      for number in 1...count {
        let name = "\(number)-of-\(count).json"
        let shard = try Shell.run(
          command + "d --shard \(number)/\(count) --format json -o \(name)", in: folder)
        // One that has nothing else has read no capture.
        #expect(shard.status != 2 || shard.error == message, "\(name): \(shard.error)")
        #expect(shard.error == "" || shard.error == message, "\(name)")
        names.append(name)
      }
      let merged = try Shell.run(
        command + "merge --format json " + names.joined(separator: " "), in: folder)
      #expect(merged.output == whole.output, "\(count)")
      #expect(merged.status == whole.status)
      #expect(merged.error == message)
    }
  }

  @Test("what is missing, double, cut, of others or nothing of the kind is told")
  func refused() throws {
    let folder = try place()
    let reports = try shards(3, in: folder)
    let others = try shards(3, in: folder, ["--overlap", "last"])
    try FileManager.default.copyItem(
      at: folder.url.appending(path: reports[1]), to: folder.url.appending(path: "again.json"))
    _ = others
    let again = try shards(3, in: folder)
    let whole = try Tool.run(["d", "--format", "json", "-o", "whole.json"], in: folder)
    #expect(whole.status == 0)
    let report = try Data(contentsOf: folder.url.appending(path: again[1]))
    try folder.write(report.dropLast(5), as: "cut.json")
    try folder.write(
      Data(report.split(separator: 10).dropLast().joined(separator: [10]) + [10]), as: "short.json")
    try folder.write(Data("nothing\n".utf8), as: "nothing.json")
    let (one, two, three) = (again[0], again[1], again[2])
    for (paths, reason) in [
      ([one, three], "shard 2 of 3 is missing"),
      ([two], "2 of 3 shards are missing: 1, 3"),
      ([one, two, two, three], "2-of-3.json: it is shard 2, and so is 2-of-3.json"),
      (
        [one, "again.json", three],
        "again.json: its options are 'overlap last, segments captured, queued-bytes 1048576', those of 1-of-3.json 'overlap first, segments captured, queued-bytes 1048576'"
      ),
      (
        [one, "cut.json", three],
        "cut.json: it has no summary: it is no report, or the run was interrupted; run the shard again"
      ),
      (
        [one, "short.json", three],
        "short.json: it has no summary: it is no report, or the run was interrupted; run the shard again"
      ),
      (
        [one, "nothing.json", three],
        "nothing.json: it has no summary: it is no report, or the run was interrupted; run the shard again"
      ),
      (
        ["whole.json"],
        "whole.json: this is not the report of a shard; make it with 'analyze --shard K/N --format json'"
      ),
      (["none.json"], "none.json: no such file or directory; check the name"),
      (
        ["."], ".: cannot be read as a file; reports are read twice: save it in a file"
      ),
    ] {
      let outcome = try Tool.run(["merge", "-o", "merged"] + paths, in: folder)
      #expect(outcome.status == 2)
      #expect(outcome.error == "esmtp-replay: \(reason)\n")
      #expect(outcome.output == "")
      #expect(!FileManager.default.fileExists(atPath: folder.url.path + "/merged"))
    }
  }

  @Test(
    "what a shard cannot do exactly is refused",
    arguments: [
      (["--format", "text"], "a shard's report is for 'merge'; ask for --format json"),
      (["-w", "out"], "what is written of frames and streams takes one run over all captures"),
      (["--fail-on", "lost"], "a gate is about all sessions; hold the merged report against it"),
      (
        ["--where", "id=1"],
        "--where numbers sessions of a whole run; select in the merged report"
      ),
      (
        ["--filter", "port 25"],
        "frames are numbered before a filter; filter the captures with tcpdump first"
      ),
      (
        ["-"], "a shard reads captures that others read, too; save standard input in files"
      ),
    ] as [([String], String)])
  func notExact(options: [String], reason: String) throws {
    let folder = try place()
    let form = options.contains("--format") ? [] : ["--format", "json"]
    let outcome = try Tool.run(["--shard", "1/2", "--list", "list"] + form + options, in: folder)
    #expect(outcome.status == 2)
    #expect(outcome.error.contains("Error: --shard: \(reason)\n"), "\(outcome.error)")
  }

  @Test("a configuration may limit connections")
  func limits() throws {
    let folder = try place()
    let options = ["-p", "limits.txt"]
    try folder.write(
      Data(
        """
        policy-map global_policy
         class inspection_default
          inspect esmtp
          set connection per-client-max 1 conn-max 5 embryonic-conn-max 3
        service-policy global_policy global

        """.utf8), as: "limits.txt")
    let whole = try Tool.run(["d", "--format", "json"] + options, in: folder)
    for count in [1, 3, 5] {
      let reports = try shards(count, in: folder, options)
      let merged = try Tool.run(["merge", "--format", "json"] + reports.reversed(), in: folder)
      #expect(merged.output == whole.output, "\(count)")
      #expect(merged.status == whole.status)
    }
  }

  @Test("numbers that make no shard are refused")
  func numbers() throws {
    let folder = try place()
    for wrong in ["0/2", "3/2", "1", "1/0", "a/b", "1/2/3", "-1/2"] {
      let outcome = try Tool.run(
        ["--shard=\(wrong)", "--list", "list", "--format", "json"], in: folder)
      #expect(outcome.status == 2, "\(wrong)")
    }
    let many = try Tool.run(["--shard", "1/6", "--list", "list", "--format", "json"], in: folder)
    #expect(many.status == 2)
    #expect(many.error.contains("there are 5 captures and 6 shards; each takes one at least"))
    for form in ["html", "sarif", "syslog", "counters"] {
      let outcome = try Tool.run(["merge", "--format", form, "a"], in: folder)
      #expect(outcome.status == 2)
      #expect(outcome.error.contains("\(form) cannot be made of reports: "))
    }
    let help = try Tool.run(["merge", "--help"], in: folder)
    let words = help.output.split { $0.isWhitespace }.joined(separator: " ")
    #expect(words.contains("(values: text, json, md, junit, tap; default: text)"), "\(words)")
  }
}
