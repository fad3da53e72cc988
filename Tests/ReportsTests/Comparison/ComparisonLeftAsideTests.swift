import ESMTPInspection
import Foundation
import Primitives
import Testing

@testable import Reports

/// What comparisons say of frames and sessions that a run was asked to leave aside.
@Suite struct ComparisonLeftAsideTests {
  /// The comparison of a run that takes 1,000 of 1,281 frames and compares 1 of 4 sessions, or none.
  private static func report(
    _ form: ReportForm, sessions: Int = 1, asks: Bool = true, isQuiet: Bool = false
  ) throws -> [UInt8] {
    var writer = try #require(ComparisonWriter(form, options: .init(isQuiet: isQuiet)))
    let policies = ["old.cfg", "new.cfg"].map {
      ComparedPolicy(
        name: $0, files: [$0], profile: "asa", statement: "inspect esmtp M",
        source: SourceLine(file: $0, line: 9))
    }
    var run = ComparisonRecord(version: "1.0.0", policies: policies, ports: [25])
    if asks {
      run.filter = "port 25 and host 192.0.2.7"
      run.selection = "verdict=masked sender=newsletter@example.net"
    }
    writer.run(run)
    for (var capture, taken) in zip(Samples.captures, [923, 77]) {
      if asks { capture.framesTaken = taken }
      writer.capture(capture)
    }
    var transitions = [[Int]](repeating: [Int](repeating: 0, count: 7), count: 7)
    transitions[3][3] = sessions
    let candidate = CandidateSummary(
      differences: [], transitions: transitions, kinds: ComparisonKind.allCases.map { ($0, 0) },
      notCompared: [], endings: [])
    var summary = ComparisonSummary(sessions: sessions, candidates: [candidate], status: 0)
    if asks { summary.notSelected = 4 - sessions }
    writer.summary(summary)
    return writer.takeOutput()
  }

  private static func text(_ form: ReportForm, sessions: Int = 1, asks: Bool = true) throws
    -> String
  { String(decoding: try report(form, sessions: sessions, asks: asks), as: UTF8.self) }

  private static let words: [(form: ReportForm, parts: [String])] = [
    (
      .text,
      [
        "  filter        port 25 and host 192.0.2.7\n",
        "  where         verdict=masked sender=newsletter@example.net\n",
        " 1,204 frames, 923 let through by", " 77 frames, all let through by",
        "Not compared  what was left aside because it was asked for\n\n"
          + "  not-selected        3   sessions that '--where' does not select\n"
          + "  filtered          281   frames that '--filter' does not let through\n",
        "\n1 session: all decided alike; 3 not selected\n",
      ]
    ),
    (
      .markdown,
      [
        "- Filter: `port 25 and host 192.0.2.7`\n",
        "- Where: `verdict=masked sender=n...@example.net`\n",
        "1,204 frames, 923 let through by the filter\n", "- Sessions: 1; 3 not selected\n",
        "## Not compared\n\n- 3 sessions that '--where' does not select\n"
          + "- 281 frames that '--filter' does not let through\n",
      ]
    ),
    (
      .html,
      [
        "<dt>filter</dt><dd>port 25 and host 192.0.2.7</dd>",
        "<dt>where</dt><dd>verdict=masked sender=n...@example.net</dd>",
        "1,204, 923 let through by the filter</td>", ">not-selected</th><td class=\"n\">3</td>",
        ">filtered</th><td class=\"n\">281</td>", "1 session: all decided alike; 3 not selected.",
      ]
    ),
    (
      .json,
      [
        #","filter":"port 25 and host 192.0.2.7","where":"verdict=masked sender=newsletter@example.net"}"#,
        #","frames_taken":923}"#, #","frames_taken":77}"#, #","not_selected":3,"#,
      ]
    ),
    (
      .sarif,
      [
        #""filter":"port 25 and host 192.0.2.7","where":"verdict=masked sender=n...@example.net","#
          + #""not-selected":3,"filtered":281,"#
      ]
    ),
    (
      .junit,
      [
        #"<property name="filter" value="port 25 and host 192.0.2.7"/>"#,
        #"<property name="where" value="verdict=masked sender=newsletter@example.net"/>"#,
        #"<property name="not-selected" value="3 sessions that '--where' does not select"/>"#,
        #"<property name="filtered" value="281 frames that '--filter' does not let through"/>"#,
      ]
    ),
    (
      .tap,
      [
        "# filter: port 25 and host 192.0.2.7\n",
        "# where: verdict=masked sender=newsletter@example.net\n",
        "\n# not-selected: 3 sessions that '--where' does not select\n"
          + "# filtered: 281 frames that '--filter' does not let through\n",
      ]
    ),
  ]

  @Test("each form says what was left aside, and by what", arguments: words.indices)
  func told(_ index: Int) throws {
    let text = try Self.text(Self.words[index].form)
    for part in Self.words[index].parts { #expect(text.contains(part), "\(part)\n\(text)") }
  }

  @Test("the totals alone say it too")
  func quiet() throws {
    let text = String(decoding: try Self.report(.text, isQuiet: true), as: UTF8.self)
    #expect(text == "1 session: all decided alike; 3 not selected\n")
  }

  @Test("of a run that was asked for all, none says anything", arguments: words.map(\.form))
  func silent(_ form: ReportForm) throws {
    let text = try Self.text(form, asks: false)
    for word in [
      "not-selected", "not_selected", "not selected", "let through by the filter", "frames_taken",
      "\"where\"", "\"filter\":",
    ] {
      #expect(!text.contains(word), "\(word)")
    }
  }

  @Test("where none is selected, nobody says that there was none", arguments: words.map(\.form))
  func noneSelected(_ form: ReportForm) throws {
    let text = try Self.text(form, sessions: 0)
    for words in ["no session was found", "No session was found", "inspected ports was found"] {
      #expect(!text.contains(words), "\(words)\n\(text)")
    }
    if form == .junit || form == .tap { #expect(text.contains("selects none of 4 sessions")) }
  }

  @Test("JSON obeys its schema")
  func schema() throws {
    let validator = try SchemaValidator(
      contentsOf: SchemaTests.file.deletingLastPathComponent().appending(
        path: "esmtp-replay-comparison-1.schema.json"), and: [SchemaTests.file])
    for line in try Self.report(.json).split(separator: 10) {
      let record = try #require(JSONSerialization.jsonObject(with: Data(line)) as? [String: Any])
      #expect(validator.errors(record) == [])
    }
  }
}
