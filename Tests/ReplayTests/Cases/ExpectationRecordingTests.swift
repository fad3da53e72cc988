import ESMTPInspection
import Primitives
import Reports
import Testing

@testable import Replay

@Suite struct ExpectationRecordingTests {
  private static func sessions(_ generator: inout SplitMix64) -> [DecidedSession] {
    (0..<Int.random(in: 0...12, using: &generator)).map { place in
      var session = decided(
        Int.random(in: 1...3, using: &generator),
        Verdict.allCases.randomElement(using: &generator) ?? .masked,
        Rule.allCases.filter { _ in UInt8.random(in: 0...9, using: &generator) == 0 },
        sender: [nil, "", "a", "b"].randomElement(using: &generator) ?? nil,
        messageID: [nil, "<1>", "<2>"].randomElement(using: &generator) ?? nil,
        forwarded: ForwardedRecord(
          client: String(repeating: .random(using: &generator) ? "a" : "b", count: 64),
          server: String(repeating: "c", count: 64)))
      session.number = place + 1
      return session
    }
  }

  @Test("what was recorded, written and read fits what it was recorded from", arguments: 0..<200)
  func recording(seed: UInt64) throws {
    var generator = SplitMix64(seed: seed)
    let found = Self.sessions(&generator)
    var expectation = Expectation()
    expectation.record(found, isExact: .random(using: &generator))
    let read = try Expectation(expectation.text, path: "e")
    #expect(read.differences(in: found) == [])
    #expect(read.sessions.count == found.count)
  }

  @Test(
    "what was accepted fits, and expects of each session what it did before", arguments: 0..<200)
  func accepting(seed: UInt64) {
    var generator = SplitMix64(seed: seed)
    var expectation = Expectation()
    expectation.record(Self.sessions(&generator), isExact: .random(using: &generator))
    // Cut down as a person would.
    if .random(using: &generator) { expectation.verdicts = nil }
    for place in expectation.sessions.indices where .random(using: &generator) {
      expectation.sessions[place].rules = nil
    }
    let found = Self.sessions(&generator)
    expectation.accept(found)
    #expect(expectation.differences(in: found) == [])
    var again = expectation
    again.accept(found)
    #expect(again == expectation)
  }

  @Test("accepting keeps what a person wrote")
  func keeping() throws {
    var expectation = try Expectation(
      "skip: x\nsessions: [{sender: a, verdict: masked}]", path: "e")
    expectation.accept([decided(1, .reset), decided(2, .dropped, [.pipelining], sender: "a")])
    #expect(expectation.verdicts == nil)
    #expect(expectation.skip == "x")
    #expect(expectation.sessions.map(\.sender) == ["a"])
    #expect(expectation.sessions.map(\.verdict) == [.dropped])
    #expect(expectation.sessions.map(\.rules) == [nil])
    var counts = try Expectation("verdicts: {masked: 3}", path: "e")
    counts.accept([decided(1, .reset)])
    #expect(counts.verdicts == [.reset: 1])
    #expect(counts.sessions.isEmpty)
  }

  @Test("sessions that are alike get their Message-IDs, and many are numbers alone")
  func names() {
    var expectation = Expectation()
    expectation.record(
      [
        decided(1, .masked, sender: "a", messageID: "<1>"),
        decided(2, .masked, sender: "a", messageID: "<2>"),
      ], isExact: false)
    #expect(expectation.sessions.map(\.messageID) == [nil, nil])
    let first = decided(1, .masked, sender: "a", messageID: "<1>")
    expectation.record([first, first], isExact: false)
    #expect(expectation.sessions.map(\.messageID) == ["<1>", "<1>"])
    expectation.record([DecidedSession](repeating: first, count: 1_500), isExact: false)
    #expect(expectation.sessions.count == 1_000)
    #expect(expectation.verdicts == [.masked: 1_500])
  }

  @Test(
    "paths are told as seen from a folder",
    arguments: [
      ("captures/a/p.cfg", "captures/a", "p.cfg"), ("p.cfg", "captures/a", "../../p.cfg"),
      ("./captures/b/./p.cfg", "captures/a/", "../b/p.cfg"), ("p.cfg", ".", "p.cfg"),
      ("/etc/p.cfg", "a", "../../../etc/p.cfg"), ("../p.cfg", "a", "../../p.cfg"),
      ("/home/me/a/p.cfg", "a", "p.cfg"), ("a/p.cfg", "/home/me/a/b", "../p.cfg"),
    ])
  func paths(_ path: String, _ folder: String, _ relative: String) {
    #expect(relativePath(path, from: folder, in: "/home/me") == relative)
  }
}
