import Foundation
import Testing

/// What hostile input may cost: each run has a ceiling on its memory and says what it is to say.
///
/// Ceilings are of the debug build, which takes 104 MiB of addresses for its version and up to 176 for a
/// capture of one session.
@Suite(.serialized, .enabled(if: Tool.path != nil, "the command is not built beside the tests"))
struct BoundsTests {
  private let folder: Workplace

  init() throws { folder = try Workplace() }

  private func capture(_ body: (HostileCapture) throws -> Void) throws {
    let capture = try HostileCapture(folder.url.appending(path: "in"))
    try body(capture)
    try capture.close()
  }

  private func run(_ arguments: [String], below mebibytes: Int) throws -> Tool.Outcome {
    try Tool.run(arguments, in: folder, below: Ceiling(mebibytes: mebibytes))
  }

  /// The JSON report, and the rewritten capture with it: the words of the summary, and the status where
  /// one is given.
  private func expect(
    below mebibytes: Int, status: Int32, _ words: [String], _ options: [String] = []
  ) throws {
    for arguments in [["--format", "json"], ["--format", "json", "-w", "/dev/null"]] {
      let outcome = try run(["in"] + arguments + options, below: mebibytes)
      #expect(outcome.status == status, "\(arguments): \(outcome.error)")
      // Reports are up to 100 MB long.
      let summary = outcome.output.suffix(4000).split(separator: "\n").last ?? ""
      #expect(summary.hasPrefix("{\"record\":\"summary\""), "\(arguments): \(outcome.error)")
      for word in words { #expect(summary.contains(word), "\(arguments): \(word): \(summary)") }
    }
  }

  @Test("half-open connections of which there is something to tell cost less than 12 KiB each")
  func halfOpen() throws {
    try capture { capture in
      for client in 0..<12_000 { try capture.add(client, sequence: 7, bits: 2) }
    }
    try expect(below: 176 + 140, status: 3, ["\"sessions\":12000", "\"untouched\":12000"])
  }

  @Test("half-open connections cost less than 1.5 KiB each")
  func flood() throws {
    try capture { capture in
      for client in 0..<60_000 { try capture.add(client, sequence: 7, bits: 2) }
    }
    try expect(
      below: 176 + 88, status: 3, ["\"sessions\":60000", "\"bounds\":{}"], ["--checksums", "none"])
  }

  @Test("half-open connections cost a rewritten capture less than 256 bytes each beside the report")
  func rewrittenFlood() throws {
    try capture { capture in
      for client in 0..<60_000 { try capture.add(client, sequence: 7, bits: 2) }
    }
    // The report alone takes 176 + 29.
    let outcome = try run(
      ["in", "--format", "json", "--checksums", "none", "-w", "/dev/null"], below: 176 + 44)
    #expect(outcome.status == 3, "\(outcome.error)")
  }

  @Test("above the bound on connections a flood costs nothing more, and the report says so")
  func connections() throws {
    try capture { capture in
      for client in 0..<60_000 { try capture.add(client, sequence: 7, bits: 2) }
    }
    try expect(
      below: 176 + 32, status: 3,
      ["\"sessions\":60000", "\"untouched\":60000", "\"connections\":55904"],
      ["--checksums", "none", "--connections", "4096"])
  }

  @Test("a flood that goes over the bound leaves a session whole, and the status 0")
  func besideFlood() throws {
    try capture { capture in
      for client in 1..<4000 { try capture.add(client, sequence: 7, bits: 2) }
      try capture.interleave(1)
    }
    try expect(
      below: 176 + 32, status: 0, ["\"sessions\":4000", "\"masked\":1", "\"connections\":3500"],
      ["--connections", "500"])
  }

  /// Sessions of which each sends a line when all the others have sent one.
  private func interleave(_ count: Int) throws {
    try capture { try $0.interleave(count) }
  }

  @Test("interleaved sessions cost less than 24 KiB each")
  func interleaved() throws {
    try interleave(5000)
    try expect(below: 176 + 120, status: 0, ["\"sessions\":5000", "\"masked\":5000"])
  }

  @Test("above the bound on connections interleaved sessions cost nothing more")
  func interleavedBeyond() throws {
    try interleave(8000)
    // Whoever speaks again behind the bound is a session that was met in its middle.
    try expect(
      below: 176 + 40, status: 3,
      ["\"sessions\":24000", "\"masked\":8000", "\"untouched\":16000", "\"connections\":23500"],
      ["--connections", "500"])
  }

  @Test("bytes behind a hole that never closes wait under the bound")
  func outOfOrder() throws {
    try capture { capture in
      try capture.open(0)
      for number in 0..<40_000 {
        try capture.add(
          0, sequence: 1011 &+ UInt32(number) &* 1400, acknowledging: 9001, bits: 0x18,
          [UInt8](repeating: 120, count: 1400))
      }
    }
    try expect(below: 176 + 32, status: 3, ["\"sessions\":1,", "\"queued-bytes\":1"])
  }

  /// What comes without end, what is decided, and the rule that decides.
  struct Endless: Sendable, CustomTestStringConvertible {
    var kind: String
    var verdict: String
    var rule: String

    var testDescription: String { kind }
  }

  static let kinds: [Endless] = [
    Endless(kind: "command", verdict: "dropped", rule: "cmd-line-length"),
    Endless(kind: "verb", verdict: "dropped", rule: "cmd-line-length"),
    Endless(kind: "header line", verdict: "dropped", rule: "header-line-length"),
    Endless(kind: "header", verdict: "masked", rule: "mask-banner"),
    Endless(kind: "body line", verdict: "masked", rule: "body-line-length"),
    Endless(kind: "recipients", verdict: "dropped", rule: "header-line-length"),
    Endless(kind: "parts", verdict: "masked", rule: "mask-banner"),
  ]

  @Test("of 40,000 segments of what never ends nothing is kept", arguments: kinds)
  func endless(_ what: Endless) throws {
    let (count, filler) = (40_000, [UInt8](repeating: 121, count: 1400))
    try capture { capture in
      switch what.kind {
      case "command":
        try capture.dialogue(
          Array("HELO a\r\nMAIL FROM:<".utf8), Array("220 mx\r\n250 a\r\n".utf8), count
        ) { _ in filler }
      case "verb": try capture.dialogue([], Array("220 mx\r\n".utf8), count) { _ in filler }
      case "header line": try capture.content(count) { _ in filler }
      case "header":
        let lines = Array(String(repeating: "X: yyyyyyyyyyyyyyyyyyyyyyyyyy\r\n", count: 40).utf8)
        try capture.content(count) { _ in lines }
      case "body line":
        try capture.content(count) { $0 == 0 ? Array("A: b\r\n\r\n".utf8) : filler }
      case "recipients":
        let line = Array(("To: " + String(repeating: "a@b, ", count: 200) + "\r\n ").utf8)
        try capture.content(count) { _ in line }
      default:
        try capture.content(count) { number in
          let name = number == 0 ? "\r\n" : "--b\(number - 1)\r\n"
          return Array(
            (name + "Content-Type: multipart/mixed; boundary=b\(number)\r\n\r\n").utf8)
        }
      }
    }
    try expect(
      below: 176 + 32, status: 0,
      ["\"sessions\":1,", "\"\(what.verdict)\":1", "\"\(what.rule)\":{\"observed\":1,"])
  }

  @Test(
    "a capture that unpacks to hundreds of times its size is read as it comes",
    .enabled(if: FileManager.default.isExecutableFile(atPath: "/bin/gzip"), "gzip is missing"))
  func bomb() throws {
    try capture { capture in
      for number in 0..<1500 {
        try capture.add(0, sequence: UInt32(number), bits: 16, [UInt8](repeating: 0, count: 60_000))
      }
    }
    #expect(try Shell.run("gzip -9 in", in: folder).status == 0)
    let packed = try folder.data("in.gz").count
    #expect(packed < 200_000)
    let outcome = try run(["in.gz", "--format", "json"], below: 176 + 32)
    #expect(outcome.status == 3, "\(outcome.error)")
    #expect(outcome.output.contains("\"frames\":1500"))
    #expect(outcome.output.contains("\"sessions\":1,"))
  }

  @Test(
    "expressions that are made to explode are searched in linear time",
    arguments: [
      ("(x+x+)+y", 0), ("(a|aa)+$", 0), ("(.*.*.*.*.*)*z", 0),
      ("(.*a.?.?.?.?.?.?.?.?.?.?.?.?)", 500),
    ])
  func regex(_ pattern: String, _ matches: Int) throws {
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
    // Where each byte is looked at but once it is over within a second.
    let ceiling = Ceiling(mebibytes: 176 + 32, seconds: 20)
    let outcome = try Tool.run(
      ["in", "-p", "p.cfg", "--format", "json"], in: folder, below: ceiling)
    #expect(outcome.status == 0, "\(outcome.error)")
    let found = "\"sender-address-regex\":{\"observed\":\(matches),\"counterfactual\":0}"
    #expect(
      outcome.output.contains(matches > 0 ? found : "\"sender-address-regex\"") == (matches > 0))
    #expect(outcome.output.contains("\"sessions\":1,"))
  }
}
