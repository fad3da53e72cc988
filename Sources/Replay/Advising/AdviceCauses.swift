public import ASAPolicy
import ESMTPInspection
import Primitives
public import Reports

/// What keeps mail from its server: the firewall's doing alone.
public struct AdviceCause: Sendable {
  /// What to ask the policy.
  public var question: RemedyQuestion
  var rule: Rule
  var match: String?
  var outcome: MailOutcome
  /// The numbers of the sessions.
  var sessions: Set<Int>
}

/// Sessions that need help, by what keeps their mail back.
public struct AdviceCauses: Sendable {
  private var found: [AdviceCause] = []
  /// The sessions so far.
  public private(set) var sessions = 0
  /// Whether at least one of them was looked at, or left alone by the policy.
  public private(set) var hasLooked = false
  /// Causes that were left out, because there are too many.
  public private(set) var omitted = 0
  /// The sessions that what one source alone tells keeps back, so that nothing is advised against it.
  public private(set) var unproven = 0

  /// The number of causes that are looked into.
  public static let limit = 8

  /// No session yet.
  public init() {}

  /// Whether nothing keeps mail back.
  public var isEmpty: Bool { found.isEmpty }

  /// The causes, those with the most sessions first.
  public var sorted: [AdviceCause] {
    found.enumerated().sorted {
      ($1.element.sessions.count, $0.offset) < ($0.element.sessions.count, $1.offset)
    }.map(\.element)
  }

  /// Takes a session.
  public mutating func add(_ record: SessionRecord) {
    sessions += 1
    hasLooked = hasLooked || !record.isUnchecked
    guard let cause = record.stoppingCause else {
      if record.fate.cause?.rule.isUnproven == true { unproven += 1 }
      return
    }
    // Where they lie: there are few, and to copy one costs more than to look at all.
    let same = found.indices.first { index in
      found[index].rule == cause.rule && found[index].question.source == cause.source
        && found[index].question.className == record.className
    }
    if let same {
      found[same].sessions.insert(record.id)
      found[same].outcome = max(found[same].outcome, record.fate.outcome)
    } else if found.count < AdviceCauses.limit {
      found.append(
        AdviceCause(
          question: RemedyQuestion(
            rule: cause.rule, source: cause.source, policyMap: record.policyMap,
            className: record.className, mapName: record.mapName,
            client: record.client, server: record.server, time: record.first.time),
          rule: cause.rule, match: cause.match, outcome: record.fate.outcome,
          sessions: [record.id]))
    } else {
      omitted += 1
    }
  }
}

extension AdviceReport {
  /// What was found about causes.
  ///
  /// - Parameters:
  ///   - causes: the causes.
  ///   - policy: the policy under which they are.
  ///   - policyFiles: its files; empty for the device's own defaults.
  ///   - advice: what was tried.
  ///   - assumptions: the open assumptions that decide sessions.
  ///   - status: the exit status of the run.
  public init(
    on causes: AdviceCauses, of policy: LoadedPolicy, _ policyFiles: [String],
    advice: [AdviceRecord], assumptions: [AssumptionRecord], status: Int
  ) {
    self.init(
      profile: policy.profile.name, policyFiles: policyFiles, sessions: causes.sessions,
      hasLooked: causes.hasLooked, omitted: causes.omitted, advice: advice,
      assumptions: assumptions, status: status)
    unproven = causes.unproven
    typing = policy.typingRemark
  }
}

extension AdviceHelp {
  /// Takes a session that needs help, as it goes under a change.
  mutating func add(_ new: SessionRecord, instead old: SessionRecord) {
    if new.isThrough || new.verdict == .exempt {
      count += 1
      if new.fate.outcome != .delivered { unshown += 1 }
    } else if new.verdict < .dropped, new.fate.outcome == .deliveredInClear,
      old.verdict >= .dropped || old.fate.outcome > .deliveredInClear
    {
      count += 1
      inClear += 1
    }
  }
}

extension SessionRecord {
  /// The name of the policy map that the service policy puts to work.
  fileprivate var policyMap: String? {
    decision.chain.first { $0.text.hasPrefix("service-policy ") }
      .flatMap { $0.text.split(separator: " ").dropFirst().first.map(String.init) }
  }
}
