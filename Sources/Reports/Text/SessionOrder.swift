import ESMTPInspection
import Primitives

/// What makes a session graver than another in a report.
public enum SessionOrder: String, Sendable, CaseIterable {
  /// What happens to its bytes, then what becomes of its mail.
  case verdict
  /// What becomes of its mail, then what happens to its bytes.
  case outcome

  /// Whether a session stands in a report in full at all.
  func shows(_ session: borrowing SessionRecord) -> Bool {
    switch self {
    case .verdict: session.verdict > .untouched || session.stoppingCause != nil
    case .outcome: session.verdict > .untouched || session.fate.outcome > .unknown
    }
  }

  /// What tells the place of a session among others.
  struct Standing: Comparable, Sendable {
    /// The first and the second gravity that count.
    fileprivate var gravity: (Int, Int)
    /// The first frame and the number.
    fileprivate var start: (Int, Int)

    static func == (a: Standing, b: Standing) -> Bool {
      a.gravity == b.gravity && a.start == b.start
    }

    /// The graver, then the earlier.
    static func < (a: Standing, b: Standing) -> Bool {
      a.gravity == b.gravity ? a.start < b.start : a.gravity > b.gravity
    }
  }

  /// Where a session stands.
  func standing(of session: borrowing SessionRecord) -> Standing {
    let (verdict, outcome) = (session.verdict.gravity, session.fate.outcome.gravity)
    return Standing(
      gravity: self == .verdict ? (verdict, outcome) : (outcome, verdict),
      start: (session.first.frame, session.id))
  }
}
