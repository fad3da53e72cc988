/// The automaton as a table: one row a set of states, one column a class of bytes.
///
/// Row 0 means found. Built only where it stays small; the rows are then all there will ever be.
struct RegexTable: Sendable {
  /// The rows that a table may have.
  static let mostRows = 1_024
  /// What building a table may look at.
  static let mostWork = 2_000_000

  let columns: [UInt8]
  let columnCount: Int
  private(set) var next: [UInt16] = []
  let start: UInt16

  /// A table, or nil where it would be too large.
  init?(_ automaton: RegexAutomaton) {
    var rows = RegexRows(automaton, mostRows: RegexTable.mostRows + 1)
    columns = rows.columns
    columnCount = rows.samples.count
    start = UInt16(rows.first())
    next = [UInt16](repeating: 0, count: columnCount)
    var row = 1
    while row < rows.count {
      for column in 0..<columnCount {
        next.append(UInt16(rows.row(behind: row, column: column)))
        guard rows.count <= RegexTable.mostRows, rows.work < RegexTable.mostWork else { return nil }
      }
      row += 1
    }
  }

  /// The row behind a row and some bytes.
  func row(behind row: Int, _ bytes: Span<UInt8>) -> Int {
    var row = row
    for index in bytes.indices where row != 0 {
      row = Int(next[row * columnCount + Int(columns[Int(bytes[index])])])
    }
    return row
  }
}
