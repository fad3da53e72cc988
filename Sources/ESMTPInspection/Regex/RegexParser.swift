/// Reads the dialect of evidence 1.7.
///
/// `.` `(…)` `|` `?` `*` `+` `{x}` `{x,}` `[…]` `[^…]` `^` and `\`, with `\r \n \t \f`, `\xNN` of two
/// hexadecimal and `\NNN` of three octal digits. `$` is an ordinary character.
struct RegexParser {
  /// The number of characters that an expression may have (evidence 1.7).
  static let longest = 100

  private let text: [Unicode.Scalar]
  private let pattern: Int
  private var index = 0

  init(_ text: String, pattern: Int) {
    self.text = Array(text.unicodeScalars)
    self.pattern = pattern
  }

  mutating func parse() throws(RegexError) -> RegexNode {
    guard !text.isEmpty else { throw error(at: 0, "the expression is empty") }
    guard text.count <= RegexParser.longest else {
      throw error(
        at: RegexParser.longest,
        "the expression has \(text.count) characters; at most \(RegexParser.longest) are allowed")
    }
    let node = try alternatives()
    if index < text.count { throw error(at: index, "no \"(\" for this \")\"; write \"\\)\"") }
    return node
  }

  private mutating func alternatives() throws(RegexError) -> RegexNode {
    var nodes = [try sequence()]
    while peek == "|" {
      index += 1
      nodes.append(try sequence())
    }
    return nodes.count == 1 ? nodes[0] : .alternatives(nodes)
  }

  private mutating func sequence() throws(RegexError) -> RegexNode {
    var nodes: [RegexNode] = []
    while let next = peek, next != "|", next != ")" {
      var node = try atom()
      while let (low, high) = try quantifier() {
        node = .repeated(node, atLeast: low, atMost: high)
      }
      nodes.append(node)
    }
    return nodes.isEmpty ? .empty : nodes.count == 1 ? nodes[0] : .sequence(nodes)
  }

  private mutating func atom() throws(RegexError) -> RegexNode {
    let start = index
    let scalar = text[index]
    index += 1
    switch scalar {
    case ".": return .bytes(.all)
    case "^": return .lineStart
    case "[": return .bytes(try byteClass(from: start))
    case "\\": return .bytes(ByteSet(try escape()))
    case "(":
      let node = try alternatives()
      guard peek == ")" else { throw error(at: start, "no \")\" for this \"(\"; write \"\\(\"") }
      index += 1
      return node
    case "*", "+", "?", "{":
      throw error(at: start, "nothing to repeat before \"\(scalar)\"; write \"\\\(scalar)\"")
    default:
      let bytes = Array(String(scalar).utf8)
      return bytes.count == 1
        ? .bytes(ByteSet(bytes[0])) : .sequence(bytes.map { .bytes(ByteSet($0)) })
    }
  }

  private mutating func quantifier() throws(RegexError) -> (low: Int, high: Int?)? {
    switch peek {
    case "?":
      index += 1
      return (0, 1)
    case "*":
      index += 1
      return (0, nil)
    case "+":
      index += 1
      return (1, nil)
    case "{": return try count()
    default: return nil
    }
  }

  /// `{x}`, exactly x, or `{x,}`, x or more.
  private mutating func count() throws(RegexError) -> (low: Int, high: Int?) {
    let start = index
    index += 1
    var value = 0
    let digits = index
    while let digit = peek?.value, digit >= 48, digit <= 57 {
      value = min(value * 10 + Int(digit - 48), RegexNode.largest)
      index += 1
    }
    let isOpen = peek == ","
    if isOpen { index += 1 }
    guard index > digits, peek == "}", !isOpen || index - 1 > digits else {
      throw error(at: start, "only \"{x}\" and \"{x,}\" repeat; write \"\\{\"")
    }
    index += 1
    return (value, isOpen ? nil : value)
  }

  private mutating func escape() throws(RegexError) -> UInt8 {
    let start = index - 1
    guard let scalar = peek else { throw error(at: start, "nothing after \"\\\"; write \"\\\\\"") }
    index += 1
    switch scalar {
    case "r": return 13
    case "n": return 10
    case "t": return 9
    case "f": return 12
    case "x":
      guard let value = digits(2, radix: 16) else {
        throw error(at: start, "\"\\x\" needs two hexadecimal digits")
      }
      return value
    case "0"..."7":
      index -= 1
      guard let value = digits(3, radix: 8) else {
        throw error(at: start, "an octal escape needs three digits up to 377")
      }
      return value
    default:
      guard scalar.isASCII else { throw error(at: index - 1, "only ASCII can follow \"\\\"") }
      return UInt8(truncatingIfNeeded: scalar.value)
    }
  }

  private mutating func digits(_ count: Int, radix: Int) -> UInt8? {
    guard index + count <= text.count else { return nil }
    let scalars = text[index..<index + count]
    guard scalars.allSatisfy({ $0.properties.isASCIIHexDigit }) else { return nil }
    index += count
    return UInt8(String(String.UnicodeScalarView(scalars)), radix: radix)
  }

  /// A class; `-` is literal where it is first or last.
  private mutating func byteClass(from start: Int) throws(RegexError) -> ByteSet {
    var set = ByteSet()
    var isInverted = false
    var isEmpty = true
    if peek == "^" {
      isInverted = true
      index += 1
    }
    while let scalar = peek, scalar != "]" {
      let at = index
      let low = try member()
      let isDash = scalar == "-"
      if isDash, !isEmpty, peek != "]" {
        throw error(at: at, "\"-\" is literal only first or last; write \"\\-\"")
      }
      isEmpty = false
      guard !isDash, peek == "-", index + 1 < text.count, text[index + 1] != "]" else {
        set.insert(low)
        continue
      }
      index += 1
      let high = try member()
      guard low <= high else { throw error(at: at, "the range runs backwards") }
      for byte in low...high { set.insert(byte) }
    }
    guard peek == "]" else { throw error(at: start, "no \"]\" for this \"[\"; write \"\\[\"") }
    guard !isEmpty else {
      throw error(at: start, "the class is empty; write \"\\]\" for a bracket")
    }
    index += 1
    return isInverted ? set.inverted : set
  }

  private mutating func member() throws(RegexError) -> UInt8 {
    guard let scalar = peek else { throw error(at: index, "the class does not end") }
    index += 1
    if scalar == "\\" { return try escape() }
    guard scalar.isASCII else {
      throw error(at: index - 1, "only ASCII can stand in a class; write its bytes as \"\\xNN\"")
    }
    return UInt8(truncatingIfNeeded: scalar.value)
  }

  private var peek: Unicode.Scalar? { index < text.count ? text[index] : nil }

  private func error(at index: Int, _ message: String) -> RegexError {
    RegexError(pattern: pattern, column: index + 1, message: message)
  }
}
