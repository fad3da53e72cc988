/// A search through bytes that come in pieces; where they are cut does not matter.
///
/// Its memory is bounded by the program, whatever is fed.
public struct RegexMatcher: Sendable {
  /// Whether any expression was found so far.
  public private(set) var isFound = false

  private let storage: RegexProgram.Storage
  private let table: RegexTable?
  private var row: UInt16 = 0
  private var states: [Int] = []
  private var seen: [Bool] = []

  /// A search from the start of the input.
  public init(_ program: RegexProgram) {
    storage = program.storage
    table = storage.table
    if let table {
      row = table.start
      isFound = row == 0
    } else {
      seen = [Bool](repeating: false, count: storage.automaton.instructions.count)
      isFound = storage.automaton.closure(
        of: storage.automaton.starts, atLineStart: true, into: &states, seen: &seen)
    }
  }

  /// Goes on with more bytes; says whether an expression was found up to their end.
  public mutating func feed(_ bytes: Span<UInt8>) -> Bool {
    if isFound { return true }
    if let table {
      for index in bytes.indices {
        let column = Int(table.columns[Int(bytes[index])])
        row = table.next[Int(row) * table.columnCount + column]
        if row == 0 {
          isFound = true
          return true
        }
      }
      return false
    }
    for index in bytes.indices where step(bytes[index]) {
      isFound = true
      return true
    }
    return false
  }

  private mutating func step(_ byte: UInt8) -> Bool {
    let automaton = storage.automaton
    var following = automaton.starts
    for state in states {
      if case .bytes(let set) = automaton.instructions[state],
        automaton.sets[set].contains(byte)
      {
        following.append(state + 1)
      }
    }
    states.removeAll(keepingCapacity: true)
    for index in seen.indices { seen[index] = false }
    return automaton.closure(
      of: following, atLineStart: byte == 10, into: &states, seen: &seen)
  }
}
