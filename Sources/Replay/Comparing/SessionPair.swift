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
    if old.preventsTLS, !new.preventsTLS, new.verdict <= old.verdict { return .opened }
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
  /// Whether STARTTLS is hidden from the client, or refused.
  fileprivate var preventsTLS: Bool {
    events.contains { record in
      let event = record.event
      guard event.action >= .mask else { return false }
      return event.rule == .allowTLS
        || event.rule == .ehloReplyParameter && names(event.before, "STARTTLS")
    }
  }

  /// Whether a line of an EHLO reply has a keyword.
  private func names(_ line: [UInt8], _ keyword: String) -> Bool {
    let upper = line.map { (97...122).contains($0) ? $0 - 32 : $0 }
    return upper.dropFirst(4).starts(with: keyword.utf8)
  }

  /// What was decided, without the places of the lines that did it.
  fileprivate var decisions: [EventDecision] {
    events.compactMap { record in
      guard record.event.action > .none || !record.event.log.isEmpty else { return nil }
      return EventDecision(
        rule: record.event.rule, action: record.event.action, offset: record.event.offset,
        log: record.event.log, isObserved: record.isObserved)
    }
  }
}

private struct EventDecision: Equatable {
  var rule: Rule
  var action: EventAction
  var offset: UInt64
  var log: [String]
  var isObserved: Bool
}
