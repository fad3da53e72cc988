import ASAPolicy
import ESMTPInspection
import Primitives
import Reassembly
import Reports

// Limits of connections.
extension Analysis {
  /// What limits of connections hang on, since the last call, where they are evaluated elsewhere.
  mutating func takeConnectionSteps() -> [ConnectionStep] { admission.takeSteps() }

  /// Whether a session need not be inspected. Where connections are limited every one is: what the
  /// inspection ends makes room for others.
  func isPassedOver(_ number: Int) -> Bool {
    guard let followed = options.followed, policy.limits.isEmpty else { return false }
    return !followed.contains(number)
  }

  /// Makes room for others where the inspection ends a session before its recording goes another way.
  mutating func makeRoom(_ slot: Int) {
    guard !policy.limits.isEmpty, let ending = states[slot].session.ending,
      ending.isObserved || options.countsAfterDivergence
    else { return }
    admission.giveUp(slot, at: ending.moment)
  }

  /// Puts a session under the connection limits of its class and of its translation.
  mutating func admit(
    _ slot: Int, _ connection: Connection, _ classification: Classification
  ) {
    states[slot].session.denialNote = classification.denialNote
    guard !policy.limits.isEmpty else { return }
    let claims = classification.claims(policy.limits)
    if admission.mode == .recording, !connection.isMidstream {
      for excess in ConnectionExcess.all(of: claims) {
        states[slot].excesses.append(
          ShardSession.Excess(
            holder: excess.claim.holder, isEmbryonic: excess.isEmbryonic,
            event: states[slot].session.event(of: excess, at: connection.first)))
      }
    }
    let answer = admission.open(
      slot, claims, times: classification.connectionTimes, hasStart: !connection.isMidstream,
      at: connection.first)
    switch answer {
    case .admitted: return
    case .refused(let excess):
      states[slot].session.refuse(excess, at: connection.first, into: &findings)
    case .intercepted(let excess):
      states[slot].session.noteIntercept(excess, at: connection.first, into: &findings)
    }
    settle(slot)
  }
}
