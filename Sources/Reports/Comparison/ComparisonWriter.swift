/// The catalogue of forms of a comparison, a line a form.
public enum ComparisonForm: String, Sendable, CaseIterable {
  case text, json, html
  case markdown = "md"
}

/// A report of a comparison: run, captures and sessions, summary, in this order.
public enum ComparisonWriter: Sendable {
  /// Text for a person.
  case text(ComparisonText)
  /// Newline-delimited JSON.
  case json(ComparisonJSON)
  /// One page for a browser.
  case html(ComparisonHTML)
  /// A page for a change ticket.
  case markdown(ComparisonMarkdown)

  /// An empty report of a form.
  ///
  /// - Parameters:
  ///   - form: the form.
  ///   - options: how text is laid out; `sessionLimit` holds for each kind, and for Markdown too.
  ///   - redaction: what forms that leave the house show of mailbox names.
  public init(
    _ form: ComparisonForm, options: TextReport.Options, redaction: Redaction = .firstLetter
  ) {
    switch form {
    case .text: self = .text(ComparisonText(options))
    case .json: self = .json(ComparisonJSON())
    case .html:
      self = .html(
        ComparisonHTML(sessionLimit: options.listsAll ? 20_000 : 200, redaction: redaction))
    case .markdown:
      self = .markdown(
        ComparisonMarkdown(
          sessionLimit: options.listsAll ? .max : options.sessionLimit, redaction: redaction))
    }
  }

  /// The first record.
  public mutating func run(_ record: ComparisonRecord) {
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
    case .markdown(var report):
      report.run(record)
      self = .markdown(report)
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
    case .markdown(var report):
      report.capture(record)
      self = .markdown(report)
    }
  }

  /// A session that a candidate decides differently.
  public mutating func session(_ record: SessionComparison) {
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
    case .markdown(var report):
      report.session(record)
      self = .markdown(report)
    }
  }

  /// The last record.
  public mutating func summary(_ record: ComparisonSummary) {
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
    case .markdown(var report):
      report.summary(record)
      self = .markdown(report)
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
    case .markdown(var report):
      output = report.takeOutput()
      self = .markdown(report)
    }
    return output
  }
}
