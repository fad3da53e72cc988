import ESMTPInspection
import Primitives

/// What one session adds to the counters of its inspection.
struct Tally: Sendable, Equatable {
  /// Events of one line of the policy.
  struct Hits: Sendable, Equatable {
    var rule: Rule
    /// The line of the policy, where there is one.
    var source: SourceLine?
    var packets: Int
    /// The last packet that was counted.
    fileprivate var frame: Int
  }

  /// What is counted of an event: to pass all of it would copy it.
  struct Item {
    var rule: Rule
    var action: EventAction
    var source: SourceLine?
    var frame: Int
  }

  var hits: [Hits] = []
  var drops = 0
  var resetDrops = 0
  /// The packets of the session up to the one that ended it, where one did.
  var packetsAtEnd: Int?

  /// Counts an event of a session that has this many packets up to now.
  mutating func add(_ event: Item, packets: Int) {
    switch event.action {
    // What the device drops before the inspection is none of its counters.
    case .drop: drops += event.rule.precedesInspection ? 0 : 1
    case .reset: resetDrops += 1
    case .none, .log, .mask, .rewrite: break
    }
    if event.action >= .drop, packetsAtEnd == nil {
      packetsAtEnd = event.rule.precedesInspection ? max(0, packets - 1) : packets
    }
    guard event.action != .none || event.rule == .tlsStarted else { return }
    // A match is named `rate-limit` where that action of it drops.
    let place = hits.firstIndex {
      $0.source == event.source
        && ($0.rule == event.rule || $0.rule == .rateLimit || event.rule == .rateLimit)
    }
    guard let place else {
      if hits.isEmpty { hits.reserveCapacity(4) }
      hits.append(
        Hits(rule: event.rule, source: event.source, packets: 1, frame: event.frame))
      return
    }
    // Events of one match do not go back in frames, but those of one packet come apart.
    guard event.frame > hits[place].frame else { return }
    hits[place].frame = event.frame
    hits[place].packets += 1
  }
}

/// Counts the events of a session up to its divergence point, which may be told late.
///
/// That point is the last event so far, or the latest masked reply to EHLO, so that the counts of
/// these two places are all that has to be kept.
struct SessionCounts: Sendable {
  private var now = Tally()
  /// The counts behind the latest masked reply to EHLO.
  private var checkpoint: (ordinal: Int, tally: Tally)?
  /// The counts at the divergence point.
  private var frozen: (ordinal: Int, tally: Tally)?

  /// Adds the event of an ordinal.
  ///
  /// - Parameters:
  ///   - event: the event.
  ///   - ordinal: its place among all of the session, from 0.
  ///   - divergence: the ordinal of the divergence point as far as it is known now.
  ///   - packets: the packets of the session up to now.
  mutating func add(
    _ event: Tally.Item, ordinal: Int, divergence: Int?, packets: Int
  ) {
    if let divergence, ordinal > divergence, frozen?.ordinal != divergence {
      frozen = (divergence, tally(upTo: divergence))
    }
    now.add(event, packets: packets)
    if event.rule == .ehloReplyParameter || event.rule == .allowTLS {
      checkpoint = (ordinal, now)
    }
  }

  /// The counts up to the divergence point, or of all events.
  func tally(upTo divergence: Int?) -> Tally {
    guard let divergence else { return now }
    if let frozen, frozen.ordinal == divergence { return frozen.tally }
    if let checkpoint, checkpoint.ordinal == divergence { return checkpoint.tally }
    return now
  }
}

extension SessionState {
  /// Counts events that are not in the ledger yet.
  mutating func count(_ events: [Event], packets: Int) {
    let divergence = session.divergence?.ordinal
    let events = events.span
    for index in events.indices {
      let item = Tally.Item(
        rule: events[index].rule, action: events[index].action, source: events[index].source,
        frame: events[index].moment.frame)
      counts.add(item, ordinal: ordinal + index, divergence: divergence, packets: packets)
    }
  }

  /// What the session adds to the counters.
  func tally(countsAfterDivergence: Bool) -> Tally {
    counts.tally(upTo: countsAfterDivergence ? nil : session.divergence?.ordinal)
  }
}
