import ArgumentParser
import Reports

/// A form that a comparison has.
struct ComparedForm: ExpressibleByArgument {
  let form: ReportForm

  /// Text, which every report has.
  init() { form = .text }

  init?(argument: String) {
    guard let form = ReportForm(rawValue: argument), ReportForm.comparing.contains(form) else {
      return nil
    }
    self.form = form
  }

  static let allValueStrings = ReportForm.comparing.map(\.rawValue)
  static let defaultCompletionKind = CompletionKind.list(allValueStrings)
  var defaultValueDescription: String { form.rawValue }

  /// An empty report.
  func writer(_ options: TextReport.Options, redaction: Redaction) -> ComparisonWriter {
    guard let writer = ComparisonWriter(form, options: options, redaction: redaction) else {
      preconditionFailure("a comparison has no form \(form)")
    }
    return writer
  }
}
