/// The syntax tree of an expression.
indirect enum RegexNode {
  case empty
  case bytes(ByteSet)
  case lineStart
  case sequence([RegexNode])
  case alternatives([RegexNode])
  case repeated(RegexNode, atLeast: Int, atMost: Int?)

  /// The instructions that the node compiles to, without overflow.
  var size: Int {
    switch self {
    case .empty: 0
    case .bytes, .lineStart: 1
    case .sequence(let nodes): nodes.reduce(0) { min($0 + $1.size, RegexNode.largest) }
    case .alternatives(let nodes): nodes.reduce(0) { min($0 + $1.size + 2, RegexNode.largest) }
    case .repeated(let node, let low, let high):
      min(node.size * max(low, high ?? 1) + 2, RegexNode.largest)
    }
  }

  /// Where counting stops; the square of it is no overflow.
  static let largest = 1_000_000
}

/// A set of byte values.
struct ByteSet: Hashable {
  private var words: (UInt64, UInt64, UInt64, UInt64) = (0, 0, 0, 0)

  static func == (a: ByteSet, b: ByteSet) -> Bool { a.words == b.words }
  func hash(into hasher: inout Hasher) {
    hasher.combine(words.0)
    hasher.combine(words.1)
    hasher.combine(words.2)
    hasher.combine(words.3)
  }

  /// Every byte, for `.`.
  static var all: ByteSet { ByteSet().inverted }

  init() {}
  init(_ byte: UInt8) { insert(byte) }

  var inverted: ByteSet {
    var result = self
    result.words = (~words.0, ~words.1, ~words.2, ~words.3)
    return result
  }

  mutating func insert(_ byte: UInt8) {
    let bit = UInt64(1) << UInt64(byte & 63)
    switch byte >> 6 {
    case 0: words.0 |= bit
    case 1: words.1 |= bit
    case 2: words.2 |= bit
    default: words.3 |= bit
    }
  }

  func contains(_ byte: UInt8) -> Bool {
    let bit = UInt64(1) << UInt64(byte & 63)
    return switch byte >> 6 {
    case 0: words.0 & bit != 0
    case 1: words.1 & bit != 0
    case 2: words.2 & bit != 0
    default: words.3 & bit != 0
    }
  }
}
