import ESMTPInspection
import Reports

/// One session under two policies.
struct SessionPair {
  var old: SessionRecord
  var new: SessionRecord

  /// What the change of policy does to the session; nil where it is decided alike.
  var kind: ComparisonKind? {
    if new.verdict == .exempt || old.verdict == .exempt {
      if new.verdict == old.verdict { return nil }
      if new.verdict == .exempt { return .opened }
      return new.verdict > .untouched ? .regression : .closed
    }
    // A session whose TLS came through is looked at up to there.
    if new.entersTLS, !old.entersTLS, new.verdict <= old.verdict { return .opened }
    if new.verdict != old.verdict { return new.verdict > old.verdict ? .regression : .fixed }
    if new.changes != old.changes { return .changed }
    return new.decisions == old.decisions ? nil : .relogged
  }

  /// Why the two could not be compared, or not to their end, each reason once.
  var notCompared: [String] {
    var reasons: [String] = []
    for note in old.coverageNotes + new.coverageNotes {
      guard note.reason != "policy", note.reason != "divergence" else { continue }
      if !reasons.contains(note.reason) { reasons.append(note.reason) }
    }
    return reasons
  }
}

extension SessionRecord {
  /// Whether the capture's TLS went through.
  fileprivate var entersTLS: Bool { coverageNotes.contains { $0.reason == "tls" } }

  /// What was decided, without the places of the lines that did it.
  fileprivate var decisions: [EventDecision] {
    events.compactMap { record in
      guard record.event.action > .none || !record.event.log.isEmpty else { return nil }
      return EventDecision(
        rule: record.event.rule, action: record.event.action, offset: record.event.offset,
        isLogged: !record.event.log.isEmpty, isObserved: record.isObserved)
    }
  }
}

private struct EventDecision: Equatable {
  var rule: Rule
  var action: EventAction
  var offset: UInt64
  var isLogged: Bool
  var isObserved: Bool
}
