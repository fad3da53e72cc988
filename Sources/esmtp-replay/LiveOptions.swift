import ASAPolicy
import ArgumentParser
import CaptureFiles

/// A network interface instead of captures.
struct LiveOptions: ParsableArguments {
  @Option(
    name: [.customShort("i", allowingJoined: true), .long],
    help: ArgumentHelp(
      "Read an interface as its traffic passes, until ^C; 'any' is all of them. Sessions are told of as they end.",
      valueName: "name"))
  var interface: String?

  @Option(
    help: ArgumentHelp(
      "Who the process is once the interface is open, where root starts it. Default: who called sudo, else 'nobody'; 'root' keeps all rights.",
      valueName: "name"))
  var user: String?

  @Option(
    help: ArgumentHelp(
      "What the kernel may hold of an interface's traffic until it is read, in MiB. Default: 32.",
      valueName: "size"))
  var buffer: Int?

  /// How far apart the time stamps of one frame may be that two readers of an interface get, in nanoseconds:
  /// the kernel makes them for each reader, microseconds apart.
  static let clockTolerance: Int64 = 1_000_000

  func validate() throws {
    if let buffer, !(1...2047).contains(buffer) {
      throw ValidationError("--buffer takes 1 to 2047 MiB")
    }
    try GivenOption.refuse(
      [GivenOption("--user", user), GivenOption("--buffer", buffer)],
      without: GivenOption("--interface", interface))
  }

  /// Opens the interface and gives up root's rights.
  ///
  /// - Returns: the input, nil where none is asked for.
  func open(filter: String?, isQuiet: Bool) throws(CaptureError) -> CaptureInput? {
    guard let name = interface else { return nil }
    StopRequest.awaitSignals()
    let opened = try LiveInterface(opening: name, filter: filter, bufferSize: (buffer ?? 32) << 20)
    let user = try dropPrivileges(to: self.user)
    if !isQuiet {
      let change = user.map { " as \($0)" } ?? ""
      writeError("esmtp-replay: reading \(name)\(change); ^C ends it with the report")
    }
    return .interface(opened)
  }
}
