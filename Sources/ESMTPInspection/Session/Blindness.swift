import Primitives

/// Why bytes were not looked at, and from which frame on.
public struct Blindness: Sendable, Equatable {
  /// Why.
  public var reason: CoverageReason
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
    if let reason = rule.coverageReason { blind(reason, at: moment) }
  }

  /// Notes that bytes are not looked at from a segment on; each reason once.
  mutating func blind(_ reason: CoverageReason, at moment: Moment) {
    guard isJudging, !blindness.contains(where: { $0.reason == reason }) else { return }
    blindness.append(Blindness(reason: reason, frame: moment.frame))
  }
}
