import ESMTPInspection
import Reports

/// One session under two policies.
struct SessionPair {
  var old: SessionRecord
  var new: SessionRecord

  /// What the change of policy does to the session; nil where it is decided alike.
  ///
  /// What becomes of the mail counts first, then whether TLS is prevented, then the verdict, which is
  /// about bytes.
  var kind: ComparisonKind? {
    if new.verdict == .exempt || old.verdict == .exempt {
      if new.verdict == old.verdict { return nil }
      if new.verdict == .exempt { return .opened }
      return new.verdict > .untouched || mailChange == .worse ? .regression : .closed
    }
    switch mailChange {
    case .worse: return .regression
    case .better: return old.fate.outcome == .deliveredInClear ? .opened : .fixed
    case nil: break
    }
    // Of what is encrypted nobody sees the mail.
    if old.hidesTLS, !new.hidesTLS, new.verdict <= old.verdict { return .opened }
    if new.hidesTLS, !old.hidesTLS, old.verdict < .dropped { return .regression }
    if new.verdict != old.verdict { return new.verdict > old.verdict ? .regression : .fixed }
    if new.changes != old.changes { return .changed }
    return decidesAlike ? nil : .relogged
  }

  private enum MailChange { case worse, better }

  /// How the mail fares under the new policy; nil where it fares alike, or the recording does not tell.
  private var mailChange: MailChange? {
    let (before, after) = (old.fate.outcome, new.fate.outcome)
    if before == after || before == .unknown || after == .unknown { return nil }
    return after > before ? .worse : .better
  }

  /// Whether both decide the same, wherever the lines stand that do it.
  private var decidesAlike: Bool {
    if old.omittedDecisions != nil || new.omittedDecisions != nil {
      return old.decisionDigest == new.decisionDigest
        && old.observedDecisions == new.observedDecisions
    }
    var (left, right) = (0, 0)
    while true {
      while left < old.events.count, !old.events[left].event.isDecision { left += 1 }
      while right < new.events.count, !new.events[right].event.isDecision { right += 1 }
      guard left < old.events.count, right < new.events.count else {
        return left == old.events.count && right == new.events.count
      }
      guard old.events[left].decides(as: new.events[right]) else { return false }
      (left, right) = (left + 1, right + 1)
    }
  }

  /// Why the two could not be compared, or not to their end, each reason once.
  var notCompared: [CoverageReason] {
    var reasons: [CoverageReason] = []
    for note in old.coverageNotes + new.coverageNotes {
      guard note.reason != .policy, note.reason != .divergence else { continue }
      if !reasons.contains(note.reason) { reasons.append(note.reason) }
    }
    return reasons
  }
}

extension SessionRecord {
  /// A digest of all decisions, those too that the record does not list.
  fileprivate var decisionDigest: UInt64 {
    omittedDecisions?.digest ?? DecisionDigest(events).value
  }

  /// How many of them there are up to the divergence point.
  fileprivate var observedDecisions: Int {
    events.count { $0.isObserved && $0.event.isDecision } + (omittedDecisions?.observed ?? 0)
  }
}

extension EventRecord {
  /// Whether two are the same decision.
  fileprivate func decides(as other: EventRecord) -> Bool {
    event.rule == other.event.rule && event.action == other.event.action
      && event.offset == other.event.offset && event.log == other.event.log
      && isObserved == other.isObserved
  }
}
