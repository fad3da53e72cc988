import ESMTPInspection
import Foundation
import Testing

@testable import Reports

#if canImport(FoundationXML)
  import FoundationXML
#endif

@Suite struct TestReportTests {
  /// Reports of this form, hostile ones among them.
  static func everything(_ form: ReportForm) -> [[UInt8]] {
    var unseen = Samples.untouched
    unseen.coverage = .none
    unseen.coverageNotes = [CoverageNote(reason: .midstream, frame: 1)]
    return [
      Samples.report(form), Samples.report(form, sessions: []),
      Samples.report(form, sessions: [unseen]), ComparisonReportTests.report(form),
      ComparisonReportTests.report(form, candidates: 2),
    ] + HostileBytes.corpus.map { HostileBytes.report(form, $0, .init()) }
  }

  @Test("reports are the recorded ones", arguments: ["tap", "junit"])
  func goldens(name: String) throws {
    let form = try #require(ReportForm(rawValue: name))
    try expectGolden(Samples.report(form), "report.\(name)")
    try expectGolden(ComparisonReportTests.report(form), "comparison.\(name)")
  }

  @Test("a session that is dropped fails, unless a gate says otherwise")
  func outcomes() {
    #expect(TestPoint(Samples.dropped).outcome == .failed("dropped"))
    #expect(TestPoint(Samples.masked).outcome == .passed)
    var session = Samples.dropped
    session.gate = .passed
    #expect(TestPoint(session).outcome == .passed)
    session = Samples.masked
    session.gate = .verdict
    #expect(TestPoint(session).outcome == .failed("masked"))
    #expect(TestPoint(session).message.hasPrefix("masked: frame "))
    // A gate of outcomes tells of the mail.
    session.fate = MailFate(.lost, why: "the connection ends in the middle of the message")
    #expect(TestPoint(session).message.hasPrefix("masked: frame "))
    session.gate = .outcome
    #expect(TestPoint(session).outcome == .failed("lost"))
    #expect(
      TestPoint(session).message
        == "lost: the connection ends in the middle of the message; "
        + "by no line of the policy: the recording alone decides")
    session.fate = MailFate(
      .refused, frame: 1213, cause: Cause(Samples.command), why: "the server refuses MAIL")
    #expect(
      TestPoint(session).message
        == "refused: frame 1212, unknown-command, mask: running.cfg:412  inspect esmtp _default_esmtp_map"
    )
  }

  @Test("what was not looked at is skipped, what is exempt passes")
  func unseen() {
    var session = Samples.untouched
    session.coverage = .none
    session.coverageNotes = [CoverageNote(reason: .midstream, frame: 1)]
    #expect(TestPoint(session).outcome == .skipped)
    #expect(
      TestPoint(session).message
        == "not seen from frame 1 on: the capture starts inside the session")
    session.verdict = .exempt
    #expect(TestPoint(session).outcome == .passed)
  }

  @Test("a run that saw nothing fails, and an input that was not read to its end")
  func nothing() throws {
    let points = try TAPReader.read(
      String(decoding: Samples.report(.tap, sessions: []), as: UTF8.self))
    #expect(points.map(\.isOK) == [true, false, false])
    #expect(points[1].diagnostics == ["the last frame ends after 12 of 60 bytes"])
    #expect(
      points[2].diagnostics == [
        "no session on the inspected ports was found: nothing was inspected"
      ])
  }

  @Test("a run in which no session was looked at fails")
  func nothingSeen() throws {
    var unseen = Samples.untouched
    unseen.coverage = .none
    unseen.coverageNotes = [CoverageNote(reason: .midstream, frame: 1)]
    for (sessions, isOK) in [([unseen], false), ([unseen, Samples.masked], true)] {
      let points = try TAPReader.read(
        String(decoding: Samples.report(.tap, sessions: sessions), as: UTF8.self))
      #expect(points.last?.isOK == isOK)
    }
    let junit = String(decoding: Samples.report(.junit, sessions: [unseen]), as: UTF8.self)
    #expect(junit.contains("message=\"nothing of the sessions could be looked at\""), "\(junit)")
  }

  @Test("every report in TAP is read by a strict reader")
  func tap() throws {
    for bytes in Self.everything(.tap) {
      #expect(try !TAPReader.read(String(decoding: bytes, as: UTF8.self)).isEmpty)
    }
    let cases = CaseTAP.text(CaseReportTests.records, failing: [.fail])
    #expect(try TAPReader.read(cases).count == CaseReportTests.records.count)
  }

  @Test(
    "the strict reader refuses what is no TAP",
    arguments: [
      ("", "no version"), ("TAP version 14\n1..1\n", "another plan"),
      ("TAP version 14\nok 2 - a\n1..1\n", "another number"),
      ("TAP version 14\nok 1 - a#b\n1..1\n", "a bare #"),
      ("TAP version 14\nok 1 - a # WHY not\n1..1\n", "an unknown directive"),
      ("TAP version 14\nok 1 - a\\n\n1..1\n", "an unknown escape"),
      ("TAP version 14\n1..0", "no line end"),
      ("TAP version 14\nfine\n", "no point"),
    ])
  func strict(text: String, reason: String) {
    #expect {
      try TAPReader.read(text)
    } throws: { ($0 as? TAPReader.Malformed)?.reason == reason }
  }

  @Test(
    "prove reads the same points",
    .enabled(if: Peers.has(["sh", "-c", "command -v prove"]), "skipped: prove is not installed"))
  func prove() throws {
    // It knows version 13, which differs in nothing that is written here.
    let text = String(decoding: Samples.report(.tap), as: UTF8.self)
      .replacing("TAP version 14", with: "TAP version 13")
    let verdict = try #require(try Peers.judge(["prove", "--exec", "cat"], Array(text.utf8)))
    #expect(verdict.text.contains("Failed tests:  2, 4"), "\(verdict.text)")
    #expect(!verdict.text.contains("Parse errors"), "\(verdict.text)")
  }

  @Test("JUnit's counts are those of its test cases")
  func counts() throws {
    for bytes in Self.everything(.junit) {
      let reader = JUnitReader()
      let parser = XMLParser(data: Data(bytes))
      parser.delegate = reader
      #expect(parser.parse())
      #expect(reader.problems == [])
      #expect(reader.cases > 0)
    }
  }

  @Test("more test cases than the limit are one each for those that pass and those that do not")
  func bound() throws {
    var report = TestReport(.junit, limit: 2)
    for _ in 0..<5 { report.session(Samples.masked) }
    for _ in 0..<4 { report.session(Samples.dropped) }
    report.summary(Samples.total)
    let text = String(decoding: report.takeOutput(), as: UTF8.self)
    #expect(
      text.contains("<testsuite name=\"esmtp-replay\" tests=\"6\" failures=\"3\" skipped=\"0\""))
    #expect(text.contains("name=\"3 more that pass\""))
    #expect(text.contains("name=\"2 more that do not pass\""))
  }

  @Test("what is skipped takes no room from what fails, and fails nothing")
  func skippedBound() throws {
    var unseen = Samples.untouched
    unseen.coverage = .none
    var report = TestReport(.junit, limit: 2)
    for _ in 0..<5 { report.session(unseen) }
    report.session(Samples.dropped)
    report.summary(Samples.total)
    let text = String(decoding: report.takeOutput(), as: UTF8.self)
    #expect(
      text.contains("<testsuite name=\"esmtp-replay\" tests=\"4\" failures=\"1\" skipped=\"3\""))
    #expect(text.contains("name=\"3 more that are skipped\""))
    #expect(!text.contains("do not pass"))
  }

  @Test(
    "more unchecked sessions than allowed fail",
    arguments: [ReportForm.junit, .tap, .text, .markdown])
  func unchecked(form: ReportForm) {
    var summary = Samples.total
    (summary.unchecked, summary.uncheckedLimit) = (3, 2)
    var report = ReportWriter(form)
    report.run(Samples.run)
    report.session(Samples.masked)
    report.summary(summary)
    let text = String(decoding: report.takeOutput(), as: UTF8.self)
      .split { $0 == "\n" || $0 == " " }.joined(separator: " ")
    #expect(
      text.contains("3 sessions were not looked at, and '--max-unchecked' allows 2")
        || text.contains("3 sessions were not looked at, and &apos;--max-unchecked&apos; allows 2")
        || text.contains("3 sessions were not looked at, and &#39;--max-unchecked&#39; allows 2"))
    if form == .tap { #expect(text.contains("not ok 2 - no more sessions than allowed")) }
  }

  @Test(
    "sessions of kinds that were not asked for are told to be left out",
    arguments: [(0, "# SKIP"), (1, "not ok 2")])
  func otherKinds(status: Int, mark: String) {
    var report = ComparisonTestReport(.tap)
    report.summary(
      ComparisonSummary(
        sessions: 1205, candidates: [ComparisonReportTests.candidate], status: status))
    let text = String(decoding: report.takeOutput(), as: UTF8.self)
    #expect(text.contains("decided differently, of kinds that were not asked for"))
    #expect(text.contains(mark))
  }

  @Test(
    "the schema of Jenkins' xUnit plugin takes every report, and none with another element",
    .enabled(
      if: Peers.schema("junit-10.xsd") != nil && Peers.has(["sh", "-c", "command -v xmllint"]),
      "skipped: there is no schema in .build/peers, or no xmllint; run scripts/install-peers"))
  func schema() throws {
    let command = ["xmllint", "--noout", "--schema", try #require(Peers.schema("junit-10.xsd"))]
    let cases = CaseJUnit.text(CaseReportTests.records, failing: [.fail, .new])
    for bytes in Self.everything(.junit) + [Array(cases.utf8)] {
      let verdict = try #require(try Peers.judge(command, bytes))
      #expect(verdict.status == 0, "\(verdict.text)")
    }
    let wrong = cases.replacing("failure", with: "fallure")
    #expect(try #require(try Peers.judge(command, Array(wrong.utf8))).status != 0)
  }
}

/// Counts test cases and holds them against the attributes of their suite.
private final class JUnitReader: NSObject, XMLParserDelegate {
  var cases = 0
  var problems: [String] = []
  private var found: [String: Int] = [:]
  private var promised: [String: Int] = [:]

  func parser(
    _ parser: XMLParser, didStartElement element: String, namespaceURI: String?,
    qualifiedName: String?, attributes: [String: String]
  ) {
    switch element {
    case "testsuite": promised = attributes.compactMapValues { Int($0) }
    case "testcase":
      cases += 1
      found["tests", default: 0] += 1
      if attributes["name"]?.isEmpty ?? true { problems.append("a test case without a name") }
    case "failure": found["failures", default: 0] += 1
    case "skipped": found["skipped", default: 0] += 1
    default: break
    }
  }

  func parserDidEndDocument(_ parser: XMLParser) {
    for (name, count) in promised where found[name, default: 0] != count {
      problems.append("\(count) \(name) promised, \(found[name, default: 0]) found")
    }
  }
}
