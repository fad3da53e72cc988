import ArgumentParser
public import Reports
import SystemPackage

/// How the report looks and where it goes.
struct ReportOptions<Form: OfferedForm>: ParsableArguments {
  @Option(help: "The form of the report.")
  var format: Form = .text

  @Option(
    name: [.customShort("o", allowingJoined: true), .long],
    help: ArgumentHelp("Write the report to a file.", valueName: "file"), completion: .file())
  var output: String?

  @Option(
    help:
      "What makes a session graver: 'verdict', what happens to its bytes, or 'outcome', what becomes of its mail."
  )
  var sort: SessionOrder = .verdict

  @Flag(help: "List every session in the text report.")
  var all = false

  @Option(help: "Colour: 'auto' where standard output is a terminal, 'always', or 'never'.")
  var color: ColorChoice = .auto

  @Flag(name: .shortAndLong, help: "Print results and errors alone.")
  var quiet = false

  @Flag(name: .shortAndLong, help: "Explain more.")
  var verbose = false

  @Flag(help: "Print mailbox names in full in forms that leave the house: html, md and sarif.")
  var noRedact = false

  func validate() throws {
    try GivenOption("--no-redact", isGiven: noRedact).refuse(
      in: format.form, but: ReportForm.redacted)
  }

  /// How text is laid out.
  var layout: TextReport.Options {
    let isColoured = color.isColoured(output)
    let isTerminal = output == nil && Terminal.isTerminal(.standardOutput)
    let currentWidth: (@Sendable () -> Int)? = isTerminal ? { @Sendable in Terminal.width } : nil
    return TextReport.Options(
      width: Terminal.width(output), isColoured: isColoured, isVerbose: verbose,
      listsAll: all, isQuiet: quiet, order: sort,
      cutsLines: isTerminal, currentWidth: currentWidth)
  }

  /// The report that these options ask for.
  ///
  /// - Parameter isRolling: whether a text report tells of sessions as they end.
  /// - Returns: the report, empty.
  func writer(isRolling: Bool) -> ReportWriter {
    var options = layout
    options.listsAll = all || isRolling
    return ReportWriter(format.form, options: options, redaction: noRedact ? .none : .firstLetter)
  }

  /// Whether the report appears on a terminal while captures are read, which leaves no line for progress.
  var fillsTerminal: Bool {
    output == nil && (all || format.form != .text) && Terminal.isTerminal(.standardOutput)
  }
}

/// The forms of report that a command offers.
protocol OfferedForm: ExpressibleByArgument {
  /// Text, which every report has.
  static var text: Self { get }
  /// The form.
  var form: ReportForm { get }
}

extension ReportForm: ArgumentChoice, OfferedForm {
  var form: ReportForm { self }
}

extension SessionOrder: ArgumentChoice {}
