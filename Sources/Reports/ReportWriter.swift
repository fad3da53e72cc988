public import ESMTPInspection

/// What every form of a report does: these calls, in the order run, captures and sessions, summary.
///
/// Nothing is done at a call that a form leaves out.
protocol Report: Sendable {
  /// The first record.
  mutating func run(_ record: RunRecord)
  /// An input is about to be read.
  mutating func reading(_ path: String)
  /// An input.
  mutating func capture(_ record: CaptureRecord)
  /// Whether sessions that differ from one in their ends and times alone leave anything in the report.
  func takes(_ session: SessionRecord) -> Bool
  /// A session.
  mutating func session(_ record: SessionRecord)
  /// The sessions whose dialogues are to be brought before the summary.
  var wantedDialogues: Set<Int> { get }
  /// What the summary is to have that takes further readings.
  var adviceWish: AdviceWish { get }
  /// The dialogues of sessions by number, as far as they could be had.
  mutating func dialogues(_ transcripts: [Int: Transcript])
  /// Why some of them could not be had.
  mutating func lacksDialogues(_ obstacle: DialogueObstacle)
  /// Whether the summary says what hangs on the profile.
  var tellsFlips: Bool { get }
  /// What limits of connections hang on in a shard.
  mutating func connection(_ step: ConnectionStep)
  /// What `merge` has to know of a shard.
  mutating func shard(_ record: ShardRecord)
  /// The last record.
  mutating func summary(_ record: SummaryRecord)
  /// Hands out what was written since the last call.
  mutating func takeOutput() -> [UInt8]
}

extension Report {
  mutating func run(_: RunRecord) {}
  mutating func reading(_: String) {}
  mutating func capture(_: CaptureRecord) {}
  func takes(_: SessionRecord) -> Bool { true }
  mutating func session(_: SessionRecord) {}
  var wantedDialogues: Set<Int> { [] }
  var adviceWish: AdviceWish { .nothing }
  mutating func dialogues(_: [Int: Transcript]) {}
  mutating func lacksDialogues(_: DialogueObstacle) {}
  var tellsFlips: Bool { false }
  mutating func connection(_: ConnectionStep) {}
  mutating func shard(_: ShardRecord) {}
  mutating func summary(_: SummaryRecord) {}
}

extension TextReport: Report {}
extension JSONReport: Report {}
extension SyslogReport: Report {}
extension CountersReport: Report {}
extension HTMLReport: Report {}
extension MarkdownReport: Report {}
extension SARIFReport: Report {}
extension TestReport: Report {}

/// A report of any form: the same calls, in the order run, captures and sessions, summary.
public struct ReportWriter: Sendable {
  /// The form.
  public let form: ReportForm
  private var report: any Report

  /// An empty report of a form.
  ///
  /// - Parameters:
  ///   - form: the form.
  ///   - options: how text is laid out, and how much pages show.
  ///   - redaction: what forms that leave the house show of mailbox names.
  public init(
    _ form: ReportForm, options: TextReport.Options = TextReport.Options(),
    redaction: Redaction = .firstLetter
  ) {
    self.form = form
    report =
      switch form {
      case .text: TextReport(options)
      case .json: JSONReport()
      case .html: HTMLReport(order: options.order, redaction: redaction)
      case .markdown: MarkdownReport(options, redaction)
      case .sarif: SARIFReport(redaction)
      case .junit: TestReport(.junit)
      case .tap: TestReport(.tap)
      case .syslog: SyslogReport()
      case .counters: CountersReport()
      }
  }

  /// The first record.
  public mutating func run(_ record: RunRecord) { report.run(record) }

  /// An input is about to be read.
  public mutating func reading(_ path: String) { report.reading(path) }

  /// An input, once it was read.
  public mutating func capture(_ record: CaptureRecord) { report.capture(record) }

  /// Whether sessions that differ from one in their ends and times alone leave anything in the report.
  public func takes(_ session: SessionRecord) -> Bool { report.takes(session) }

  /// A session.
  public mutating func session(_ record: SessionRecord) { report.session(record) }

  /// The sessions whose dialogues are to be brought before the summary.
  public var wantedDialogues: Set<Int> { report.wantedDialogues }

  /// What the summary is to have that takes further readings.
  public var adviceWish: AdviceWish { report.adviceWish }

  /// The dialogues of sessions by number, as far as they could be had.
  public mutating func dialogues(_ transcripts: [Int: Transcript]) {
    report.dialogues(transcripts)
  }

  /// Why some of them could not be had.
  public mutating func lacksDialogues(_ obstacle: DialogueObstacle) {
    report.lacksDialogues(obstacle)
  }

  /// Whether the summary says which sessions have another verdict under the counterpart of the profile.
  public var tellsFlips: Bool { report.tellsFlips }

  /// What limits of connections hang on in a shard.
  public mutating func connection(_ step: ConnectionStep) { report.connection(step) }

  /// What `merge` has to know of a shard, before its summary.
  public mutating func shard(_ record: ShardRecord) { report.shard(record) }

  /// The last record.
  public mutating func summary(_ record: SummaryRecord) { report.summary(record) }

  /// Hands out what was written since the last call.
  public mutating func takeOutput() -> [UInt8] { report.takeOutput() }
}
