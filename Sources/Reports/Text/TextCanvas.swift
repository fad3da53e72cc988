import Primitives

/// Lines of styled text that never pass a width, unless they may.
///
/// Every text goes through here, and what is not printable ASCII or one of the report's own four
/// signs is escaped again: nothing else can reach the terminal but the names in lines to be typed.
struct TextCanvas {
  /// What was written and not yet taken.
  var output: [UInt8] = []
  /// The columns of a line, at least 1.
  var width: Int
  /// Whether SGR sequences are written.
  let isColoured: Bool
  /// Whether a line that is longer is cut; else it stays whole.
  let cutsLines: Bool
  /// The columns after which text is broken however wide the terminal is, for the eye's sake.
  static let proseWidth = 110
  /// The columns that the line at hand holds.
  private(set) var column = 0

  private var pieces: [(text: String, style: TextStyle)] = []

  init(width: Int, isColoured: Bool, cutsLines: Bool = true) {
    self.width = max(1, width)
    self.cutsLines = cutsLines
    self.isColoured = isColoured
  }

  /// Adds text to the line at hand.
  mutating func put(_ text: String, _ style: TextStyle = .plain) {
    let text = Self.safe(text)
    column += Self.columns(text.utf8.span)
    pieces.append((text, style))
  }

  /// Adds blanks up to a column; one at least where the line is already that long.
  mutating func move(to target: Int) {
    put(String(repeating: " ", count: max(1, target - column)))
  }

  /// Adds blanks up to a column; none where the line is already that long.
  mutating func fill(to target: Int) {
    if column < target { put(String(repeating: " ", count: target - column)) }
  }

  /// Adds text that ends at a column.
  mutating func put(_ text: String, endingAt target: Int, _ style: TextStyle = .plain) {
    let blanks = target - column - Self.columns(text.utf8.span)
    if blanks > 0 { put(String(repeating: " ", count: blanks)) }
    put(text, style)
  }

  /// Ends the line at hand, cut with an ellipsis where it is too long.
  mutating func end() {
    let isCut = cutsLines && column > width
    var room = isCut ? width - 1 : column
    for (text, style) in pieces where room > 0 {
      let columns = Self.columns(text.utf8.span)
      write(columns > room ? String(text.unicodeScalars.prefix(room)) : text, style)
      room -= columns
    }
    if isCut { output.append(contentsOf: "…".utf8) }
    trimBlanks()
    output.append(10)
    pieces.removeAll(keepingCapacity: true)
    column = 0
  }

  /// Adds a whole line as it is, however wide: one that is to be typed must not be broken, and names in
  /// it stay as they are.
  mutating func verbatim(_ text: String) {
    output.append(contentsOf: Escape.typed(text).utf8)
    output.append(10)
  }

  /// Adds a whole line.
  mutating func line(_ text: String = "", _ style: TextStyle = .plain) {
    put(text, style)
    end()
  }

  /// Adds text at the end of the line at hand and goes on in further lines from the same column.
  ///
  /// - Parameters:
  ///   - text: the text; it is broken at blanks, and inside words that are longer than a line.
  ///   - style: how it looks.
  mutating func wrap(_ text: String, _ style: TextStyle = .plain) {
    let indent = min(column, max(0, width - 8))
    let room = min(width - indent, Self.proseWidth)
    let lines = Self.broken(Self.safe(text), into: max(1, room))
    for (index, line) in lines.enumerated() {
      if index > 0 { put(String(repeating: " ", count: indent)) }
      put(line, style)
      end()
    }
  }

  /// Adds text that starts with a blank at the end of the line at hand, and goes on at an indent.
  mutating func wrapRest(_ text: String, _ style: TextStyle, indent: Int) {
    let room = max(1, min(width - indent, Self.proseWidth))
    let taken = max(0, column - indent)
    if taken >= room { end() }
    let head = String(repeating: "x", count: taken < room ? taken : 0)
    for (index, line) in Self.broken(head + Self.safe(text), into: room).enumerated() {
      if index > 0 || taken >= room { fill(to: indent) }
      put(index == 0 ? String(line.dropFirst(head.count)) : line, style)
      end()
    }
  }

  /// Text in lines of at most so many columns, a scalar each.
  static func broken(_ text: String, into room: Int) -> [String] {
    var lines: [String] = []
    var line: [UInt8] = []
    var columns = 0
    for word in Array(text.utf8).split(separator: blank, omittingEmptySubsequences: false) {
      let width = Self.columns(word.span)
      if !line.isEmpty, columns + 1 + width > room {
        lines.append(String(decoding: line, as: UTF8.self))
        line.removeAll(keepingCapacity: true)
        columns = 0
      } else if !line.isEmpty || !lines.isEmpty && word.isEmpty {
        line.append(blank)
        columns += 1
      }
      line += word
      columns += width
      while columns > room {
        let end = place(ofColumn: room, in: line)
        lines.append(String(decoding: line[..<end], as: UTF8.self))
        line.removeFirst(end)
        columns -= room
      }
    }
    if !line.isEmpty || lines.isEmpty { lines.append(String(decoding: line, as: UTF8.self)) }
    return lines
  }

  private static let blank = UInt8(ascii: " ")

  /// The scalars of UTF-8, a column each: its bytes but those that go on with one.
  private static func columns(_ bytes: Span<UInt8>) -> Int {
    var columns = bytes.count
    for index in bytes.indices where bytes[index] & 0xC0 == 0x80 { columns -= 1 }
    return columns
  }

  /// The index of the byte that starts a scalar.
  private static func place(ofColumn column: Int, in bytes: [UInt8]) -> Int {
    var left = column
    for (index, byte) in bytes.enumerated() where byte & 0xC0 != 0x80 {
      if left == 0 { return index }
      left -= 1
    }
    return bytes.count
  }

  /// The text with everything escaped that is neither printable ASCII nor a sign of the report.
  private static func safe(_ text: String) -> String {
    if isPrintable(text) { return text }
    var out = String.UnicodeScalarView()
    for scalar in text.unicodeScalars {
      switch scalar {
      case " "..."~", "…", "·", "─", "│": out.append(scalar)
      default: out.append(contentsOf: Escape.text(String(scalar)).unicodeScalars)
      }
    }
    return String(out)
  }

  private static func isPrintable(_ text: String) -> Bool {
    let bytes = text.utf8.span
    for index in bytes.indices where !bytes[index].isPrintable { return false }
    return true
  }

  private mutating func write(_ text: String, _ style: TextStyle) {
    guard isColoured, let codes = style.codes, text.utf8.contains(where: { $0 != 0x20 }) else {
      return output.append(contentsOf: text.utf8)
    }
    output.append(contentsOf: "\u{1B}[\(codes)m".utf8)
    output.append(contentsOf: text.utf8)
    output.append(contentsOf: "\u{1B}[0m".utf8)
  }

  private mutating func trimBlanks() {
    while output.last == 0x20 { output.removeLast() }
  }
}

/// How a piece of text looks where colour is on (ECMA-48 SGR); words always say the same.
enum TextStyle {
  case plain, strong, faint, red, boldRed, green, yellow, magenta, cyan

  /// The parameters of the sequence; nil for none.
  var codes: String? {
    switch self {
    case .plain: nil
    case .strong: "1"
    case .faint: "2"
    case .red: "31"
    case .boldRed: "1;31"
    case .green: "32"
    case .yellow: "33"
    case .magenta: "35"
    case .cyan: "36"
    }
  }

  /// The style of a verdict.
  init(_ verdict: Verdict) {
    switch verdict {
    case .exempt: self = .faint
    case .untouched: self = .green
    case .logged: self = .cyan
    case .masked: self = .yellow
    case .rewritten: self = .magenta
    case .dropped: self = .red
    case .reset: self = .boldRed
    }
  }
}
