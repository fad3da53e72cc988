import ArgumentParser
import FoundationEssentials
import Replay

/// One session of what is read: `SESSION CAPTURE…`, or captures and `--where`.
struct SessionOptions: ParsableArguments {
  @Argument(
    help: ArgumentHelp(
      "The session, then captures: files, folders, or '-' for standard input. With '--where' the session may be left out.",
      valueName: "name"), completion: .file())
  var names: [String] = []

  @Option(
    name: .customShort("r", allowingJoined: true),
    help: ArgumentHelp("A capture, as for tcpdump.", valueName: "file"),
    completion: .file())
  var read: [String] = []

  @OptionGroup(title: "Reading") var reading: ReadingOptions

  func validate() throws {
    if session == nil, reading.selecting.selection == nil {
      throw ValidationError(
        "no session is given; write its number, CLIENT:PORT, CLIENT:PORT-SERVER:PORT, or a Message-ID"
      )
    }
    if paths.isEmpty { throw CaptureOptions.missing }
  }

  /// What names the session; nil where `--where` alone does.
  var session: String? {
    guard reading.selecting.selection != nil, let first = names.first else { return names.first }
    let isLast = names.count == 1 && read.isEmpty
    let isSession = SessionSelector(first) != nil && !FileManager.default.fileExists(atPath: first)
    return isSession && !isLast ? first : nil
  }

  /// The paths in the order given, those of '-r' first.
  var paths: [String] { read + names.dropFirst(session == nil ? 0 : 1) }

  /// The options of the replay.
  var analysis: AnalysisOptions { reading.analysis }
}
