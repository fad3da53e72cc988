import ESMTPInspection
import Reports

/// Cuts one dialogue in every way and says what is decided otherwise.
struct StressTest {
  private let input: CuttingInput
  private let trial: DialogueTrial
  private let captured: StressDecision
  private var findings: [Found] = []

  /// The fewest cuts that lead to a decision, and the dialogue that has them.
  struct Found {
    var finding: StressFinding
    var variant: Cutting.Variant
  }

  /// The bytes that are replayed for one way of cutting, at most.
  private static let bytesPerWay = 48 << 20
  /// Decisions of which the fewest cuts are looked for.
  private static let findingLimit = 12
  /// Cuts that a finding names.
  private static let namedCuts = 16

  init(
    _ dialogue: RecordedDialogue, acknowledged: Cuts?, inspection: InspectionPolicy, seed: UInt64,
    randomTrials: Int
  ) {
    trial = DialogueTrial(dialogue, inspection: inspection)
    let first = trial.run(dialogue.items, dialogue.captured, tellsPassages: true)
    captured = first.decision
    input = CuttingInput(
      dialogue: dialogue, map: DialogueMap(dialogue, first.passages), acknowledged: acknowledged,
      seed: seed, randomTrials: randomTrials,
      trialLimit: max(8, Self.bytesPerWay / max(1, dialogue.size)))
  }

  /// Tries every way.
  mutating func run() -> (captured: StressDecision, rows: [StressRow], findings: [Found]) {
    let rows = Cutting.all.map { cutting in row(cutting) }
    if let random = rows.last, random.name == Cutting.random.name {
      for place in findings.indices {
        let decision = findings[place].finding.decision
        let hits = random.decisions.first { $0.decision == decision }?.count ?? 0
        findings[place].finding.random = (hits, random.trials)
      }
    }
    return (captured, rows, findings)
  }

  private mutating func row(_ cutting: Cutting) -> StressRow {
    let variants = cutting.variants(input)
    var counts: [StressDecision: (count: Int, first: Int)] = [:]
    var changed = 0
    for index in 0..<variants.count {
      let variant = variants.make(index)
      let result = trial.run(variant.items, variant.cuts)
      let isKnown = counts[result.decision] != nil
      counts[result.decision, default: (0, index)].count += 1
      guard result.decision != captured else { continue }
      changed += 1
      if !isKnown { note(result, variant, cutting) }
    }
    let others = counts.filter { variants.count == 1 || $0.key != captured }
    let decisions = others.sorted { a, b in
      (-a.value.count, a.value.first) < (-b.value.count, b.value.first)
    }
    return StressRow(
      name: cutting.name, trials: variants.count, changed: changed,
      decisions: decisions.map { ($0.key, $0.value.count) }, note: variants.note)
  }

  /// Looks for the fewest cuts that lead to a decision that was not met before.
  private mutating func note(
    _ result: DialogueTrial.Result, _ variant: Cutting.Variant, _ cutting: Cutting
  ) {
    guard findings.count < Self.findingLimit,
      !findings.contains(where: { $0.finding.decision == result.decision })
    else { return }
    var shrinker = CutShrinker(trials: min(400, input.trialLimit))
    let trial = trial
    let fewest = shrinker.shrink(variant.cuts.all) { cuts in
      trial.run(variant.items, Cuts(cuts)).decision == result.decision
    }
    let smallest = Cutting.Variant(items: variant.items, cuts: Cuts(fewest))
    let events = trial.run(smallest.items, smallest.cuts).events
    findings.append(
      Found(
        finding: StressFinding(
          decision: result.decision,
          cuts: fewest.prefix(Self.namedCuts).map { ($0.sender, $0.offset) },
          cutCount: fewest.count, isBounded: shrinker.isBounded, way: cutting.name,
          event: events.first { !captured.rules.contains($0.rule) }),
        variant: smallest))
  }
}
