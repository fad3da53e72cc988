/// A Thompson automaton: instructions that consume a byte or fork.
struct RegexAutomaton: Sendable {
  enum Instruction: Sendable {
    /// Consumes a byte of a set, and goes on with the next instruction.
    case bytes(set: Int)
    /// Goes on with the next instruction and with another one.
    case fork(other: Int)
    case jump(Int)
    /// Goes on only at the start of a line.
    case lineStart
    case found
  }

  private(set) var instructions: [Instruction] = []
  private(set) var sets: [ByteSet] = []
  /// The first instruction of each expression.
  private(set) var starts: [Int] = []
  private var indices: [ByteSet: Int] = [:]

  mutating func add(_ node: RegexNode) {
    starts.append(instructions.count)
    append(node)
    instructions.append(.found)
  }

  private mutating func append(_ node: RegexNode) {
    switch node {
    case .empty: break
    case .bytes(let set): instructions.append(.bytes(set: index(of: set)))
    case .lineStart: instructions.append(.lineStart)
    case .sequence(let nodes): for node in nodes { append(node) }
    case .alternatives(let nodes): appendAlternatives(nodes)
    case .repeated(let node, let low, let high):
      var last = instructions.count
      for _ in 0..<low {
        last = instructions.count
        append(node)
      }
      if let high {
        for _ in low..<max(low, high) { appendOptional(node) }
      } else if low > 0 {
        instructions.append(.fork(other: last))
      } else {
        appendLoop(node)
      }
    }
  }

  private mutating func appendAlternatives(_ nodes: [RegexNode]) {
    var jumps: [Int] = []
    for (place, node) in nodes.enumerated() {
      let fork = instructions.count
      let isLast = place == nodes.count - 1
      if !isLast { instructions.append(.fork(other: 0)) }
      append(node)
      if isLast { break }
      jumps.append(instructions.count)
      instructions.append(.jump(0))
      instructions[fork] = .fork(other: instructions.count)
    }
    for jump in jumps { instructions[jump] = .jump(instructions.count) }
  }

  private mutating func appendOptional(_ node: RegexNode) {
    let fork = instructions.count
    instructions.append(.fork(other: 0))
    append(node)
    instructions[fork] = .fork(other: instructions.count)
  }

  private mutating func appendLoop(_ node: RegexNode) {
    let fork = instructions.count
    instructions.append(.fork(other: 0))
    append(node)
    instructions.append(.jump(fork))
    instructions[fork] = .fork(other: instructions.count)
  }

  private mutating func index(of set: ByteSet) -> Int {
    if let known = indices[set] { return known }
    sets.append(set)
    indices[set] = sets.count - 1
    return sets.count - 1
  }
}
