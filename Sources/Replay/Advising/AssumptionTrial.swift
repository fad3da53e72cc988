public import ASAPolicy
public import CaptureFiles
public import ESMTPInspection
public import Reports

/// Every open assumption turned round, over all of the captures.
public struct AssumptionTrial: ~Copyable {
  private let sides: PolicySides
  private let assumptions: [Assumption]
  private let profile: Profile
  private let selection: SessionSelection?
  private var flips: [Int]
  private var examples: [[Int]]
  private var signs: [AssumptionSigns]

  /// A trial of a policy against itself with each assumption turned round.
  public init(
    policy: LoadedPolicy, others: [(assumption: Assumption, policy: LoadedPolicy)],
    options: AnalysisOptions, mergesLegs: Bool
  ) {
    let policies = [policy] + others.map(\.policy)
    sides = PolicySides(policies, options, mergesLegs: mergesLegs)
    assumptions = others.map(\.assumption)
    profile = policy.profile
    signs = [AssumptionSigns](repeating: AssumptionSigns(), count: others.count)
    selection = options.selection
    flips = [Int](repeating: 0, count: others.count)
    examples = [[Int]](repeating: [], count: others.count)
  }

  /// What this reading has found.
  var trace: ReadingTrace { sides.trace }

  /// Reads one input to its end.
  ///
  /// - Throws: `OutputError` never; it is what feeds throw.
  public mutating func read(_ input: CaptureInput, filter: String?) throws(OutputError) {
    _ = try sides.read(input, filter: filter) { take($0) }
  }

  /// The assumptions that decide something here, those that decide most first.
  public consuming func finish() throws(OutputError) -> [AssumptionRecord] {
    try sides.finish { take($0) }
    return assumptions.indices.filter { flips[$0] > 0 }.sorted {
      (-flips[$0], $0) < (-flips[$1], $1)
    }
    .map { index in
      AssumptionRecord(
        name: assumptions[index].name, question: assumptions[index].question,
        command: assumptions[index].command, source: assumptions[index].source,
        flips: flips[index], sessions: examples[index], signs: signs[index])
    }
  }

  private mutating func take(_ records: [[SessionRecord]]) {
    for (place, old) in records[0].enumerated() {
      // The device is the same for the sessions that are not asked for.
      for index in assumptions.indices {
        signs[index].add(assumptions[index].sign(in: old.marks, of: profile), of: old.id)
      }
      if let selection, !selection.matches(old) { continue }
      for index in assumptions.indices {
        let new = records[index + 1][place]
        let isDecided =
          SessionPair(old: old, new: new).kind != nil || old.fate.outcome != new.fate.outcome
        guard isDecided else { continue }
        flips[index] += 1
        if examples[index].count < 10 { examples[index].append(old.id) }
      }
    }
  }
}
