import ASAPolicy
public import CaptureFiles
import Primitives
public import Reports

/// One run of `analyze`: inputs in, report out, exit status.
public struct AnalysisRun: ~Copyable {
  private var analysis: Analysis
  private var report: ReportWriter
  private let output: OutputFile
  private let gate: Gate
  private var hasUnreadInput = false
  private var hasReadInput = false
  private var rewriting: RewriteState?
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
    output: consuming OutputFile, gate: Gate, rewriting request: RewriteRequest? = nil
  ) throws(OutputError) {
    self.analysis = analysis
    self.report = report
    self.gate = gate
    self.report.run(run)
    self.output = output
    rewriting = if let request { try RewriteState(request) } else { nil }
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
    let first = analysis.frames
    let blocks = FrameBlocks(
      input, filter: filter, after: first, decoder: analysis.decoder, records: rewriting != nil,
      precision: rewriting?.precision)
    reading: while true {
      switch blocks.next() {
      case .header(let header):
        record.linkType = header.linkTypeName
        record.snapshotLength = header.snapshotLength
        hasReadInput = true
        do throws(OutputError) {
          if let type = try rewriting?.begin(header, of: input), let request = rewriting?.request {
            analysis.rewrite(request.repair, linkType: type)
          }
        } catch {
          failure = error
          blocks.stop()
        }
      case .block(var block):
        if failure == nil {
          do throws(OutputError) {
            if rewriting == nil {
              try take(block, after: first, &record)
            } else {
              try rewrite(&block, after: first, &record)
            }
          } catch {
            failure = error
            blocks.stop()
          }
          progress(analysis.frames)
        }
        blocks.recycle(block)
      case .end(let decoder, let error):
        analysis.decoder = decoder
        if let error {
          record.error = "\(error)"
          hasUnreadInput = true
          messages.append("\(error)")
        }
        break reading
      }
    }
    if let failure { throw failure }
    report.capture(record)
    try drain()
  }

  /// Takes the frames of a block; `first` is the number of the last frame of earlier inputs.
  private mutating func take(
    _ block: FrameBlock, after first: Int, _ record: inout CaptureRecord
  ) throws(OutputError) {
    note(block, after: first, &record)
    for index in block.entries.indices {
      analysis.receive(index, of: block)
      if analysis.hasFinished { writeFinished() }
    }
    // A call of the system for each block, not for each session.
    try drain()
    if let failure = analysis.outputError { throw failure }
  }

  /// Takes the frames of a block, all of which are records of the rewritten capture.
  private mutating func rewrite(
    _ block: inout FrameBlock, after first: Int, _ record: inout CaptureRecord
  ) throws(OutputError) {
    note(block, after: first, &record)
    guard var log = rewriting?.log.take() else { return }
    var failure: OutputError?
    do throws(OutputError) {
      var sessions: [SessionRecord] = []
      try analysis.receive(&block, in: &log) { analysis, _ in
        if analysis.hasFinished { sessions += analysis.takeFinished() }
      }
      for session in sessions { report.session(session) }
    } catch {
      failure = error
    }
    rewriting?.log = consume log
    if let failure { throw failure }
    try drain()
    if let failure = analysis.outputError { throw failure }
  }

  /// Counts the frames of a block for the record of its input.
  private func note(_ block: FrameBlock, after first: Int, _ record: inout CaptureRecord) {
    guard let earliest = block.entries.first?.time else { return }
    if record.firstFrame == nil { record.firstFrame = first + 1 }
    record.frames += block.entries.count
    var span = record.span ?? earliest...earliest
    for index in block.entries.indices {
      let time = block.entries[index].time
      if !span.contains(time) { span = min(span.lowerBound, time)...max(span.upperBound, time) }
      record.bytes &+= UInt64(block.entries[index].length)
    }
    record.span = span
  }

  /// How a run ended.
  public struct Outcome: Sendable {
    /// The exit status.
    public var status: Int
    /// What is told on standard error beside the inputs' own errors.
    public var remark: String?
    /// What was done to the frames of the rewritten capture; nil where there is none.
    public var rewriting: RewritingRecord?
  }

  /// Ends what is open and writes the summary; no report is left where no input could be read.
  ///
  /// - Throws: `OutputError` where the report cannot be written.
  public consuming func finish() throws(OutputError) -> Outcome {
    var log = rewriting?.log.take()
    while analysis.finishNext() {
      log = settled(log.take())
      if analysis.hasFinished { writeFinished() }
      if analysis.sessions & 0xFF == 0 { try drain() }
    }
    if let failure = analysis.outputError { throw failure }
    rewriting?.log = log.take()
    if let rewriting = rewriting.take() { try rewriting.finish() }
    let outcome = Outcome(
      status: status, remark: remark, rewriting: analysis.rewriting(frames: analysis.frames))
    if case .text = report, !hasReadInput {
      output.discard()
      return outcome
    }
    if !(reconciliation?.isAlone ?? false) {
      report.summary(analysis.summary(status: outcome.status))
    }
    try drain()
    if let reconciliation {
      let table = reconciliation.table(analysis.counted).text
      try output.write(reconciliation.isAlone ? table : [10] + table)
    }
    try output.finish()
    return outcome
  }

  /// Does what the end of a session has decided about frames.
  private mutating func settled(_ log: consuming FrameLog?) -> FrameLog? {
    guard var log = log.take() else { return nil }
    analysis.settle(at: analysis.lastTime, position: log.end, in: &log)
    return log
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

  private mutating func writeFinished() {
    for record in analysis.takeFinished() { report.session(record) }
  }

  private mutating func drain() throws(OutputError) {
    let bytes = report.takeOutput()
    if !bytes.isEmpty { try output.write(bytes) }
  }
}
