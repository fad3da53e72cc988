public import ASAPolicy
public import CaptureFiles
import Reports

/// The first reading of `advise`: who needs help, and why.
public struct AdviceSearch: ~Copyable {
  private let feed: CaptureFeed
  private var analysis: Analysis
  private var causes = AdviceCauses()
  /// The sessions that are not selected.
  public var passedOver: Int { analysis.passedOver }
  /// What to tell on standard error.
  public var messages: [String] { feed.messages }
  /// Whether an input could be opened.
  public var hasReadInput: Bool { feed.hasReadInput }
  /// Whether all inputs were read to their ends.
  public var isWhole: Bool { !feed.hasUnreadInput }

  /// A search under a policy.
  public init(policy: LoadedPolicy, options: AnalysisOptions) {
    feed = CaptureFeed(SessionTracker(policies: [policy], options: options))
    analysis = Analysis(policy: policy, options: options)
  }

  /// Reads one input to its end.
  ///
  /// - Throws: `OutputError` never; it is what feeds throw.
  public mutating func read(_ input: CaptureInput, filter: String?) throws(OutputError) {
    _ = try feed.read(input, filter: filter) { block throws(OutputError) in collect(block) }
  }

  /// Ends what is open: who needs help.
  public mutating func finish() throws(OutputError) -> AdviceCauses {
    try feed.finish { block throws(OutputError) in collect(block) }
    return causes
  }

  private mutating func collect(_ block: StepBlock) {
    analysis.take(block)
    for record in analysis.takeFinished() { causes.add(record) }
  }
}
