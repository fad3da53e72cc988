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
    ["compare", "default", "default", "captures/plain-delivery", "-o", "out.pcap"],
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
}
