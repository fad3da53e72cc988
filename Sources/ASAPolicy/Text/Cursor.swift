import Primitives

/// A mistake in a line, before its place is known to the reader.
struct Problem: Error {
  /// The byte offset in the line.
  var offset: Int
  /// What is wrong.
  var message: String
  /// The word that was probably meant.
  var suggestion: String?
  /// Where the line is cut that is shown, so that a secret behind it is not.
  var shownEnd: Int?
}

/// Walks over the words of a line.
struct Cursor {
  let line: Line
  var index = 0

  init(_ line: Line, from index: Int = 0) {
    self.line = line
    self.index = index
  }

  /// The next word, or nil at the end.
  var peek: Token? { index < line.tokens.count ? line.tokens[index] : nil }
  /// Whether one word is left.
  var isLast: Bool { index == line.tokens.count - 1 }
  /// Whether nothing is left.
  var isAtEnd: Bool { index >= line.tokens.count }
  /// The byte offset of the next word or of the line's end.
  var offset: Int { peek?.offset ?? line.end }

  /// Takes the next word whatever it is.
  mutating func next(_ expected: String) throws(Problem) -> Token {
    guard let token = peek else { throw missing(expected) }
    index += 1
    return token
  }

  /// Takes the next word if it is this keyword.
  mutating func take(_ keyword: String) -> Bool {
    guard let token = peek, token.word == keyword else { return false }
    index += 1
    return true
  }

  /// Takes the next word if it is this keyword or starts it, where nothing but keywords can stand.
  mutating func takeShort(_ keyword: String) -> Bool {
    guard let token = peek, Keyword.find(token.word, in: [keyword]) != nil else { return false }
    index += 1
    return true
  }

  /// Takes a keyword of a list, in full or abbreviated where that is unambiguous.
  mutating func keyword(_ keywords: [String], _ expected: String) throws(Problem) -> String {
    guard let token = peek else { throw missing(expected) }
    guard let word = Keyword.find(token.word, in: keywords) else {
      throw Problem(
        offset: token.offset, message: "\"\(token.text)\" is not \(expected)",
        suggestion: Keyword.nearest(token.word, in: keywords))
    }
    index += 1
    return word
  }

  /// Takes a number within a range.
  mutating func number(_ range: ClosedRange<Int>, _ expected: String) throws(Problem) -> Int {
    let token = try next(expected)
    guard let value = Keyword.number(token.text) else {
      throw Problem(offset: token.offset, message: "\"\(token.text)\" is not \(expected)")
    }
    guard range.contains(value) else {
      throw Problem(
        offset: token.offset,
        message: "\(token.text) is not between \(range.lowerBound) and \(range.upperBound)")
    }
    return value
  }

  /// Refuses what is left of the line.
  func end() throws(Problem) {
    guard let token = peek else { return }
    throw Problem(
      offset: token.offset, message: "\"\(token.text)\" is more than the statement takes")
  }

  /// The text from the next word to the end of the line.
  var rest: String {
    line.tokens[min(index, line.tokens.count)...].map(\.text).joined(separator: " ")
  }

  private func missing(_ expected: String) -> Problem {
    Problem(offset: line.end, message: "the line ends where \(expected) is due")
  }
}

/// Looks words up.
package enum Keyword {
  /// The keyword that a word is or abbreviates without ambiguity.
  static func find(_ word: String, in keywords: [String]) -> String? {
    if keywords.contains(word) { return word }
    var found: String?
    guard word.utf8.first.map({ $0 >= 97 && $0 <= 122 }) ?? false else { return nil }
    for keyword in keywords where keyword.hasPrefix(word) {
      if found != nil { return nil }
      found = keyword
    }
    return found
  }

  /// A decimal number without sign; nil where it is none or has more than 18 digits.
  static func number(_ text: String) -> Int? {
    guard (1...18).contains(text.utf8.count), text.utf8.allSatisfy(\.isDigit)
    else { return nil }
    return Int(text)
  }

  /// The nearest of a list, where one is near.
  package static func nearest(_ word: String, in list: some Sequence<String>) -> String? {
    let length = word.utf8.count
    guard length > 1, length <= 64 else { return nil }
    let limit = length < 4 ? 1 : length < 8 ? 2 : 3
    var best: (String, Int)?
    let lower = Array(word.lowercased().utf8)
    for candidate in list where abs(candidate.utf8.count - length) <= limit {
      let distance = distance(lower, Array(candidate.lowercased().utf8))
      if distance <= limit, distance < (best?.1 ?? .max) { best = (candidate, distance) }
    }
    return best?.0
  }

  /// The edits, exchanges of neighbours among them, from one word to another.
  static func distance(_ a: [UInt8], _ b: [UInt8]) -> Int {
    var before = [Int](repeating: 0, count: b.count + 1)
    var above = Array(0...b.count)
    for i in 0..<a.count {
      var row = [i + 1]
      for j in 0..<b.count {
        var best = min(row[j] + 1, above[j + 1] + 1, above[j] + (a[i] == b[j] ? 0 : 1))
        if i > 0, j > 0, a[i] == b[j - 1], a[i - 1] == b[j] { best = min(best, before[j - 1] + 1) }
        row.append(best)
      }
      before = above
      above = row
    }
    return above[b.count]
  }
}
