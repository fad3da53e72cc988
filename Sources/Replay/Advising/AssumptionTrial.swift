public import ASAPolicy
public import CaptureFiles
import Dispatch
public import ESMTPInspection
public import Reports
import Synchronization

/// Every open assumption turned round, over all of the captures.
public struct AssumptionTrial: ~Copyable {
  private final class Side: Sendable {
    let analysis: Mutex<Analysis>

    init(_ policy: LoadedPolicy, _ options: AnalysisOptions, _ place: Int) {
      analysis = Mutex(Analysis(policy: policy, options: options, side: place, isSelective: true))
    }
  }

  private let feed: CaptureFeed
  private let sides: [Side]
  private let assumptions: [Assumption]
  private let selection: SessionSelection?
  private var flips: [Int]
  private var examples: [[Int]]

  /// A trial of a policy against itself with each assumption turned round.
  public init(
    policy: LoadedPolicy, others: [(assumption: Assumption, policy: LoadedPolicy)],
    options: AnalysisOptions
  ) {
    let policies = [policy] + others.map(\.policy)
    feed = CaptureFeed(SessionTracker(policies: policies, options: options))
    sides = policies.enumerated().map { Side($1, options, $0) }
    assumptions = others.map(\.assumption)
    selection = options.selection
    flips = [Int](repeating: 0, count: others.count)
    examples = [[Int]](repeating: [], count: others.count)
  }

  /// Reads one input to its end.
  ///
  /// - Throws: `OutputError` never; it is what feeds throw.
  public mutating func read(_ input: CaptureInput, filter: String?) throws(OutputError) {
    _ = try feed.read(input, filter: filter) { block throws(OutputError) in inspect(block) }
  }

  /// The assumptions that decide something here, those that decide most first.
  public consuming func finish() throws(OutputError) -> [AssumptionRecord] {
    try feed.finish { block throws(OutputError) in inspect(block) }
    return assumptions.indices.filter { flips[$0] > 0 }.sorted {
      (-flips[$0], $0) < (-flips[$1], $1)
    }
    .map { index in
      AssumptionRecord(
        name: assumptions[index].name, question: assumptions[index].question,
        command: assumptions[index].command, source: assumptions[index].source,
        flips: flips[index], sessions: examples[index])
    }
  }

  private mutating func inspect(_ block: StepBlock) {
    let sides = sides
    DispatchQueue.concurrentPerform(iterations: sides.count) { index in
      sides[index].analysis.withLock { $0.take(block) }
    }
    let records = sides.map { $0.analysis.withLock { $0.takeFinished() } }
    for (place, old) in records[0].enumerated() {
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
