import ESMTPInspection
import Reports

/// What the summary counts.
struct Totals: Sendable {
  private var verdicts = [Int](repeating: 0, count: Verdict.allCases.count)
  private var outcomes = [Int](repeating: 0, count: MailOutcome.allCases.count)
  private var corroboration = [Int](
    repeating: 0, count: CorroborationRecord.State.allCases.count)
  private var contradictions: [(session: Int, record: CorroborationRecord)] = []
  private var trouble = [Int](repeating: 0, count: TroubleRecord.Kind.allCases.count)
  private var coverage = [Int](repeating: 0, count: Coverage.allCases.count)
  private var reasons = [Int](repeating: 0, count: CoverageReason.allCases.count)
  private var rules = [(observed: Int, counterfactual: Int)](
    repeating: (0, 0), count: Rule.allCases.count)
  private(set) var otherLegs = 0
  /// The places of what is counted, by its list: to hash one costs more than to look it up.
  private static let (rules, outcomes) = (Rule.allCases, MailOutcome.allCases)
  private static let reasons = CoverageReason.allCases.sorted()
  private static let (states, kinds) = (
    CorroborationRecord.State.allCases, TroubleRecord.Kind.allCases
  )
  private var inspected = InspectedTraffic()
  private var fingerprint = FingerprintRecord()
  private(set) var sessions = 0
  /// Sessions of which nothing was looked at, for a reason that is not the policy's.
  private(set) var unchecked = 0

  /// Adds sessions.
  ///
  /// - Parameters:
  ///   - record: the record of one.
  ///   - times: how many there are that add the same.
  mutating func add(_ record: borrowing SessionRecord, times: Int = 1) {
    guard record.isCounted else {
      otherLegs += times
      return
    }
    sessions += times
    inspected.add(record, times: times)
    fingerprint.add(record.marks, of: record.id, times: times)
    verdicts[record.verdict.gravity] += times
    if let index = Totals.outcomes.firstIndex(of: record.fate.outcome) {
      outcomes[index] += times
    }
    count(record.corroboration.span, times)
    count(record.trouble.span, times)
    if contradictions.count < 3,
      let contradiction = record.corroboration.first(where: { $0.state == .contradicted })
    {
      contradictions.append((record.id, contradiction))
    }
    switch record.coverage {
    case .full: coverage[0] += times
    case .partial: coverage[1] += times
    case .none: coverage[2] += times
    }
    let notes = record.coverageNotes
    for (place, note) in notes.enumerated()
    where !notes[..<place].contains(where: { $0.reason == note.reason }) {
      guard let index = Totals.reasons.firstIndex(of: note.reason) else { continue }
      reasons[index] += times
    }
    if record.isUnchecked { unchecked += times }
    let events = record.events.span
    for place in events.indices {
      guard let index = Totals.rules.firstIndex(of: events[place].event.rule) else { continue }
      if events[place].isObserved {
        rules[index].observed += times
      } else {
        rules[index].counterfactual += times
      }
    }
    for (rule, count) in record.omitted {
      guard let index = Totals.rules.firstIndex(of: rule) else { continue }
      rules[index].observed += count * times
    }
    for (rule, count) in record.omittedCounterfactual {
      guard let index = Totals.rules.firstIndex(of: rule) else { continue }
      rules[index].observed -= count * times
      rules[index].counterfactual += count * times
    }
  }

  /// Counts sessions for each state that something in them has.
  private mutating func count(_ records: Span<CorroborationRecord>, _ times: Int) {
    for (index, state) in Totals.states.enumerated()
    where records.indices.contains(where: { records[$0].state == state }) {
      corroboration[index] += times
    }
  }

  /// Counts sessions for each kind of trouble in them.
  private mutating func count(_ records: Span<TroubleRecord>, _ times: Int) {
    guard !records.isEmpty else { return }
    for (index, kind) in Totals.kinds.enumerated()
    where records.indices.contains(where: { records[$0].kind == kind }) {
      trouble[index] += times
    }
  }

  func summary(
    packets: [(name: String, count: Int)], bounds: [(name: String, count: Int)], status: Int
  ) -> SummaryRecord {
    var summary = SummaryRecord(
      verdicts: Array(zip(Verdict.allCases, verdicts)),
      coverage: Array(zip(Coverage.allCases, coverage)),
      reasons: zip(Totals.reasons, reasons).filter { $1 > 0 }.map { ($0, $1) },
      rules: zip(Rule.allCases, rules).filter { $1.observed + $1.counterfactual > 0 }.map {
        ($0, $1.observed, $1.counterfactual)
      }, packets: packets, bounds: bounds, status: status)
    summary.outcomes = Array(zip(MailOutcome.allCases, outcomes))
    summary.corroboration = Array(zip(CorroborationRecord.State.allCases, corroboration))
    summary.contradictions = contradictions
    summary.fingerprint = fingerprint
    summary.inspected = inspected
    summary.otherLegs = otherLegs
    summary.trouble = zip(TroubleRecord.Kind.allCases, trouble).filter { $1 > 0 }.map { ($0, $1) }
    return summary
  }
}

extension SessionRecord {
  /// Whether nothing of it was looked at, for a reason that is not the policy's.
  var isUnchecked: Bool {
    coverage == .none && !coverageNotes.contains { $0.reason == .policy }
  }
}
