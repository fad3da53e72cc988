import ASAPolicy
import ArgumentParser
import CaptureFiles
import FoundationEssentials
import Replay
import Reports
import SystemPackage

/// `show`: one session as two columns, as captured and as forwarded.
struct Show: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Print one session line by line, as captured beside as forwarded.",
    discussion: """
      A session is named by the number that a report prints, by its endpoints (CLIENT:PORT or \
      CLIENT:PORT-SERVER:PORT, IPv6 addresses in brackets), or by the Message-ID of one of its messages.

      Message bodies and authentication data are never shown.

      Exit status: 0 done, 2 could not be done (no such session, or several), 3 a capture was cut short.
      """)

  @Argument(help: ArgumentHelp("The session.", valueName: "session"))
  var session: String

  @OptionGroup(title: "Captures") var capture: CaptureOptions
  @OptionGroup(title: "Policy") var policy: PolicyOptions

  @Flag(help: "Show bytes as a hex dump.")
  var hex = false

  @Flag(help: "Show also runs of lines, and ends of long lines, that nothing happens to.")
  var all = false

  @Option(
    name: [.customShort("o"), .long],
    help: ArgumentHelp("Write the page to a file.", valueName: "file"), completion: .file())
  var output: String?

  @Option(help: "Colour: 'auto' where standard output is a terminal, 'always', or 'never'.")
  var color: ReportOptions.ColorChoice = .auto

  @Flag(name: .shortAndLong, help: "Print results and errors alone.")
  var quiet = false

  func validate() throws {
    try policy.checkStandardInput(capture.paths)
    let selector = try selector()
    if case .messageID = selector, capture.paths.contains("-") {
      throw ValidationError(
        "a Message-ID takes two readings, and standard input can be read once; save it in a file, or name the session's endpoints"
      )
    }
  }

  private func selector() throws -> SessionSelector {
    guard let selector = SessionSelector(session) else {
      throw ValidationError(
        printable(
          "'\(session)' names no session; write its number, CLIENT:PORT, CLIENT:PORT-SERVER:PORT, or a Message-ID"
        ))
    }
    return selector
  }

  func run() throws {
    let selector = try selector()
    let loaded = policy.load(policy.texts(), ports: capture.analysis.ports, isQuiet: quiet)
    do {
      let inputs = try expandInputs(capture.paths)
      var outcome = try outcome(selector, inputs, loaded)
      if case .identified(let number) = outcome {
        outcome = try self.outcome(.number(number), inputs, loaded, isAgain: true)
      }
      endProcess(try write(outcome))
    } catch let error as CaptureError {
      writeError("esmtp-replay: \(error)")
    } catch let error as OutputError {
      writeError("esmtp-replay: \(error)")
    }
    endProcess(2)
  }

  private func outcome(
    _ selector: SessionSelector, _ inputs: [CaptureInput], _ loaded: LoadedPolicy,
    isAgain: Bool = false
  ) throws(OutputError) -> TranscriptRun.Outcome {
    var run = TranscriptRun(policy: loaded, options: capture.analysis, selector: selector)
    var progress = Progress(inputs, isQuiet: quiet)
    for input in inputs {
      _ = try run.read(input, filter: capture.reading.filter) { progress.show($0) }
    }
    progress.clear()
    if !isAgain {
      for message in run.messages { writeError("esmtp-replay: \(message)") }
    }
    return try run.finish()
  }

  /// Writes what was found; the exit status.
  private func write(_ outcome: TranscriptRun.Outcome) throws(OutputError) -> Int32 {
    switch outcome {
    case .found(let transcript, let isCut):
      let file = if let output { try OutputFile(path: output) } else { OutputFile() }
      try file.write(TranscriptReport.page(transcript, options))
      try file.finish()
      return isCut ? 3 : 0
    case .several(let names):
      writeError(
        printable("esmtp-replay: '\(session)' names \(names.count) sessions; name one of them"))
      list(names)
    case .none(let names) where names.count == 0:
      writeError(
        "esmtp-replay: no session on the inspected ports was found; name others with '--port'")
    case .none(let names):
      writeError(
        printable(
          "esmtp-replay: no session is '\(session)'; there \(names.count == 1 ? "is" : "are")"))
      list(names)
    case .unread, .identified: break
    }
    return 2
  }

  private func list(_ names: TranscriptRun.SessionNames) {
    for name in names.first { writeError("  \(name)") }
    if names.count > names.first.count {
      writeError("  and \(names.count - names.first.count) more; 'analyze --all' lists them")
    }
  }

  private var options: TranscriptReport.Options {
    let isColoured =
      switch color {
      case .always: true
      case .never: false
      case .auto: output == nil && Terminal.wantsColor
      }
    return TranscriptReport.Options(
      width: output == nil ? Terminal.width : 80, isColoured: isColoured, isHex: hex,
      showsAll: all)
  }
}
