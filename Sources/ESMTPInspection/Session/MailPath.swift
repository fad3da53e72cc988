import Primitives

/// The path of a MAIL, RCPT, SAML, SEND or SOML command (RFC 5321 section 4.1.2) within its line.
struct MailPath: Sendable {
  /// The path with its brackets, as a range of the line's bytes.
  var range: Range<Int>
  /// The path without the brackets that delimit it.
  var address: Range<Int>
  /// The `<` and `>` that delimit no address, outside quoted strings.
  var strayBrackets: [Int] = []
  /// The `|` characters.
  var pipes: [Int] = []
  /// The `|`, back quote and NUL characters (evidence 1.5).
  var specialCharacters: [Int] = []

  /// Finds the path behind the first colon; nil where there is none.
  ///
  /// The path goes from the first non-blank to its matching `>`, or to the next blank where it does
  /// not start with `<`. Where no `>` matches, it goes to the next blank as well.
  init?(_ line: Span<UInt8>, in range: Range<Int>) {
    guard let colon = firstIndex(of: UInt8(ascii: ":"), in: line, from: range.lowerBound),
      colon < range.upperBound
    else { return nil }
    var start = colon + 1
    while start < range.upperBound, line[start].isBlank { start += 1 }
    guard start < range.upperBound else { return nil }

    let isBracketed = line[start] == UInt8(ascii: "<")
    var close =
      isBracketed ? MailPath.matchingBracket(line, from: start, to: range.upperBound) : nil
    var end = close.map { $0 + 1 } ?? MailPath.blank(line, from: start, to: range.upperBound)
    if isBracketed, close == nil {
      // An inner `<` was never closed: the last `>` of the word closes the path.
      close = MailPath.lastBracket(line, from: start, to: end)
      if let close { end = close + 1 }
    }
    let isDelimited = close != nil
    self.range = start..<end
    address = isDelimited ? start + 1..<end - 1 : start..<end
    scan(line, delimiters: isDelimited ? (start, end - 1) : nil)
  }

  private mutating func scan(_ line: Span<UInt8>, delimiters: (Int, Int)?) {
    var quoting = Quoting()
    for index in range {
      let byte = line[index]
      let isQuoted = quoting.step(byte)
      switch byte {
      case UInt8(ascii: "|"):
        pipes.append(index)
        specialCharacters.append(index)
      case UInt8(ascii: "`"), 0:
        specialCharacters.append(index)
      case UInt8(ascii: "<"), UInt8(ascii: ">"):
        let delimits = delimiters.map { index == $0.0 || index == $0.1 } ?? false
        if !isQuoted, !delimits { strayBrackets.append(index) }
      default:
        break
      }
    }
  }

  /// The domain of the address: what follows the last `@` outside quotes, without a source route
  /// and without brackets that stand behind it.
  func domain(_ line: Span<UInt8>) -> Range<Int>? {
    var quoting = Quoting()
    var at: Int?
    for index in address {
      let isQuoted = quoting.step(line[index])
      if !isQuoted, line[index] == UInt8(ascii: "@") { at = index }
    }
    guard let at else { return nil }
    var end = address.upperBound
    while end > at + 1, line[end - 1] == UInt8(ascii: ">") || line[end - 1] == UInt8(ascii: "<") {
      end -= 1
    }
    return at + 1..<end
  }

  private static func blank(_ line: Span<UInt8>, from start: Int, to end: Int) -> Int {
    var quoting = Quoting()
    for index in start..<end where !quoting.step(line[index]) && line[index].isBlank {
      return index
    }
    return end
  }

  private static func matchingBracket(_ line: Span<UInt8>, from start: Int, to end: Int) -> Int? {
    var quoting = Quoting()
    var depth = 0
    for index in start..<end where !quoting.step(line[index]) {
      if line[index] == UInt8(ascii: "<") { depth += 1 }
      if line[index] == UInt8(ascii: ">") {
        depth -= 1
        if depth == 0 { return index }
      }
    }
    return nil
  }

  private static func lastBracket(_ line: Span<UInt8>, from start: Int, to end: Int) -> Int? {
    var quoting = Quoting()
    var last: Int?
    for index in start..<end where !quoting.step(line[index]) {
      if line[index] == UInt8(ascii: ">") { last = index }
    }
    return last
  }
}

/// Quoted strings and quoted pairs (RFC 5321 section 4.1.2, Quoted-string).
private struct Quoting {
  private var isInside = false
  private var isEscaped = false

  /// Takes the next byte; true where it belongs to a quoted string, its quotes included.
  mutating func step(_ byte: UInt8) -> Bool {
    guard isInside else {
      isInside = byte == UInt8(ascii: "\"")
      return isInside
    }
    if isEscaped {
      isEscaped = false
    } else if byte == UInt8(ascii: "\\") {
      isEscaped = true
    } else if byte == UInt8(ascii: "\"") {
      isInside = false
    }
    return true
  }
}
