import ESMTPInspection
import Reports

/// The events of one session as its record keeps them: at most 256, always the first of each rule with each
/// action, and so what ends the session.
struct EventLedger: Sendable {
  private var kept: [EventRecord] = []
  /// The ordinal of each of these.
  private var ordinals: [Int] = []
  /// What there was no room for; nil where all are kept.
  private var overflow: EventOverflow?
  /// The kinds of the kept events, once there is no room for more.
  private var seen: Set<EventKind>?
  /// The ordinal of the first event of each action, by the action's gravity; -1 for none.
  private var firstOf = InlineArray<6, Int>(repeating: -1)

  static let limit = 256

  /// Adds an event with its ordinal among all of the session; `divergence` is that of the divergence
  /// point as far as it is known now.
  mutating func append(_ event: consuming Event, ordinal: Int, divergence: Int? = nil) {
    let gravity = Int(event.action.rawValue)
    if firstOf[gravity] < 0 { firstOf[gravity] = ordinal }
    if kept.count < EventLedger.limit {
      keep(event, ordinal)
      return
    }
    // Taken out, so that no copy of it is made.
    var overflow = overflow.take() ?? EventOverflow(behind: kept, at: ordinal)
    let victim = isFirst(EventKind(event)) ? kept.lastRepetition : nil
    overflow.add(event, ordinal: ordinal, divergence: divergence, isKept: victim != nil)
    if let victim {
      overflow.oust(kept[victim].event, ordinal: ordinals[victim])
      kept.remove(at: victim)
      ordinals.remove(at: victim)
      keep(event, ordinal)
    }
    self.overflow = overflow
  }

  private mutating func keep(_ event: consuming Event, _ ordinal: Int) {
    if kept.isEmpty {
      kept.reserveCapacity(4)
      ordinals.reserveCapacity(4)
    }
    kept.append(EventRecord(event: event, isObserved: true))
    ordinals.append(ordinal)
  }

  /// Whether no kept event is of a kind, all of which keep their first one; called once for an event.
  private mutating func isFirst(_ kind: EventKind) -> Bool {
    var kinds: Set<EventKind>
    switch seen.take() {
    case .some(let known): kinds = known
    case .none: kinds = Set(kept.map { EventKind($0.event) })
    }
    let isFirst = kinds.insert(kind).inserted
    seen = kinds
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

  /// What was left out.
  func omissions(divergence: Int?) -> Omissions {
    guard let overflow else { return Omissions() }
    func ordered(_ counts: [Rule: Int]) -> [(rule: Rule, count: Int)] {
      Rule.allCases.compactMap { rule in counts[rule].map { (rule, $0) } }
    }
    let summary = overflow.summary(divergence: divergence)
    return Omissions(
      rules: ordered(summary.all), counterfactual: ordered(summary.counterfactual),
      decisions: (overflow.digest.value, summary.decisions))
  }

  /// The events that a record does not have.
  struct Omissions {
    /// All of them, in the order of the rules.
    var rules: [(rule: Rule, count: Int)] = []
    /// Those among them behind the divergence point.
    var counterfactual: [(rule: Rule, count: Int)] = []
    /// A digest of all decisions of the session, and how many of the omitted ones are up to the
    /// divergence point; nil where none is omitted.
    var decisions: (digest: UInt64, observed: Int)?
  }
}

/// What a record has the first event of: there are fewer kinds than a record has room for.
struct EventKind: Hashable {
  let rule: Rule
  let action: EventAction

  init(_ event: borrowing Event) { (rule, action) = (event.rule, event.action) }
}

extension [EventRecord] {
  /// The last event that is not the first of its kind: the one that makes room for another.
  var lastRepetition: Int? {
    var kinds: Set<EventKind> = []
    var last: Int?
    for (index, record) in enumerated() where !kinds.insert(EventKind(record.event)).inserted {
      last = index
    }
    return last
  }
}
