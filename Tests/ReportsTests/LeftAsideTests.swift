import ESMTPInspection
import Testing

@testable import Reports

/// What reports say of frames and sessions that a run was asked to leave aside.
@Suite struct LeftAsideTests {
  /// The report of a run that takes 1,000 of 1,281 frames and tells of 1 of 4 sessions, or of none.
  static func report(_ form: ReportForm, sessions: [SessionRecord] = [Samples.dropped]) -> [UInt8] {
    var writer = ReportWriter(form)
    var run = Samples.run
    run.filter = "port 25 and host 192.0.2.7"
    run.selection = "verdict=dropped sender=newsletter@example.net"
    writer.run(run)
    for (var capture, taken) in zip(Samples.captures, [923, 77]) {
      capture.framesTaken = taken
      writer.capture(capture)
    }
    for session in sessions { writer.session(session) }
    var summary = Samples.summary(sessions.isEmpty ? [:] : [.dropped: 1])
    summary.notSelected = 4 - sessions.count
    if sessions.isEmpty {
      summary.coverage = summary.coverage.map { ($0.coverage, 0) }
      summary.reasons = []
    }
    writer.summary(summary)
    return writer.takeOutput()
  }

  private static func text(_ form: ReportForm, sessions: [SessionRecord] = [Samples.dropped])
    -> String
  { String(decoding: report(form, sessions: sessions), as: UTF8.self) }

  private static let words: [(form: ReportForm, parts: [String])] = [
    (
      .text,
      [
        "  filter     port 25 and host 192.0.2.7\n",
        "  where      verdict=dropped sender=newsletter@example.net\n",
        "1,204 frames from number 1 on, 923 let through by the filter,",
        "77 frames from number 1,205 on, all let through by the filter,",
        "\n  not-selected        3   sessions that '--where' does not select\n"
          + "  filtered          281   frames that '--filter' does not let through\n",
        "; 3 not selected\n",
      ]
    ),
    (
      .markdown,
      [
        "- Filter: `port 25 and host 192.0.2.7`\n",
        "- Where: `verdict=dropped sender=n...@example.net`\n",
        "1,204 frames, 923 let through by the filter, ",
        "- 3 sessions that '--where' does not select\n"
          + "- 281 frames that '--filter' does not let through\n",
      ]
    ),
    (
      .html,
      [
        "<dt>filter</dt><dd>port 25 and host 192.0.2.7</dd>",
        "<dt>where</dt><dd>verdict=dropped sender=n...@example.net</dd>",
        "1,204, 923 let through by the filter</td>", ">not-selected</th><td class=\"n\">3</td>",
        ">filtered</th><td class=\"n\">281</td>",
      ]
    ),
    (
      .json,
      [
        #","filter":"port 25 and host 192.0.2.7","where":"verdict=dropped sender=newsletter@example.net"}"#,
        #","frames_taken":923}"#, #","frames_taken":77}"#, #","not_selected":3,"#,
      ]
    ),
    (
      .sarif,
      [
        #""filter":"port 25 and host 192.0.2.7","where":"verdict=dropped sender=n...@example.net","#
          + #""not-selected":3,"filtered":281,"#
      ]
    ),
    (
      .junit,
      [
        """
            <properties>
              <property name="filter" value="port 25 and host 192.0.2.7"/>
              <property name="where" value="verdict=dropped sender=newsletter@example.net"/>
              <property name="not-understood" value="running.cfg:431: match header-flags is no criterion of an ESMTP map"/>
              <property name="not-selected" value="3 sessions that '--where' does not select"/>
              <property name="filtered" value="281 frames that '--filter' does not let through"/>
            </properties>
            <testcase
        """
      ]
    ),
    (
      .tap,
      [
        "TAP version 14\n# filter: port 25 and host 192.0.2.7\n"
          + "# where: verdict=dropped sender=newsletter@example.net\n"
          + "# not-understood: running.cfg:431: match header-flags is no criterion of an ESMTP map\nok 1 - ",
        "\n1..3\n# not-selected: 3 sessions that '--where' does not select\n"
          + "# filtered: 281 frames that '--filter' does not let through\n",
      ]
    ),
  ]

  @Test(
    "bytes without a session break the claim that nothing was left out",
    arguments: [ReportForm.text, .markdown, .html, .tap])
  func strays(_ form: ReportForm) {
    let claim = "was left out"
    for (count, words) in [
      (0, claim), (1, "segment with bytes that no session"), (2, "segments with"),
    ] {
      var writer = ReportWriter(form)
      writer.run(Samples.run)
      var summary = Samples.summary([.untouched: 1])
      (summary.reasons, summary.rules, summary.bounds) = ([], [], [])
      summary.packets = [("stray_segments", count)]
      writer.summary(summary)
      let text = String(decoding: writer.takeOutput(), as: UTF8.self)
      // TAP claims nothing.
      #expect(text.contains(words) != (form == .tap && count == 0), "\(text)")
      #expect(text.contains(claim) == (form != .tap && count == 0))
    }
  }

  @Test("each form says what was left aside, and by what", arguments: words.indices)
  func told(_ index: Int) {
    let text = Self.text(Self.words[index].form)
    for part in Self.words[index].parts { #expect(text.contains(part), "\(part)\n\(text)") }
  }

  @Test("of a run that was asked for all, none says anything", arguments: ReportForm.allCases)
  func silent(_ form: ReportForm) {
    let text = String(decoding: Samples.report(form), as: UTF8.self)
    for word in [
      "not-selected", "not_selected", "not selected", "let through by the filter", "frames_taken",
    ] {
      #expect(!text.contains(word), "\(word)")
    }
  }

  @Test("where none is selected, nobody says that there was none")
  func noneSelected() throws {
    for form in ReportForm.allCases where ![ReportForm.json, .counters, .syslog].contains(form) {
      let text = Self.text(form, sessions: [])
      #expect(text.contains("none of 4 sessions"), "\(form)")
      for words in ["nothing was inspected", "nothing to check", "here was none"] {
        #expect(!text.contains(words), "\(form): \(words)")
      }
    }
    #expect(try TAPReader.read(Self.text(.tap, sessions: [])).count == 3)
  }

  @Test("a filter that lets nothing through is named, not the ports")
  func noneThrough() {
    var captures = Samples.captures
    for index in captures.indices { captures[index].framesTaken = 0 }
    let summary = Samples.summary([:])
    #expect(
      summary.noSession(captures)
        == "'--filter' lets none of 1281 frames through: nothing was inspected")
    captures[1].framesTaken = 5
    #expect(
      summary.noSession(captures)
        == "no session on the inspected ports was found in what '--filter' lets through: "
        + "nothing was inspected")
  }
}
