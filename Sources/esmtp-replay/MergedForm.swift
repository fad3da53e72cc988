import ArgumentParser
import Reports

/// A form of report, for a command that has the reports of shards and no capture.
///
/// All are read, so that it can be told why some are not to be had; the others are offered.
struct MergedForm: OfferedForm {
  static let text = MergedForm(.text)

  let form: ReportForm

  private init(_ form: ReportForm) { self.form = form }

  init?(argument: String) {
    guard let form = ReportForm(rawValue: argument) else { return nil }
    self.form = form
  }

  static let allValueStrings = ReportForm.allCases.map(MergedForm.init)
    .filter { $0.refusal == nil }.map(\.form.rawValue)
  static var defaultCompletionKind: CompletionKind { .list(allValueStrings) }
  var defaultValueDescription: String { form.rawValue }

  /// Why it cannot be made; nil where it can.
  var refusal: String? {
    switch form {
    case .json, .text, .markdown, .junit, .tap: nil
    case .sarif: "a shard's report names a capture behind the sessions in it"
    case .html: "the dialogues of a page take a second reading of the captures"
    case .syslog: "a shard's report does not tell when the device would write its messages"
    case .counters: "a shard's report does not tell what the device would count"
    }
  }
}
