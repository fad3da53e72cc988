public import ASAPolicy
public import CaptureFiles
public import Reports

/// One run of `fingerprint`.
public struct FingerprintRun: ~Copyable {
  private let feed: CaptureFeed
  private var analysis: Analysis
  private var record = FingerprintRecord()
  /// The sessions so far.
  public private(set) var sessions = 0
  /// What to tell on standard error.
  public var messages: [String] { feed.messages }
  /// Whether an input could be opened.
  public var hasReadInput: Bool { feed.hasReadInput }
  /// Whether all inputs were read to their ends.
  public var isWhole: Bool { !feed.hasUnreadInput }

  /// A run under a policy that inspects every session.
  public init(policy: LoadedPolicy, options: AnalysisOptions) {
    feed = CaptureFeed(SessionTracker(policies: [policy], options: options), jobs: options.jobs)
    analysis = Analysis(policy: policy, options: options)
  }

  /// Reads one input to its end.
  ///
  /// - Throws: `OutputError` never; it is what feeds throw.
  public mutating func read(_ input: CaptureInput, filter: String?) throws(OutputError) {
    _ = try feed.read(input, filter: filter) { block throws(OutputError) in take(block) }
  }

  /// What all sessions show.
  public mutating func finish() throws(OutputError) -> FingerprintRecord {
    try feed.finish { block throws(OutputError) in take(block) }
    return record
  }

  private mutating func take(_ block: StepBlock) {
    analysis.take(block)
    for session in analysis.takeFinished() {
      sessions += 1
      record.add(session.marks, of: session.id)
    }
  }
}
