import Primitives

/// Cuts lines into words, and passes over what a device prints between them.
enum Tokenizer {
  /// The longest line that is read, in bytes; that of a device has some hundreds.
  static let longestLine = 65_536

  /// The words of a line; nil where there are none or where it is a remark.
  static func line(_ bytes: ArraySlice<UInt8>, origin: Origin) -> Line? {
    if bytes.count > longestLine { return nil }
    let base = bytes.startIndex
    var index = base
    if let page = pageBreak(bytes) { index = page }
    let start = index
    while index < bytes.endIndex, partsWords(bytes[index]) { index += 1 }
    guard index < bytes.endIndex else { return nil }
    if bytes[index] == UInt8(ascii: "!") { return nil }
    if bytes[index] == UInt8(ascii: ":") { return nil }
    var indent = index - start
    var prompt: String?
    if let (mark, command) = self.prompt(bytes, from: index) {
      prompt = String(decoding: bytes[index..<mark], as: UTF8.self)
      index = command
      indent = 0
    }
    var line = Line(
      origin: origin, indent: indent, prompt: prompt, tokens: [], typographic: nil,
      end: bytes.endIndex - base)
    while index < bytes.endIndex {
      if partsWords(bytes[index]) {
        index += 1
        continue
      }
      if let blank = typographicBlank(bytes, index) {
        line.typographic = line.typographic ?? (blank.name, index - base)
        index += blank.length
        continue
      }
      // Quotes keep blanks in regular expressions, and are like other characters elsewhere.
      let mayQuote =
        line.tokens.count > 1 && bytes[index] == UInt8(ascii: "\"")
        && line.tokens.prefix(2).contains { $0.word.hasPrefix("reg") }
      line.tokens.append(
        token(bytes, &index, base: base, mayQuote: mayQuote, &line.typographic))
    }
    return line.tokens.isEmpty ? nil : line
  }

  private static func token(
    _ bytes: ArraySlice<UInt8>, _ index: inout Int, base: Int, mayQuote: Bool,
    _ typographic: inout (name: String, offset: Int)?
  ) -> Token {
    let start = index
    if mayQuote, bytes[index] == UInt8(ascii: "\""), let end = quoteEnd(bytes, index) {
      index = end + 1
      let text = String(decoding: bytes[start + 1..<end], as: UTF8.self)
      return Token(text: text, word: text, offset: start - base, isQuoted: true)
    }
    var hasCapitals = false
    while index < bytes.endIndex, !partsWords(bytes[index]) {
      let byte = bytes[index]
      if byte.isCapital { hasCapitals = true }
      if byte >= 0xC2 {
        if typographicBlank(bytes, index) != nil { break }
        if typographic == nil, isTypographicQuote(bytes, index) {
          typographic = ("a typographic quote", index - base)
        }
      }
      index += 1
    }
    let text = String(decoding: bytes[start..<index], as: UTF8.self)
    return Token(
      text: text, word: hasCapitals ? text.lowercased() : text, offset: start - base)
  }

  /// The closing quote of a quoted word, which a blank or the end of the line follows.
  private static func quoteEnd(_ bytes: ArraySlice<UInt8>, _ start: Int) -> Int? {
    var index = start + 1
    // No expression is longer; a search to the end of any line would be quadratic.
    while index < bytes.endIndex, index - start < 1_024 {
      if bytes[index] == UInt8(ascii: "\\") {
        index += 2
        continue
      }
      let next = index + 1
      if bytes[index] == UInt8(ascii: "\""), next == bytes.endIndex || partsWords(bytes[next]) {
        return index
      }
      index = next
    }
    return nil
  }

  /// Whether words end before it: a space, or what a terminal would obey.
  private static func partsWords(_ byte: UInt8) -> Bool { byte <= 32 }

  /// A blank that is not of the keyboard, and how many bytes it takes.
  private static func typographicBlank(_ bytes: ArraySlice<UInt8>, _ index: Int)
    -> (name: String, length: Int)?
  {
    let noBreak = "a no-break space"
    // U+00A0.
    if bytes[index] == 0xC2, index + 1 < bytes.endIndex, bytes[index + 1] == 0xA0 {
      return (noBreak, 2)
    }
    guard bytes[index] >= 0xE2, index + 2 < bytes.endIndex else { return nil }
    switch (bytes[index], bytes[index + 1], bytes[index + 2]) {
    // U+2007, U+202F.
    case (0xE2, 0x80, 0x87), (0xE2, 0x80, 0xAF): return (noBreak, 3)
    // U+200B to U+200D, U+2060, U+FEFF.
    case (0xE2, 0x80, 0x8B...0x8D), (0xE2, 0x81, 0xA0), (0xEF, 0xBB, 0xBF):
      return ("an invisible character", 3)
    // U+2000 to U+200A, U+205F, U+3000.
    case (0xE2, 0x80, 0x80...0x8A), (0xE2, 0x81, 0x9F), (0xE3, 0x80, 0x80):
      return ("a typographic blank", 3)
    default: return nil
    }
  }

  /// U+2018 to U+201F (E2 80 98 to E2 80 9F), U+00AB and U+00BB.
  private static func isTypographicQuote(_ bytes: ArraySlice<UInt8>, _ index: Int) -> Bool {
    if bytes[index] == 0xC2, index + 1 < bytes.endIndex {
      return bytes[index + 1] == 0xAB || bytes[index + 1] == 0xBB
    }
    return bytes[index] == 0xE2 && index + 2 < bytes.endIndex && bytes[index + 1] == 0x80
      && (0x98...0x9F).contains(bytes[index + 2])
  }

  /// Where the text goes on behind `<--- More --->` and the blanks or backspaces that erase it.
  private static func pageBreak(_ bytes: ArraySlice<UInt8>) -> Int? {
    guard let open = bytes.firstIndex(where: { !partsWords($0) }),
      bytes[open] == UInt8(ascii: "<"), bytes[open...].starts(with: mark)
    else { return nil }
    let index = open + mark.count
    // The device wipes the mark out: CR or backspaces, as many blanks, and the same again.
    let wiped = bytes[index...].prefix { partsWords($0) }
    if let last = wiped.lastIndex(where: { $0 == 13 || $0 == 8 }) { return last + 1 }
    // Where a terminal kept the blanks alone, they are no indentation.
    return wiped.count >= mark.count ? index + mark.count : index
  }

  private static let mark = Array("<--- More --->".utf8)

  /// Where a prompt such as `asa(config-pmap)# ` has its mark, and where the command starts.
  private static func prompt(_ bytes: ArraySlice<UInt8>, from start: Int) -> (
    mark: Int, command: Int
  )? {
    var index = start
    while index < bytes.endIndex, isPromptByte(bytes[index]) { index += 1 }
    guard index > start, index < bytes.endIndex else { return nil }
    if bytes[index] == UInt8(ascii: "(") {
      guard let close = bytes[index...].firstIndex(of: UInt8(ascii: ")")),
        bytes[index...].starts(with: "(config".utf8), close + 1 < bytes.endIndex
      else { return nil }
      index = close + 1
    }
    guard bytes[index] == UInt8(ascii: "#") || bytes[index] == UInt8(ascii: ">") else { return nil }
    let mark = index
    index += 1
    while index < bytes.endIndex, partsWords(bytes[index]) { index += 1 }
    return (mark, index)
  }

  /// Whether a word is a device's prompt.
  static func isPrompt(_ word: String) -> Bool {
    let bytes = ArraySlice(word.utf8)
    return prompt(bytes, from: bytes.startIndex).map { $0.command == bytes.endIndex } ?? false
  }

  private static func isPromptByte(_ byte: UInt8) -> Bool {
    switch byte {
    case 48...57, 65...90, 97...122: true
    case UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "."), UInt8(ascii: "/"): true
    default: false
    }
  }
}
