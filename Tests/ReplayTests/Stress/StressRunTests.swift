import CaptureFiles
import ESMTPInspection
import FoundationEssentials
import Packets
import Primitives
import Reassembly
import Reports
import Testing

@testable import Replay

/// Cutting one session in many ways.
@Suite struct StressRunTests {
  private let dialogue: [(Character, String)] = [
    ("S", "220 mx.example.com ESMTP\r\n"), ("C", "EHLO a.example.net\r\n"),
    ("S", "250-mx.example.com\r\n250-SIZE 1000\r\n250-STARTTLS\r\n250 HELP\r\n"),
    ("C", "MAIL FROM:<a@example.net>\r\n"), ("S", "250 ok\r\n"),
    ("C", "RCPT TO:<b@example.com>\r\n"), ("S", "250 ok\r\n"),
    ("C", "DATA\r\n"), ("S", "354 go on\r\n"),
    ("C", "Subject: x\r\n\r\nbody\r\n.\r\n"), ("S", "250 taken\r\n"),
    ("C", "QUIT\r\n"), ("S", "221 bye\r\n"),
  ]

  private func write(_ folder: TemporaryFolder) throws -> String {
    var builder = CaptureBuilder()
    builder.session(dialogue)
    return try folder.write(builder.bytes, as: "a.pcap")
  }

  private func stress(
    _ path: String, policy text: String? = nil, profile: String? = nil, random: Int = 50,
    captures: String? = nil
  ) throws -> StressRecord? {
    let policy = try loadPolicy(text, profile: profile)
    let session = try #require(try sessions([path], policy: policy).first)
    var run = StressRun(
      policy: policy, options: AnalysisOptions(), session: session, seed: 1, randomTrials: random)
    try run.read(.file(path), filter: nil)
    return try run.finish(capturesIn: captures)
  }

  @Test("a cut inside a verb is decided otherwise, one around the final dot is not")
  func verbs() throws {
    let folder = try TemporaryFolder()
    let record = try #require(try stress(try write(folder)))
    #expect(record.captured.verdict == .masked)
    let rows = Dictionary(uniqueKeysWithValues: record.rows.map { ($0.name, $0) })
    // EHLO, MAIL, RCPT, DATA and QUIT, three places each.
    let verbs = try #require(rows["inside a verb"])
    #expect(verbs.trials == 15)
    #expect(verbs.changed == 15)
    #expect(verbs.decisions.allSatisfy { $0.decision.rules.contains(.splitVerb) == false })
    #expect(verbs.decisions.allSatisfy { $0.decision.rules.contains(.unknownCommand) })
    // CR LF . CR LF.
    #expect(rows["around the final dot"]?.trials == 5)
    #expect(rows["around the final dot"]?.changed == 0)
    // STARTTLS and HELP and SIZE: 3 + 7 + 3 places.
    #expect(rows["inside an EHLO keyword"]?.trials == 13)
    #expect(rows["inside an EHLO keyword"]?.changed == 0)
    #expect(rows["one byte a segment"]?.changed == 1)
    #expect(rows["segments of 536 bytes"]?.changed == 0)
    #expect(rows["pipelined"]?.trials == 1)
    #expect(rows["not pipelined"]?.changed == 0)
    #expect(rows["as acknowledged"]?.trials == 0)
    #expect(rows["cut at random"]?.trials == 50)
  }

  @Test("a session of which the capture has the client alone is decided as captured")
  func oneSided() throws {
    var builder = CaptureBuilder()
    var long = dialogue
    long[9].1 = "X: \(String(repeating: "a", count: 1200))\r\n\r\nbody\r\n.\r\n"
    builder.session(long)
    let folder = try TemporaryFolder()
    let both = try #require(
      try stress(folder.write(builder.bytes, as: "both.pcap"), random: 4_000_000_000))
    #expect(both.captured.verdict == .dropped)
    let random = try #require(both.rows.last)
    #expect(random.note?.contains("4000000000 are too many") == true)
    let path = try folder.write(
      WrittenFrame.side(ofClient: true, builder.bytes), as: "client.pcap")
    let session = try #require(try sessions([path], policy: loadPolicy()).first)
    #expect(session.verdict == .dropped)
    #expect(session.serverStream.bytes == 0)
    let client = try #require(try stress(path))
    #expect(client.captured.verdict == .dropped)
    #expect(client.notes.allSatisfy { !$0.contains("as captured") })
  }

  @Test("each finding has the fewest cuts, and its capture shows the same decision")
  func findings() throws {
    let folder = try TemporaryFolder()
    let record = try #require(try stress(try write(folder), captures: folder.path))
    #expect(!record.findings.isEmpty)
    for finding in record.findings {
      #expect(!finding.isBounded)
      let path = try #require(finding.capture)
      let policy = try loadPolicy()
      let session = try #require(try sessions([path], policy: policy).first)
      #expect(session.verdict == finding.decision.verdict)
      #expect(session.fate.outcome == finding.decision.outcome)
      let rules = Set(
        session.events.filter { $0.isObserved && $0.event.action > .none }.map(\.event.rule))
      #expect(rules == Set(finding.decision.rules))
    }
    #expect(record.findings.contains { $0.cutCount == 1 && $0.event?.rule == .unknownCommand })
  }

  @Test("what becomes of the mail is told, and how likely random cuts lead there")
  func outcomes() throws {
    let folder = try TemporaryFolder()
    let record = try #require(try stress(try write(folder), random: 200))
    // STARTTLS is hidden, and nothing else goes wrong.
    #expect(record.captured.outcome == .deliveredInClear)
    let verbs = try #require(record.rows.first { $0.name == "inside a verb" })
    #expect(verbs.decisions.contains { $0.decision.outcome > record.captured.outcome })
    let random = try #require(record.rows.last)
    #expect(random.name == "cut at random")
    for finding in record.findings {
      let count = random.decisions.first { $0.decision == finding.decision }?.count ?? 0
      #expect(finding.random == (count, 200))
    }
    #expect(record.findings.reduce(0) { $0 + $1.random.hits } == random.changed)
    let page = String(
      decoding: StressText.page(record, width: 100, isColoured: false), as: UTF8.self)
    #expect(page.hasPrefix("session 1 · masked · delivered-in-clear as captured · "))
    #expect(page.contains(" of 200 random cuts, "))
    let lines = String(decoding: StressJSON.lines(record), as: UTF8.self)
    #expect(lines.contains(#""verdict":"masked","outcome":"delivered-in-clear","rules":["#))
  }

  @Test("the same seed gives the same report")
  func determinism() throws {
    let folder = try TemporaryFolder()
    let path = try write(folder)
    let first = try #require(try stress(path))
    let second = try #require(try stress(path))
    #expect(StressJSON.lines(first) == StressJSON.lines(second))
    #expect(
      StressText.page(first, width: 80, isColoured: false)
        == StressText.page(second, width: 80, isColoured: false))
  }

  @Test("no line of the page is longer than the terminal", arguments: [40, 60, 80, 200])
  func widths(_ width: Int) throws {
    let folder = try TemporaryFolder()
    let record = try #require(try stress(try write(folder)))
    let page = String(
      decoding: StressText.page(record, width: width, isColoured: false), as: UTF8.self)
    #expect(page.split(separator: "\n").allSatisfy { $0.unicodeScalars.count <= width })
  }

  @Test("where the final dot must not be cut it is told")
  func finalDot() throws {
    let folder = try TemporaryFolder()
    let record = try #require(try stress(try write(folder), profile: "pix-5.1"))
    let row = try #require(record.rows.first { $0.name == "around the final dot" })
    #expect(row.trials == 5)
  }

  @Test("a session that nothing inspects is not cut")
  func exempt() throws {
    let folder = try TemporaryFolder()
    let text = "policy-map global_policy\n class inspection_default\n  no inspect esmtp\n"
    #expect(try stress(try write(folder), policy: text) == nil)
  }
}

/// The fewest cuts.
@Suite struct CutShrinkerTests {
  private let cuts = (1...100).map { Cuts.Cut(sender: .client, offset: UInt64($0)) }

  @Test("what is needed stays, all else goes", arguments: [[7], [3, 90], [1, 50, 99, 100]])
  func needed(_ needed: [UInt64]) {
    var shrinker = CutShrinker(trials: 10_000)
    let left = shrinker.shrink(cuts) { cuts in
      needed.allSatisfy { offset in cuts.contains { $0.offset == offset } }
    }
    #expect(left.map(\.offset).sorted() == needed)
    #expect(!shrinker.isBounded)
  }

  @Test("where no cut is needed none is left")
  func nothing() {
    var shrinker = CutShrinker(trials: 10)
    #expect(shrinker.shrink(cuts) { _ in true }.isEmpty)
  }

  @Test("it ends when its trials do")
  func bounded() {
    var shrinker = CutShrinker(trials: 5)
    let left = shrinker.shrink(cuts) { $0.count > 60 }
    #expect(left.count > 60)
    #expect(shrinker.isBounded)
  }
}

/// Ranges of cuts.
@Suite struct CutsTests {
  @Test("cuts at the start and the end of a range are none inside it")
  func inside() {
    let cuts = Cuts([3, 9, 5, 5, 7].map { Cuts.Cut(sender: .server, offset: $0) })
    #expect(cuts.server == [3, 5, 7, 9])
    #expect(Array(cuts.inside(3..<9, of: .server)) == [5, 7])
    #expect(Array(cuts.inside(0..<100, of: .client)) == [])
    #expect(Array(cuts.inside(8..<9, of: .server)) == [])
  }
}
