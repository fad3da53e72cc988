import ESMTPInspection
import Primitives

/// The first sessions of each candidate and kind, as many as a report shows.
struct ComparedSessions: Sendable {
  let limit: Int
  private var kept: [SessionComparison] = []
  /// All of them, in the order in which they ended.
  var all: [SessionComparison] { kept }
  private var counts: [String: Int] = [:]

  init(limit: Int) { self.limit = limit }

  mutating func append(_ session: SessionComparison) {
    let count = counts["\(session.candidate) \(session.kind.rawValue)", default: 0]
    guard count < limit else { return }
    counts["\(session.candidate) \(session.kind.rawValue)"] = count + 1
    kept.append(session)
  }

  /// Those of a candidate and kind, by first frame.
  func of(_ candidate: Int, _ kind: ComparisonKind) -> [SessionComparison] {
    kept.filter { $0.candidate == candidate && $0.kind == kind }
      .sorted { ($0.old.first.frame, $0.old.id) < ($1.old.first.frame, $1.old.id) }
  }
}

extension CandidateSummary {
  /// The sessions that a criterion of the candidate ends.
  func ended(by criterion: String) -> Int {
    endings.filter { $0.match.hasPrefix(criterion + " ") }.reduce(0) { $0 + $1.count }
  }
}

/// What reports say of a difference of two policies.
extension DifferenceRecord {
  /// What happened, in a word or two.
  var changeWords: String {
    switch change {
    case "action-changed": "other action"
    case "moved": "moved"
    default: change
    }
  }

  /// Who came by it.
  var exercise: String {
    switch sessions {
    case nil: "acts on all sessions; those that it decides differently are listed below"
    case 0?: "untested: no session of these captures came by it"
    case let count?: "\(Spoken.count(count, "session")) came by it"
    }
  }
}

extension SessionComparison {
  /// What becomes of the mail under each of the policies, where that is not the same.
  var mailWords: String? {
    let (before, after) = (old.fate.outcome, new.fate.outcome)
    return before == after ? nil : "mail \(before.rawValue) to \(after.rawValue)"
  }

  /// What each side does where they differ: verdict, frame, rule, line and statement, and of those that
  /// say the same the first line in which what they forward is not the same.
  var outcomes: (old: String, new: String) {
    if let tls, old.hidesTLS != new.hidesTLS, max(old.verdict, new.verdict) < .dropped {
      let frame = (old.hidesTLS ? old : new).events.first {
        [.ehloReplyParameter, .allowTLS].contains($0.event.rule) && $0.event.action > .none
      }?.event.moment.frame
      return (outcomeOfTLS(old, tls.old, frame), outcomeOfTLS(new, tls.new, frame))
    }
    let events = decisive
    let outcomes = (outcome(old, events.old), outcome(new, events.new))
    guard outcomes.0 == outcomes.1, let first = events.old?.event, let second = events.new?.event,
      let change = Excerpt.changes(before: first.after, after: second.after, width: 56).first
    else { return outcomes }
    return (
      "\(outcomes.0); forwarded: \(change.before)", "\(outcomes.1); forwarded: \(change.after)"
    )
  }

  /// What the parameter makes of STARTTLS, which a line hides that may be the same under both policies.
  private func outcomeOfTLS(
    _ session: SessionRecord, _ parameter: StatementRecord?, _ frame: Int?
  ) -> String {
    let line = parameter.map { statement in
      ", " + (statement.source.map { Escape.text($0.description) + "  " } ?? "")
        + Escape.text(statement.text)
    }
    return verdict(session) + ": " + (frame.map { "frame \(Spoken.number($0)), " } ?? "")
      + (session.hidesTLS ? "STARTTLS is hidden" : "STARTTLS is offered") + (line ?? "")
  }

  /// The verdict, and what becomes of the mail where that differs.
  private func verdict(_ session: SessionRecord) -> String {
    session.verdict.rawValue + (mailWords == nil ? "" : ", mail \(session.fate.outcome.rawValue)")
  }

  private func outcome(_ session: SessionRecord, _ event: EventRecord?) -> String {
    let verdict = verdict(session)
    guard let event else {
      if session.verdict == .exempt {
        let reason = session.decision.reason
        return "\(verdict): " + (reason.isEmpty ? "no class inspects it" : Escape.text(reason))
      }
      guard let own = SessionComparison.gravest(session.events), own.event.action > .none else {
        return "\(verdict): nothing is done"
      }
      return "\(verdict): nothing in its place; the gravest is \(SessionComparison.words(own))"
    }
    return "\(verdict): \(SessionComparison.words(event))"
  }

  /// What is said of an event behind the divergence point.
  private static let remark = "; behind the divergence, so that it does not count"

  /// Frame, rule, line and statement of an event, and whether it counts.
  private static func words(_ record: EventRecord) -> String {
    let event = record.event
    let place = event.source.map { Escape.text($0.description) + "  " } ?? ""
    let statement = event.match.map { Escape.text($0) } ?? event.rule.explanation.summary
    return "frame \(Spoken.number(event.moment.frame)), \(event.rule.rawValue), "
      + place + statement + (record.isObserved ? "" : Self.remark)
  }
}
