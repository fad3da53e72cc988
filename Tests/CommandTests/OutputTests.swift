import Foundation
import Testing

/// What becomes of results where they go, and where they cannot go.
@Suite struct OutputTests {
  private static let capture = FileManager.default.currentDirectoryPath + "/captures/starttls"

  private func folder() throws -> Workplace {
    let folder = try Workplace()
    let source = URL(filePath: Self.capture)
    for name in try FileManager.default.contentsOfDirectory(atPath: source.path)
    where name.hasSuffix(".pcap") {
      try folder.write(Data(contentsOf: source.appending(path: name)), as: "in.pcap")
    }
    return folder
  }

  private func link(_ name: String, to target: String, in folder: Workplace) throws {
    try FileManager.default.createSymbolicLink(
      atPath: folder.url.appending(path: name).path, withDestinationPath: target)
  }

  private func bytes(_ name: String, in folder: Workplace) throws -> Data {
    try Data(contentsOf: folder.url.appending(path: name))
  }

  private func permissions(_ name: String, in folder: Workplace) throws -> Int? {
    try FileManager.default.attributesOfItem(
      atPath: folder.url.appending(path: name).path)[.posixPermissions] as? Int
  }

  @Test("a name for an open descriptor is written through and stays what it is")
  func descriptors() throws {
    let folder = try folder()
    let whole = try Tool.run(["rewrite", "-q", "in.pcap", "-w", "whole"], in: folder)
    #expect(whole.status == 0)
    for name in ["/dev/stdout", "/proc/self/fd/1", "/dev/fd/1"] {
      let outputs = try Workplace()
      let process = try Tool.start(
        ["rewrite", "-q", "in.pcap", "-w", name], in: folder, outputs: outputs)
      process.waitUntilExit()
      #expect(process.terminationStatus == 0, "\(name)")
      #expect(try bytes("out", in: outputs) == bytes("whole", in: folder), "\(name)")
    }
    let type = try FileManager.default.attributesOfItem(atPath: "/dev/stdout")[.type]
    #expect(type as? FileAttributeType == .typeSymbolicLink)
    #expect(folder.names == ["in.pcap", "whole"])
  }

  @Test("a link stays, and what it leads to is replaced")
  func links() throws {
    let folder = try folder()
    try folder.write("old", as: "there/target")
    try link("out", to: "there/target", in: folder)
    try link("new", to: "there/none", in: folder)
    for name in ["out", "new"] {
      #expect(try Tool.run(["rewrite", "-q", "in.pcap", "-w", name], in: folder).status == 0)
      let type = try FileManager.default.attributesOfItem(
        atPath: folder.url.appending(path: name).path)[.type]
      #expect(type as? FileAttributeType == .typeSymbolicLink)
    }
    #expect(try bytes("there/target", in: folder) == bytes("there/none", in: folder))
    #expect(try bytes("there/target", in: folder).count > 1000)
    #expect(try permissions("there/target", in: folder) == 0o600)
  }

  @Test("no file of another is written through a link under the name of a temporary one")
  func planted() throws {
    let folder = try folder()
    try folder.write("mine", as: "victim")
    for name in ["out.part", "ex/1.192.0.2.10_40000-198.51.100.25_25.client.after"] {
      try folder.write("", as: name)
      try FileManager.default.removeItem(at: folder.url.appending(path: name))
      try link(name, to: folder.url.appending(path: "victim").path, in: folder)
    }
    let plain = try Tool.run(["in.pcap", "-q", "--extract", "plain"], in: folder)
    #expect(plain.status == 0)
    let files = folder.names.filter { $0.hasPrefix("plain/") }
    #expect(files.count == 4)
    for name in files {
      #expect(try permissions(name, in: folder) == 0o600)
      let planted = "ex/" + name.dropFirst("plain/".count)
      try? FileManager.default.removeItem(at: folder.url.appending(path: planted))
      try link(planted, to: folder.url.appending(path: "victim").path, in: folder)
    }
    let outcome = try Tool.run(
      ["in.pcap", "-q", "-w", "out", "--extract", "ex", "--annotate", "notes"], in: folder)
    #expect(outcome.status == 0)
    #expect(try folder.read("victim") == "mine")
    for name in files {
      let planted = "ex/" + name.dropFirst("plain/".count)
      #expect(try bytes(planted, in: folder) == bytes(name, in: folder))
      #expect(try permissions(planted, in: folder) == 0o600)
    }
    for name in ["out", "notes"] { #expect(try permissions(name, in: folder) == 0o600) }
  }

  @Test(
    "two outputs under one name are refused, however it is spelled",
    arguments: [
      ["-w", "x", "-o", "x"], ["-w", "x", "--annotate", "./x"],
      ["-o", "d/../x", "--annotate", "x"],
    ])
  func distinct(_ outputs: [String]) throws {
    let folder = try folder()
    try folder.write("", as: "d/y")
    let outcome = try Tool.run(["in.pcap"] + outputs, in: folder)
    #expect(outcome.status == 2)
    #expect(
      outcome.error
        == "esmtp-replay: \(outputs[3]): two outputs go to this file; give each a name of its own\n"
    )
    #expect(folder.names == ["d/y", "in.pcap"])
  }

  @Test(
    "standard output is one place, whatever it is called",
    arguments: [
      ["-w", "/dev/stdout"], ["-w", "-", "-o", "/dev/fd/1"],
      ["-w", "/dev/stdout", "-o", "/proc/self/fd/1"], ["--annotate", "/dev/fd/1"],
      ["-w", "-", "-o", "r", "--annotate", "/dev/stdout"],
    ])
  func oneStandardOutput(_ outputs: [String]) throws {
    let folder = try folder()
    let piped = try Tool.run(["in.pcap"] + outputs, in: folder)
    let redirected = try Shell.run(
      "esmtp-replay in.pcap " + outputs.joined(separator: " ") + " > all", in: folder)
    for outcome in [piped, redirected] {
      #expect(outcome.status == 2)
      #expect(outcome.error.contains("two outputs go to this file"))
    }
    #expect(folder.names == ["all", "in.pcap"])
    // Nobody reads what goes there.
    #expect(
      try Shell.run("esmtp-replay in.pcap -w /dev/null > /dev/null", in: folder).status == 0)
  }

  @Test(
    "what cannot be made is told before anything is read",
    arguments: [
      (["-w", "none/x"], "none/x: cannot be written: its folder does not exist; make it first"),
      (
        ["--annotate", "none/x"],
        "none/x: cannot be written: its folder does not exist; make it first"
      ),
      (
        ["--carve", "none/x"], "none/x: cannot be written: its folder does not exist; make it first"
      ),
      (["--extract", "in.pcap"], "in.pcap: cannot be written: a file has this name; name another"),
      (
        ["--extract", "/proc/x"],
        "/proc/x: cannot be written: its folder does not exist; make it first"
      ),
      (["-o", "none/x"], "none/x: cannot be written: its folder does not exist; make it first"),
      (
        ["-o", "in.pcap/x"],
        "in.pcap/x: cannot be written: its folder does not exist; make it first"
      ),
      (["-w", ""], "'': cannot be written: its name is empty; name a file"),
      (["-w", "/"], "/: cannot be written: it is a folder; name a file in it"),
    ])
  func unmakable(_ outputs: [String], _ message: String) throws {
    let folder = try folder()
    let outcome = try Tool.run(["in.pcap"] + outputs, in: folder)
    #expect(outcome.status == 2)
    #expect(outcome.error == "esmtp-replay: \(message)\n")
    #expect(outcome.output.isEmpty)
    #expect(folder.names == ["in.pcap"])
    guard outputs[0] == "-w" else { return }
    let reduced = try Tool.run(["reduce", "in.pcap"] + outputs, in: folder)
    #expect(reduced.status == 2)
    #expect(reduced.error == "esmtp-replay: \(message)\n")
  }

  @Test(
    "where one result finds no space the others are written all the same",
    .enabled(if: FileManager.default.fileExists(atPath: "/dev/full"), "no /dev/full here"),
    arguments: ["-w", "--annotate", "-o"])
  func fullDisk(_ option: String) throws {
    let folder = try folder()
    let good = [("-w", "w"), ("--annotate", "a"), ("-o", "o")]
    let plain = try Tool.run(
      ["in.pcap", "--format", "json"] + good.flatMap { [$0.0, $0.1] }, in: folder)
    #expect(plain.status == 0)
    let outputs = good.flatMap { [$0.0, $0.0 == option ? "/dev/full" : "2" + $0.1] }
    let outcome = try Tool.run(["in.pcap", "--format", "json"] + outputs, in: folder)
    #expect(outcome.status == 2)
    #expect(
      outcome.error
        == "esmtp-replay: /dev/full: cannot be written: no space is left; make room, or name a place with more\n"
    )
    for (name, file) in good where name != option && name != "-o" {
      #expect(try bytes("2" + file, in: folder) == bytes(file, in: folder), "\(name)")
    }
    if option != "-o" {
      let report = try folder.read("2o").split(separator: "\n")
      #expect(report.dropLast() == (try folder.read("o").split(separator: "\n").dropLast()))
      #expect(report.last?.contains("\"record\":\"summary\"") == true)
    }
    #expect(!folder.names.contains { $0.hasSuffix(".part") })
  }

  @Test("a reader that goes away is an error, and what goes elsewhere is written all the same")
  func brokenPipe() throws {
    let folder = try folder()
    let path = try #require(Tool.path)
    let shell = Process()
    shell.executableURL = URL(filePath: "/bin/sh")
    shell.currentDirectoryURL = folder.url
    shell.arguments = [
      "-c", "( sleep 0.2; \"$0\" in.pcap -w out 2>err; echo $? >status ) | true", path,
    ]
    try shell.run()
    shell.waitUntilExit()
    #expect(try folder.read("status") == "2\n")
    #expect(
      try folder.read("err")
        == "esmtp-replay: standard output: cannot be written: its reader has gone; let it read to the end\n"
    )
    #expect(folder.names == ["err", "in.pcap", "out", "status"])
    let plain = try Tool.run(["rewrite", "-q", "in.pcap", "-w", "plain"], in: folder)
    #expect(plain.status == 0)
    #expect(try bytes("out", in: folder) == bytes("plain", in: folder))
  }

  @Test("of inputs that cannot be read there is no report", arguments: ["", "no capture\n", nil])
  func unreadable(_ text: String?) throws {
    let folder = try folder()
    if let text { try Data(text.utf8).write(to: folder.url.appending(path: "bad")) }
    let outcome = try Tool.run(["bad"], in: folder)
    #expect(outcome.status == 2 && outcome.output.isEmpty)
    #expect(outcome.error.hasPrefix("esmtp-replay: bad: "))
    guard text != nil else { return }
    let beside = try Tool.run(["bad", "in.pcap"], in: folder)
    #expect(beside.status == 3 && beside.output.hasPrefix("esmtp-replay "))
  }

  @Test("a signal leaves nothing half done", arguments: [SIGHUP, SIGINT, SIGTERM])
  func signals(_ number: Int32) throws {
    let folder = try folder()
    let process = Process()
    process.executableURL = URL(filePath: "/bin/sh")
    process.currentDirectoryURL = folder.url
    process.arguments = [
      "-c",
      """
      mkfifo fifo && { (head -c 200 in.pcap; exec sleep 20) >fifo & } &&
      exec "$0" rewrite fifo -w out
      """, try #require(Tool.path),
    ]
    try process.run()
    let start = Date()
    while !folder.names.contains(where: { $0.hasSuffix(".part") }), start.timeIntervalSinceNow > -10
    {
      usleep(10_000)
    }
    usleep(50_000)
    kill(process.processIdentifier, number)
    process.waitUntilExit()
    #expect(process.terminationReason == .uncaughtSignal)
    #expect(process.terminationStatus == number)
    #expect(folder.names == ["fifo", "in.pcap"])
  }
}
