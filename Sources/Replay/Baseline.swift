import ESMTPInspection
import FoundationEssentials
import Primitives
import Reports

/// The findings of an earlier report, which a gate passes over.
///
/// A client takes a port again, and a mail is sent again: each finding is passed over as often as the
/// report has it, in the order of the sessions. Times do not matter, so that the same traffic may be
/// recorded anew.
public struct Baseline: Sendable {
  /// What makes two findings the same: the session's sockets, and the rule at a stream offset.
  fileprivate struct Finding: Hashable {
    var session: String
    var rule: String
    var sender: String
    var offset: UInt64
  }

  /// What the report says of each finding, once for each session that has it.
  private var findings: [Finding: [Earlier]] = [:]
  /// How many sessions have been found with each.
  private var found: [Finding: Int] = [:]
  /// How many sessions of the same sockets have an outcome.
  private var outcomes: [[String]: Int] = [:]
  /// How many of those have been found.
  private var foundOutcomes: [[String]: Int] = [:]

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
    var place = 0
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
      if let outcome = record.outcome {
        outcomes[[record.communityID ?? "", outcome], default: 0] += 1
      }
      var own: Set<Finding> = []
      for event in record.events ?? [] {
        let finding = Finding(
          session: record.communityID ?? "", rule: event.rule, sender: event.direction,
          offset: event.offset)
        guard own.insert(finding).inserted else { continue }
        place += 1
        findings[finding, default: []].append(
          Earlier(
            place: place, frame: event.frame, match: event.match,
            source: event.source.flatMap(SourceLine.init(text:))))
      }
    }
    guard last == "summary" else {
      throw Unreadable(
        line: max(number, 1), reason: "the summary is missing: the run was interrupted")
    }
  }

  /// What the report has of a session.
  struct Known {
    fileprivate var findings: Set<Finding> = []
    fileprivate var session: String
    /// Whether it has one with the same outcome.
    fileprivate(set) var holdsOutcome = false

    /// Whether it has an event of the session.
    func holds(_ event: Event) -> Bool { findings.contains(Finding(event, session)) }

    /// Says of each event of the session whether the report has it.
    func mark(_ session: inout SessionRecord) {
      for index in session.events.indices {
        session.events[index].baseline = holds(session.events[index].event) ? .unchanged : .new
      }
    }
  }

  /// Takes a session, each once and those of the same sockets in their order.
  ///
  /// - Returns: what the report has of it that no session before it has taken.
  mutating func take(_ session: SessionRecord) -> Known {
    var known = Known(session: session.communityID)
    let outcome = [session.communityID, session.fate.outcome.rawValue]
    if let count = outcomes[outcome] {
      foundOutcomes[outcome, default: 0] += 1
      known.holdsOutcome = foundOutcomes[outcome, default: 0] <= count
    }
    for finding in Set(session.events.map { Finding($0.event, session.communityID) }) {
      guard let earlier = findings[finding] else { continue }
      found[finding, default: 0] += 1
      if found[finding, default: 0] <= earlier.count { known.findings.insert(finding) }
    }
    return known
  }

  /// What the report has and no session has taken, in the order of the report.
  var absent: [AbsentFinding] {
    findings.flatMap { finding, earlier in
      earlier.dropFirst(found[finding, default: 0]).map { (finding, $0) }
    }.sorted { $0.1.place < $1.1.place }
      .compactMap { finding, earlier in
        guard let rule = Rule(rawValue: finding.rule),
          let sender = Sender.allCases.first(where: { $0.description == finding.sender })
        else { return nil }
        return AbsentFinding(
          session: finding.session, rule: rule, sender: sender, offset: finding.offset,
          frame: earlier.frame, match: earlier.match, source: earlier.source)
      }
  }

}

extension Baseline.Finding {
  fileprivate init(_ event: Event, _ session: String) {
    self.init(
      session: session, rule: event.rule.rawValue, sender: event.sender.description,
      offset: event.offset)
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
  func isHit(byOutcomeOf session: SessionRecord, _ known: Baseline.Known?) -> Bool {
    let fate = session.fate
    guard outcomes.contains(where: { fate.outcome.hits($0) }) else { return false }
    if let rule = fate.rule, ignoredRules.contains(rule) { return false }
    return !(known?.holdsOutcome ?? false)
  }

  /// Whether every event counts.
  var countsAll: Bool { baseline == nil && ignoredRules.isEmpty }

  /// The verdict of a session as far as the gate is concerned: over the observed events of rules that
  /// are not ignored and that the baseline does not hold.
  func verdict(of session: SessionRecord, _ known: Baseline.Known?) -> Verdict {
    guard !countsAll else { return session.verdict }
    let gravest =
      session.events.filter { record in
        record.isObserved && !ignoredRules.contains(record.event.rule)
          && !(known?.holds(record.event) ?? false)
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
