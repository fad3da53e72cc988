/// What a server's reply says, as a log, a bounce or a person quotes it.
public struct ReplyText: Sendable, Equatable {
  /// The code, 4xx or 5xx.
  let code: Substring
  /// The words behind it, and whatever the quotation goes on with, in lower case.
  let words: [String]

  /// Fewer words are said by many replies.
  private static let fewestWords = 3

  /// Reads a quotation; nil where no code of a refusal stands in it, or next to nothing behind it.
  ///
  /// - Parameter text: a text, as `451 5.7.3 Must issue a STARTTLS command first`; what is behind its first
  ///   4,096 bytes is not looked at.
  public init?(_ text: String) {
    let words = String(decoding: text.utf8.prefix(4096), as: UTF8.self)
      .split(whereSeparator: \.isWhitespace)
    // In the middle of a text three digits are a code where an enhanced one follows (RFC 3463 section 2).
    let place = words.indices.first { index in
      guard Self.code(words[index]) != nil else { return false }
      let next =
        words[index].count > 3 ? words[index].dropFirst(4) : words[(index + 1)...].first ?? ""
      let enhanced = next.drop { $0 == "#" }
      // Not always of the code's own class: Exchange says `451 5.7.3`.
      return index == 0 || enhanced.hasPrefix("4.") || enhanced.hasPrefix("5.")
    }
    guard let place, let code = Self.code(words[place]) else { return nil }
    self.code = code
    // `550-5.1.1` is a code and a word.
    let first = words[place].dropFirst(4)
    self.words = ([first].filter { !$0.isEmpty } + words[(place + 1)...]).map { $0.lowercased() }
    guard self.words.count >= Self.fewestWords else { return nil }
  }

  /// Whether a reply is the one that is quoted.
  ///
  /// - Parameter reply: the reply with its codes and line ends.
  /// - Returns: whether its words begin as the quotation does, or the quotation has all words of one or more
  ///   of its lines and goes on with something else.
  func isOf(_ reply: String) -> Bool {
    let lines = reply.split(whereSeparator: \.isNewline)
    guard let first = lines.first, first.prefix(3) == code else { return false }
    var said: [String] = []
    var lineEnds: [Int] = []
    for line in lines {
      said += line.dropFirst(4).split(whereSeparator: \.isWhitespace).map { $0.lowercased() }
      lineEnds.append(said.count)
    }
    let common = zip(words, said).prefix { $0 == $1 }.count
    return common == words.count || common >= Self.fewestWords && lineEnds.contains(common)
  }

  /// The code that a word is, or begins with before a hyphen.
  private static func code(_ word: Substring) -> Substring? {
    let code = word.prefix(3)
    guard code.count == 3, code.allSatisfy({ $0.isASCII && $0.isNumber }),
      code.first == "4" || code.first == "5", word.count == 3 || word.dropFirst(3).first == "-"
    else { return nil }
    return code
  }
}
