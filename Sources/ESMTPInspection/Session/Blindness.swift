import Primitives

/// Why bytes were not looked at, and from which frame on.
public struct Blindness: Sendable, Equatable {
  /// `tls`, `gap`, `midstream`, `one-sided`, `bound-hit`, `bdat-unmodelled` or `snapped`.
  public var reason: String
  /// The first frame that is concerned.
  public var frame: Int
}

// What is not looked at, and what hangs on an open switch.
extension Session {
  /// Notes that an open switch may decide the verdict from here on.
  mutating func doubt(_ single: ProfileSwitches) {
    if policy.openSwitches.contains(single), isJudging { doubts.insert(single) }
  }

  /// Tells that bytes are not looked at, by an event and, from its segment on, in the coverage.
  mutating func noteBlind(
    _ rule: Rule, at moment: Moment, sender: Sender, offset: UInt64, length: Int, _ note: String,
    into findings: inout Findings
  ) {
    emit(
      Event(
        rule: rule, moment: moment, sender: sender, offset: offset, length: length, note: note),
      into: &findings)
    blind(rule.rawValue, at: moment)
  }

  /// Notes that bytes are not looked at from a segment on; each reason once.
  mutating func blind(_ reason: String, at moment: Moment) {
    guard isJudging, !blindness.contains(where: { $0.reason == reason }) else { return }
    blindness.append(Blindness(reason: reason, frame: moment.frame))
  }
}
