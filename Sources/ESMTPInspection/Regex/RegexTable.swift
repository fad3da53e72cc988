/// The automaton as a table: one row a set of states, one column a class of bytes.
///
/// State 0 means found. Built only where it stays small; the rows are then all there will ever be.
struct RegexTable: Sendable {
  /// The rows that a table may have.
  static let mostRows = 1_024
  /// The instructions that building a table may visit.
  static let mostWork = 2_000_000

  private(set) var columns: [UInt8]
  private(set) var columnCount: Int
  private(set) var next: [UInt16] = []
  private(set) var start: UInt16 = 0

  /// A table, or nil where it would be too large.
  init?(_ automaton: RegexAutomaton) {
    let partition = RegexTable.partition(automaton.sets)
    columns = partition.columns
    columnCount = partition.samples.count
    var rows: [[Int]: UInt16] = [:]
    var pending: [[Int]] = []
    var work = 0
    next = [UInt16](repeating: 0, count: columnCount)

    func row(_ from: [Int], atLineStart: Bool) -> UInt16? {
      var states: [Int] = []
      var seen = [Bool](repeating: false, count: automaton.instructions.count)
      let first = automaton.starts + from
      work += seen.count + first.count
      if automaton.closure(of: first, atLineStart: atLineStart, into: &states, seen: &seen) {
        return 0
      }
      states.sort()
      if let known = rows[states] { return known }
      guard rows.count + 1 < RegexTable.mostRows else { return nil }
      let index = UInt16(rows.count + 1)
      rows[states] = index
      pending.append(states)
      return index
    }

    guard let first = row([], atLineStart: true) else { return nil }
    start = first
    var done = 0
    while done < pending.count {
      let states = pending[done]
      done += 1
      for sample in partition.samples {
        var following: [Int] = []
        work += states.count + 1
        for state in states {
          if case .bytes(let set) = automaton.instructions[state],
            automaton.sets[set].contains(sample)
          {
            following.append(state + 1)
          }
        }
        guard work < RegexTable.mostWork,
          let target = row(following, atLineStart: sample == 10)
        else { return nil }
        next.append(target)
      }
    }
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
