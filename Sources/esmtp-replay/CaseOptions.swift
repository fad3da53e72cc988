import ArgumentParser
import CaptureFiles
import FoundationEssentials
import Replay
import Reports
import SystemPackage

/// Which cases are meant.
struct CaseOptions: ParsableArguments {
  @Argument(
    help: ArgumentHelp(
      "Folders with cases, or files of cases. Default: captures.", valueName: "path"),
    completion: .file())
  var paths: [String] = []

  @Option(
    help: ArgumentHelp("Take only cases whose path contains a text.", valueName: "text"))
  var filter: String?

  @Option(
    name: .customLong("where"),
    help: ArgumentHelp(
      "Take only cases in which a session is selected, by the keys that 'analyze --where' has; they are compared as a whole. May be repeated.",
      valueName: "selection"))
  var selections: [SessionSelection] = []

  /// What all of them ask for; nil where there is none.
  var selection: SessionSelection? { SessionSelection(selections) }

  @Option(help: "Colour: 'auto' where standard output is a terminal, 'always', or 'never'.")
  var color: ColorChoice = .auto

  /// The cases that are meant, and how many others there are.
  ///
  /// - Throws: `CaptureError` where a path cannot be read.
  func find() throws(CaptureError) -> (meant: [CaseFolder], others: Int) {
    let found = try CaseFolder.find(paths.isEmpty ? ["captures"] : paths)
    let meant = found.filter { folder in
      filter.map(folder.path.contains) ?? true && selection.map(folder.holds) ?? true
    }
    return (meant, found.count - meant.count)
  }

  /// Tells why there is no case.
  ///
  /// - Returns: the exit status.
  func missing() -> Int32 {
    if selection != nil {
      writeError("esmtp-replay: '--where' selects a session of no case")
      return 3
    }
    if let filter {
      writeError("esmtp-replay: no case has '\(filter)' in its path")
      return 3
    }
    writeError(
      "esmtp-replay: there is no case; a case is a folder with captures, which 'record' makes one")
    return 2
  }

  /// The exit status where nothing is otherwise than expected; tells why it is not 0.
  static func status(of runs: [CaseRun]) -> Int32 {
    guard runs.contains(where: \.wasCompared) else {
      writeError("esmtp-replay: no case was compared with anything")
      return 3
    }
    let partial = runs.filter { !$0.isWhole }.map(\.folder.path)
    guard !partial.isEmpty else { return 0 }
    let rest = partial.count > 3 ? " and \(partial.count - 3) more" : ""
    writeError(
      "esmtp-replay: not all could be read of the captures of "
        + partial.prefix(3).joined(separator: ", ") + rest)
    return 3
  }

  /// Where lines are folded: at the edge of the terminal, and not at all where there is none.
  static var width: Int? { Terminal.columns(.standardOutput).map { max(40, $0) } }

  /// Whether output is coloured.
  var isColoured: Bool {
    color.isColoured(nil)
  }
}

/// Whether this is a run of a continuous integration, in which nothing is written.
var isContinuousIntegration: Bool {
  let value = ProcessInfo.processInfo.environment["CI"] ?? ""
  return !value.isEmpty && value != "0" && value.lowercased() != "false"
}

/// Ends with status 2 where nothing may be written.
func refuseWritingInContinuousIntegration(_ command: String) {
  guard isContinuousIntegration else { return }
  writeError(
    "esmtp-replay: nothing is written where CI is set; run '\(command)' where you work, and commit "
      + "what it writes")
  endProcess(2)
}
