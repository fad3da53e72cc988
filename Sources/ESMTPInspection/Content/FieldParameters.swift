import Primitives

/// A parameter of Content-Type or Content-Disposition (RFC 2045 section 5.1, RFC 2183, RFC 2231).
struct FieldParameter: Sendable, Hashable {
  /// The parameters that are looked into.
  enum Name: UInt8, Sendable, CaseIterable {
    case filename, name, boundary

    /// The attribute in lower case.
    var attribute: String {
      switch self {
      case .filename: "filename"
      case .name: "name"
      case .boundary: "boundary"
      }
    }
  }

  /// The form of the attribute: `name`, `name*`, or `name*N` and `name*N*` (RFC 2231 sections 3, 4).
  enum Form: Sendable, Hashable {
    case plain, extended
    case section(Int, isExtended: Bool)

    /// Whether `%` escapes stand in the value.
    var isExtended: Bool {
      switch self {
      case .plain: false
      case .extended: true
      case .section(_, let isExtended): isExtended
      }
    }
  }

  /// Which parameter it is.
  var name: Name
  /// The form of its attribute.
  var form: Form
  /// Where its value stands in the field, without quotes.
  var value: Range<Int>
  /// Whether the value is a quoted string, in which `\"` and `\\` stand for their second byte.
  var isQuoted: Bool

  /// Appends the value, quoting removed; charset, escapes and encoded words stay as on the wire.
  func appendValue(of field: Span<UInt8>, to text: inout [UInt8]) {
    var index = value.lowerBound
    while index < value.upperBound {
      let byte = field[index]
      index &+= 1
      guard isQuoted, byte == FieldParser.backslash, index < value.upperBound,
        field[index] == FieldParser.backslash || field[index] == FieldParser.quote
      else {
        text.append(byte)
        continue
      }
      text.append(field[index])
      index &+= 1
    }
  }

  /// Appends the sections of a parameter, joined by their numbers (RFC 2231 section 3).
  ///
  /// - Returns: whether there are any.
  static func appendSections(
    of name: Name, _ parameters: [FieldParameter], _ field: Span<UInt8>, to text: inout [UInt8]
  ) -> Bool {
    let sections = sections(of: name, parameters)
    for section in sections { parameters[section].appendValue(of: field, to: &text) }
    return !sections.isEmpty
  }

  /// The places of a parameter's sections, by their numbers.
  private static func sections(of name: Name, _ parameters: [FieldParameter]) -> [Int] {
    var sections: [(number: Int, index: Int)] = []
    for (index, parameter) in parameters.enumerated() where parameter.name == name {
      if case .section(let number, _) = parameter.form { sections.append((number, index)) }
    }
    sections.sort { $0 < $1 }
    return sections.map(\.index)
  }

  /// Appends the value with its escapes decoded where the form has some; `isFirst` says that
  /// character set and language stand before it (RFC 2231 section 4).
  private func appendDecoded(_ field: Span<UInt8>, isFirst: Bool, to text: inout [UInt8]) {
    guard form.isExtended else { return appendValue(of: field, to: &text) }
    var raw: [UInt8] = []
    appendValue(of: field, to: &raw)
    var rest = raw[...]
    if isFirst {
      let parts = raw.split(
        separator: UInt8(ascii: "'"), maxSplits: 2, omittingEmptySubsequences: false)
      if parts.count == 3 { rest = parts[2] }
    }
    while let byte = rest.popFirst() {
      guard byte == UInt8(ascii: "%"), rest.count >= 2,
        let high = Octet.hexadecimal(rest[rest.startIndex]),
        let low = Octet.hexadecimal(rest[rest.startIndex + 1])
      else {
        text.append(byte)
        continue
      }
      text.append(high << 4 | low)
      rest = rest.dropFirst(2)
    }
  }

  /// Appends the boundary that the parameters name, without trailing blanks; nothing without one.
  static func appendBoundary(
    _ parameters: [FieldParameter], _ field: Span<UInt8>, to text: inout [UInt8]
  ) {
    if let plain = parameters.first(where: { $0.name == .boundary && $0.form == .plain }) {
      plain.appendValue(of: field, to: &text)
      // Without quotes it is a token, which none of these stands in.
      let isEnd = { (byte: UInt8) in byte.isBlank || byte == FieldParser.parenthesis }
      if !plain.isQuoted, let end = text.firstIndex(where: isEnd) { text.removeSubrange(end...) }
    } else if let extended = parameters.first(where: {
      $0.name == .boundary && $0.form == .extended
    }) {
      extended.appendDecoded(field, isFirst: true, to: &text)
    } else {
      let sections = sections(of: .boundary, parameters)
      for section in sections {
        parameters[section].appendDecoded(field, isFirst: section == sections.first, to: &text)
      }
    }
    while let last = text.last, last.isBlank { text.removeLast() }
  }
}

/// Reads the value of a structured MIME field, leniently, in one pass.
///
/// A value without quotes runs to the next `;`, blanks inside kept, as mail programs write file
/// names. Comments are skipped between tokens; one without an end is taken as text, and so is one that
/// more of such a value follows: `my file (1).pdf`.
struct FieldParser {
  static let quote = UInt8(ascii: "\"")
  static let backslash = UInt8(ascii: "\\")
  static let parenthesis = UInt8(ascii: "(")
  private static let semicolon = UInt8(ascii: ";")

  private var index = 0
  private var skipsComments = true

  /// Reads the field's first token, `multipart/mixed` say, without what follows it.
  mutating func readToken(_ field: Span<UInt8>) -> Range<Int> {
    skipBlanksAndComments(field)
    let start = index
    while index < field.count, !Self.endsToken(field[index]) { index &+= 1 }
    return start..<index
  }

  /// Reads the parameters behind the token that are looked into, in their order.
  mutating func readParameters(_ field: Span<UInt8>, into parameters: inout [FieldParameter]) {
    while skipToSemicolon(field) {
      index &+= 1
      skipBlanksAndComments(field)
      let start = index
      while index < field.count, field[index] != UInt8(ascii: "="), !Self.endsToken(field[index]) {
        index &+= 1
      }
      let attribute = start..<index
      skipBlanksAndComments(field)
      guard index < field.count, field[index] == UInt8(ascii: "=") else { continue }
      index &+= 1
      skipBlanksAndComments(field)
      let isQuoted = index < field.count && field[index] == Self.quote
      let value = isQuoted ? readQuoted(field) : readUnquoted(field)
      guard let (name, form) = Self.name(field, attribute) else { continue }
      parameters.append(FieldParameter(name: name, form: form, value: value, isQuoted: isQuoted))
    }
  }

  private static func endsToken(_ byte: UInt8) -> Bool {
    byte.isBlank || byte == semicolon || byte == parenthesis
  }

  /// Moves to the `;` before the next parameter, over comments, and says whether there is one.
  private mutating func skipToSemicolon(_ field: Span<UInt8>) -> Bool {
    while index < field.count, field[index] != Self.semicolon {
      if !skipComment(field) { index &+= 1 }
    }
    return index < field.count
  }

  private mutating func skipBlanksAndComments(_ field: Span<UInt8>) {
    while index < field.count {
      if field[index].isBlank {
        index &+= 1
      } else if !skipComment(field) {
        return
      }
    }
  }

  /// Moves behind the comment that starts here, if one does.
  private mutating func skipComment(_ field: Span<UInt8>) -> Bool {
    guard skipsComments, field[index] == Self.parenthesis else { return false }
    guard let end = Self.commentEnd(field, from: index) else {
      skipsComments = false  // Looked for once only: the pass stays linear.
      return false
    }
    index = end
    return true
  }

  private static func commentEnd(_ field: Span<UInt8>, from start: Int) -> Int? {
    var depth = 0
    var index = start
    while index < field.count {
      switch field[index] {
      case parenthesis: depth &+= 1
      case UInt8(ascii: ")"): depth &-= 1
      case backslash: index &+= 1
      default: break
      }
      index &+= 1
      if depth == 0 { return index }
    }
    return nil
  }

  private mutating func readQuoted(_ field: Span<UInt8>) -> Range<Int> {
    index &+= 1
    let start = index
    while index < field.count, field[index] != Self.quote {
      index &+= field[index] == Self.backslash && index &+ 1 < field.count ? 2 : 1
    }
    let end = index
    index = min(index &+ 1, field.count)
    return start..<end
  }

  private mutating func readUnquoted(_ field: Span<UInt8>) -> Range<Int> {
    let start = index
    var end = index
    while index < field.count, field[index] != Self.semicolon {
      if field[index].isBlank || field[index] == Self.parenthesis {
        let between = index
        skipBlanksAndComments(field)
        // At the end they are none of the value; what more of it follows makes them text.
        if index > between { continue }
      }
      index &+= 1
      end = index
    }
    return start..<end
  }

  /// The parameter that an attribute names, with its form, or nil for others.
  private static func name(
    _ field: Span<UInt8>, _ attribute: Range<Int>
  ) -> (FieldParameter.Name, FieldParameter.Form)? {
    let word = field.extracting(attribute)
    for name in FieldParameter.Name.allCases {
      let length = name.attribute.utf8.count
      guard word.hasPrefix(name.attribute, at: 0) else { continue }
      if word.count == length { return (name, .plain) }
      guard word[length] == UInt8(ascii: "*") else { continue }
      if word.count == length &+ 1 { return (name, .extended) }
      var section = 0
      var index = length &+ 1
      while index < word.count, word[index].isDigit, section < 100_000_000 {
        section = section &* 10 &+ Int(word[index] &- UInt8(ascii: "0"))
        index &+= 1
      }
      guard index > length &+ 1 else { return nil }
      let isExtended = index < word.count && word[index] == UInt8(ascii: "*")
      if isExtended { index &+= 1 }
      return index == word.count ? (name, .section(section, isExtended: isExtended)) : nil
    }
    return nil
  }
}
