import Foundation
import Reports
import Testing

/// Which files results leave, and who may read them.
@Suite(.enabled(if: Tool.path != nil, "the command is not built beside the tests"))
struct OutputFilesTests {
  @Test("a stream without a byte leaves no file, not even one of an earlier run")
  func silentStreams() throws {
    let folder = try Workplace()
    let capture = try HostileCapture(folder.url.appending(path: "a.pcap"))
    // A SYN alone, a handshake alone, and a server that speaks alone.
    try capture.add(0, sequence: 1000, bits: 2)
    for client in 1...2 { try capture.open(client) }
    try capture.add(
      2, fromServer: true, sequence: 9001, acknowledging: 1001, bits: 0x18, Array("220 a\r\n".utf8))
    try capture.close()
    func name(_ session: Int) -> String {
      "ex/\(session).10.0.0.0_\(1023 + session)-198.51.100.25_25"
    }
    try folder.write("old", as: name(2) + ".client.before")
    let outcome = try Tool.run(["a.pcap", "--extract", "ex", "-q"], in: folder)
    #expect(outcome.status != 2, "\(outcome.error)")
    #expect(folder.names == ["a.pcap", name(3) + ".server.after", name(3) + ".server.before"])
  }

  @Test("two runs may extract to one folder at once")
  func twoRuns() throws {
    let folder = try caseWorkplace(["jumbo-mss"])
    let line = "esmtp-replay captures/jumbo-mss/jumbo-mss.pcap -q --extract"
    let alone = try Shell.run("\(line) one", in: folder)
    #expect(alone.status != 2)
    // What another run has begun is none of this one's.
    let outcome = try Shell.run(
      """
      mkdir two; for name in $(ls one); do echo begun >two/$name.part; done
      \(line) two & \(line) two; second=$?; wait $! && test $second = 0 || exit 1
      for name in $(ls one); do test "$(cat two/$name.part)" = begun || exit 1; done
      rm two/*.part; diff -r one two
      """, in: folder)
    #expect(outcome.status == 0 && outcome.error.isEmpty, "\(outcome.output) \(outcome.error)")
  }

  @Test(
    "an output without a name, and one whose name is not UTF-8, is refused",
    arguments: ["-o", "-w", "--annotate", "--carve", "--extract"],
    [
      ("''", "is empty; name a file"),
      (#"$'o\xff'"#, "is not UTF-8, or has the character U+FFFD; name another"),
    ])
  func unnamed(_ option: String, _ name: (typed: String, told: String)) throws {
    let place = try caseWorkplace(["starttls"])
    let names = place.names
    let outcome = try Shell.run(
      "esmtp-replay captures/starttls/starttls.pcap -q \(option) \(name.typed)", in: place)
    #expect(outcome.status == 2)
    #expect(
      outcome.error.hasSuffix(": cannot be written: its name \(name.told)\n"), "\(outcome.error)")
    #expect(place.names == names)
  }

  @Test("an output may have the longest name that a folder takes", arguments: ["a", "é"])
  func longName(_ letter: String) throws {
    let folder = try caseWorkplace(["starttls"])
    let name = String(repeating: letter, count: 255 / letter.utf8.count)
    let outcome = try Tool.run(
      ["captures/starttls/starttls.pcap", "-o", name, "-w", "\(name.dropLast())b"], in: folder)
    #expect(outcome.status != 2, "\(outcome.error)")
    #expect(folder.has(name) && folder.has("\(name.dropLast())b"))
  }

  @Test(
    "every output is for its owner alone, whatever the umask takes away",
    arguments: ReportForm.allCases.map { "in.pcap --format \($0.rawValue) -o out" }
      + ReportForm.comparing.map {
        "compare --format \($0.rawValue) default default in.pcap -o out"
      }
      + [
        "in.pcap -q -w out", "in.pcap -q --annotate out", "in.pcap -q --carve out",
        "in.pcap -q --extract out", "rewrite in.pcap -w out", "reduce in.pcap -q -w out",
        "advise in.pcap -o out", "advise in.pcap --format json -o out",
        "fingerprint in.pcap -o out", "fingerprint in.pcap --format json -o out",
        "show 1 in.pcap -o out", "stress 1 in.pcap -o out", "stress 1 in.pcap --format json -o out",
        "stress --random 1 1 in.pcap --captures out", "in.pcap --shard 1/1 --format json -o out",
        "merge shard -o out", "merge shard --format json -o out", "merge shard --format md -o out",
        "merge shard --format junit -o out", "merge shard --format tap -o out",
        "verify --outside in.pcap --inside d/in.pcap -o out",
        "verify --outside in.pcap --inside d/in.pcap --format json -o out",
        "verify --outside in.pcap --inside d/in.pcap --captures out",
      ])
  func own(_ line: String) throws {
    let folder = try Workplace()
    let captures = URL(filePath: FileManager.default.currentDirectoryPath + "/captures")
    try folder.write(
      Data(contentsOf: captures.appending(path: "starttls/starttls.pcap")), as: "in.pcap")
    try folder.write(folder.data("in.pcap"), as: "d/in.pcap")
    if line.hasPrefix("merge") {
      let shard = try Tool.run(
        ["in.pcap", "--shard", "1/1", "--format", "json", "-o", "shard"], in: folder)
      #expect(shard.status == 0)
    }
    let before = Set(folder.names)
    let outcome = try Shell.run("umask 0; esmtp-replay \(line)", in: folder)
    #expect(outcome.status != 2, "\(outcome.error)")
    let written = folder.names.filter { !before.contains($0) }
    #expect(!written.isEmpty)
    for name in written {
      #expect(try folder.permissions(of: name) == 0o600, "\(name)")
      #expect(try !folder.data(name).isEmpty, "\(name)")
    }
  }

  @Test(
    "a folder that is made for mail is for its owner alone, and one that is there stays as it is",
    arguments: ["in.pcap -q --extract", "stress 1 in.pcap -q --captures"])
  func folders(_ line: String) throws {
    let folder = try Workplace()
    let captures = URL(filePath: FileManager.default.currentDirectoryPath + "/captures")
    try folder.write(
      Data(contentsOf: captures.appending(path: "starttls/starttls.pcap")), as: "in.pcap")
    let outcome = try Shell.run(
      "umask 0; mkdir there; esmtp-replay \(line) a/b; esmtp-replay \(line) there/c", in: folder)
    #expect(outcome.status != 2, "\(outcome.error)")
    for (name, mode) in [("a", 0o700), ("a/b", 0o700), ("there", 0o777), ("there/c", 0o700)] {
      #expect(try folder.permissions(of: name) == mode, "\(name)")
    }
  }

  @Test("what names senders is for its owner alone; a case in which names are made up is for all")
  func permissions() throws {
    let folder = try caseWorkplace(["starttls"])
    #expect(try Tool.run(["record", "--force", "captures"], in: folder).status == 0)
    #expect(try Tool.run(["test", "--junit", "j.xml"], in: folder).status == 0)
    #expect(try folder.permissions(of: "captures/starttls/expect.yaml") == 0o600)
    #expect(try folder.permissions(of: "j.xml") == 0o600)
    let reduced = try Tool.run(["reduce", "captures/starttls", "-q", "-o", "new"], in: folder)
    #expect(reduced.status == 0, "\(reduced.error)")
    for name in ["expect.yaml", "capture.pcap"] {
      #expect(try folder.permissions(of: "new/\(name)") == 0o644)
    }
    let within = try Tool.run(["reduce", "captures/starttls", "-q", "-o", "far/new"], in: folder)
    #expect(within.status == 0, "\(within.error)")
    for name in ["new", "far", "far/new"] { #expect(try folder.permissions(of: name) == 0o755) }
  }
}
