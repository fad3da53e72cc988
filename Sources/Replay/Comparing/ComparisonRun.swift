public import ASAPolicy
public import CaptureFiles
public import Reports

/// One run of `compare`: several policies over one reading of the inputs.
public struct ComparisonRun: ~Copyable {
  private let sides: PolicySides
  private var candidates: [Candidate]
  private var report: ComparisonWriter
  private let output: OutputFile
  private let gate: Gate
  private let only: Set<ComparisonKind>
  private var sessions = 0
  /// What an inspecting firewall has left in the compared sessions.
  private var inspected = InspectedTraffic()
  /// The sessions of which a policy that inspects them could look at nothing.
  private var unchecked = 0
  /// The sessions that are not selected.
  private var passedOver = 0
  private var reading = SecondReading()
  private let policies: [LoadedPolicy]
  private let options: AnalysisOptions
  /// Of each policy the sessions whose verdict may hang on the profile.
  private var doubts: [ProfileDoubts]
  /// The sessions that are compared: those that it means under any of the policies.
  private let selection: SessionSelection?

  /// When a run ends with status 1.
  public enum Gate: String, Sendable, CaseIterable {
    /// A session is decided differently.
    case any
    /// A session fares worse.
    case regression
  }

  /// A run that has written its first record.
  ///
  /// - Parameters:
  ///   - policies: the old policy, then at least one candidate.
  ///   - options: what the replay is asked for.
  ///   - report: where records go.
  ///   - run: the first record.
  ///   - output: where the report goes.
  ///   - gate: when the status is 1.
  ///   - only: the kinds of sessions that are listed; empty for all.
  /// - Throws: `OutputError` where the report cannot be written.
  public init(
    policies: [LoadedPolicy], options: AnalysisOptions, report: ComparisonWriter,
    run: ComparisonRecord, output: OutputFile, gate: Gate, only: Set<ComparisonKind> = []
  ) throws(OutputError) {
    selection = options.selection
    self.policies = policies
    self.options = options
    doubts = policies.map { _ in ProfileDoubts() }
    sides = PolicySides(policies, options, mergesLegs: true)
    candidates = policies.dropFirst().map { Candidate(policies[0], $0) }
    self.report = report
    self.output = output
    self.gate = gate
    self.only = only
    self.report.run(run)
    try drain()
  }

  /// What to tell on standard error, in order.
  public var messages: [String] { sides.messages }

  /// Reads one input to its end.
  ///
  /// - Parameters:
  ///   - input: a file or standard input.
  ///   - filter: a BPF expression for libpcap, or nil.
  ///   - progress: called every few thousand frames with what was read so far.
  /// - Throws: `OutputError` where the report cannot be written.
  public mutating func read(
    _ input: CaptureInput, filter: String?, progress: (ReadingProgress) -> Void
  ) throws(OutputError) {
    report.reading(input.path)
    let record = try sides.read(input, filter: filter) { records throws(OutputError) in
      try compare(records)
      progress(sides.progress)
    }
    reading.add(input, filter: filter)
    report.capture(record)
    try drain()
  }

  /// Ends what is open and writes the summary.
  ///
  /// - Throws: `OutputError` where the report cannot be written.
  public consuming func finish() throws(OutputError) -> AnalysisRun.Outcome {
    try sides.finish { records throws(OutputError) in try compare(records) }
    var outcome = AnalysisRun.Outcome(status: status, remark: remark)
    outcome.warnings = [inspected.remark].compactMap { $0 }
    guard sides.hasReadInput else { return outcome }
    var summary = ComparisonSummary(
      sessions: sessions, unchecked: unchecked, candidates: candidates.map(\.summary),
      status: outcome.status)
    summary.notSelected = passedOver
    summary.unread = sides.unread
    reading.first = sides.trace
    if let obstacle = reading.obstacle { report.lacksDialogues(obstacle) }
    do throws(OutputError) {
      report.dialogues(try reading.transcripts(of: report.wantedDialogues, policies, options))
      if report.tellsFlips {
        summary.flips = try reading.flips(Array(zip(policies, doubts)), options)
      }
    } catch {
      // The report has the rest.
      outcome.failures = [error]
      report.lacksDialogues(error.isInterruption ? .signal : .changed)
      outcome.status = !error.isInterruption ? 2 : outcome.status == 1 ? 1 : 3
      summary.status = outcome.status
    }
    report.summary(summary)
    try drain()
    try output.finish()
    return outcome
  }

  /// Compares the sessions that ended; they do so in the same order under each policy.
  private mutating func compare(_ records: [[SessionRecord]]) throws(OutputError) {
    for (place, old) in records[0].enumerated() {
      if let selection, !records.contains(where: { selection.matches($0[place]) }) {
        passedOver += 1
        continue
      }
      sessions += 1
      inspected.add(old)
      if records.contains(where: { $0[place].isUnchecked }) { unchecked += 1 }
      for side in records.indices { doubts[side].add(records[side][place]) }
      if report.takesCensus { report.count(records.map { $0[place] }) }
      for index in candidates.indices {
        let pair = SessionPair(old: old, new: records[index + 1][place])
        guard let kind = candidates[index].take(pair), only.isEmpty || only.contains(kind) else {
          continue
        }
        var comparison = SessionComparison(
          candidate: index + 1, kind: kind, old: pair.old, new: pair.new)
        comparison.new.communityID = pair.old.communityID
        comparison.tls = candidates[index].tlsStatements(of: pair)
        comparison.failsGate = gate == .any || kind == .regression
        report.session(comparison)
      }
    }
    try drain()
  }

  private var remark: String? {
    guard sides.hasReadInput, sessions == 0 else { return nil }
    return NoSession.remark(
      frames: sides.progress.frames, taken: sides.framesTaken,
      unread: sides.unread, passedOver: passedOver)
  }

  private var status: Int {
    if !sides.hasReadInput { return 2 }
    let isHit = candidates.contains {
      gate == .any ? $0.different > 0 : $0.count(.regression) > 0
    }
    if isHit { return 1 }
    return sides.hasUnreadInput || sessions == unchecked ? 3 : 0
  }

  private mutating func drain() throws(OutputError) {
    let bytes = report.takeOutput()
    if !bytes.isEmpty { try output.write(bytes) }
  }
}
