import Primitives

// The events of a session, its divergence point and its end.
extension Session {
  mutating func emit(_ event: consuming Event, into findings: inout Findings) {
    let isDue =
      isJudging(event.rule) || !isPassive && event.rule.ruleClass == .coverage
    guard isDue else { return }
    if event.action == .drop, let denialNote {
      event.note = event.note.map { "\($0); \(denialNote)" } ?? denialNote
    }
    let (frame, sender, offset) = (event.moment.frame, event.sender, event.offset)
    if event.action > .log { course.lastDeed = Cause(event) }
    findings.events.append(event)
    eventCount += 1
    if let divergence, divergence.ordinal == eventCount - 2,
      divergence.divergence.frame == frame || isInDivergingLine(sender, at: offset)
    {
      self.divergence?.ordinal = eventCount - 1
    }
  }

  /// Whether an event is about the line that makes the divergence: as what else is seen in the segment of
  /// the divergence point, what is seen in the rest of its line was seen by the firewall too.
  private func isInDivergingLine(_ sender: Sender, at offset: UInt64) -> Bool {
    guard sender == .client, let site = divergenceSite, site.sender == .client,
      site.offset == line.start
    else { return false }
    // Once the line has ended, by where the event's bytes begin.
    if case .line = clientPhase { return true }
    return offset == line.start
  }

  /// Makes the last event the divergence point, where none lies earlier.
  ///
  /// - Parameters:
  ///   - moment: the segment.
  ///   - offset: the first byte that the other side gets changed.
  ///   - sender: who sent it.
  ///   - why: a sentence without a full stop.
  mutating func diverge(
    _ moment: Moment, at offset: UInt64, of sender: Sender = .client, _ why: String
  ) {
    guard isJudging, divergence == nil else { return }
    divergence = (eventCount - 1, Divergence(frame: moment.frame, why: why))
    divergenceSite = (sender, offset)
  }

  /// Makes an earlier event the divergence point, where none lies before it.
  mutating func diverge(ordinal: Int, frame: Int, _ why: String) {
    guard isJudging else { return }
    if let divergence, divergence.ordinal <= ordinal { return }
    divergence = (ordinal, Divergence(frame: frame, why: why))
    divergenceSite = nil
  }

  /// Ends the session at a segment of `sender`: it and all later ones vanish, both ways.
  ///
  /// What an earlier segment forwarded stays. A change to bytes that are not forwarded after all was
  /// none: the end is the divergence then.
  ///
  /// - Parameters:
  ///   - decision: what becomes of the segment.
  ///   - rule: the rule that ends it; nil for one of the inspection.
  ///   - moment: the segment.
  ///   - why: a sentence without a full stop.
  mutating func end(_ decision: Decision, by rule: Rule? = nil, at moment: Moment, _ why: String) {
    guard rule?.precedesInspection ?? false ? ending == nil : isJudging else { return }
    if let site = divergenceSite {
      let mark = site.sender == .client ? forwarded.client : forwarded.server
      if site.offset >= mark { divergence = nil }
    }
    if divergence == nil {
      divergence = (eventCount - 1, Divergence(frame: moment.frame, why: why))
    }
    let isObserved = divergence.map { $0.ordinal >= eventCount - 1 } ?? true
    ending = SessionEnding(decision: decision, moment: moment, isObserved: isObserved)
    course.ending = course.lastDeed
  }
}
