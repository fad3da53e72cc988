import ASAPolicy
public import ArgumentParser
import CaptureFiles
public import Replay

/// Which sessions are meant.
struct SelectionOptions: ParsableArguments {
  @Option(
    name: .customLong("where"),
    help: ArgumentHelp(
      "Take some sessions alone: KEY=VALUE with the keys id, client, server, sender, rcpt, message-id, time (14:30/14:35, UTC), verdict, outcome and rule; '*' stands for anything. All keys have to be met, and of several values of one key any. May be repeated, which is the same.",
      valueName: "selection"))
  var selections: [SessionSelection] = []

  /// What all of them ask for; nil where there is none.
  var selection: SessionSelection? { SessionSelection(selections) }

  /// Options under which chosen sessions alone are written to captures and folders; the inputs are read
  /// for that.
  ///
  /// - Throws: `OutputError` where an input cannot be read again.
  func writing(
    _ options: AnalysisOptions, _ inputs: [CaptureInput], filter: String?, _ policy: LoadedPolicy
  ) throws(OutputError) -> AnalysisOptions {
    guard selection != nil else { return options }
    var options = options
    options.written = try SelectedTraffic(
      in: inputs, filter: filter, policy: policy, options: options)
    return options
  }
}

extension SessionSelection: ExpressibleByArgument {
  /// Reads a selection; what is wrong is printed with its place, and the process ends with status 2.
  public init?(argument: String) {
    do throws(SelectionError) {
      try self.init(argument)
    } catch {
      for line in "esmtp-replay: --where: \(error)".split(separator: "\n") {
        writeError(String(line))
      }
      endProcess(2)
    }
  }
}
