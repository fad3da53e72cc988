import ASAPolicy
public import CaptureFiles
import Primitives
public import Reports

/// One run of `analyze`: inputs in, report out, exit status.
public struct AnalysisRun: ~Copyable {
  private var analysis: Analysis
  /// Away while an input is read.
  private var tracker: SessionTracker?
  /// The frames so far.
  private var frames = 0
  private var report: ReportWriter
  private let output: OutputFile
  private let gate: Gate
  private var hasUnreadInput = false
  private var hasReadInput = false
  /// What a device has counted, for a table behind the report.
  public var reconciliation: Reconciliation?
  /// What to tell on standard error, in order.
  public private(set) var messages: [String] = []

  /// When a run that was done ends with another status than 0.
  public struct Gate: Sendable {
    /// The verdict from which on the status is 1; nil for none.
    public var failOn: Verdict?
    /// How many sessions may stay unchecked; nil for no limit.
    public var maximumUnchecked: Int?

    /// A gate.
    public init(failOn: Verdict? = nil, maximumUnchecked: Int? = nil) {
      self.failOn = failOn
      self.maximumUnchecked = maximumUnchecked
    }
  }

  /// A run that has written its first record.
  ///
  /// - Throws: `OutputError` where the report cannot be written.
  public init(
    analysis: consuming Analysis, report: consuming ReportWriter, run: RunRecord,
    output: consuming OutputFile, gate: Gate
  ) throws(OutputError) {
    tracker = SessionTracker(policy: analysis.policy, options: analysis.options)
    self.analysis = analysis
    self.report = report
    self.gate = gate
    self.report.run(run)
    self.output = output
    try drain()
  }

  /// Reads one input to its end.
  ///
  /// - Parameters:
  ///   - input: a file or standard input.
  ///   - filter: a BPF expression for libpcap, or nil.
  ///   - progress: called every few thousand frames with the frames so far.
  /// - Throws: `OutputError` where the report cannot be written; everything about the input is told in
  ///   `messages` and in its record.
  public mutating func read(
    _ input: CaptureInput, filter: String?, progress: (Int) -> Void
  ) throws(OutputError) {
    var record = CaptureRecord(
      path: input.path, firstFrame: nil, frames: 0, bytes: 0, span: nil, linkType: "unknown",
      snapshotLength: 0, error: nil)
    var failure: OutputError?
    guard let tracker = tracker.take() else { return }
    let blocks = StepBlocks(input, filter: filter, after: frames, tracker: tracker)
    reading: while true {
      switch blocks.next() {
      case .header(let header):
        record.linkType = header.linkTypeName
        record.snapshotLength = header.snapshotLength
        hasReadInput = true
      case .block(let block):
        if failure == nil {
          do throws(OutputError) { try take(block, &record) } catch {
            failure = error
            blocks.stop()
          }
          progress(frames)
        }
        blocks.recycle(block)
      case .end(let error):
        if let error {
          record.error = "\(error)"
          hasUnreadInput = true
          messages.append("\(error)")
        }
        break reading
      }
    }
    self.tracker = blocks.takeTracker()
    if let failure { throw failure }
    report.capture(record)
    try drain()
  }

  /// Takes the frames of a block.
  private mutating func take(
    _ block: StepBlock, _ record: inout CaptureRecord
  ) throws(OutputError) {
    guard let span = block.span else { return }
    if record.firstFrame == nil { record.firstFrame = frames + 1 }
    frames += block.frames
    record.frames += block.frames
    record.bytes &+= block.capturedBytes
    let known = record.span ?? span
    record.span = min(known.lowerBound, span.lowerBound)...max(known.upperBound, span.upperBound)
    try inspect(block)
  }

  private mutating func inspect(_ block: StepBlock) throws(OutputError) {
    analysis.take(block)
    for record in analysis.takeFinished() { report.session(record) }
    try drain()
    if let failure = analysis.outputError { throw failure }
  }

  /// How a run ended.
  public struct Outcome: Sendable {
    /// The exit status.
    public var status: Int
    /// What is told on standard error beside the inputs' own errors.
    public var remark: String?
  }

  /// Ends what is open and writes the summary; no report is left where no input could be read.
  ///
  /// - Throws: `OutputError` where the report cannot be written.
  public consuming func finish() throws(OutputError) -> Outcome {
    guard var tracker = tracker.take() else { return Outcome(status: 2) }
    var block = StepBlock()
    while tracker.finishNext(into: &block) {
      if block.isFull {
        try inspect(block)
        block.removeAll()
      }
    }
    try inspect(block)
    let outcome = Outcome(status: status, remark: remark)
    if case .text = report, !hasReadInput {
      output.discard()
      return outcome
    }
    if !(reconciliation?.isAlone ?? false) {
      report.summary(analysis.summary(tracker, status: outcome.status))
    }
    try drain()
    if let reconciliation {
      let table = reconciliation.table(analysis.counted).text
      try output.write(reconciliation.isAlone ? table : [10] + table)
    }
    try output.finish()
    return outcome
  }

  private var remark: String? {
    guard hasReadInput, analysis.sessions == 0 else { return nil }
    return "no session on the inspected ports was found; name others with '--port'"
  }

  private var status: Int {
    if !hasReadInput { return 2 }
    let limit = gate.maximumUnchecked ?? .max
    let isPartial =
      hasUnreadInput || analysis.sessions == 0 || analysis.unchecked == analysis.sessions
      || analysis.unchecked > limit
    if isPartial { return 3 }
    if let failOn = gate.failOn, let gravest = analysis.gravest, gravest >= failOn { return 1 }
    return 0
  }

  private mutating func drain() throws(OutputError) {
    let bytes = report.takeOutput()
    if !bytes.isEmpty { try output.write(bytes) }
  }
}
