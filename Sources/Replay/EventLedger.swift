import ESMTPInspection
import Reports

/// The events of one session as its record keeps them: at most 256, always the first of each rule.
struct EventLedger: Sendable {
  private var kept: [EventRecord] = []
  /// The ordinal of each of these.
  private var ordinals: [Int] = []
  private var omitted: [Rule: Int] = [:]
  /// The rules of the kept events, once there is no room for more.
  private var seen: Set<Rule>?
  /// The ordinal of the first event of each action, by the action's gravity; -1 for none.
  private var firstOf = InlineArray<6, Int>(repeating: -1)

  static let limit = 256

  /// Adds an event with its ordinal among all of the session.
  mutating func append(_ event: consuming Event, ordinal: Int) {
    let gravity = Int(event.action.rawValue)
    if firstOf[gravity] < 0 { firstOf[gravity] = ordinal }
    if kept.count < EventLedger.limit {
      keep(event, ordinal)
    } else if isFirst(event.rule), let victim = kept.lastRepetition {
      omitted[kept[victim].event.rule, default: 0] += 1
      kept.remove(at: victim)
      ordinals.remove(at: victim)
      keep(event, ordinal)
    } else {
      omitted[event.rule, default: 0] += 1
    }
  }

  private mutating func keep(_ event: consuming Event, _ ordinal: Int) {
    kept.append(EventRecord(event: event, isObserved: true))
    ordinals.append(ordinal)
  }

  /// Whether no kept event is of a rule, all of which keep their first one; called once for an event.
  private mutating func isFirst(_ rule: Rule) -> Bool {
    var rules: Set<Rule>
    switch seen.take() {
    case .some(let known): rules = known
    case .none: rules = Set(kept.map(\.event.rule))
    }
    let isFirst = rules.insert(rule).inserted
    seen = rules
    return isFirst
  }

  /// The verdict over the events up to the divergence point, or over all.
  func verdict(upTo divergence: Int?) -> Verdict {
    for action in EventAction.allCases.reversed() {
      let first = firstOf[Int(action.rawValue)]
      guard first >= 0, first <= divergence ?? .max else { continue }
      return Verdict(action)
    }
    return .untouched
  }

  /// The kept events for a record, which takes them away.
  mutating func takeRecords(divergence: Int?) -> [EventRecord] {
    var records: [EventRecord] = []
    swap(&records, &kept)
    guard let divergence else { return records }
    for index in records.indices.reversed() {
      guard ordinals[index] > divergence else { break }
      records[index].isObserved = false
    }
    return records
  }

  /// What was left out, in the order of the rules.
  var omissions: [(rule: Rule, count: Int)] {
    omitted.isEmpty ? [] : Rule.allCases.compactMap { rule in omitted[rule].map { (rule, $0) } }
  }
}

extension [EventRecord] {
  /// The last event that is not the first of its rule: the one that makes room for another.
  var lastRepetition: Int? {
    var rules: Set<Rule> = []
    var last: Int?
    for (index, record) in enumerated() where !rules.insert(record.event.rule).inserted {
      last = index
    }
    return last
  }
}
