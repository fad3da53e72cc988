import Foundation
import Testing

/// What hostile input may cost: the most memory that the process ever had, in MiB.
@Suite(
  .serialized,
  .enabled(if: FileManager.default.fileExists(atPath: "/proc/self/status"), "no /proc here"))
struct BoundsTests {
  private let folder: Workplace

  init() throws { folder = try Workplace() }

  private struct Run {
    var status: Int32
    var report: String
    /// The peak of the resident memory in MiB.
    var peak: Int

    /// Whether it is below a ceiling. A sanitizer's own memory has none.
    func isBelow(_ mebibytes: Int) -> Bool {
      peak < mebibytes || ProcessInfo.processInfo.environment["ESMTP_REPLAY_SANITIZER"] != nil
    }
  }

  /// Runs to the end and looks at the peak again and again; it only grows.
  private func run(_ arguments: [String]) throws -> Run {
    let outputs = try Workplace()
    let process = try Tool.start(arguments, in: folder, outputs: outputs)
    let status = "/proc/\(process.processIdentifier)/status"
    var peak = 0
    while process.isRunning {
      let text = (try? String(contentsOfFile: status, encoding: .utf8)) ?? ""
      let line = text.split(separator: "\n").first { $0.hasPrefix("VmHWM:") }
      let number = line?.split(separator: " ").dropLast().last.flatMap { Int($0) }
      peak = max(peak, (number ?? 0) >> 10)
      usleep(3000)
    }
    return Run(status: process.terminationStatus, report: try outputs.read("out"), peak: peak)
  }

  private func capture(_ body: (HostileCapture) throws -> Void) throws {
    let capture = try HostileCapture(folder.url.appending(path: "in"))
    try body(capture)
    try capture.close()
  }

  /// The JSON report and the rewritten capture, within a bound.
  private func expect(
    _ mebibytes: Int, status: Int32 = 0, _ report: String, _ options: [String] = []
  ) throws {
    for arguments in [["--format", "json"], ["--format", "json", "-w", "/dev/null"]] {
      let run = try run(["in"] + arguments + options)
      #expect(run.status == status, "\(arguments)")
      #expect(run.report.contains(report), "\(arguments): \(run.report.prefix(2000))")
      #expect(run.peak > 10)
      let isBelow = run.isBelow(mebibytes)
      #expect(isBelow, "\(arguments): \(run.peak) MiB")
    }
  }

  @Test("half-open connections of which there is something to tell cost less than 4 KiB each")
  func halfOpen() throws {
    try capture { capture in
      for client in 0..<12_000 { try capture.add(client, sequence: 7, bits: 2) }
    }
    try expect(120, status: 3, "\"sessions\":12000")
  }

  @Test("half-open connections cost less than 1 KiB each")
  func flood() throws {
    try capture { capture in
      for client in 0..<60_000 { try capture.add(client, sequence: 7, bits: 2) }
    }
    try expect(100, status: 3, "\"sessions\":60000", ["--checksums", "none"])
  }

  @Test("above the bound on connections the idle ones go, and the report says so")
  func connections() throws {
    try capture { capture in
      for client in 0..<4000 { try capture.add(client, sequence: 7, bits: 2) }
    }
    let run = try run(["in", "--format", "json", "--connections", "500"])
    #expect(run.status == 3)
    #expect(run.report.contains("\"connections\":3500"))
  }

  @Test("interleaved sessions cost less than 8 KiB each")
  func interleaved() throws {
    try capture { capture in
      for client in 0..<5000 { try capture.open(client) }
      for client in 0..<5000 {
        try capture.add(
          client, fromServer: true, sequence: 9001, acknowledging: 1001, bits: 0x18,
          Array("220 mx\r\n".utf8))
      }
      for client in 0..<5000 {
        try capture.add(
          client, sequence: 1001, acknowledging: 9009, bits: 0x18, Array("EHLO a\r\n".utf8))
      }
    }
    try expect(120, "\"masked\":5000")
  }

  @Test("bytes behind a hole that never closes wait under the bound")
  func outOfOrder() throws {
    try capture { capture in
      try capture.open(0)
      for number in 0..<8000 {
        try capture.add(
          0, sequence: 1011 &+ UInt32(number) &* 1400, acknowledging: 9001, bits: 0x18,
          [UInt8](repeating: 120, count: 1400))
      }
    }
    try expect(96, status: 3, "\"queued-bytes\":1")
  }

  @Test(
    "what never ends is not kept",
    arguments: ["command", "verb", "header line", "header", "body line", "recipients", "parts"])
  func endless(_ kind: String) throws {
    let filler = [UInt8](repeating: 121, count: 1400)
    try capture { capture in
      switch kind {
      case "command":
        try capture.dialogue(
          Array("HELO a\r\nMAIL FROM:<".utf8), Array("220 mx\r\n250 a\r\n".utf8), 4000
        ) { _ in filler }
      case "verb": try capture.dialogue([], Array("220 mx\r\n".utf8), 4000) { _ in filler }
      case "header line": try capture.content(4000) { _ in filler }
      case "header":
        let lines = Array(String(repeating: "X: yyyyyyyyyyyyyyyyyyyyyyyyyy\r\n", count: 40).utf8)
        try capture.content(4000) { _ in lines }
      case "body line": try capture.content(4000) { $0 == 0 ? Array("A: b\r\n\r\n".utf8) : filler }
      case "recipients":
        let line = Array(("To: " + String(repeating: "a@b, ", count: 200) + "\r\n ").utf8)
        try capture.content(4000) { _ in line }
      default:
        try capture.content(8000) { number in
          let name = number == 0 ? "\r\n" : "--b\(number - 1)\r\n"
          return Array(
            (name + "Content-Type: multipart/mixed; boundary=b\(number)\r\n\r\n").utf8)
        }
      }
    }
    try expect(72, "\"sessions\":1")
  }

  @Test(
    "a capture that unpacks to a thousand times its size is read as it comes",
    .enabled(if: FileManager.default.isExecutableFile(atPath: "/bin/gzip"), "gzip is missing"))
  func bomb() throws {
    try capture { capture in
      for number in 0..<1500 {
        try capture.add(0, sequence: UInt32(number), bits: 0, [UInt8](repeating: 0, count: 60_000))
      }
    }
    let gzip = Process()
    gzip.executableURL = URL(filePath: "/bin/gzip")
    gzip.currentDirectoryURL = folder.url
    gzip.arguments = ["-9", "in"]
    try gzip.run()
    gzip.waitUntilExit()
    let run = try run(["in.gz", "--format", "json"])
    #expect(run.isBelow(72))
    #expect(run.report.contains("\"frames\":1500"))
  }

  /// Parts of a configuration that may be repeated without end.
  private static let statements = [
    "access-list A extended permit tcp host 10.1.2.3 host 198.51.100.25 eq smtp\n",
    "class-map c\n match port tcp eq smtp\n", "name 10.1.2.3 host\n", "no such line\n",
    "policy-map type inspect esmtp m\n match header line length gt 998\n  drop-connection log\n",
    "regex r \"a.*b[^c]+(d|e)*\"\n", "9",
  ]

  @Test(
    "a configuration of any size costs less than twenty times its length", arguments: statements)
  func configuration(_ statement: String) throws {
    let size = 1 << 20
    try folder.write(
      "access-list A extended permit tcp any any eq smtp\n"
        + String(repeating: statement, count: size / statement.utf8.count), as: "p.cfg")
    let run = try run(["policy", "check", "p.cfg"])
    #expect(run.status == 0 || run.status == 2)
    #expect(run.isBelow(40 + 20))
    #expect(run.report.utf8.count < 4096)
  }

  /// What inspects the traffic of the access list A.
  private static let inspection = """
    class-map mail
     match access-list A
    policy-map p
     class mail
      inspect esmtp
    service-policy p global

    """

  @Test("a long configuration is kept once in a report, not once for each assumption")
  func longConfiguration() throws {
    var text = ""
    for number in 0..<60_000 {
      let host = "10.0.\(number >> 8).\(number & 255)"
      text += "access-list A extended permit tcp host \(host) any eq smtp\n"
    }
    text += Self.inspection
    try folder.write(text, as: "p.cfg")
    let capture = FileManager.default.currentDirectoryPath + "/captures/ipv6/ipv6.pcap"
    let run = try run(["-p", "p.cfg", capture])
    #expect(run.status == 0)
    #expect(run.isBelow(200))
    #expect(run.report.contains("the configuration has more than 50000 lines"))
  }

  @Test("object groups within each other are bounded, however many paths there are")
  func nestedGroups() throws {
    var text = "object-group network g0\n network-object host 10.0.0.1\n"
    for level in 1..<60 {
      text += "object-group network g\(level)\n"
      text += String(repeating: " group-object g\(level - 1)\n", count: 2)
    }
    text += """
      access-list A extended permit tcp object-group g59 object-group g59 eq smtp

      """ + Self.inspection
    try folder.write(text, as: "p.cfg")
    let run = try run(["policy", "check", "p.cfg"])
    #expect(run.status == 0 || run.status == 2)
    #expect(run.isBelow(72))
  }

  @Test(
    "expressions that are made to explode are searched in linear time",
    arguments: ["(x+x+)+y", "(a|aa)+$", "(.*.*.*.*.*)*z", "(.*a.?.?.?.?.?.?.?.?.?.?.?.?)"])
  func regex(_ pattern: String) throws {
    try folder.write(
      """
      regex r "\(pattern)"
      class-map type regex match-any q
       match regex r
      policy-map type inspect esmtp m
       match sender-address regex class q
        log
      policy-map global_policy
       class inspection_default
        no inspect esmtp
        inspect esmtp m

      """, as: "p.cfg")
    let line = "MAIL FROM:<" + String(repeating: "xaab", count: 100) + "@b>\r\nRSET\r\n"
    try capture { capture in
      try capture.dialogue([], Array("220 mx\r\n".utf8), 500) { _ in Array(line.utf8) }
    }
    let run = try run(["in", "-p", "p.cfg", "--format", "json"])
    #expect(run.status == 0)
    #expect(run.isBelow(96))
  }
}
