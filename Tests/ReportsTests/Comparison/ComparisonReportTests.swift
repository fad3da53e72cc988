import ESMTPInspection
import Foundation
import Primitives
import Testing

@testable import Reports

struct ComparisonReportTests {
  // MARK: Invented records

  private static func session(_ id: Int, _ verdict: Verdict, _ events: [Event]) -> SessionRecord {
    SessionRecord(
      id: id, communityID: "1:abc=", client: Samples.socket(7, 40_112),
      server: Samples.socket(25, 25),
      rolesAreKnown: true, first: Samples.moment(id), last: Samples.moment(id + 40),
      verdict: verdict, coverage: .full, className: "inspection_default", mapName: "M",
      clientStream: StreamRecord(bytes: 1043), serverStream: StreamRecord(bytes: 611),
      messages: [
        Message(
          sender: "alice@example.net", recipients: 2, firstRecipient: "bob@example.org",
          messageID: "<1@example.net>", bytes: 801, reply: "250")
      ], events: events.map { EventRecord(event: $0, isObserved: true) })
  }

  private static let comparisons: [SessionComparison] = [
    SessionComparison(
      candidate: 1, kind: .regression, old: session(3, .masked, [Samples.banner]),
      new: session(3, .dropped, [Samples.banner, Samples.header])),
    SessionComparison(
      candidate: 1, kind: .changed, old: session(4, .masked, [Samples.banner, Samples.keywords]),
      new: session(4, .masked, [Samples.banner])),
  ]

  private static func run(candidates: Int) -> ComparisonRecord {
    let policies = (0...candidates).map { index -> ComparedPolicy in
      var policy = ComparedPolicy(
        name: "p\(index).cfg", files: index == 0 ? [] : ["p\(index).cfg"], profile: "asa",
        statement: "inspect esmtp M", source: SourceLine(file: "p\(index).cfg", line: 9))
      if index > 0 { policy.notUnderstood = ["p1.cfg:3: \"anyy\" is not an address"] }
      return policy
    }
    var record = ComparisonRecord(version: "1.0.0", policies: policies, ports: [25])
    record.takingBack = ComparisonRecord.TakingBack(
      lines: ["policy-map type inspect esmtp M", " no match body length gt 5"], isExact: false)
    return record
  }

  static var candidate: CandidateSummary {
    var transitions = [[Int]](repeating: [Int](repeating: 0, count: 7), count: 7)
    transitions[3][3] = 1204
    transitions[3][5] = 1
    let counts: [ComparisonKind: Int] = [.regression: 1, .changed: 12]
    return CandidateSummary(
      differences: [
        DifferenceRecord(
          change: "changed", subject: "criterion", block: "policy-map type inspect esmtp M",
          old: StatementRecord(
            text: "match body length gt 9 log", source: SourceLine(file: "p0.cfg", line: 4)),
          new: StatementRecord(text: "match body length gt 5 log", source: nil), sessions: 0),
        DifferenceRecord(
          change: "added", subject: "class", block: "", old: nil,
          new: StatementRecord(
            text: "service-policy a|b` global", source: SourceLine(file: "p1.cfg", line: 7)),
          sessions: 1),
        DifferenceRecord(
          change: "removed", subject: "behaviour", block: "",
          old: StatementRecord(text: "profile asa", source: nil), new: nil, sessions: nil),
      ], transitions: transitions,
      kinds: ComparisonKind.allCases.map { ($0, counts[$0, default: 0]) },
      notCompared: [(.tls, 3)], endings: [("header line length gt 998", 4)])
  }

  private static let flips: [ProfileFlips?] = [
    ProfileFlips(
      profile: "asa", other: "asa-field",
      sessions: [
        ProfileFlip(id: 3, verdict: .masked, other: .dropped, switches: ["pipe"], isEach: true),
        ProfileFlip(
          id: 9, verdict: .masked, other: .untouched, switches: ["banner", "auth-equals"],
          isEach: false),
      ], unresolved: 2),
    ProfileFlips(profile: "asa-8.4", other: "asa-8.4 with the switches of asa-field"),
  ]

  static func report(
    _ form: ReportForm, candidates: Int = 1, _ options: TextReport.Options = .init()
  ) -> [UInt8] {
    guard var writer = ComparisonWriter(form, options: options) else { return [] }
    writer.run(run(candidates: candidates))
    for capture in Samples.captures { writer.capture(capture) }
    for comparison in comparisons { writer.session(comparison) }
    var summary = ComparisonSummary(
      sessions: 1205, candidates: Array(repeating: candidate, count: candidates), status: 1)
    if writer.tellsFlips { summary.flips = flips + Array(repeating: nil, count: candidates - 1) }
    writer.summary(summary)
    return writer.takeOutput()
  }

  // MARK: Tests

  @Test("text is the recorded one", arguments: [80, 200])
  func text(width: Int) throws {
    try expectGolden(
      Self.report(.text, .init(width: width)), "comparison-\(width).txt")
  }

  @Test("every verdict has its place, however narrow the page is", arguments: [40, 80, 200])
  func transitions(width: Int) throws {
    var candidate = Self.candidate
    for row in 0..<7 {
      for column in 0..<7 { candidate.transitions[row][column] = row * 7 + column }
    }
    candidate.transitions[6][6] = 12_345
    var writer = try #require(ComparisonWriter(.text, options: .init(width: width)))
    writer.run(Self.run(candidates: 1))
    writer.summary(ComparisonSummary(sessions: 9, candidates: [candidate], status: 1))
    let text = String(decoding: writer.takeOutput(), as: UTF8.self)
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
      .drop { !$0.hasPrefix("Verdicts") }.prefix { !$0.hasPrefix("Regressions") }
    #expect(lines.allSatisfy { $0.count <= width }, "\(lines)")
    if width < 200 {
      #expect(lines.contains("  12,345  reset to reset"), "\(lines)")
      #expect(lines.contains("      47  reset to dropped"))
      // From exempt to exempt there is none.
      #expect(lines.count { $0.contains(" to ") } == 48)
    } else {
      #expect(lines.count { $0.contains("12,345") } == 1)
    }
  }

  @Test("the title says to its end that a model was asked", arguments: [40, 80, 200])
  func title(width: Int) throws {
    for hasSweep in [false, true] {
      var run = Self.run(candidates: 1)
      if hasSweep { run.sweep = .init(criterion: "body length", values: [1, 2], maps: ["M"]) }
      var writer = try #require(ComparisonWriter(.text, options: .init(width: width)))
      writer.run(run)
      writer.summary(
        ComparisonSummary(sessions: 9, candidates: [Self.candidate], status: 1))
      let title = String(decoding: writer.takeOutput(), as: UTF8.self)
        .split(separator: "\n", omittingEmptySubsequences: false).prefix { !$0.isEmpty }
      #expect(title.allSatisfy { $0.count <= width }, "\(title)")
      let words = title.joined(separator: " ").split(separator: " ").joined(separator: " ")
      #expect(words.hasSuffix("one traffic, through a model"), "\(words)")
    }
  }

  @Test("several candidates and colour are the recorded ones")
  func candidates() throws {
    try expectGolden(
      Self.report(.text, candidates: 2, .init(isColoured: true)), "comparison-candidates.txt")
  }

  @Test("Markdown is the recorded one")
  func markdown() throws { try expectGolden(Self.report(.markdown), "comparison.md") }

  @Test("JSON obeys its schema, and nothing that differs in a member does")
  func schema() throws {
    let folder = SchemaTests.file.deletingLastPathComponent()
    let validator = try SchemaValidator(
      contentsOf: folder.appending(path: "esmtp-replay-comparison-1.schema.json"),
      and: [SchemaTests.file])
    let lines = Self.report(.json, candidates: 2).split(separator: 10)
    let records = try lines.map {
      try #require(JSONSerialization.jsonObject(with: Data($0)) as? [String: Any])
    }
    let kinds = Set(records.compactMap { $0["record"] as? String })
    #expect(kinds == ["comparison", "capture", "session", "difference", "flip", "summary"])
    for record in records {
      #expect(validator.errors(record) == [])
      for key in record.keys where key != "taking_back" {
        var changed = record
        changed[key] = nil
        #expect(!validator.errors(changed).isEmpty, "without \(key)")
      }
    }
  }

  @Test("where no event that counts makes the difference, one behind the divergence does")
  func counterfactual() {
    let both = Self.session(4, .masked, [Samples.keywords])
    var (old, new) = (both, both)
    new.events.append(EventRecord(event: Samples.header, isObserved: false))
    let comparison = SessionComparison(candidate: 1, kind: .changed, old: old, new: new)
    #expect(
      comparison.decisions.old.text
        == "masked: nothing in its place; the gravest is frame 16, allow-tls, running.cfg:408  "
        + "parameters no allow-tls")
    #expect(
      comparison.decisions.new.text
        == "masked: frame 31, header-line-length, running.cfg:401  header line length gt 998; "
        + "behind the divergence, so that it does not count")
    var other = Samples.header
    other.action = .reset
    old.events.append(EventRecord(event: other, isObserved: false))
    let counted = SessionComparison(candidate: 1, kind: .changed, old: new, new: old)
    #expect(counted.decisions.old.event?.event.action == .drop)
    #expect(counted.decisions.new.event?.event.action == .reset)
  }

  @Test("lines stay within the width, whatever the texts hold", arguments: [20, 40, 80])
  func narrow(width: Int) {
    let text = String(decoding: Self.report(.text, .init(width: width)), as: UTF8.self)
    // What is to be typed is whole.
    let typed = ["  policy-map type inspect esmtp M", "   no match body length gt 5"]
    let lines = text.split(separator: "\n").map(String.init)
    #expect(lines.filter(typed.contains) == typed)
    for line in lines where !typed.contains(line) { #expect(line.count <= width, "\(line)") }
  }

}
