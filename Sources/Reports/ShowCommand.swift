/// What `show` takes to read the sessions of a run as the run has read them.
public struct ShowCommand: Sendable {
  /// The options for the policy and the reading, as words of a command line.
  var options: [String]
  /// The captures as they were named.
  var captures: [String]

  /// Options and captures.
  public init(options: [String], captures: [String]) {
    self.options = options
    self.captures = captures
  }

  /// The words of the command line for a session; behind `--` nothing is an option.
  func arguments(session: Int) -> [String] {
    let hasDash = captures.contains { $0.hasPrefix("-") && $0 != "-" }
    return ["show"] + options + (hasDash ? ["--"] : []) + ["\(session)"] + captures
  }
}
