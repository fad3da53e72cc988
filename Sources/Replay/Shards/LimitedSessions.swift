import ASAPolicy
import ESMTPInspection
import Reports

/// What becomes of the sessions of a shard where limits of connections are reached.
///
/// Whether they are hangs on the connections that other shards have open. So sessions are inspected here as
/// if none was reached, and for what a limit drops a second time, as if the first one always was; `merge`
/// evaluates the limits and takes one of both. That TCP Intercept answers changes nothing but one event.
final class LimitedSessions {
  private let policy: LoadedPolicy
  private let options: AnalysisOptions
  /// Sees all SYNs dropped that may be.
  private var refusing: Analysis
  private let refuses: Bool
  private let intercepts: Bool
  /// The sessions whose verdict may hang on the profile, where TCP Intercept answers all it may.
  private var doubts = ProfileDoubts()

  /// Nothing for a whole run, and where the configuration limits nothing.
  init?(_ policy: LoadedPolicy, _ options: AnalysisOptions) {
    guard options.shard != nil, !policy.limits.isEmpty else { return nil }
    self.policy = policy
    self.options = options
    var options = options.withoutOutputs
    options.tellsCommunityIDs = false
    options.admission = .refusing
    refusing = Analysis(policy: policy, options: options)
    refuses = policy.limits.contains { $0.connections > 0 || $0.perClient > 0 }
    intercepts = policy.limits.contains { $0.embryonic > 0 || $0.perClientEmbryonic > 0 }
  }

  /// Takes the steps of the next frames.
  func take(_ block: StepBlock) {
    if refuses { refusing.take(block) }
  }

  /// Adds to sessions that ended what becomes of them where a SYN is dropped.
  func complete(_ finished: inout [SessionRecord]) {
    let refused = refuses ? refusing.takeFinished() : []
    for (index, record) in refused.enumerated() {
      precondition(finished[index].id == record.id)
      guard let excesses = finished[index].shard?.excesses, excesses.contains(where: \.isRefusal)
      else { continue }
      var record = record
      record.communityID = finished[index].communityID
      record.clientStream = finished[index].clientStream
      record.serverStream = finished[index].serverStream
      finished[index].shard?.refused = [record]
    }
    guard intercepts else { return }
    for var record in finished where !record.doubts.isEmpty {
      if let excess = record.shard?.excesses.first(where: \.isEmbryonic) {
        record.intercept(excess.event)
      }
      doubts.add(record)
    }
  }

  /// What hangs on the profile where TCP Intercept answers all that it may; nil where it answers nothing.
  func interceptedFlips(_ reading: SecondReading) throws(OutputError) -> ProfileFlips? {
    guard intercepts else { return nil }
    var options = options
    options.admission = .intercepting
    return try reading.flips([(policy, doubts)], options)[0]
  }
}

extension ShardSession.Excess {
  /// Whether the SYN is dropped.
  fileprivate var isRefusal: Bool { !isEmbryonic }
}

extension SessionRecord {
  /// Makes the record of a session that is let that of one whose SYN TCP Intercept answers.
  ///
  /// - Parameter event: what is told of that. It is the first one of the session and of its kind.
  mutating func intercept(_ event: Event) {
    events.insert(EventRecord(event: event, isObserved: true), at: 0)
    if events.count > EventLedger.limit, let victim = events.lastRepetition {
      let (rule, isObserved) = (events[victim].event.rule, events[victim].isObserved)
      events.remove(at: victim)
      omitted.count(rule)
      if !isObserved { omittedCounterfactual.count(rule) }
    }
    // What a policy leaves alone has the verdict of that.
    let isLeftAlone = coverageNotes.contains {
      $0.reason == .policy || $0.reason == .policyUndecided
    }
    if event.action == .log, !isLeftAlone { verdict = max(verdict, .logged) }
  }

  /// Makes the record of a session whose SYN one limit drops that of one where another one does.
  ///
  /// - Parameter event: what is told of that.
  mutating func refuse(_ event: Event) {
    guard let first = events.first else { return }
    let (old, new) = (first.event.rule, event.rule)
    events[0].event = event
    if fate.rule == old { fate.cause = Cause(event) }
    for index in corroboration.indices where corroboration[index].rule == old {
      corroboration[index].rule = new
    }
  }
}

extension [(rule: Rule, count: Int)] {
  /// Counts one more of a rule; they stay in the order of the rules.
  fileprivate mutating func count(_ rule: Rule) {
    let counts = Dictionary(map { ($0.rule, $0.count) } + [(rule, 1)], uniquingKeysWith: &+)
    self = Rule.allCases.compactMap { rule in counts[rule].map { (rule, $0) } }
  }
}
