import ESMTPInspection
import FoundationEssentials
import Primitives
import Reports

/// The findings of an earlier report, which a gate passes over.
public struct Baseline: Sendable {
  /// What makes two findings the same: the session's sockets, and the rule at a stream offset.
  private struct Finding: Hashable {
    var session: String
    var rule: String
    var sender: String
    var offset: UInt64
  }

  /// What the report says of each finding, in the order in which it has them.
  private var findings: [Finding: Earlier] = [:]
  /// Those that were found again.
  private var found: Set<Finding> = []
  /// Sessions and their outcomes.
  private var outcomes: Set<[String]> = []

  /// A finding in the earlier report.
  private struct Earlier {
    var place: Int
    var frame: Int
    var match: String?
    var source: SourceLine?
  }

  /// Why a text is no baseline.
  public struct Unreadable: Error {
    /// The line, from 1.
    public var line: Int
    /// What is wrong, in a sentence without a full stop.
    public var reason: String
  }

  private struct Record: Decodable {
    struct Event: Decodable {
      var rule: String
      var direction: String
      var offset: UInt64
      var frame: Int
      var match: String?
      var source: String?
    }

    var record: String
    var schema: String?
    var communityID: String?
    var events: [Event]?
    var outcome: String?

    enum CodingKeys: String, CodingKey {
      case record, schema, events, outcome
      case communityID = "community_id"
    }
  }

  /// The findings of a JSON report, a record a line.
  ///
  /// - Throws: `Unreadable` where a line is no record of the schema, and where the last one is missing.
  public init(report: [UInt8]) throws(Unreadable) {
    var number = 0
    var last: String?
    for line in report.split(separator: 10, omittingEmptySubsequences: false) where !line.isEmpty {
      number += 1
      guard let record = try? JSONDecoder().decode(Record.self, from: Data(line)) else {
        throw Unreadable(line: number, reason: "it is no record of a JSON report")
      }
      if number == 1, record.record != "run" || record.schema != JSONReport.schema {
        throw Unreadable(
          line: 1, reason: "no report of the schema \(JSONReport.schema) starts like this")
      }
      last = record.record
      if let outcome = record.outcome { outcomes.insert([record.communityID ?? "", outcome]) }
      for event in record.events ?? [] {
        let finding = Finding(
          session: record.communityID ?? "", rule: event.rule, sender: event.direction,
          offset: event.offset)
        guard findings[finding] == nil else { continue }
        findings[finding] = Earlier(
          place: findings.count, frame: event.frame, match: event.match,
          source: event.source.flatMap(SourceLine.init(text:)))
      }
    }
    guard last == "summary" else {
      throw Unreadable(
        line: max(number, 1), reason: "the summary is missing: the run was interrupted")
    }
  }

  /// Whether the report has a session with the same outcome.
  func holdsOutcome(of session: SessionRecord) -> Bool {
    outcomes.contains([session.communityID, session.fate.outcome.rawValue])
  }

  /// Whether the report has an event of a session.
  func holds(_ event: Event, of session: SessionRecord) -> Bool {
    findings[Self.finding(event, session)] != nil
  }

  /// Says of each event of a session whether the report has it.
  mutating func mark(_ session: inout SessionRecord) {
    for index in session.events.indices {
      let finding = Self.finding(session.events[index].event, session)
      let isKnown = findings[finding] != nil
      if isKnown { found.insert(finding) }
      session.events[index].baseline = isKnown ? .unchanged : .new
    }
  }

  /// What the report has and `mark` did not see, in the order of the report.
  var absent: [AbsentFinding] {
    findings.filter { !found.contains($0.key) }.sorted { $0.value.place < $1.value.place }
      .compactMap { finding, earlier in
        guard let rule = Rule(rawValue: finding.rule),
          let sender = Sender.allCases.first(where: { $0.description == finding.sender })
        else { return nil }
        return AbsentFinding(
          session: finding.session, rule: rule, sender: sender, offset: finding.offset,
          frame: earlier.frame, match: earlier.match, source: earlier.source)
      }
  }

  private static func finding(_ event: Event, _ session: SessionRecord) -> Finding {
    Finding(
      session: session.communityID, rule: event.rule.rawValue,
      sender: event.sender.description, offset: event.offset)
  }
}

extension SourceLine {
  /// `FILE:LINE`, as reports print it; nil for anything else.
  fileprivate init?(text: String) {
    guard let colon = text.lastIndex(of: ":"), let line = Int(text[text.index(after: colon)...])
    else { return nil }
    self.init(file: String(text[..<colon]), line: line)
  }
}

extension AnalysisRun.Gate {
  /// Whether what becomes of a session's mail is too much: it is not where a rule decides that is
  /// ignored, and where the baseline has it.
  func isHit(byOutcomeOf session: SessionRecord) -> Bool {
    let fate = session.fate
    guard outcomes.contains(where: { fate.outcome.hits($0) }) else { return false }
    if let rule = fate.rule, ignoredRules.contains(rule) { return false }
    return !(baseline?.holdsOutcome(of: session) ?? false)
  }

  /// Whether every event counts.
  var countsAll: Bool { baseline == nil && ignoredRules.isEmpty }

  /// The verdict of a session as far as the gate is concerned: over the observed events of rules that
  /// are not ignored and that the baseline does not hold.
  func verdict(of session: SessionRecord) -> Verdict {
    guard !countsAll else { return session.verdict }
    let gravest =
      session.events.filter { record in
        record.isObserved && !ignoredRules.contains(record.event.rule)
          && !(baseline?.holds(record.event, of: session) ?? false)
      }.map(\.event.action).max() ?? .none
    return min(session.verdict, Verdict(gravest))
  }
}

extension Verdict {
  /// The verdict that an action makes by itself.
  init(_ action: EventAction) {
    switch action {
    case .none: self = .untouched
    case .log: self = .logged
    case .mask: self = .masked
    case .rewrite: self = .rewritten
    case .drop: self = .dropped
    case .reset: self = .reset
    }
  }
}
