/// The words of a pasted terminal text.
struct ShowWords {
  struct Word {
    var text: String
    /// The line, from 1.
    var line: Int
    /// Whether the line starts with it, without a blank before it.
    var startsLine = false
    /// Whether nothing but blanks follows on the line.
    var endsLine = false

    /// In lower case, without the comma behind it.
    var key: String {
      let lower = text.lowercased()
      return lower.hasSuffix(",") ? String(lower.dropLast()) : lower
    }
    /// `key` without the colon that documents set behind a criterion.
    var bare: String {
      let key = key
      return key.hasSuffix(":") ? String(key.dropLast()) : key
    }
    var hasComma: Bool { text.hasSuffix(",") }
  }

  private(set) var words: [Word] = []

  /// Cuts a text at blanks and control characters; page breaks are left out.
  init(_ text: String) {
    var line = 1
    var word: [UInt8] = []
    var start = words.count
    // Whether the word at hand started where its line does.
    var isFirst = true
    func isPageBreak(_ text: ArraySlice<Word>) -> Bool {
      text.map(\.text) == ["<---", "More", "--->"]
    }
    for byte in Array(text.utf8) + [10] {
      if byte > 32, byte != 127 {
        word.append(byte)
        continue
      }
      if !word.isEmpty {
        words.append(
          Word(text: String(decoding: word, as: UTF8.self), line: line, startsLine: isFirst))
        word.removeAll(keepingCapacity: true)
        if words.count >= start + 3, isPageBreak(words.suffix(3)) { words.removeLast(3) }
      }
      isFirst = byte == 10
      guard byte == 10 else { continue }
      if words.count > start { words[words.count - 1].endsLine = true }
      start = words.count
      line += 1
    }
  }

  /// The word at an index, nil behind the end.
  subscript(index: Int) -> Word? { index < words.count ? words[index] : nil }

  /// Whether the words from an index on are these, in any case.
  func has(_ keys: [String], at index: Int) -> Bool {
    guard index + keys.count <= words.count else { return false }
    for (offset, key) in keys.enumerated() where words[index + offset].key != key { return false }
    return true
  }
}
