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
}
