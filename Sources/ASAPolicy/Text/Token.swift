/// A word of a line.
struct Token: Sendable {
  /// The word as typed, without the quotes around it.
  var text: String
  /// The word in lower case, for keywords.
  var word: String
  /// The byte offset in the line.
  var offset: Int
  /// Whether quotes stood around it.
  var isQuoted = false

  /// Whether it may be a domain: letters, digits, hyphens and dots, and the underscore of some hosts.
  var isDomain: Bool {
    word.utf8.allSatisfy {
      (97...122).contains($0) || (48...57).contains($0) || $0 == 45 || $0 == 46 || $0 == 95
    }
  }

  /// Refuses a name longer than the device takes.
  func checkNameLength() throws(Problem) {
    guard text.utf8.count > 40 else { return }
    throw Problem(
      offset: offset,
      message: "the name has \(text.utf8.count) characters; at most 40 are allowed")
  }
}

/// A line cut into words.
struct Line: Sendable {
  /// Where it stands.
  var origin: Origin
  /// The number of blanks before the first word; 0 behind a prompt.
  var indent: Int
  /// The device's prompt in front of it, without its last character.
  var prompt: String?
  /// The words; never empty.
  var tokens: [Token]
  /// A typographic quote or blank in it: what it is and its byte offset.
  var typographic: (name: String, offset: Int)?
  /// The byte offset at which the line ends.
  var end: Int

  /// The first word in lower case.
  var head: String { tokens[0].word }

  /// Whether it is a line of an access list as `show access-list` prints it, with its counter.
  var isPrintedEntry: Bool { tokens.contains { $0.word.hasPrefix("(hitcnt=") } }
}
