import ASAPolicy
import ArgumentParser
import CaptureFiles
import Replay
import Reports
import SystemPackage

/// `show`: one session as two columns, as captured and as forwarded.
struct Show: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "show",
    abstract: "Print one session line by line, as captured beside as forwarded.",
    usage: "esmtp-replay show [<options>] <session> <capture> ...",
    discussion: """
      A session is named by the number that a report prints, by its endpoints (CLIENT:PORT or \
      CLIENT:PORT-SERVER:PORT, IPv6 addresses in brackets), or by the Message-ID of one of its messages.

      Message bodies and authentication data are never shown.

      Exit status: 0 done, 2 could not be done (no such session, or several), 3 a capture was cut short.
      """)

  @OptionGroup(title: "Session") var capture: SessionOptions
  @OptionGroup(title: "Policy") var policy: PolicyOptions

  @Flag(help: "Show bytes as a hex dump.")
  var hex = false

  @Flag(help: "Show also runs of lines, and ends of long lines, that nothing happens to.")
  var all = false

  @Option(
    name: [.customShort("o", allowingJoined: true), .long],
    help: ArgumentHelp("Write the page to a file.", valueName: "file"), completion: .file())
  var output: String?

  @Option(help: "Colour: 'auto' where standard output is a terminal, 'always', or 'never'.")
  var color: ColorChoice = .auto

  @Flag(name: .shortAndLong, help: "Print results and errors alone.")
  var quiet = false

  func validate() throws {
    try policy.checkStandardInput(capture.paths)
    try policy.requireEffect()
    _ = try lookup()
  }

  private func lookup() throws -> SessionLookup {
    try SessionLookup(in: capture, isQuiet: quiet)
  }

  func run() throws {
    let lookup = try lookup()
    let loaded = policy.load(policy.texts(), ports: capture.analysis.ports, isQuiet: quiet)
    var inputs = try namedInputs(capture.paths)
    try OutputFile.requireUnread([output], inputs: inputs)
    // A Message-ID and a selection take two readings.
    if !lookup.isKnownAtOpening { inputs = try rereadable(inputs) }
    guard let (transcript, isCut, _) = try lookup.find(in: inputs, under: loaded) else {
      endProcess(2)
    }
    let file = try outputFile(output)
    try file.write(TranscriptReport.page(transcript, options))
    try file.finish()
    endProcess(isCut ? 3 : 0)
  }

  private var options: TranscriptReport.Options {
    let isColoured = color.isColoured(output)
    return TranscriptReport.Options(
      width: Terminal.width(output), isColoured: isColoured, isHex: hex,
      showsAll: all)
  }
}
