import ESMTPInspection
import Reports

/// What is known of the events of a session for which its ledger has no room.
///
/// The divergence point may be told late, and is then the last event so far or the latest masked reply
/// to EHLO, so that the counts of these two places are all that has to be kept, as in `SessionCounts`.
struct EventOverflow: Sendable {
  /// Events that are not kept.
  private struct Count: Sendable {
    var rules: [Rule: Int] = [:]
    var decisions = 0

    mutating func add(_ rule: Rule, isDecision: Bool) {
      rules[rule, default: 0] += 1
      if isDecision { decisions += 1 }
    }
  }

  /// Those that came when the ledger was full.
  private var now = Count()
  private var checkpoint: (ordinal: Int, count: Count)?
  private var frozen: (ordinal: Int, count: Count)?
  /// Those that were kept until the first of another kind took their room; few.
  private var ousted: [(rule: Rule, ordinal: Int, isDecision: Bool)] = []
  /// A digest of all decisions of the session, kept or not.
  private(set) var digest: DecisionDigest
  /// The ordinal from which on there was no room.
  private let start: Int

  /// The first event for which there is no room has this ordinal; those before it are kept.
  init(behind kept: [EventRecord], at ordinal: Int) {
    start = ordinal
    digest = DecisionDigest(kept)
  }

  /// Takes an event that comes.
  ///
  /// - Parameters:
  ///   - event: the event.
  ///   - ordinal: its place among all of the session, from 0.
  ///   - divergence: the ordinal of the divergence point as far as it is known now.
  ///   - isKept: whether room was made for it.
  mutating func add(_ event: borrowing Event, ordinal: Int, divergence: Int?, isKept: Bool) {
    if let divergence, ordinal > divergence, frozen?.ordinal != divergence {
      frozen = (divergence, count(upTo: divergence))
    }
    digest.add(event)
    if !isKept { now.add(event.rule, isDecision: event.isDecision) }
    if event.rule == .ehloReplyParameter || event.rule == .allowTLS { checkpoint = (ordinal, now) }
  }

  /// Takes a kept event that gives up its room.
  mutating func oust(_ event: borrowing Event, ordinal: Int) {
    ousted.append((event.rule, ordinal, event.isDecision))
  }

  private func count(upTo divergence: Int?) -> Count {
    guard let divergence else { return now }
    if divergence < start { return Count() }
    if let frozen, frozen.ordinal == divergence { return frozen.count }
    if let checkpoint, checkpoint.ordinal == divergence { return checkpoint.count }
    return now
  }

  /// The events that are not kept: all of them, and the decisions up to the divergence point.
  func summary(divergence: Int?) -> (
    all: [Rule: Int], counterfactual: [Rule: Int], decisions: Int
  ) {
    var (all, observed) = (now, count(upTo: divergence))
    for event in ousted {
      all.add(event.rule, isDecision: event.isDecision)
      if event.ordinal <= divergence ?? .max {
        observed.add(event.rule, isDecision: event.isDecision)
      }
    }
    var behind: [Rule: Int] = [:]
    for (rule, count) in all.rules {
      let rest = count - observed.rules[rule, default: 0]
      if rest > 0 { behind[rule] = rest }
    }
    return (all.rules, behind, observed.decisions)
  }
}
