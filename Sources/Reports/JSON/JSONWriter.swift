import Primitives

/// Appends JSON (RFC 8259) to bytes: no tree, no reflection, keys in the order in which they come.
struct JSONWriter {
  /// What was written and not yet taken.
  var bytes: [UInt8] = []
  /// Whether a value stands before in the object or array at hand.
  private var needsComma = false

  /// The second of `secondText`, since 1970.
  private var second = Int64.min
  /// The last time that was written up to its full stop: records stand close together.
  private var secondText: [UInt8] = []

  /// Opens an object.
  mutating func beginObject() {
    separate()
    bytes.append(UInt8(ascii: "{"))
    needsComma = false
  }

  /// Closes an object.
  mutating func endObject() {
    bytes.append(UInt8(ascii: "}"))
    needsComma = true
  }

  /// Closes a record and its line.
  mutating func endRecord() {
    endObject()
    bytes.append(10)
    needsComma = false
  }

  /// A key and an array, an element for each item.
  mutating func array<Items: Sequence>(
    _ key: JSONKey, _ items: Items, _ element: (inout JSONWriter, Items.Element) -> Void
  ) {
    self.key(key)
    bytes.append(UInt8(ascii: "["))
    for item in items { element(&self, item) }
    bytes.append(UInt8(ascii: "]"))
    needsComma = true
  }

  /// A key and an array that stays open: its elements come with other calls.
  mutating func beginArray(_ key: JSONKey) {
    self.key(key)
    bytes.append(UInt8(ascii: "["))
  }

  /// Closes an array.
  mutating func endArray() {
    bytes.append(UInt8(ascii: "]"))
    needsComma = true
  }

  /// An object as an element of an array.
  mutating func element(_ members: (inout JSONWriter) -> Void) {
    beginObject()
    members(&self)
    endObject()
  }

  /// A key and an object.
  mutating func object(_ key: JSONKey, _ members: (inout JSONWriter) -> Void) {
    self.key(key)
    beginObject()
    members(&self)
    endObject()
  }

  /// A key and a text of this tool, a configuration or a path; null for nil.
  mutating func text(_ key: JSONKey, _ value: String?) {
    guard let value else { return null(key) }
    beginString(key)
    append(value, .text)
    endString()
  }

  /// A key and prose of this tool alone, in which signs beyond ASCII are no bytes of anybody.
  mutating func prose(_ key: JSONKey, _ value: String) {
    beginString(key)
    for scalar in value.unicodeScalars {
      if scalar.isASCII {
        append(String(scalar), .text)
        continue
      }
      // As a text of JSON in ASCII has them (RFC 8259 section 7).
      for unit in String(scalar).utf16 {
        bytes.append(contentsOf: "\\u".utf8)
        for shift in [12, 8, 4, 0] {
          bytes.append(Escape.hexDigit(UInt8(truncatingIfNeeded: unit >> UInt16(shift)) & 15))
        }
      }
    }
    endString()
  }

  /// A key and a word of the schema, both made once.
  mutating func word(_ word: JSONWord) {
    bytes.append(word.text.span, in: (needsComma ? 0 : 1)..<word.text.count)
    needsComma = true
  }

  /// A key and a word of the schema, which needs no escape.
  mutating func word(_ key: JSONKey, _ value: String) {
    beginString(key)
    bytes.append(contentsOf: value.utf8)
    endString()
  }

  /// A key and the number of a record as a text.
  mutating func identifier(_ key: JSONKey, _ value: Int) {
    beginString(key)
    appendDecimal(value, to: &bytes)
    endString()
  }

  /// A key and a text of a capture, a scalar a byte; null for nil.
  mutating func captured(_ key: JSONKey, _ value: String?) {
    guard let value else { return null(key) }
    beginString(key)
    append(value, .capture)
    endString()
  }

  /// A key and bytes of a capture.
  mutating func captured(_ key: JSONKey, _ value: [UInt8]) {
    beginString(key)
    append(value.span, .capture)
    endString()
  }

  /// A key and lines, joined by line feeds; null where there are none.
  mutating func lines(_ key: JSONKey, _ lines: [String]) {
    guard !lines.isEmpty else { return null(key) }
    beginString(key)
    for (index, line) in lines.enumerated() {
      if index > 0 { bytes.append(contentsOf: "\\n".utf8) }
      append(line, .text)
    }
    endString()
  }

  /// A key and a number; null for nil.
  mutating func number(_ key: JSONKey, _ value: (some BinaryInteger)?) {
    guard let value else { return null(key) }
    let start = needsComma ? 0 : 1
    let end = key.text.count &- 1
    bytes.append(addingCapacity: end &+ decimalLimit) { out in
      for index in start..<end { out.append(key.text[index]) }
      appendDecimal(value, to: &out)
    }
    needsComma = true
  }

  /// A key and true or false.
  mutating func boolean(_ key: JSONKey, _ value: Bool) {
    self.key(key)
    bytes.append(contentsOf: (value ? "true" : "false").utf8)
    needsComma = true
  }

  /// A key and a time in nanoseconds since 1970; null for nil.
  mutating func time(_ key: JSONKey, _ value: Int64?) {
    guard let value else { return null(key) }
    beginString(key)
    let time = Timestamp.split(value)
    if time.second != second {
      second = time.second
      secondText.removeAll(keepingCapacity: true)
      Timestamp(nanoseconds: value).appendSecond(to: &secondText)
    }
    bytes.append(contentsOf: secondText)
    Timestamp.append(nanosecond: time.nanosecond, to: &bytes)
    endString()
  }

  /// A key and null.
  mutating func null(_ key: JSONKey) {
    bytes.append(key.null.span, in: (needsComma ? 0 : 1)..<key.null.count)
    needsComma = true
  }

  /// A text as an element of an array.
  mutating func element(text: String) {
    separate()
    bytes.append(UInt8(ascii: "\""))
    append(text, .text)
    endString()
  }

  /// A line to be typed as an element of an array: what is not ASCII stays what it is, written as `\uNNNN`.
  mutating func element(typed line: String) {
    separate()
    bytes.append(UInt8(ascii: "\""))
    for scalar in Escape.typed(line).unicodeScalars {
      if scalar.isASCII {
        append(String(scalar), .text)
        continue
      }
      for unit in String(scalar).utf16 {
        bytes.append(contentsOf: "\\u".utf8)
        for shift: UInt16 in [8, 0] {
          let byte = UInt8(truncatingIfNeeded: unit >> shift)
          bytes += [Escape.hexDigit(byte >> 4), Escape.hexDigit(byte & 15)]
        }
      }
    }
    endString()
  }

  /// A number as an element of an array.
  mutating func element(number: some BinaryInteger) {
    separate()
    appendDecimal(number, to: &bytes)
    needsComma = true
  }

  /// A key, whose value is no string.
  private mutating func key(_ key: JSONKey) {
    bytes.append(key.text.span, in: (needsComma ? 0 : 1)..<key.text.count &- 1)
    needsComma = false
  }

  /// A key and the quote that opens its value, which `append` writes and `endString` ends.
  mutating func beginString(_ key: JSONKey) {
    if needsComma {
      bytes.append(contentsOf: key.text)
    } else {
      bytes.append(key.text.span, in: 1..<key.text.count)
    }
  }

  /// The quote that closes a string.
  mutating func endString() {
    bytes.append(UInt8(ascii: "\""))
    needsComma = true
  }

  private mutating func separate() {
    if needsComma { bytes.append(UInt8(ascii: ",")) }
  }

  /// Appends a text, which mostly is plain: copied first and looked at then.
  mutating func append(_ text: String, _ origin: Escape.Origin) {
    let start = bytes.count
    bytes.append(contentsOf: text.utf8)
    guard !Self.isPlain(bytes.span, from: start) else { return }
    bytes.removeLast(bytes.count &- start)
    var raw: [UInt8] = []
    // A string of ASCII is its own bytes.
    if origin == .capture, !text.utf8.allSatisfy({ $0 < 0x80 }) {
      Escape.forEachByte(of: text, origin) { raw.append($0) }
    } else {
      raw.append(contentsOf: text.utf8)
    }
    append(raw.span, origin)
  }

  /// Appends bytes: the text of each (`Escape`) with the escapes of JSON on top.
  private mutating func append(_ text: Span<UInt8>, _ origin: Escape.Origin) {
    // The longest is that of a control character: two backslashes, `x` and two digits.
    bytes.append(addingCapacity: text.count &* 5) { out in
      for index in 0..<text.count {
        let byte = text[index]
        if Self.isPlain(byte) {
          out.append(byte)
        } else {
          Self.appendEscape(byte, origin, to: &out)
        }
      }
    }
  }

  /// Whether all bytes from an index on are plain.
  private static func isPlain(_ bytes: Span<UInt8>, from start: Int) -> Bool {
    var index = start
    while index < bytes.count {
      if !isPlain(bytes[index]) { return false }
      index &+= 1
    }
    return true
  }

  /// Whether a byte stands for itself in a JSON string and in `Escape`.
  @inline(__always)
  private static func isPlain(_ byte: UInt8) -> Bool {
    byte &- 0x20 < 0x5F && byte != UInt8(ascii: "\\") && byte != UInt8(ascii: "\"")
  }

  /// Appends the text of a byte that is not plain.
  private static func appendEscape(
    _ byte: UInt8, _ origin: Escape.Origin, to out: inout OutputSpan<UInt8>
  ) {
    let backslash = UInt8(ascii: "\\")
    // Each backslash of the escape becomes two; a line's own single one as well.
    out.append(backslash)
    if byte == UInt8(ascii: "\"") { return out.append(byte) }
    out.append(backslash)
    switch byte {
    case backslash:
      if origin == .capture { out.append(repeating: backslash, count: 2) }
    case 13: out.append(UInt8(ascii: "r"))
    case 10: out.append(UInt8(ascii: "n"))
    case 9: out.append(UInt8(ascii: "t"))
    default:
      out.append(UInt8(ascii: "x"))
      out.append(Escape.hexDigit(byte >> 4))
      out.append(Escape.hexDigit(byte & 15))
    }
  }
}

/// The bytes that a number of 64 bits takes at most, its sign counted.
let decimalLimit = 21

/// Appends a number of at most 64 bits in decimal digits.
func appendDecimal(_ value: some BinaryInteger, to out: inout [UInt8]) {
  out.append(addingCapacity: decimalLimit) { appendDecimal(value, to: &$0) }
}

/// Appends a number of at most 64 bits in decimal digits, for which there are `decimalLimit` bytes.
func appendDecimal(_ value: some BinaryInteger, to out: inout OutputSpan<UInt8>) {
  if value < 0 { out.append(UInt8(ascii: "-")) }
  appendDecimal(UInt64(value.magnitude), to: &out)
}

private func appendDecimal(_ magnitude: UInt64, to out: inout OutputSpan<UInt8>) {
  var power: UInt64 = 1
  while magnitude / 10 >= power { power &*= 10 }
  var rest = magnitude
  while power > 1 {
    let digit = rest / power
    out.append(UInt8(ascii: "0") &+ UInt8(truncatingIfNeeded: digit))
    rest &-= digit &* power
    power /= 10
  }
  out.append(UInt8(ascii: "0") &+ UInt8(truncatingIfNeeded: rest))
}
