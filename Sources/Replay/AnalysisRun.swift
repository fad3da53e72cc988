import ASAPolicy
public import CaptureFiles
import Packets
public import Reports

/// One run of `analyze`: inputs in, report out, exit status.
public struct AnalysisRun: ~Copyable {
  private var analysis: Analysis
  private var report: ReportWriter
  private let output: OutputFile
  private let gate: Gate
  private var hasUnreadInput = false
  private var hasReadInput = false
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
    let name = input.path
    var record = CaptureRecord(
      path: name, firstFrame: nil, frames: 0, bytes: 0, span: nil, linkType: "unknown",
      snapshotLength: 0, error: nil)
    var failure: OutputError?
    do throws(CaptureError) {
      var reader = try CaptureReader(opening: input, filter: filter)
      record.linkType = reader.linkTypeName
      record.snapshotLength = reader.snapshotLength
      guard let linkType = LinkType(dataLinkType: reader.linkType) else {
        throw CaptureError(
          path: name, reason: "link type \(reader.linkTypeName) is not understood",
          remedy: "capture on an Ethernet, cooked, raw IP, loopback or PPP interface")
      }
      let first = analysis.frames
      let outcome = reader.read { frame, bytes in
        record.bytes &+= UInt64(bytes.count)
        let time = frame.nanoseconds
        if let span = record.span {
          if !span.contains(time) {
            record.span = min(span.lowerBound, time)...max(span.upperBound, time)
          }
        } else {
          record.span = time...time
        }
        analysis.receive(frame, bytes, linkType: linkType, number: first + frame.number)
        record.frames += 1
        if analysis.hasFinished {
          do throws(OutputError) { try writeFinished() } catch { failure = error }
        }
        if analysis.frames & 0x3FFF == 0 { progress(analysis.frames) }
        return failure == nil && analysis.outputError == nil
      }
      if record.frames > 0 { record.firstFrame = first + 1 }
      hasReadInput = true
      if case .damaged(let error) = outcome { throw error }
    } catch {
      record.error = "\(error)"
      hasUnreadInput = true
      messages.append("\(error)")
    }
    if let failure { throw failure }
    if let failure = analysis.outputError { throw failure }
    report.capture(record)
    try drain()
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
    while analysis.finishNext() {
      if analysis.hasFinished { try writeFinished() }
    }
    if let failure = analysis.outputError { throw failure }
    let outcome = Outcome(status: status, remark: remark)
    if case .text = report, !hasReadInput {
      output.discard()
      return outcome
    }
    report.summary(analysis.summary(status: outcome.status))
    try drain()
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

  private mutating func writeFinished() throws(OutputError) {
    for record in analysis.takeFinished() { report.session(record) }
    try drain()
  }

  private mutating func drain() throws(OutputError) {
    let bytes = report.takeOutput()
    if !bytes.isEmpty { try output.write(bytes) }
  }
}
