import ASAPolicy
import CaptureFiles
import Reports

/// The sessions of inputs under one policy, for whoever writes no report of them as they end.
final class SessionReading {
  private let feed: CaptureFeed
  private var analysis: Analysis
  private var legs: LegMerging
  private let selection: String?
  private var filter: String?

  /// - Parameters:
  ///   - policy: the policy.
  ///   - options: what the replay is asked for; sessions that are not selected are passed over.
  ///   - mergesLegs: whether of a session that was captured on both sides of a firewall the first leg
  ///     alone is handed on, for whoever counts.
  init(_ policy: LoadedPolicy, _ options: AnalysisOptions, mergesLegs: Bool = false) {
    legs = LegMerging(mergesLegs)
    selection = options.selection?.text
    feed = CaptureFeed(SessionTracker(policies: [policy], options: options), jobs: options.jobs)
    analysis = Analysis(policy: policy, options: options)
  }

  /// What to tell on standard error, in order.
  var messages: [String] { feed.messages + legs.remarks }
  /// What this reading has found.
  var trace: ReadingTrace { ReadingTrace(feed) }
  /// What was read so far.
  var progress: ReadingProgress { feed.progress }
  /// Whether an input could be opened.
  var hasReadInput: Bool { feed.hasReadInput }
  /// Whether an input was not read to its end.
  var hasUnreadInput: Bool { feed.hasUnreadInput }
  /// What of the inputs could not be read.
  var unread: UnreadFrames { feed.unread }
  /// The sessions that are not selected.
  var passedOver: Int { analysis.passedOver }
  /// What was asked for, and what was left aside for that.
  var narrowing: Narrowing {
    Narrowing(
      filter: filter, selection: selection, notSelected: passedOver,
      framesLeftOut: filter == nil ? 0 : progress.frames - feed.framesTaken)
  }
  /// What is told where there is no session.
  var remark: String {
    NoSession.remark(
      frames: progress.frames, taken: feed.framesTaken, unread: feed.unread,
      passedOver: passedOver)
  }
  /// The first session of those that were to be shown.
  var transcript: Transcript? { analysis.transcript }

  /// Reads one input to its end.
  ///
  /// - Parameters:
  ///   - input: a file or standard input.
  ///   - filter: a BPF expression for libpcap, or nil.
  ///   - progress: called every few thousand frames with what was read so far.
  ///   - take: receives each session that ended.
  /// - Returns: what was read; what went wrong is told in it and in `messages`.
  /// - Throws: `OutputError` never; it is what feeds throw.
  func read(
    _ input: CaptureInput, filter: String?, progress: (ReadingProgress) -> Void = { _ in },
    _ take: (SessionRecord) -> Void
  ) throws(OutputError) -> CaptureRecord {
    self.filter = self.filter ?? filter
    return try feed.read(input, filter: filter) { block throws(OutputError) in
      inspect(block, take)
      progress(feed.progress)
    }
  }

  /// Ends what is open.
  ///
  /// - Throws: `OutputError` never; it is what feeds throw.
  func finish(_ take: (SessionRecord) -> Void) throws(OutputError) {
    try feed.finish { block throws(OutputError) in inspect(block, take) }
  }

  private func inspect(_ block: StepBlock, _ take: (SessionRecord) -> Void) {
    analysis.take(block)
    for record in analysis.takeFinished() where legs.passes(record) { take(record) }
  }
}
