import Synchronization

/// One or more regular expressions of the ASA dialect (evidence 1.7), any of which matches.
///
/// Unanchored and case-sensitive. The time to search is linear in the bytes searched: a table
/// where the expressions allow one, else a simulation of all states at once; nothing backtracks.
/// `^` matches at the start of the input and after LF.
public struct RegexProgram: Sendable {
  /// The states that all expressions together may have.
  public static let mostStates = 10_000

  final class Storage: Sendable {
    let automaton: RegexAutomaton
    private let built: Mutex<BuiltTable>

    private enum BuiltTable { case notYet, never, done(RegexTable) }

    init(_ automaton: RegexAutomaton, allowsTable: Bool) {
      self.automaton = automaton
      built = Mutex(allowsTable ? .notYet : .never)
    }

    /// The table, built for the first search: a configuration may hold many expressions that nothing
    /// uses. Nil where there can be none.
    var table: RegexTable? {
      built.withLock { built in
        if case .notYet = built { built = RegexTable(automaton).map { .done($0) } ?? .never }
        if case .done(let table) = built { return table }
        return nil
      }
    }
  }

  let storage: Storage

  /// Compiles expressions of at most 100 characters each.
  ///
  /// - Throws: `RegexError` with the character that is wrong, also where repeat counts ask for
  ///   more than `mostStates`.
  public init(patterns: [String]) throws(RegexError) {
    try self.init(patterns: patterns, allowsTable: true)
  }

  init(patterns: [String], allowsTable: Bool) throws(RegexError) {
    var automaton = RegexAutomaton()
    var size = 0
    for (index, text) in patterns.enumerated() {
      var parser = RegexParser(text, pattern: index)
      let node = try parser.parse()
      size += node.size + 1
      guard size <= RegexProgram.mostStates else {
        throw RegexError(
          pattern: index, column: 1,
          message: "the expression needs more than \(RegexProgram.mostStates) states; "
            + "use smaller repeat counts")
      }
      automaton.add(node)
    }
    storage = Storage(automaton, allowsTable: allowsTable)
  }

  /// Whether the bytes hold any of the expressions.
  public func matches(_ bytes: Span<UInt8>) -> Bool {
    var matcher = RegexMatcher(self)
    return matcher.feed(bytes)
  }
}
