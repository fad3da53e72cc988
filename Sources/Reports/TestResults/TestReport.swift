import ESMTPInspection

/// Sessions as tests, in JUnit's XML or in TAP: a session that is dropped or reset fails, or one that
/// `--fail-on` names; one that was not looked at is skipped. An input that was not read to its end, a run
/// without sessions and one in which none was looked at fail, so that a run that saw nothing never passes.
///
/// JUnit's counts stand first, so that its test cases wait for the summary: of those that pass, of those
/// that fail and of those that are skipped as many as the limit allows are listed, and the rest is one
/// test case each.
public struct TestReport: Sendable {
  /// How test results are written.
  enum Syntax: Sendable { case junit, tap }

  private var output: TestOutput
  private var captures: [CaptureRecord] = []
  private var hasSession = false
  private var hasSeen = false

  /// An empty report.
  init(_ syntax: Syntax, limit: Int = TestOutput.limit) {
    output = TestOutput(syntax, limit: limit)
  }

  /// Hands out what was written since the last call.
  public mutating func takeOutput() -> [UInt8] { output.take() }

  /// The first record.
  public mutating func run(_ record: RunRecord) {
    output.note(filter: record.filter, selection: record.selection)
    output.note(record.notUnderstoodLines)
  }

  /// An input.
  public mutating func capture(_ record: CaptureRecord) {
    captures.append(record)
    output.append(TestPoint(record))
  }

  /// A session.
  public mutating func session(_ record: SessionRecord) {
    guard record.isCounted else { return }
    hasSession = true
    hasSeen = hasSeen || record.isSeen
    output.append(TestPoint(record))
  }

  /// The last record.
  public mutating func summary(_ record: SummaryRecord) {
    if !hasSeen {
      output.append(hasSession ? .nothingSeen : .noSession(record.noSession(captures)))
    }
    if let words = record.uncheckedWords { output.append(.tooManyUnchecked(words)) }
    output.end(leftAside: record.ofNoSession(captures))
  }
}

/// The sessions that policies decide differently as tests, in JUnit's XML or in TAP.
public struct ComparisonTestReport: Sendable {
  private var output: TestOutput
  private var names: [String] = []
  private var captures: [CaptureRecord] = []
  /// How many sessions each candidate was told to decide differently.
  private var told: [Int: Int] = [:]
  private var hasFailure = false

  /// An empty report.
  init(_ syntax: TestReport.Syntax, limit: Int = TestOutput.limit) {
    output = TestOutput(syntax, limit: limit)
  }

  /// Hands out what was written since the last call.
  public mutating func takeOutput() -> [UInt8] { output.take() }

  /// The first record.
  public mutating func run(_ record: ComparisonRecord) {
    names = record.policies.map(\.name)
    output.note(filter: record.filter, selection: record.selection)
    output.note(record.notUnderstoodLines)
  }

  /// An input.
  public mutating func capture(_ record: CaptureRecord) {
    captures.append(record)
    output.append(TestPoint(record))
  }

  /// A session that a candidate decides differently.
  public mutating func session(_ comparison: SessionComparison) {
    told[comparison.candidate, default: 0] += 1
    hasFailure = hasFailure || comparison.failsGate
    let decisions = comparison.decisions
    var point = TestPoint(
      name: comparison.old.testName, group: group(comparison.candidate),
      outcome: comparison.failsGate ? .failed(comparison.kind.rawValue) : .passed,
      message: comparison.kind.summary)
    point.details = ["old \(decisions.old.text)", "new \(decisions.new.text)"]
    output.append(point)
  }

  /// The last record.
  public mutating func summary(_ summary: ComparisonSummary) {
    if !summary.hasLooked {
      output.append(summary.sessions == 0 ? .noSession(noSession(summary)) : .nothingSeen)
    }
    for (index, candidate) in summary.candidates.enumerated() where summary.hasLooked {
      output.append(
        TestPoint(
          name: Spoken.count(summary.sessions - candidate.different, "session") + " decided alike",
          group: group(index + 1), outcome: .passed))
      let others = candidate.different - told[index + 1, default: 0]
      guard others > 0 else { continue }
      // What is not told may be all that the gate fails.
      output.append(
        TestPoint(
          name: Spoken.count(others, "session")
            + " decided differently, of kinds that were not asked for",
          group: group(index + 1),
          outcome: summary.status == 1 && !hasFailure ? .failed("not-asked-for") : .skipped,
          message: "left out here; without '--only' they are told"))
    }
    output.end(leftAside: summary.leftAside(captures))
  }

  private func noSession(_ summary: ComparisonSummary) -> String {
    let frames = captures.reduce(0) { $0 &+ $1.frames }
    return NoSession.remark(
      frames: frames, taken: frames &- captures.framesLeftOut, unread: summary.unread,
      passedOver: summary.notSelected)
  }

  private func group(_ candidate: Int) -> String {
    guard names.count > 2, names.indices.contains(candidate) else { return "esmtp-replay" }
    return "esmtp-replay.\(names[candidate])"
  }
}

/// Test points as they are written.
struct TestOutput: Sendable {
  /// How many test cases that pass, how many that fail and how many that do neither JUnit's report holds.
  static let limit = 10_000
  /// How many lines of policies that are not understood are told.
  private static let lineLimit = 50

  private let syntax: TestReport.Syntax
  private let limit: Int
  private var text = ""
  private var counts = JUnit.Counts()
  /// What is said of the whole run; TAP writes it where it comes.
  private var properties: [(name: String, value: String)] = []
  private var (passed, failed, skipped) = (0, 0, 0)
  private var isEnded = false

  init(_ syntax: TestReport.Syntax, limit: Int) {
    self.syntax = syntax
    self.limit = limit
    if syntax == .tap { text = TAP.head }
  }

  /// What was written since the last call; of JUnit's report nothing before its end.
  mutating func take() -> [UInt8] {
    guard syntax == .tap || isEnded else { return [] }
    defer { text = "" }
    return Array(text.utf8)
  }

  /// Writes what stands at the end.
  ///
  /// - Parameter leftAside: what was left aside, could not be read, or no session has.
  mutating func end(leftAside: [(name: String, count: Int, text: String)]) {
    isEnded = true
    if syntax == .tap { text += TAP.plan(counts.tests) }
    for (name, count, text) in leftAside { note(name, "\(Spoken.number(count)) \(text)") }
    guard syntax == .junit else { return }
    let more = [
      (passed, TestPoint.Outcome.passed, "pass"), (failed, .failed("more"), "do not pass"),
      (skipped, .skipped, "are skipped"),
    ]
    for (count, outcome, words) in more where count > limit {
      let point = TestPoint(
        name: "\(Spoken.number(count - limit)) more that \(words)",
        outcome: outcome, message: "left out here; --format json has them all")
      counts.add(outcome)
      text += JUnit.text(point)
    }
    text = JUnit.head(counts, properties) + text + JUnit.tail
  }

  /// Says which frames and which sessions are asked for; nil where all are.
  mutating func note(filter: String?, selection: String?) {
    if let filter { note("filter", filter) }
    if let selection { note("where", selection) }
  }

  /// Says which lines policies go without.
  mutating func note(_ lines: [NotUnderstoodLine]) {
    for line in lines.prefix(Self.lineLimit) { note("not-understood", line.words) }
    let more = lines.count - Self.lineLimit
    if more > 0 { note("not-understood", "\(Spoken.number(more)) more; 'policy check' shows them") }
  }

  /// Says something of the whole run: a property of JUnit's suite, a comment in TAP.
  mutating func note(_ name: String, _ value: String) {
    guard syntax == .junit else { return text += TAP.comment("\(name): \(value)") }
    properties.append((name, value))
  }

  mutating func append(_ point: TestPoint) {
    guard syntax == .junit else {
      counts.add(point.outcome)
      return text += TAP.text(point, number: counts.tests)
    }
    switch point.outcome {
    case .passed:
      passed += 1
      guard passed <= limit else { return }
    case .failed:
      failed += 1
      guard failed <= limit else { return }
    case .skipped, .awaited:
      skipped += 1
      guard skipped <= limit else { return }
    }
    counts.add(point.outcome)
    text += JUnit.text(point)
  }
}
