import ArgumentParser
import CaptureFiles
import Replay

/// The form of a report that is one page or one list of records, and where it goes.
struct PageOptions: ParsableArguments {
  /// The forms of the report.
  enum Form: String, ArgumentChoice { case text, json }

  @Option(help: "The form of the report.")
  var format: Form = .text

  @Option(
    name: [.customShort("o", allowingJoined: true), .long],
    help: ArgumentHelp("Write the report to a file.", valueName: "file"), completion: .file())
  var output: String?

  @Option(help: "Colour: 'auto' where standard output is a terminal, 'always', or 'never'.")
  var color: ColorChoice = .auto

  /// Makes sure that the report does not take the place of what is read.
  ///
  /// - Parameter inputs: the captures.
  /// - Returns: the captures.
  /// - Throws: `OutputError` that names the output.
  func requireUnread(_ inputs: [CaptureInput]) throws(OutputError) -> [CaptureInput] {
    try OutputFile.requireUnread([output], inputs: inputs)
    return inputs
  }

  /// Writes the report in the form that was asked for.
  ///
  /// - Parameters:
  ///   - json: the records.
  ///   - text: the page, of a width in columns, coloured or not.
  /// - Throws: `OutputError` where it cannot be written.
  func write(
    json: () -> [UInt8], text: (_ width: Int, _ isColoured: Bool) -> [UInt8]
  ) throws(OutputError) {
    let file = try outputFile(output)
    switch format {
    case .json: try file.write(json())
    case .text:
      try file.write(text(Terminal.width(output), color.isColoured(output)))
    }
    try file.finish()
  }
}

/// Where a report goes that was asked for as a file, or for standard output; `-` is that, too.
///
/// - Throws: `OutputError` where the file cannot be made.
func outputFile(_ path: String?) throws(OutputError) -> OutputFile {
  if let path, path != "-" { try OutputFile(path: path) } else { try OutputFile() }
}
