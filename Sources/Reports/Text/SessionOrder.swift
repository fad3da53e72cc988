import ESMTPInspection
import Primitives

/// What makes a session graver than another in a report.
public enum SessionOrder: String, Sendable, CaseIterable {
  /// What happens to its bytes, then what becomes of its mail.
  case verdict
  /// What becomes of its mail, then what happens to its bytes.
  case outcome

  /// Whether a session stands in a report in full at all.
  func shows(_ session: SessionRecord) -> Bool {
    switch self {
    case .verdict: session.verdict > .untouched
    case .outcome: session.verdict > .untouched || session.fate.outcome > .unknown
    }
  }

  /// Whether a session stands before another one: the graver, then the earlier.
  func puts(_ session: SessionRecord, before other: SessionRecord) -> Bool {
    let byVerdict = session.verdict == other.verdict ? nil : session.verdict > other.verdict
    let byOutcome =
      session.fate.outcome == other.fate.outcome
      ? nil : session.fate.outcome > other.fate.outcome
    let first = self == .verdict ? byVerdict ?? byOutcome : byOutcome ?? byVerdict
    return first ?? ((session.first.frame, session.id) < (other.first.frame, other.id))
  }
}
