// Logs are searched byte by byte: what is looked for is ASCII, and a log has many lines.
extension Substring {
  /// The words between blanks.
  ///
  /// - Parameter most: how many are cut off; the rest is the last.
  /// - Returns: the words, none of which is empty.
  func words(_ most: Int = .max) -> [Substring] {
    utf8.split(separator: 0x20, maxSplits: most).map { Substring($0) }
  }

  /// The first word, up to a blank.
  var firstWord: Substring { self[..<(utf8.firstIndex(of: 0x20) ?? endIndex)] }

  /// Where a text stands first; nil where it does not.
  func place(of text: String) -> Index? {
    guard let first = text.utf8.first else { return startIndex }
    var rest = utf8[...]
    while let found = rest.firstIndex(of: first) {
      if rest[found...].starts(with: text.utf8) { return found }
      rest = rest[rest.index(after: found)...]
    }
    return nil
  }

  /// What stands behind a text; nil where it does not stand there.
  func behind(_ text: String) -> Substring? {
    place(of: text).map { self[utf8.index($0, offsetBy: text.utf8.count)...] }
  }

  /// Whether it starts with a text.
  func begins(with text: String) -> Bool { utf8.starts(with: text.utf8) }
}
