import ESMTPInspection

/// A line of one of the texts.
struct Origin: Hashable, Sendable {
  /// The text, from 0.
  var text: Int32
  /// The line, from 1.
  var line: Int32

  /// A line of no text.
  static let none = Origin(text: -1, line: 0)
}

/// The texts of a policy, from which lines are quoted.
struct SourceTexts: Sendable {
  private struct Text: Sendable {
    var name: String
    var bytes: [UInt8]
    /// The offset at which each line starts, and the end.
    var starts: [Int]

    /// A text's lines end at LF, or at CR where it has no LF.
    init(_ text: PolicyText) {
      name = text.name
      bytes = Array(text.text.utf8)
      // A byte order mark, as editors of Windows set it, is no part of the first word.
      if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { bytes.removeFirst(3) }
      starts = [0]
      let end: UInt8 = bytes.contains(10) ? 10 : 13
      for (index, byte) in bytes.enumerated() where byte == end { starts.append(index + 1) }
      if let last = starts.last, last < bytes.count { starts.append(bytes.count) }
    }
  }

  private var texts: [Text] = []

  /// The number of texts.
  var count: Int { texts.count }

  /// Takes a text in.
  mutating func append(_ text: PolicyText) { texts.append(Text(text)) }

  /// Puts a text in the place of another one.
  mutating func replace(_ index: Int, with text: PolicyText) { texts[index] = Text(text) }

  func lineCount(_ text: Int) -> Int { texts[text].starts.count - 1 }

  /// The name of a text and the line.
  func source(_ origin: Origin) -> SourceLine {
    guard texts.indices.contains(Int(origin.text)) else { return SourceLine(file: "-", line: 0) }
    return SourceLine(file: texts[Int(origin.text)].name, line: Int(origin.line))
  }

  /// The bytes of a line without LF and CR.
  func bytes(_ origin: Origin) -> ArraySlice<UInt8> {
    guard texts.indices.contains(Int(origin.text)) else { return [] }
    let text = texts[Int(origin.text)]
    let line = Int(origin.line)
    guard line > 0, line < text.starts.count else { return [] }
    var end = text.starts[line]
    let start = text.starts[line - 1]
    while end > start, text.bytes[end - 1] == 10 || text.bytes[end - 1] == 13 { end -= 1 }
    return text.bytes[start..<end]
  }

  /// A line as text, as it stands.
  func line(_ origin: Origin) -> String { String(decoding: bytes(origin), as: UTF8.self) }

  /// A line without the blanks around it.
  func statement(_ origin: Origin) -> String {
    let bytes = bytes(origin)
    guard let first = bytes.firstIndex(where: { $0 > 32 }),
      let last = bytes.lastIndex(where: { $0 > 32 })
    else { return "" }
    return String(decoding: bytes[first...last], as: UTF8.self)
  }

  /// A diagnostic at a byte offset of a line.
  func diagnostic(
    _ severity: Diagnostic.Severity, at origin: Origin, offset: Int = 0, _ message: String,
    suggestion: String? = nil, shownEnd: Int? = nil
  ) -> Diagnostic {
    let bytes = bytes(origin)
    let before = String(decoding: bytes.prefix(max(offset, 0)), as: UTF8.self)
    var shown = String(decoding: bytes.prefix(shownEnd ?? bytes.count), as: UTF8.self)
    if let shownEnd, bytes.dropFirst(shownEnd).contains(where: { $0 > 32 }) { shown += " …" }
    return Diagnostic(
      severity, at: source(origin), column: before.unicodeScalars.count + 1, message,
      suggestion: suggestion, lineText: shown)
  }
}
