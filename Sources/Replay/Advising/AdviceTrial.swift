public import ASAPolicy
public import CaptureFiles
import ESMTPInspection
public import Reports

/// A change that is to be tried.
public struct AdviceCandidate: Sendable {
  /// The place of its cause.
  public var cause: Int
  /// The change.
  public var remedy: Remedy
  /// The policy with it.
  public var policy: LoadedPolicy

  /// A change of a policy.
  public init(cause: Int, remedy: Remedy, policy: LoadedPolicy) {
    self.cause = cause
    self.remedy = remedy
    self.policy = policy
  }
}

/// The second reading of `advise`: every candidate over all of the captures.
public struct AdviceTrial: ~Copyable {
  private let sides: PolicySides
  private let causes: [AdviceCause]
  private let candidates: [AdviceCandidate]
  private var helped: [AdviceHelp]
  private var others: [[ComparisonKind: Int]]

  /// A trial of candidates against the policy of the search.
  public init(
    policy: LoadedPolicy, causes: [AdviceCause], candidates: [AdviceCandidate],
    options: AnalysisOptions
  ) {
    var options = options
    options.selection = nil
    let policies = [policy] + candidates.map(\.policy)
    sides = PolicySides(policies, options)
    self.causes = causes
    self.candidates = candidates
    helped = [AdviceHelp](repeating: AdviceHelp(), count: candidates.count)
    others = [[ComparisonKind: Int]](repeating: [:], count: candidates.count)
  }

  /// What this reading has found.
  var trace: ReadingTrace { sides.trace }

  /// Reads one input to its end.
  ///
  /// - Throws: `OutputError` never; it is what feeds throw.
  public mutating func read(_ input: CaptureInput, filter: String?) throws(OutputError) {
    _ = try sides.read(input, filter: filter) { take($0) }
  }

  private mutating func take(_ records: [[SessionRecord]]) {
    for (place, old) in records[0].enumerated() {
      for (index, candidate) in candidates.enumerated() {
        let new = records[index + 1][place]
        if causes[candidate.cause].sessions.contains(old.id) {
          helped[index].add(new, instead: old)
        } else if old.otherLegOf == nil, let kind = SessionPair(old: old, new: new).kind {
          others[index][kind, default: 0] += 1
        }
      }
    }
  }

  /// What was found, one record a cause.
  ///
  /// - Parameter refused: changes that the device would not take, by cause.
  /// - Returns: the records in the order of the causes.
  /// - Throws: nothing where nothing is written.
  public consuming func finish(refused: [[String]]) throws(OutputError) -> [AdviceRecord] {
    try sides.finish { take($0) }
    return causes.indices.map { cause in
      var useful: [(record: AdviceTrialRecord, kind: Remedy.Kind)] = []
      var useless = refused[cause]
      for (index, candidate) in candidates.enumerated() where candidate.cause == cause {
        guard helped[index].count > 0 else {
          useless.append("\(candidate.remedy.summary): lets none of them through")
          continue
        }
        let others = others[index]
        let record = AdviceTrialRecord(
          summary: candidate.remedy.summary, lines: candidate.remedy.lines, helped: helped[index],
          others: ComparisonKind.allCases.map { ($0, others[$0, default: 0]) })
        useful.append((record, candidate.remedy.kind))
      }
      let item = causes[cause]
      return AdviceRecord(
        rule: item.rule, match: item.match, source: item.question.source, outcome: item.outcome,
        sessions: Array(item.sessions.sorted().prefix(10)), count: item.sessions.count,
        remedies: ranked(useful), useless: useless)
    }
  }

  /// The most help first, then the fewest other sessions, then the smallest change; of several
  /// thresholds with the same effect the first alone.
  private func ranked(
    _ useful: [(record: AdviceTrialRecord, kind: Remedy.Kind)]
  ) -> [AdviceTrialRecord] {
    func sideEffects(_ record: AdviceTrialRecord) -> Int {
      record.others.reduce(0) { $0 + $1.count }
    }
    let order = useful.enumerated().sorted { a, b in
      let (x, y) = (a.element, b.element)
      let (more, less) = (x.record.helped.count, y.record.helped.count)
      if more != less { return more > less }
      let (left, right) = (sideEffects(x.record), sideEffects(y.record))
      if left != right { return left < right }
      return x.kind != y.kind ? x.kind < y.kind : a.offset < b.offset
    }.map(\.element)
    var kept: [AdviceTrialRecord] = []
    var hasThreshold = false
    for item in order {
      if item.kind == .threshold {
        if hasThreshold { continue }
        hasThreshold = true
      }
      kept.append(item.record)
    }
    return kept
  }
}
