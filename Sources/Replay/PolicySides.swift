import ASAPolicy
import CaptureFiles
import Dispatch
import Primitives
import Reports
import Synchronization

/// Several policies over one reading of the inputs.
///
/// The first policy is inspected where the blocks come from, each other one on a thread of its own that
/// may lag a few blocks behind: to wait for all at each block costs more than the inspection of it.
/// Sessions are handed on in the order of the blocks, so that nothing depends on how the threads run.
final class PolicySides {
  /// An analysis, and what it found.
  private final class Side: Sendable {
    private let analysis: Guarded<Analysis>
    /// The sessions that ended, a list for each block.
    private let finished = Handoff<[SessionRecord]>()
    /// The blocks that it has yet to inspect.
    private let blocks = Handoff<StepBlock>()
    /// Where it inspects them; nil for the caller's thread.
    private let queue: DispatchQueue?
    private let isBusy = Atomic(false)

    init(_ policy: LoadedPolicy, _ options: AnalysisOptions, _ place: Int, isBeside: Bool) {
      analysis = Guarded(Analysis(policy: policy, options: options, side: place, isSelective: true))
      queue = isBeside ? DispatchQueue(label: "side", qos: .userInitiated) : nil
    }

    /// Inspects a block some time.
    func take(_ block: StepBlock) {
      guard let queue else { return inspect(block) }
      blocks.put(block)
      if claim() { queue.async { [self] in work() } }
    }

    /// Inspects blocks until no more come for a moment.
    private func work() {
      repeat {
        while spin(until: { blocks.hasNext }) { inspect(blocks.next()) }
        isBusy.store(false, ordering: .sequentiallyConsistent)
        // Who has put one meanwhile has found the side busy.
      } while blocks.hasNext && claim()
    }

    /// Whether it was idle; it is busy then.
    private func claim() -> Bool { !isBusy.exchange(true, ordering: .sequentiallyConsistent) }

    private func inspect(_ block: StepBlock) {
      let records = analysis.withLock {
        $0.take(block)
        return $0.takeFinished()
      }
      finished.put(records)
    }

    /// The sessions that ended with the earliest block that was not asked about; waits for them.
    func next() -> [SessionRecord] { finished.next() }

    /// Whether `next` need not wait.
    var hasNext: Bool { finished.hasNext }
  }

  private let feed: CaptureFeed
  private let sides: [Side]
  private var legs: LegMerging
  /// Blocks that some side has yet to inspect.
  private var waiting: [StepBlock] = []
  /// Blocks that all have inspected.
  private var spare: [StepBlock] = []

  /// How far a side may lag behind, in blocks.
  private static let lag = 4

  /// - Parameters:
  ///   - policies: at least one.
  ///   - options: what each replay is asked for; the flow is the same in all, so that the first alone
  ///     tells its identifier.
  ///   - mergesLegs: whether of a session that was captured on both sides of a firewall the first leg
  ///     alone is handed on, for whoever counts.
  init(_ policies: [LoadedPolicy], _ options: AnalysisOptions, mergesLegs: Bool = false) {
    legs = LegMerging(mergesLegs)
    feed = CaptureFeed(SessionTracker(policies: policies, options: options), jobs: options.jobs)
    sides = policies.enumerated().map { place, policy in
      var options = options
      if place > 0 { options.tellsCommunityIDs = false }
      return Side(policy, options, place, isBeside: place > 0 && options.jobs > 1)
    }
  }

  /// What to tell on standard error, in order.
  var messages: [String] { feed.messages + legs.remarks }
  /// What this reading has found.
  var trace: ReadingTrace { ReadingTrace(feed) }
  /// What was read so far.
  var progress: ReadingProgress { feed.progress }
  /// The frames among them that a filter let through.
  var framesTaken: Int { feed.framesTaken }
  /// What of the inputs could not be read.
  var unread: UnreadFrames { feed.unread }
  /// Whether an input could be opened.
  var hasReadInput: Bool { feed.hasReadInput }
  /// Whether an input was not read to its end.
  var hasUnreadInput: Bool { feed.hasUnreadInput }

  /// Reads one input to its end.
  ///
  /// - Parameters:
  ///   - input: a file or standard input.
  ///   - filter: a BPF expression for libpcap, or nil.
  ///   - take: receives the sessions that ended, of each policy in the same order.
  /// - Returns: what was read.
  /// - Throws: what `take` throws.
  func read(
    _ input: CaptureInput, filter: String?, _ take: ([[SessionRecord]]) throws(OutputError) -> Void
  ) throws(OutputError) -> CaptureRecord {
    // What comes some time is told when it has come.
    let lag = input.isAwaited ? 0 : Self.lag
    let record = try feed.read(input, filter: filter) { block throws(OutputError) in
      try inspect(&block, lag, take)
    }
    try settle(lag: 0, take)
    return record
  }

  /// Ends what is open.
  ///
  /// - Throws: what `take` throws.
  func finish(_ take: ([[SessionRecord]]) throws(OutputError) -> Void) throws(OutputError) {
    try feed.finish { block throws(OutputError) in try inspect(&block, Self.lag, take) }
    try settle(lag: 0, take)
  }

  /// Hands a block to all, and leaves one that nobody needs.
  private func inspect(
    _ block: inout StepBlock, _ lag: Int,
    _ take: ([[SessionRecord]]) throws(OutputError) -> Void
  ) throws(OutputError) {
    waiting.append(block)
    for side in sides.reversed() { side.take(block) }
    try settle(lag: lag, take)
    block = spare.popLast() ?? StepBlock()
  }

  /// Sessions without those that are passed over: a session is a leg in all of them or in none.
  private func merged(_ records: [[SessionRecord]]) -> [[SessionRecord]] {
    let kept = records[0].indices.filter { legs.passes(records[0][$0]) }
    return kept.count == records[0].count
      ? records : records.map { side in kept.map { side[$0] } }
  }

  /// Hands on the sessions of the blocks that all have inspected, and waits where one lags too far.
  private func settle(
    lag: Int, _ take: ([[SessionRecord]]) throws(OutputError) -> Void
  ) throws(OutputError) {
    while !waiting.isEmpty, waiting.count > lag || sides.allSatisfy(\.hasNext) {
      try take(merged(sides.map { $0.next() }))
      var done = waiting.removeFirst()
      done.removeAll()
      spare.append(done)
    }
  }
}
