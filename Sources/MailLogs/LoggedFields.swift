/// The `name=value` parts of a line of Postfix, of which the first of each name counts.
///
/// A value in angle brackets ends at the bracket that closes it, so that no address, HELO or Message-ID, which
/// the other end chooses, is taken for more fields. Limits: Postfix before 3.5 logs an address without the
/// quotes of its local part; a closing bracket in it then ends the value (postconf(5),
/// `info_log_address_format`).
struct LoggedFields {
  private var parts: [(name: Substring, value: Substring)] = []

  /// Behind these there is nothing but what the other end said.
  private static let last: Set<Substring> = ["helo", "status"]

  /// Reads a text from its start.
  init(_ text: Substring) {
    let bytes = text.utf8
    var index = bytes.startIndex
    var word: Substring.Index? = index
    while index < bytes.endIndex {
      let byte = bytes[index]
      guard byte == 0x3D, let start = word, start < index else {
        if byte == 0x20 {
          index = bytes.index(after: index)
          word = index
        } else if byte == 0x3C {
          // What is in brackets holds no fields.
          index = text.endOfPath(at: index) ?? bytes.index(after: index)
          word = nil
        } else {
          index = bytes.index(after: index)
        }
        continue
      }
      let name = text[start..<index]
      let first = bytes.index(after: index)
      index = text[first...].endOfValue
      if !parts.contains(where: { $0.name == name }) { parts.append((name, text[first..<index])) }
      if Self.last.contains(name) { return }
      word = nil
    }
  }

  /// The text that was read, from the value of a name on; nil where there is none.
  func text(_ text: Substring, from name: Substring) -> Substring? {
    parts.first { $0.name == name }.map { text[$0.value.startIndex...] }
  }

  /// The value of a name, without brackets; nil where there is none.
  subscript(name: Substring) -> String? {
    guard let value = parts.first(where: { $0.name == name })?.value else { return nil }
    return value.unbracketed
  }
}

extension Substring {
  /// Behind the bracket that closes the one at a place; nil where none does. Quoted text and what is escaped
  /// in it holds no brackets (RFC 5321 section 4.1.2).
  func endOfPath(at start: Index) -> Index? {
    let bytes = utf8
    var index = start
    var depth = 0
    var isQuoted = false
    while index < bytes.endIndex {
      switch bytes[index] {
      case 0x5C where isQuoted:
        index = bytes.index(after: index)
        if index == bytes.endIndex { return nil }
      case 0x22: isQuoted.toggle()
      case 0x3C where !isQuoted: depth += 1
      case 0x3E where !isQuoted:
        depth -= 1
        if depth == 0 { return bytes.index(after: index) }
      default: break
      }
      index = bytes.index(after: index)
    }
    return nil
  }

  /// The end of the value that this starts with: of the brackets, or before the blank or the comma behind it.
  fileprivate var endOfValue: Index {
    if utf8.first == 0x3C, let end = endOfPath(at: startIndex) { return end }
    let end = utf8.firstIndex(of: 0x20) ?? endIndex
    return self[..<end].utf8.last == 0x2C ? utf8.index(before: end) : end
  }
}
