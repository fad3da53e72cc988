/// The catalogue of report forms, a line a form.
public enum ReportForm: String, Sendable, CaseIterable {
  case text, json, html, syslog, counters

  /// One line for the help.
  public var summary: String {
    switch self {
    case .text: "for a person at a terminal"
    case .json: "newline-delimited JSON, a record a line"
    case .html: "one page for a browser"
    case .syslog: "the messages that the device would write"
    case .counters: "what 'show service-policy inspect esmtp' would print"
    }
  }
}

/// A report of any form: the same four calls, in the order run, captures and sessions, summary.
public enum ReportWriter: Sendable {
  /// Text for a person.
  case text(TextReport)
  /// Newline-delimited JSON.
  case json(JSONReport)
  /// One page for a browser.
  case html(HTMLReport)
  /// The device's messages.
  case syslog(SyslogReport)
  /// The device's counters.
  case counters(CountersReport)

  /// An empty report of a form.
  ///
  /// - Parameters:
  ///   - form: the form.
  ///   - options: how text is laid out; other forms ignore them.
  ///   - redaction: what forms that leave the house show of mailbox names.
  public init(
    _ form: ReportForm, options: TextReport.Options = TextReport.Options(),
    redaction: Redaction = .firstLetter
  ) {
    switch form {
    case .text: self = .text(TextReport(options))
    case .json: self = .json(JSONReport())
    case .html: self = .html(HTMLReport(redaction: redaction))
    case .syslog: self = .syslog(SyslogReport())
    case .counters: self = .counters(CountersReport())
    }
  }

  /// The first record.
  public mutating func run(_ record: RunRecord) {
    switch consume self {
    case .text(var report):
      report.run(record)
      self = .text(report)
    case .json(var report):
      report.run(record)
      self = .json(report)
    case .html(var report):
      report.run(record)
      self = .html(report)
    case .syslog(var report):
      report.run(record)
      self = .syslog(report)
    case .counters(let report): self = .counters(report)
    }
  }

  /// An input.
  public mutating func capture(_ record: CaptureRecord) {
    switch consume self {
    case .text(var report):
      report.capture(record)
      self = .text(report)
    case .json(var report):
      report.capture(record)
      self = .json(report)
    case .html(var report):
      report.capture(record)
      self = .html(report)
    case .syslog(let report): self = .syslog(report)
    case .counters(let report): self = .counters(report)
    }
  }

  /// A session.
  public mutating func session(_ record: SessionRecord) {
    switch consume self {
    case .text(var report):
      report.session(record)
      self = .text(report)
    case .json(var report):
      report.session(record)
      self = .json(report)
    case .html(var report):
      report.session(record)
      self = .html(report)
    case .syslog(var report):
      report.session(record)
      self = .syslog(report)
    case .counters(let report): self = .counters(report)
    }
  }

  /// The sessions whose dialogues are to be brought before the summary; none for most forms.
  public var wantedDialogues: Set<Int> {
    if case .html(let report) = self { report.wantedDialogues } else { [] }
  }

  /// The dialogues of sessions by number, as far as they could be had.
  public mutating func dialogues(_ transcripts: [Int: Transcript]) {
    guard case .html(var report) = self else { return }
    report.dialogues(transcripts)
    self = .html(report)
  }

  /// The last record.
  public mutating func summary(_ record: SummaryRecord) {
    switch consume self {
    case .text(var report):
      report.summary(record)
      self = .text(report)
    case .json(var report):
      report.summary(record)
      self = .json(report)
    case .html(var report):
      report.summary(record)
      self = .html(report)
    case .syslog(let report): self = .syslog(report)
    case .counters(var report):
      report.summary(record)
      self = .counters(report)
    }
  }

  /// Hands out what was written since the last call.
  public mutating func takeOutput() -> [UInt8] {
    let output: [UInt8]
    switch consume self {
    case .text(var report):
      output = report.takeOutput()
      self = .text(report)
    case .json(var report):
      output = report.takeOutput()
      self = .json(report)
    case .html(var report):
      output = report.takeOutput()
      self = .html(report)
    case .syslog(var report):
      output = report.takeOutput()
      self = .syslog(report)
    case .counters(var report):
      output = report.takeOutput()
      self = .counters(report)
    }
    return output
  }
}
