/// The catalogue of report forms, a line a form.
public enum ReportForm: String, Sendable, CaseIterable {
  case text, json, syslog, counters

  /// One line for the help.
  public var summary: String {
    switch self {
    case .text: "for a person at a terminal"
    case .json: "newline-delimited JSON, a record a line"
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
    case .syslog(var report):
      report.session(record)
      self = .syslog(report)
    case .counters(let report): self = .counters(report)
    }
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
