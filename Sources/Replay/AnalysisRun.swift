import ASAPolicy
public import CaptureFiles
public import ESMTPInspection
import Primitives
public import Reports

/// One run of `analyze`: inputs in, report out, exit status.
public struct AnalysisRun: ~Copyable {
  var analysis: Analysis
  let feed: CaptureFeed
  let report: ReportQueue
  private let output: OutputFile
  private var gate: Gate
  /// The gravest verdict that the gate has seen.
  private var gravest: Verdict?
  /// Whether an outcome has hit the gate.
  private var isHit = false
  private var annotation: AnnotationState?
  /// What could not be written, or was not because of a signal.
  private var failures: [OutputError] = []
  /// Whether the report is among that.
  private var hasLostReport = false
  var reading = SecondReading()
  /// The sessions whose verdict may hang on the profile.
  private var doubts = ProfileDoubts()
  private var carving: CarvedCapture?
  private let advising: AdviceReading?
  /// What the report wants of it.
  private let wish: AdviceWish
  /// What the report is to say of a shard, and what that leaves to others; nil for a whole run.
  var shard: (request: ShardRequest, handover: Handover)?
  /// What becomes of the sessions of a shard where limits of connections are reached; nil where none can.
  private let limited: LimitedSessions?
  private var causes = AdviceCauses()
  /// What a device has counted, for a table behind the report.
  public var reconciliation: Reconciliation?
  /// Logs, for tables behind the report.
  public var logs: LogBook?
  /// What to tell on standard error, in order.
  public var messages: [String] { feed.messages }

  /// When a run that was done ends with another status than 0.
  public struct Gate: Sendable {
    /// The verdict from which on the status is 1; nil for none.
    public var failOn: Verdict?
    /// The outcomes from which on the status is 1; empty for none.
    public var outcomes: [MailOutcome]
    /// How many sessions may stay unchecked; nil for no limit.
    public var maximumUnchecked: Int?
    /// What is known already; nil for nothing.
    public var baseline: Baseline?
    /// Rules that do not count.
    public var ignoredRules: Set<Rule>

    /// A gate.
    public init(
      failOn: Verdict? = nil, outcomes: [MailOutcome] = [], maximumUnchecked: Int? = nil,
      baseline: Baseline? = nil,
      ignoredRules: Set<Rule> = []
    ) {
      self.failOn = failOn
      self.outcomes = outcomes
      self.maximumUnchecked = maximumUnchecked
      self.baseline = baseline
      self.ignoredRules = ignoredRules
    }
  }

  /// A run that has written its first record.
  ///
  /// - Throws: `OutputError` where the report cannot be written.
  public init(
    analysis: consuming Analysis, report: consuming ReportWriter, run: RunRecord,
    output: OutputFile, gate: Gate, rewriting request: RewriteRequest? = nil,
    annotation: AnnotationRequest? = nil, logs: LogBook? = nil, carving: String? = nil,
    advising: AdviceReading? = nil
  ) throws(OutputError) {
    feed = CaptureFeed(
      SessionTracker(policies: [analysis.policy], options: analysis.options),
      rewriting: request.map { RewriteState($0) }, jobs: analysis.options.jobs)
    wish = advising == nil ? .nothing : report.adviceWish
    self.report = ReportQueue(report, isBeside: analysis.options.jobs > 1)
    limited = LimitedSessions(analysis.policy, analysis.options)
    self.analysis = analysis
    self.gate = gate
    self.annotation = nil
    self.advising = advising
    shard = nil
    self.logs = logs
    self.logs?.run(run)
    self.report.run { $0.run(run) }
    self.output = output
    // What cannot be made is told before anything is read.
    if let carving { self.carving = try CarvedCapture(path: carving) }
    if let annotation { self.annotation = try AnnotationState(annotation) }
    try feed.rewriting?.open()
    try drain()
  }

  /// Reads one input to its end.
  ///
  /// - Parameters:
  ///   - input: a file or standard input.
  ///   - filter: a BPF expression for libpcap, or nil.
  ///   - progress: called every few thousand frames with what was read so far.
  /// - Throws: `OutputError` where the report cannot be written; everything about the input is told in
  ///   `messages` and in its record.
  public mutating func read(
    _ input: CaptureInput, filter: String?, progress: (ReadingProgress) -> Void
  ) throws(OutputError) {
    let first = feed.frames
    report.run { $0.reading(input.path) }
    reading.add(input, filter: filter)
    let record = try feed.read(input, filter: filter) { block throws(OutputError) in
      try inspect(&block)
      if input.isAwaited {
        // Nothing more may come for a long time.
        try handOn()
        report.run { _ in }
        try drain()
      }
      progress(feed.progress)
    }
    try handOn()
    let entry = ReadInput(input, filter: filter, first: first, as: record)
    annotation?.add(entry)
    carving?.add(entry)
    report.run { $0.capture(record) }
    try drain()
  }

  /// How many sessions at least are handed to the report at once, so that its thread is not woken for each
  /// block. The last ones of an input, and those of one that is awaited, go at once.
  private static let batch = 64

  mutating func inspect(_ block: inout StepBlock) throws(OutputError) {
    limited?.take(block)
    do throws(OutputError) { try analysis.take(&block, feed.rewriting) } catch {
      try abandonRewriting(error)
    }
    if limited != nil || analysis.endedCount >= AnalysisRun.batch { try handOn() }
  }

  /// Hands the sessions that ended to the report.
  private mutating func handOn() throws(OutputError) {
    var ended = analysis.takeEnded()
    if let limited {
      var finished = ended.wholeRecords()
      limited.complete(&finished)
      ended = EndedSessions(finished)
      let steps = analysis.takeConnectionSteps()
      if !steps.isEmpty { report.run { for step in steps { $0.connection(step) } } }
    }
    judge(&ended)
    report.append(ended)
    try drain()
    if let failure = analysis.outputError, !failures.contains(failure) { failures.append(failure) }
  }

  /// Holds sessions against the gate, and hands them to what listens beside the report.
  private mutating func judge(_ ended: inout EndedSessions) {
    if isHeard { ended.makeWhole() }
    ended.update { record in
      guard record.isCounted else { return }
      let known = gate.baseline?.take(record)
      let verdict = gate.countsAll ? record.verdict : gate.verdict(of: record, known)
      gravest = max(gravest ?? .exempt, verdict)
      let isHit = !gate.outcomes.isEmpty && gate.isHit(byOutcomeOf: record, known)
      self.isHit = self.isHit || isHit
      let usual = gate.outcomes.isEmpty ? Verdict.dropped : nil
      let isTooGrave = (gate.failOn ?? usual).map { verdict >= $0 } ?? false
      record.gate = isHit ? .outcome : isTooGrave ? .verdict : .passed
      known?.mark(&record)
    }
    let records = ended.records.span
    for index in records.indices {
      annotation?.comments.add(records[index])
      carving?.choose(records[index].id)
      guard records[index].isCounted else { continue }
      if !records[index].doubts.isEmpty { doubts.add(records[index]) }
      logs?.add(records[index])
      if wish == .all { causes.add(records[index]) }
    }
  }

  /// Whether something wants each session before it is in the report.
  private var isHeard: Bool {
    gate.baseline != nil || annotation != nil || logs != nil || carving != nil || wish == .all
  }

  /// Goes on without the rewritten capture, where there is a report to go on for.
  private mutating func abandonRewriting(_ failure: OutputError) throws(OutputError) {
    guard !output.isNowhere else { throw failure }
    failures.append(failure)
    analysis.abandonRewriting()
    feed.rewriting?.abandon()
  }

  /// How a run ended.
  public struct Outcome: Sendable {
    /// The exit status.
    public var status: Int
    /// What is told on standard error beside the inputs' own errors.
    public var remark: String?
    /// What a reader must know before anything else, where the report has no place for it.
    public var warnings: [String] = []
    /// What could not be written, while other results could.
    public var failures: [OutputError] = []
    /// What was done to the frames of the rewritten capture; nil where there is none.
    public var rewriting: RewritingRecord?
    /// Comments of the annotated capture that were left out, because there were too many.
    public var omittedComments = 0
    /// Whether the frames of what was written are of several link types.
    public var mixesLinkTypes = false
  }

  /// Ends what is open and writes the summary; no report is left where no input could be read.
  ///
  /// - Throws: `OutputError` where the report cannot be written.
  public consuming func finish() throws(OutputError) -> Outcome {
    try feed.finish { block throws(OutputError) in try inspect(&block) }
    try handOn()
    // A signal behind the end of the inputs has ended none of them: it is for what is read again.
    if feed.hasUnreadInput { StopRequest.meet() }
    // Before the other outputs have their names: one of these may be an input.
    let frames = analysis.options.written?.frames
    var mixesLinkTypes = false
    do throws(OutputError) {
      mixesLinkTypes = try annotation?.finish(only: frames) ?? false
    } catch {
      failures.append(error)
    }
    do throws(OutputError) {
      let tracker = SessionTracker(policies: [analysis.policy], options: analysis.options)
      if try carving?.finish(tracker) ?? false { mixesLinkTypes = true }
    } catch { failures.append(error) }
    do throws(OutputError) { try feed.rewriting?.finish() } catch { try abandonRewriting(error) }
    let done = analysis.rewriting(frames: feed.framesTaken)
    var outcome = Outcome(
      status: status, remark: remark, rewriting: done,
      omittedComments: annotation?.comments.omitted ?? 0)
    outcome.failures = failures
    outcome.mixesLinkTypes = mixesLinkTypes
    if report.run({ $0.form }) == .text, !feed.hasReadInput { return outcome }
    if !(reconciliation?.isAlone ?? false) {
      let flips = readAgain()
      var summary = analysis.summary(
        packets: feed.packetCounts, bounds: feed.boundCounts, status: status)
      summary.rewriting = done
      summary.notSelected = analysis.passedOver
      if shard == nil {
        (summary.unchecked, summary.uncheckedLimit) = (analysis.unchecked, uncheckedLimit)
      }
      try advise(&summary)
      tellOwnCounts(&summary)
      summary.flips = flips.own
      // What was not read may hold the rest.
      if !feed.hasUnreadInput { summary.absent = gate.baseline?.absent ?? [] }
      tellShard(flips.own, intercepted: flips.intercepted, doubtful: doubts.sessions.count)
      report.run { [summary] in $0.summary(summary) }
    }
    try drain()
    if let reconciliation, !hasLostReport {
      let table = reconciliation.table(analysis.counted).text
      do throws(OutputError) {
        try output.write(reconciliation.isAlone ? table : [10] + table)
      } catch {
        try loseReport(error)
      }
    }
    if let logs, let layout = logs.layout, !hasLostReport {
      let tables = logs.text(width: layout.columns, isColoured: layout.isColoured)
      do throws(OutputError) { try output.write([10] + tables) } catch { try loseReport(error) }
    }
    if !hasLostReport { try output.finish() }
    outcome.failures = failures
    outcome.status = status
    return outcome
  }

  /// Reads the inputs again for what was not gathered in vain: the dialogues, which the report gets,
  /// and what hangs on the profile. What fails is told; the report has the rest.
  private mutating func readAgain() -> (own: ProfileFlips?, intercepted: ProfileFlips?) {
    reading.first = ReadingTrace(feed)
    if let obstacle = reading.obstacle { report.run { $0.lacksDialogues(obstacle) } }
    var flips: (own: ProfileFlips?, intercepted: ProfileFlips?)
    do throws(OutputError) {
      let dialogues = try reading.transcripts(
        of: report.run { $0.wantedDialogues }, analysis.policy, analysis.options)
      report.run { $0.dialogues(dialogues) }
      if report.run({ $0.tellsFlips }) {
        var options = analysis.options
        if limited != nil { options.admission = .admitting }
        flips.own = try reading.flips([(analysis.policy, doubts)], options)[0]
      }
      flips.intercepted = try limited?.interceptedFlips(reading)
    } catch {
      failures.append(error)
      report.run { $0.lacksDialogues(error.isInterruption ? .signal : .changed) }
    }
    return flips
  }

  /// The frames up to which inputs are read again for what takes several replays of them.
  private static let adviceLimit = (assumptions: 20_000, all: 200_000)
  /// The same in events, of which few frames may have many.
  private static let adviceEventLimit = 50_000
  /// The same in lines of configuration, all of which are linked anew for each change, and kept.
  private static let adviceLineLimit = 50_000

  /// Adds what takes further readings, where the form wants it and the inputs are not too long.
  private mutating func advise(_ summary: inout SummaryRecord) throws(OutputError) {
    guard let advising, summary.sessions > 0 else { return }
    let limit: Int
    switch wish {
    case .nothing: return
    case .assumptions: limit = Self.adviceLimit.assumptions
    case .all: limit = Self.adviceLimit.all
    }
    guard reading.isPossible else {
      summary.adviceRemark =
        "not looked for: "
        + (StopRequest.hasEndedFiles
          ? "a signal has ended the reading" : "an input cannot be read a second time")
      return
    }
    let events = summary.rules.reduce(0) { $0 + $1.observed }
    let bounds = [
      (feed.framesTaken, limit, "there are more than \(limit) frames"),
      (events, Self.adviceEventLimit, "there are more than \(Self.adviceEventLimit) events"),
      (
        advising.lines, Self.adviceLineLimit,
        "the configuration has more than \(Self.adviceLineLimit) lines"
      ),
    ]
    if let (_, _, excess) = bounds.first(where: { many, limit, _ in many > limit }) {
      summary.adviceRemark = "not looked for: \(excess); 'advise' looks for them"
      return
    }
    let (inputs, filter) = (reading.inputs.map(\.input), reading.inputs.first?.filter)
    guard let trace = reading.first else { return }
    do throws(OutputError) {
      summary.assumptions = try advising.assumptions(in: inputs, filter: filter, asRead: trace)
      if wish == .all {
        summary.advice = try advising.advice(
          on: causes, in: inputs, filter: filter, asRead: trace)
      }
    } catch {
      summary.adviceRemark = "not looked for: \(oneLine(error.path)): \(error.reason)"
      guard error.isInterruption else { return }
      failures.append(error)
      summary.status = status
    }
  }

  private var remark: String? {
    guard feed.hasReadInput, shard == nil else { return nil }
    guard analysis.sessions == 0 else {
      return uncheckedLimit.map { SummaryRecord.uncheckedRemark(analysis.unchecked, limit: $0) }
    }
    return NoSession.remark(
      frames: feed.frames, taken: feed.framesTaken, unread: feed.unread,
      passedOver: analysis.passedOver, otherLegs: analysis.totals.otherLegs)
  }

  /// How many sessions may stay unchecked, where more do.
  private var uncheckedLimit: Int? {
    gate.maximumUnchecked.flatMap { analysis.unchecked > $0 ? $0 : nil }
  }

  private var status: Int {
    if !feed.hasReadInput || failures.contains(where: { !$0.isInterruption }) { return 2 }
    let isUnfinished = feed.hasUnreadInput || !failures.isEmpty
    // That a shard has no session is nothing amiss.
    if shard != nil { return isUnfinished ? 3 : 0 }
    let isPartial =
      isUnfinished || analysis.sessions == 0 || analysis.unchecked == analysis.sessions
      || uncheckedLimit != nil
    // What was found is found, whatever else could not be looked at.
    if isHit { return 1 }
    if let failOn = gate.failOn, let gravest, gravest >= failOn { return 1 }
    return isPartial ? 3 : 0
  }

  private mutating func drain() throws(OutputError) {
    let bytes = report.takeOutput()
    guard !bytes.isEmpty, !hasLostReport else { return }
    do throws(OutputError) { try output.write(bytes) } catch { try loseReport(error) }
  }

  /// Goes on without the report, where something else is written.
  private mutating func loseReport(_ failure: OutputError) throws(OutputError) {
    let hasMore =
      feed.rewriting?.log != nil || annotation != nil || carving != nil
      || analysis.options.extractDirectory != nil
    guard hasMore else { throw failure }
    failures.append(failure)
    hasLostReport = true
  }
}
