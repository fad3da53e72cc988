/// What became of a regression case.
public struct CaseRecord: Sendable, Equatable {
  /// The state of a case.
  public enum State: String, Sendable, CaseIterable {
    /// It came out as expected.
    case pass = "PASS"
    /// It came out otherwise, or could not be run.
    case fail = "FAIL"
    /// It has captures and no expectation.
    case new = "NEW"
    /// It came out otherwise because the model is another one than that of the recording.
    case stale = "STALE"
    /// What it expects something of is not there any more.
    case obsolete = "OBSOLETE"
    /// Its expectation asks for it to be passed over.
    case skip = "SKIP"
  }

  /// The folder of the case.
  public var name: String
  /// The state.
  public var state: State
  /// Why, in a few words; nil where the state says it all.
  public var reason: String?
  /// What is otherwise than expected, a line each.
  public var differences: [String] = []
  /// What changed since the recording; nil where nothing is otherwise.
  public var cause: String?
  /// The command that runs the case again, where there is something to look into.
  public var repeating: String?
  /// The command that takes over what was found.
  public var accepting: String?
  /// What is to be said of the captures beside the result.
  public var notes: [String] = []

  /// A case.
  public init(name: String, state: State, reason: String? = nil) {
    self.name = name
    self.state = state
    self.reason = reason
  }

  /// The most differences that are told of one case.
  static let mostDifferences = 20

  /// What is to be told of the case, a line each.
  var details: [String] { explanations + commands }

  /// What is otherwise, and what it comes of.
  var explanations: [String] {
    var lines = Array(differences.prefix(CaseRecord.mostDifferences))
    let rest = differences.count - lines.count
    if rest > 0 { lines.append("and \(rest) more") }
    if let cause { lines.append("changed: \(cause)") }
    return lines
  }

  /// What can be typed.
  var commands: [String] {
    [repeating.map { "repeat:  \($0)" }, accepting.map { "accept:  \($0)" }].compactMap { $0 }
  }
}

/// A line of a policy that no case exercises.
public struct UntestedLine: Sendable, Hashable {
  /// The file and the line.
  public var place: String
  /// The statement.
  public var text: String

  /// A line.
  public init(place: String, text: String) {
    self.place = place
    self.text = text
  }
}
