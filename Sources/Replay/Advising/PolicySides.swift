import ASAPolicy
import CaptureFiles
import Dispatch
import Reports
import Synchronization

/// Several policies over the same traffic, inspected at the same time.
struct PolicySides {
  private final class Side: Sendable {
    let analysis: Mutex<Analysis>

    init(_ policy: LoadedPolicy, _ options: AnalysisOptions, _ place: Int) {
      analysis = Mutex(Analysis(policy: policy, options: options, side: place, isSelective: true))
    }
  }

  private let feed: CaptureFeed
  private let sides: [Side]

  init(_ policies: [LoadedPolicy], _ options: AnalysisOptions) {
    feed = CaptureFeed(SessionTracker(policies: policies, options: options))
    sides = policies.enumerated().map { Side($1, options, $0) }
  }

  /// Reads one input to its end.
  ///
  /// - Parameters:
  ///   - input: a file or standard input.
  ///   - filter: a BPF expression for libpcap, or nil.
  ///   - take: receives the sessions that ended, of each policy in the same order.
  /// - Throws: `OutputError` never; it is what feeds throw.
  func read(
    _ input: CaptureInput, filter: String?, _ take: ([[SessionRecord]]) -> Void
  ) throws(OutputError) {
    _ = try feed.read(input, filter: filter) { block throws(OutputError) in take(inspect(block)) }
  }

  /// Ends what is open.
  ///
  /// - Throws: `OutputError` never; it is what feeds throw.
  func finish(_ take: ([[SessionRecord]]) -> Void) throws(OutputError) {
    try feed.finish { block throws(OutputError) in take(inspect(block)) }
  }

  private func inspect(_ block: StepBlock) -> [[SessionRecord]] {
    let sides = sides
    DispatchQueue.concurrentPerform(iterations: sides.count) { index in
      sides[index].analysis.withLock { $0.take(block) }
    }
    return sides.map { $0.analysis.withLock { $0.takeFinished() } }
  }
}
