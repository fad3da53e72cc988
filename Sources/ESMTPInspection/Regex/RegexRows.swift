/// Sets of an automaton's states as numbered rows, each made when a search first comes to it.
///
/// Row 0 means found. For a byte whose row is known a search needs one look, whatever the number of
/// states; only where a set is new all its states are gone through.
///
/// *Limits*: at most so many rows are kept as `init` is told; where more come the others are forgotten.
struct RegexRows: Sendable {
  /// The column of each byte: bytes that no expression tells apart share one, LF has one of its own.
  let columns: [UInt8]
  /// A byte of each column.
  let samples: [UInt8]
  /// What was looked at so far, instructions and words of states: a measure of the time it took.
  private(set) var work = 0

  private let automaton: RegexAutomaton
  private let mostRows: Int
  /// The instructions that consume a byte, as bits.
  private let consuming: [UInt64]
  /// The instructions that are visited from the starts at any byte but the first of a line, as bits.
  private var started: [UInt64]
  /// The states of each row, as bits.
  private var rows: [[UInt64]] = [[]]
  private var numbers: [[UInt64]: Int32] = [:]
  /// By row and column the row behind it.
  private var next: [Int32]
  private var visited: [UInt64]
  private var pending: [Int] = []

  /// Stands in `next` for what has not been looked for.
  private static let unknown: Int32 = -1

  /// The rows of an automaton, none of them made.
  ///
  /// - Parameters:
  ///   - automaton: the automaton.
  ///   - mostRows: the number of rows that are kept, at least 2; nil for those of about two megabytes.
  init(_ automaton: RegexAutomaton, mostRows: Int? = nil) {
    self.automaton = automaton
    (columns, samples) = Self.partition(automaton.sets)
    let words = automaton.instructions.count / 64 + 1
    var consuming = [UInt64](repeating: 0, count: words)
    for (place, instruction) in automaton.instructions.enumerated() {
      if case .bytes = instruction { consuming[place >> 6] |= 1 << UInt64(place & 63) }
    }
    self.consuming = consuming
    // Beside its states a row costs two headers of arrays and a place in the dictionary.
    self.mostRows = mostRows ?? max(16, 2_000_000 / (words * 8 + samples.count * 4 + 96))
    next = [Int32](repeating: Self.unknown, count: samples.count)
    visited = [UInt64](repeating: 0, count: words)
    started = visited
    pending = automaton.starts
    // Where a start is an end as well the first row is found, and none is looked for behind it.
    _ = visit(atLineStart: false)
    started = visited
    pending = []
  }

  /// The number of rows made, row 0 among them.
  var count: Int { rows.count }

  /// The row before the first byte.
  mutating func first() -> Int {
    for word in visited.indices { visited[word] = 0 }
    pending.append(contentsOf: automaton.starts)
    return Int(visit(atLineStart: true) ? 0 : row(of: visitedStates()))
  }

  /// The row behind a row other than 0 and a byte of a column.
  mutating func row(behind row: Int, column: Int) -> Int {
    let place = row * samples.count + column
    if next[place] != Self.unknown { return Int(next[place]) }
    let byte = samples[column]
    let isLineStart = byte == 10
    for word in visited.indices { visited[word] = isLineStart ? 0 : started[word] }
    if isLineStart { pending.append(contentsOf: automaton.starts) }
    for word in rows[row].indices {
      var bits = rows[row][word]
      while bits != 0 {
        let state = word << 6 | bits.trailingZeroBitCount
        bits &= bits &- 1
        if case .bytes(let set) = automaton.instructions[state],
          automaton.sets[set].contains(byte)
        {
          pending.append(state + 1)
        }
        work += 1
      }
    }
    work += visited.count
    if visit(atLineStart: isLineStart) {
      pending.removeAll(keepingCapacity: true)
      next[place] = 0
      return 0
    }
    let states = visitedStates()
    if rows.count == mostRows, numbers[states] == nil {
      forget()
      return Int(self.row(of: states))
    }
    let target = self.row(of: states)
    next[place] = target
    return Int(target)
  }

  /// The row behind a row and some bytes.
  mutating func row(behind row: Int, _ bytes: Span<UInt8>) -> Int {
    var row = row
    for index in bytes.indices where row != 0 {
      row = self.row(behind: row, column: Int(columns[Int(bytes[index])]))
    }
    return row
  }

  /// Visits what can be reached from the pending instructions; true where an expression is found.
  private mutating func visit(atLineStart: Bool) -> Bool {
    while let place = pending.popLast() {
      let bit: UInt64 = 1 << UInt64(place & 63)
      work += 1
      guard visited[place >> 6] & bit == 0 else { continue }
      visited[place >> 6] |= bit
      switch automaton.instructions[place] {
      case .bytes: break
      case .fork(let other):
        pending.append(other)
        pending.append(place + 1)
      case .jump(let other): pending.append(other)
      case .lineStart: if atLineStart { pending.append(place + 1) }
      case .found: return true
      }
    }
    return false
  }

  private func visitedStates() -> [UInt64] {
    var states = visited
    for word in states.indices { states[word] &= consuming[word] }
    return states
  }

  /// The number of a set of states, which is a row from now on.
  private mutating func row(of states: [UInt64]) -> Int32 {
    if let known = numbers[states] { return known }
    let number = Int32(rows.count)
    rows.append(states)
    numbers[states] = number
    for _ in samples { next.append(Self.unknown) }
    return number
  }

  private mutating func forget() {
    rows.removeSubrange(1...)
    numbers.removeAll(keepingCapacity: true)
    next.removeSubrange(samples.count...)
  }

  /// Bytes that no set tells apart share a column; LF has one of its own.
  private static func partition(_ sets: [ByteSet]) -> (columns: [UInt8], samples: [UInt8]) {
    var columns = [Int](repeating: 0, count: 256)
    columns[10] = 1
    var count = 2
    for set in sets where count < 256 {
      var renamed: [Int: Int] = [:]
      for byte in 0..<256 {
        let key = columns[byte] * 2 + (set.contains(UInt8(byte)) ? 1 : 0)
        let name = renamed[key] ?? renamed.count
        renamed[key] = name
        columns[byte] = name
      }
      count = renamed.count
    }
    var samples = [UInt8](repeating: 0, count: count)
    for byte in (0...255).reversed() { samples[columns[byte]] = UInt8(byte) }
    return (columns.map { UInt8($0) }, samples)
  }
}
