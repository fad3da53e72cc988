import Foundation
import Testing

/// SIGINT and SIGTERM in the middle of a run over cases.
@Suite(.enabled(if: Tool.path != nil, "the command is not built beside the tests"))
struct InterruptionTests {
  struct Run: Sendable, CustomTestStringConvertible {
    var arguments: [String]
    var signal: Int32

    var testDescription: String { "\(arguments.joined(separator: " ")), signal \(signal)" }
  }

  static let runs: [Run] = [
    ["record", "--force", "captures"], ["test", "--junit", "j.xml"], ["review", "--accept-all"],
    ["reduce", "captures/plain-delivery/plain-delivery.pcap", "-w", "out.pcap"],
    ["reduce", "captures/plain-delivery", "-o", "reduced"],
    ["advise", "captures/plain-delivery", "-o", "out.pcap"],
    ["stress", "1", "captures/plain-delivery/plain-delivery.pcap", "--captures", "cuts"],
  ].flatMap { arguments in [SIGINT, SIGTERM].map { Run(arguments: arguments, signal: $0) } }

  @Test("an interrupted run leaves nothing behind, and what was there as it was", arguments: runs)
  func interrupted(_ run: Run) throws {
    let place = try caseWorkplace(["plain-delivery"])
    let name = "captures/plain-delivery/plain-delivery.pcap"
    let capture = try Data(contentsOf: place.url.appending(path: name))
    var large = capture
    for _ in 0..<6_000 { large += capture.dropFirst(24) }
    try place.write(large, as: name)
    try place.write("verdicts: {masked: 7}\n", as: "captures/plain-delivery/expect.yaml")
    try place.write("as it was\n", as: "j.xml")
    try place.write("as it was\n", as: "out.pcap")
    let (before, outputs) = (place.names, try Workplace())
    let process = try Tool.start(run.arguments, in: place, outputs: outputs)
    // More than once: a busy machine may not have begun.
    while process.isRunning {
      Thread.sleep(forTimeInterval: 0.3)
      kill(process.processIdentifier, run.signal)
    }
    process.waitUntilExit()
    #expect(process.terminationReason == .uncaughtSignal)
    #expect(process.terminationStatus == run.signal)
    #expect(place.names == before)
    #expect(
      try place.read("captures/plain-delivery/expect.yaml") == "verdicts: {masked: 7}\n")
    for name in ["j.xml", "out.pcap"] { #expect(try place.read(name) == "as it was\n") }
    #expect(!place.has("reduced"))
  }

  @Test(
    "what was read before a signal is in the report, which says so", arguments: [SIGINT, SIGTERM],
    [
      ["-o", "report", "-w", "out.pcap", "--carve", "carved", "--annotate", "notes"],
      ["--format", "html", "-o", "report"],
      ["compare", "default", "default", "-o", "report"],
    ])
  func interruptedReport(_ signal: Int32, _ arguments: [String]) throws {
    let place = try largeWorkplace()
    let large = try place.data("large.pcap").count
    let (process, error) = try interrupt(
      arguments + ["large.pcap", "captures"], in: place, by: signal)
    #expect(process.terminationReason == .exit && process.terminationStatus == 3, "\(error)")
    #expect(error.contains("large.pcap: is read up to frame "), "\(error)")
    #expect(error.contains(": a signal has ended the reading"), "\(error)")
    #expect(error.contains("plain-delivery.pcap: is not read: a signal"), "\(error)")
    let report = try place.read("report")
    #expect(report.count > 1000)
    if arguments.contains("html") {
      // The capture is as it was, so that the page says what else shows the dialogues.
      #expect(
        report.contains(
          "The dialogue is not here: a signal has ended the reading; esmtp-replay show 1"))
      #expect(!report.contains("could not be read a second time"))
    }
    for name in ["out.pcap", "carved", "notes"] where arguments.contains(name) {
      let written = try place.data(name)
      #expect(written.count > 1 << 20 && written.count < large)
    }
  }

  /// A folder with `captures/plain-delivery` and a capture that takes seconds to be read.
  private func largeWorkplace() throws -> Workplace {
    let place = try caseWorkplace(["plain-delivery"])
    let capture = try place.data("captures/plain-delivery/plain-delivery.pcap")
    var large = capture
    while large.count < 150 << 20 { large += capture.dropFirst(24) }
    try place.write(large, as: "large.pcap")
    return place
  }

  /// How many bytes a run has read by when a signal comes, and the test of that in a shell: of 150 MiB,
  /// however fast the machine is.
  private static let read = 20_000_000
  private static let hasRead = """
    read_some() {
      until test "$(sed -n 's/^rchar: //p' /proc/$1/io 2>/dev/null || echo 0)" -gt \(read); do
        kill -0 $1 || return; sleep 0.02
      done
    }
    """

  /// Sends a signal once a run has read so much, or has written a text.
  private func interrupt(
    _ arguments: [String], in place: Workplace, by signal: Int32, input: String? = nil,
    once text: String? = nil
  ) throws -> (Process, error: String) {
    let outputs = try Workplace()
    let process = try Tool.start(arguments, in: place, outputs: outputs, input: input)
    while process.isRunning {
      let isDue =
        try text.map { try outputs.read("out").contains($0) }
        ?? (Self.bytesRead(by: process) > Self.read)
      if isDue { break }
      usleep(10_000)
    }
    kill(process.processIdentifier, signal)
    process.waitUntilExit()
    return (process, try outputs.read("err"))
  }

  /// What a process has read, of everything.
  private static func bytesRead(by process: Process) -> Int {
    let text = try? String(contentsOfFile: "/proc/\(process.processIdentifier)/io", encoding: .utf8)
    let line = text?.split(separator: "\n").first { $0.hasPrefix("rchar: ") }
    return line.flatMap { Int($0.dropFirst(7)) } ?? 0
  }

  @Test(
    "a fault leaves no half-written file, and the signal is as it would be without that",
    // The threads of a test block SIGABRT, and so does what they start.
    arguments: [SIGILL, SIGTRAP, SIGSEGV, SIGBUS, SIGFPE])
  func faults(_ signal: Int32) throws {
    let place = try largeWorkplace()
    try place.write("as it was\n", as: "out.pcap")
    let before = place.names
    let (process, error) = try interrupt(
      ["large.pcap", "-w", "out.pcap", "-o", "report", "--carve", "carved"], in: place, by: signal)
    #expect(process.terminationReason == .uncaughtSignal)
    #expect(process.terminationStatus == signal)
    #expect(
      error.hasSuffix(
        "esmtp-replay: a fault of this program has ended it; half-written files are removed\n"),
      "\(error)")
    #expect(place.names == before)
    #expect(try place.read("out.pcap") == "as it was\n")
  }

  @Test(
    "what takes a second reading is not written where a signal ends that, and the report is",
    arguments: ["--carve", "--annotate"])
  func interruptedAgain(_ option: String) throws {
    let place = try largeWorkplace()
    let (process, error) = try interrupt(
      ["--format", "json", "large.pcap", option, "out.pcap"], in: place, by: SIGINT,
      once: #""record":"capture""#)
    #expect(process.terminationReason == .exit && process.terminationStatus == 3, "\(error)")
    #expect(
      error.hasPrefix(
        "esmtp-replay: out.pcap: is not written: a signal has ended the reading; let the run end by itself\n"
      ), "\(error)")
    #expect(!error.contains("it is not what it was") && !place.has("out.pcap"))
  }

  @Test("a signal while sessions are chosen for what is written ends the run")
  func interruptedChoice() throws {
    let place = try largeWorkplace()
    let before = place.names
    let (process, error) = try interrupt(
      ["large.pcap", "--where", "verdict=masked", "-w", "out.pcap", "-o", "report"], in: place,
      by: SIGTERM)
    #expect(process.terminationReason == .uncaughtSignal && error.isEmpty, "\(error)")
    #expect(place.names == before)
  }

  @Test(
    "what a file on standard input or a FIFO has given before a signal is reported",
    arguments: [
      "- < large.pcap", "- < large.pcap.gz", "fifo", "large.pcap.gz",
      "compare default default fifo",
    ])
  func interruptedInput(_ line: String) throws {
    let place = try largeWorkplace()
    // ^C is for the whole process group; the writer of the FIFO outlives it.
    let shell = try Shell.run(
      """
      set -m
      \(Self.hasRead)
      gzip -1 < large.pcap > large.pcap.gz; mkfifo fifo
      { head -c 40000000 large.pcap; exec sleep 60; } > fifo & writer=$!
      esmtp-replay \(line) > out & replay=$!
      read_some $replay; kill -INT -$replay; wait $replay; echo "status $?"
      kill -KILL $writer; exit 0
      """, in: place)
    #expect(shell.output == "status 3\n", "\(shell.error)")
    #expect(shell.error.contains(": is read up to frame "), "\(shell.error)")
    #expect(shell.error.contains(": a signal has ended the reading"), "\(shell.error)")
    #expect(try place.read("out").contains("session"))
  }

  @Test("a FIFO that nobody writes to is waited for until a signal comes")
  func unwritten() throws {
    let place = try caseWorkplace([])
    let shell = try Shell.run(
      """
      set -m; mkfifo fifo
      # 143: a busy machine has not begun.
      for delay in 1 2 4 8 16; do
        esmtp-replay fifo & replay=$!
        sleep $delay; kill -TERM $replay; wait $replay; status=$?
        test $status = 143 || break
      done; echo "status $status"
      """, in: place)
    #expect(shell.output == "status 2\n", "\(shell.error)")
    #expect(shell.error.contains("fifo: is not read: a signal has ended the reading"))
  }

  @Test("a signal in the first instants ends the run")
  func firstInstants() throws {
    let place = try largeWorkplace()
    let shell = try Shell.run(
      """
      for delay in 000 002 004 006 008 010 012 015 020 030; do for i in 1 2 3 4 5 6; do
        esmtp-replay rewrite large.pcap -w /dev/null & replay=$!
        sleep 0.$delay; kill -TERM $replay; wait $replay 2>/dev/null; echo $?
      done; done
      """, in: place)
    // 3: a fast machine has begun to read.
    let statuses = shell.output.split(separator: "\n")
    #expect(statuses.count == 60 && statuses.allSatisfy { $0 == "143" || $0 == "3" }, "\(statuses)")
  }
}
