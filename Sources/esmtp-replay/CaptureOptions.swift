import ArgumentParser
import Reassembly
import Replay

/// What is read, and how packets become streams.
struct CaptureOptions: ParsableArguments {
  @Argument(
    help: ArgumentHelp(
      "Captures: files, folders, or '-' for standard input.", valueName: "capture"),
    completion: .file())
  var captures: [String] = []

  @Option(
    name: .customShort("r", allowingJoined: true),
    help: ArgumentHelp("A capture, as for tcpdump.", valueName: "file"),
    completion: .file())
  var read: [String] = []

  @OptionGroup(title: "Reading") var reading: ReadingOptions

  /// Throws where no capture is named, or where standard input is to be the policy, too.
  func requireInput(beside policy: PolicyOptions) throws {
    if paths.isEmpty { throw CaptureOptions.missing }
    try policy.checkStandardInput(paths)
    try policy.requireEffect()
  }

  /// What is said where no capture is named.
  static var missing: ValidationError {
    ValidationError("no capture is given; name a file, a folder, or '-' for standard input")
  }

  /// The paths in the order given, those of '-r' first.
  var paths: [String] { read + captures }

  /// The options of the replay.
  var analysis: AnalysisOptions { reading.analysis }
}
