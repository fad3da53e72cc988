import ESMTPInspection
import Foundation
import Primitives
import Testing

@testable import Reports

/// What comparisons name as what decides a session.
@Suite struct SideDecisionTests {
  private static func line(_ line: Int, _ file: String = "new.cfg") -> SourceLine {
    SourceLine(file: file, line: line)
  }

  private static func event(
    _ rule: Rule, _ frame: Int, _ action: EventAction, line: Int, _ file: String = "new.cfg",
    isObserved: Bool = true
  ) -> EventRecord {
    EventRecord(
      event: Event(
        rule: rule, moment: Samples.moment(frame), sender: .client, offset: UInt64(frame),
        length: 1, match: "match \(line)", source: Self.line(line, file), action: action,
        confidence: .documented),
      isObserved: isObserved)
  }

  private static func session(
    _ verdict: Verdict, _ events: [EventRecord], _ fate: MailFate
  ) -> SessionRecord {
    var session = Samples.untouched
    (session.verdict, session.events, session.fate) = (verdict, events, fate)
    return session
  }

  private static let banner = event(.maskBanner, 4, .mask, line: 6)
  private static let verb = event(.commandVerb, 9, .mask, line: 9)
  private static let delivered = MailFate(
    .delivered, frame: 30, why: "the server takes the message")

  /// That the server refuses what a line makes of MAIL.
  private static func refused(line: Int, _ file: String = "new.cfg") -> MailFate {
    MailFate(
      .refused, frame: 9,
      cause: Cause(.commandVerb, match: "match \(line)", source: Self.line(line, file)),
      isExpected: true, why: "the server refuses what it gets in place of MAIL")
  }

  private static let loose = session(.untouched, [], delivered)
  /// Its greeting is masked first, and its MAIL is what fails.
  private static let strict = session(.masked, [banner, verb], refused(line: 9))

  private static func comparison(
    _ old: SessionRecord, _ new: SessionRecord, _ kind: ComparisonKind = .regression
  ) -> SessionComparison { SessionComparison(candidate: 1, kind: kind, old: old, new: new) }

  @Test("what keeps the mail back decides, not what is masked before it")
  func mail() {
    let decisions = Self.comparison(Self.loose, Self.strict).decisions
    #expect(decisions.old.text == "untouched, mail delivered: nothing is done")
    #expect(decisions.new.text == "masked, mail refused: frame 9, cmd-verb, new.cfg:9  match 9")
    #expect(decisions.new.event?.event.rule == .commandVerb)
    let back = Self.comparison(Self.strict, Self.loose, .fixed).decisions
    #expect(back.old.text == decisions.new.text && back.new.text == decisions.old.text)
  }

  @Test("a line is named that no kept event has, and what the recording alone decides has none")
  func withoutEvent() {
    let omitted = Self.session(.masked, [Self.banner], Self.refused(line: 9))
    #expect(
      Self.comparison(Self.loose, omitted).decisions.new.text
        == "masked, mail refused: the server refuses what it gets in place of MAIL, frame 9; "
        + "new.cfg:9  match 9 (expected)")
    let own = MailFate(.refused, frame: 20, why: "the server refuses the message")
    let recorded = Self.session(.masked, [Self.banner], own)
    let dropped = Self.session(
      .dropped, [Self.event(.headerLineLength, 12, .drop, line: 16)],
      MailFate(.lost, frame: 12, why: "the firewall ends the session"))
    let decisions = Self.comparison(dropped, recorded, .fixed).decisions
    #expect(
      decisions.old.text == "dropped, mail lost: frame 12, header-line-length, new.cfg:16  match 16"
    )
    #expect(
      decisions.new.text
        == "masked, mail refused: the server refuses the message, frame 20; "
        + "no line of the policy: the recording alone decides")
  }

  @Test("where both keep it back alike, what differs besides is named")
  func alike() {
    // The same statement, which has another line in the other text.
    let verb = Self.event(.commandVerb, 9, .mask, line: 9, "old.cfg")
    let old = Self.session(.masked, [verb], Self.refused(line: 9, "old.cfg"))
    let decisions = Self.comparison(old, Self.strict, .changed).decisions
    #expect(
      decisions.old.text
        == "masked: nothing in its place; the gravest is frame 9, cmd-verb, old.cfg:9  match 9")
    #expect(decisions.new.text == "masked: frame 4, mask-banner, new.cfg:6  match 6")
  }

  @Test("STARTTLS is named where nothing else keeps the mail back")
  func tls() {
    let hiding = Self.event(.allowTLS, 7, .mask, line: 7)
    let inClear = MailFate(
      .deliveredInClear, frame: 7,
      cause: Cause(.allowTLS, match: "match 7", source: Self.line(7)), isExpected: true,
      why: "TLS is hidden")
    let offered = Self.session(.untouched, [], MailFate(.unknown, why: "it is encrypted"))
    func decisions(_ new: SessionRecord) -> (old: SideDecision, new: SideDecision) {
      var new = new
      new.hidesTLS = true
      var comparison = Self.comparison(offered, new)
      comparison.tls = (
        StatementRecord(text: "allow-tls", source: Self.line(3, "old.cfg")),
        StatementRecord(text: "no allow-tls", source: Self.line(3))
      )
      return comparison.decisions
    }
    let clear = decisions(Self.session(.masked, [Self.banner, hiding], inClear))
    #expect(
      clear.new.text
        == "masked, mail delivered-in-clear: frame 7, STARTTLS is hidden, new.cfg:3  no allow-tls")
    #expect(clear.new.event?.event.rule == .allowTLS)
    let refused = decisions(
      Self.session(.masked, [Self.banner, hiding, Self.verb], Self.refused(line: 9)))
    #expect(refused.new.text == "masked, mail refused: frame 9, cmd-verb, new.cfg:9  match 9")
    #expect(
      refused.old.text
        == "untouched, mail unknown: frame 7, STARTTLS is offered, old.cfg:3  allow-tls")
  }

  @Test("every form names it", arguments: [ReportForm.text, .markdown, .html, .junit, .tap])
  func forms(_ form: ReportForm) throws {
    let text = String(decoding: try Self.report(form, Self.loose, Self.strict), as: UTF8.self)
    #expect(text.contains("masked, mail refused: frame 9, cmd-verb,"))
    #expect(!text.contains("frame 4, mask-banner"))
  }

  @Test("JSON has the outcome of each side with what decides it")
  func json() throws {
    let text = String(decoding: try Self.report(.json, Self.loose, Self.strict), as: UTF8.self)
    #expect(
      text.contains(
        #""outcome":"refused","outcome_frame":9,"outcome_rule":"cmd-verb","outcome_match":"match 9","#
          + #""outcome_source":"new.cfg:9","outcome_basis":"expected","#))
    #expect(
      text.contains(
        #""outcome":"delivered","outcome_frame":30,"outcome_rule":null,"outcome_match":null,"#
          + #""outcome_source":null,"outcome_basis":"recorded","#))
  }

  @Test("SARIF says so at its result, and never at one that is gone")
  func sarif() throws {
    // The old policy ends the session by an event that the new one does not have.
    let end = Self.event(.headerLineLength, 12, .drop, line: 16)
    let old = Self.session(
      .dropped, [end], MailFate(.lost, frame: 12, why: "the firewall ends the session"))
    let log = try #require(
      JSONSerialization.jsonObject(with: Data(Self.report(.sarif, old, Self.strict)))
        as? [String: Any])
    let runs = try #require(log["runs"] as? [[String: Any]])
    let results = try #require(runs.first?["results"] as? [[String: Any]])
    let deciding = results.compactMap { result -> String? in
      let properties = result["properties"] as? [String: Any]
      return properties?["decides"] as? Bool == true ? result["ruleId"] as? String : nil
    }
    #expect(results.count == 3 && deciding == ["cmd-verb"])
  }

  private static func report(_ form: ReportForm, _ old: SessionRecord, _ new: SessionRecord) throws
    -> [UInt8]
  {
    var writer = try #require(ComparisonWriter(form, options: .init(width: 200)))
    let policies = ["old.cfg", "new.cfg"].map {
      ComparedPolicy(name: $0, files: [$0], profile: "asa", statement: nil, source: nil)
    }
    writer.run(ComparisonRecord(version: "1.0.0", policies: policies, ports: [25]))
    writer.session(comparison(old, new))
    let transitions = [[Int]](repeating: [Int](repeating: 0, count: 7), count: 7)
    let candidate = CandidateSummary(
      differences: [], transitions: transitions,
      kinds: ComparisonKind.allCases.map { ($0, $0 == .regression ? 1 : 0) }, notCompared: [],
      endings: [])
    writer.summary(ComparisonSummary(sessions: 1, candidates: [candidate], status: 1))
    return writer.takeOutput()
  }
}
