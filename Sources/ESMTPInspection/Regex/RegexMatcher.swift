/// A search through bytes that come in pieces; where they are cut does not matter.
///
/// Its memory is bounded by the program, whatever is fed.
public struct RegexMatcher: Sendable {
  /// Whether any expression was found so far.
  public var isFound: Bool { row == 0 }

  private var search: RegexProgram.Search
  /// The row behind what was fed; 0 where an expression was found.
  private var row: Int

  /// A search from the start of the input.
  public init(_ program: RegexProgram) {
    (search, row) = program.storage.search
  }

  /// Goes on with more bytes; says whether an expression was found up to their end.
  public mutating func feed(_ bytes: Span<UInt8>) -> Bool {
    switch search {
    case .table(let table): row = table.row(behind: row, bytes)
    case .rows(var rows):
      // Nothing else holds them meanwhile, so that they are not copied.
      search = .none
      row = rows.row(behind: row, bytes)
      search = .rows(rows)
    case .none: break
    }
    return isFound
  }
}
