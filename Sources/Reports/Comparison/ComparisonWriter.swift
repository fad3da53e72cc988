/// What every form of a comparison does: these calls, in the order run, captures and sessions, summary.
protocol ComparisonReport: Sendable {
  /// The first record.
  mutating func run(_ record: ComparisonRecord)
  /// An input is about to be read.
  mutating func reading(_ path: String)
  /// An input.
  mutating func capture(_ record: CaptureRecord)
  /// A session that a candidate decides differently.
  mutating func session(_ record: SessionComparison)
  /// Whether every session is counted, and not those alone that are decided differently.
  var takesCensus: Bool { get }
  /// A session under each policy.
  mutating func count(_ session: [SessionRecord])
  /// The sessions whose dialogues are to be brought before the summary, by the policy's place.
  var wantedDialogues: [Set<Int>] { get }
  /// The dialogues of sessions by the policy's place and by number, as far as they could be had.
  mutating func dialogues(_ transcripts: [[Int: Transcript]])
  /// Why some of them could not be had.
  mutating func lacksDialogues(_ obstacle: DialogueObstacle)
  /// Whether the summary says what hangs on the profile.
  var tellsFlips: Bool { get }
  /// The last record.
  mutating func summary(_ record: ComparisonSummary)
  /// Hands out what was written since the last call.
  mutating func takeOutput() -> [UInt8]
}

extension ComparisonReport {
  mutating func reading(_: String) {}
  var takesCensus: Bool { false }
  mutating func count(_: [SessionRecord]) {}
  var wantedDialogues: [Set<Int>] { [] }
  mutating func dialogues(_: [[Int: Transcript]]) {}
  mutating func lacksDialogues(_: DialogueObstacle) {}
  var tellsFlips: Bool { false }
}

extension ComparisonText: ComparisonReport {}
extension ComparisonJSON: ComparisonReport {}
extension ComparisonHTML: ComparisonReport {}
extension ComparisonMarkdown: ComparisonReport {}
extension ComparisonSARIF: ComparisonReport {}
extension ComparisonTestReport: ComparisonReport {}

/// A report of a comparison: run, captures and sessions, summary, in this order.
public struct ComparisonWriter: Sendable {
  /// The form.
  public let form: ReportForm
  private var report: any ComparisonReport

  /// An empty report of a form; nil where a comparison has no such form.
  ///
  /// - Parameters:
  ///   - form: the form.
  ///   - options: how text is laid out, and how many sessions of a kind are shown.
  ///   - redaction: what forms that leave the house show of mailbox names.
  public init?(
    _ form: ReportForm, options: TextReport.Options = TextReport.Options(),
    redaction: Redaction = .firstLetter
  ) {
    self.form = form
    switch form {
    case .text: report = ComparisonText(options)
    case .json: report = ComparisonJSON()
    case .html:
      report = ComparisonHTML(
        PageBounds(sessionLimit: options.listsAll ? 2_000 : 200), redaction: redaction)
    case .markdown:
      report = ComparisonMarkdown(
        sessionLimit: options.listsAll ? .max : options.sessionLimit, redaction: redaction)
    case .sarif: report = ComparisonSARIF(redaction)
    case .junit: report = ComparisonTestReport(.junit)
    case .tap: report = ComparisonTestReport(.tap)
    case .syslog, .counters: return nil
    }
  }

  /// The first record.
  public mutating func run(_ record: ComparisonRecord) { report.run(record) }

  /// An input is about to be read.
  public mutating func reading(_ path: String) { report.reading(path) }

  /// An input, once it was read.
  public mutating func capture(_ record: CaptureRecord) { report.capture(record) }

  /// A session that a candidate decides differently.
  public mutating func session(_ record: SessionComparison) { report.session(record) }

  /// Whether the report counts every session, and not those alone that are decided differently.
  public var takesCensus: Bool { report.takesCensus }

  /// A session under each policy, where the report counts every session.
  public mutating func count(_ session: [SessionRecord]) { report.count(session) }

  /// The sessions whose dialogues are to be brought before the summary, by the policy's place.
  public var wantedDialogues: [Set<Int>] { report.wantedDialogues }

  /// The dialogues of sessions by the policy's place and by number, as far as they could be had.
  public mutating func dialogues(_ transcripts: [[Int: Transcript]]) {
    report.dialogues(transcripts)
  }

  /// Why some of them could not be had.
  public mutating func lacksDialogues(_ obstacle: DialogueObstacle) {
    report.lacksDialogues(obstacle)
  }

  /// Whether the summary says which sessions have another verdict under the counterpart of a profile.
  public var tellsFlips: Bool { report.tellsFlips }

  /// The last record.
  public mutating func summary(_ record: ComparisonSummary) { report.summary(record) }

  /// Hands out what was written since the last call.
  public mutating func takeOutput() -> [UInt8] { report.takeOutput() }
}
