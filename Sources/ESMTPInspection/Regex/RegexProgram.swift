import Synchronization

/// One or more regular expressions of the ASA dialect (evidence 1.7), any of which matches.
///
/// Unanchored and case-sensitive. The time to search is linear in the bytes searched: a table
/// where the expressions allow one, else rows of one that are made as the bytes come to them; nothing
/// backtracks.
/// `^` matches at the start of the input and after LF.
public struct RegexProgram: Sendable {
  /// The states that one expression may have.
  public static let mostStates = 10_000
  /// The states that all expressions together may have: some thousands of them, as in a list of domains.
  public static let mostStatesTogether = 200_000

  final class Storage: Sendable {
    let automaton: RegexAutomaton
    private let allowsTable: Bool
    private let built = AtomicLazyReference<Built>()

    private final class Built: Sendable {
      let search: Search
      let start: Int

      init(_ automaton: RegexAutomaton, allowsTable: Bool) {
        if allowsTable, let table = RegexTable(automaton) {
          (search, start) = (.table(table), Int(table.start))
        } else {
          var rows = RegexRows(automaton)
          start = rows.first()
          search = .rows(rows)
        }
      }
    }

    init(_ automaton: RegexAutomaton, allowsTable: Bool) {
      self.automaton = automaton
      self.allowsTable = allowsTable
    }

    /// What searches, and the row that it starts with; built for the first search: a configuration may
    /// hold many expressions that nothing uses. Threads that search at once may each build it, and keep
    /// one.
    var search: (Search, Int) {
      let built =
        built.load() ?? built.storeIfNil(Built(automaton, allowsTable: allowsTable))
      return (built.search, built.start)
    }
  }

  /// What searches.
  enum Search: Sendable {
    /// Of few rows, all of them made.
    case table(RegexTable)
    /// Of rows that each search makes for itself.
    case rows(RegexRows)
    /// A search that is going on.
    case none
  }

  let storage: Storage

  /// Compiles expressions of at most 100 characters each.
  ///
  /// - Throws: `RegexError` with the character that is wrong, also where repeat counts ask for
  ///   more than `mostStates`, or all together for more than `mostStatesTogether`.
  public init(patterns: [String]) throws(RegexError) {
    try self.init(patterns: patterns, allowsTable: true)
  }

  init(patterns: [String], allowsTable: Bool) throws(RegexError) {
    var automaton = RegexAutomaton()
    var size = 0
    for (index, text) in patterns.enumerated() {
      var parser = RegexParser(text, pattern: index)
      let node = try parser.parse()
      guard node.size < RegexProgram.mostStates else {
        throw RegexError(
          pattern: index, column: 1,
          message: "the expression needs more than \(RegexProgram.mostStates) states; "
            + "use smaller repeat counts")
      }
      size += node.size + 1
      guard size <= RegexProgram.mostStatesTogether else {
        throw RegexError(
          pattern: index, column: 1,
          message: "with this expression the \(index + 1) of its class need more than "
            + "\(RegexProgram.mostStatesTogether) states together; use fewer in one class")
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
