/// Appends JSON (RFC 8259) to bytes: no tree, no reflection, keys in the order in which they come.
struct JSONWriter {
  /// What was written and not yet taken.
  var bytes: [UInt8] = []
  /// Whether a value stands before in the object or array at hand.
  private var needsComma = false

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
    _ key: String, _ items: Items, _ element: (inout JSONWriter, Items.Element) -> Void
  ) {
    self.key(key)
    bytes.append(UInt8(ascii: "["))
    for item in items { element(&self, item) }
    bytes.append(UInt8(ascii: "]"))
    needsComma = true
  }

  /// A key and an object.
  mutating func object(_ key: String, _ members: (inout JSONWriter) -> Void) {
    self.key(key)
    beginObject()
    members(&self)
    endObject()
  }

  /// A key, printable ASCII without a quote or a backslash.
  mutating func key(_ key: String) {
    separate()
    bytes.append(UInt8(ascii: "\""))
    bytes.append(contentsOf: key.utf8)
    bytes.append(UInt8(ascii: "\""))
    bytes.append(UInt8(ascii: ":"))
    needsComma = false
  }

  /// A key and a text of this tool, a configuration or a path; null for nil.
  mutating func text(_ key: String, _ value: String?) {
    self.key(key)
    guard let value else { return null() }
    element(text: value)
  }

  /// A key and a text of a capture, a scalar a byte; null for nil.
  mutating func captured(_ key: String, _ value: String?) {
    self.key(key)
    guard let value else { return null() }
    string { writer in
      // A string of ASCII is its own bytes.
      guard !value.utf8.allSatisfy({ $0 < 0x80 }) else {
        return writer.append(value.utf8, .capture)
      }
      Escape.forEachByte(of: value, .capture) { writer.append($0, .capture) }
    }
  }

  /// A key and bytes of a capture.
  mutating func captured(_ key: String, _ value: [UInt8]) {
    self.key(key)
    string { $0.append(value, .capture) }
  }

  /// A key and lines, joined by line feeds; null where there are none.
  mutating func lines(_ key: String, _ lines: [String]) {
    self.key(key)
    guard !lines.isEmpty else { return null() }
    string { writer in
      for (index, line) in lines.enumerated() {
        if index > 0 { writer.bytes.append(contentsOf: "\\n".utf8) }
        writer.append(line.utf8, .text)
      }
    }
  }

  /// A key and a number; null for nil.
  mutating func number(_ key: String, _ value: (some BinaryInteger)?) {
    self.key(key)
    guard let value else { return null() }
    element(number: value)
  }

  /// A key and true or false.
  mutating func boolean(_ key: String, _ value: Bool) {
    self.key(key)
    bytes.append(contentsOf: (value ? "true" : "false").utf8)
    needsComma = true
  }

  /// A key and a time in nanoseconds since 1970; null for nil.
  mutating func time(_ key: String, _ value: Int64?) {
    self.key(key)
    guard let value else { return null() }
    string { Timestamp(nanoseconds: value).append(to: &$0.bytes) }
  }

  /// A key and null.
  mutating func null(_ key: String) {
    self.key(key)
    null()
  }

  /// A text as an element of an array.
  mutating func element(text: String) {
    separate()
    string { $0.append(text.utf8, .text) }
  }

  /// A number as an element of an array.
  mutating func element(number: some BinaryInteger) {
    separate()
    appendDecimal(number, to: &bytes)
    needsComma = true
  }

  private mutating func null() {
    bytes.append(contentsOf: "null".utf8)
    needsComma = true
  }

  private mutating func separate() {
    if needsComma { bytes.append(UInt8(ascii: ",")) }
  }

  private mutating func string(_ content: (inout JSONWriter) -> Void) {
    bytes.append(UInt8(ascii: "\""))
    content(&self)
    bytes.append(UInt8(ascii: "\""))
    needsComma = true
  }

  /// Appends bytes, those that need no escape in one piece.
  @inline(__always)
  private mutating func append<Text: Collection<UInt8>>(_ text: Text, _ origin: Escape.Origin) {
    var rest = text[...]
    while let special = rest.firstIndex(where: { !Self.isPlain($0) }) {
      bytes.append(contentsOf: rest[..<special])
      append(rest[special], origin)
      rest = rest[rest.index(after: special)...]
    }
    bytes.append(contentsOf: rest)
  }

  /// Whether a byte stands for itself in a JSON string and in `Escape`.
  @inline(__always)
  private static func isPlain(_ byte: UInt8) -> Bool {
    byte >= 0x20 && byte < 0x7F && byte != UInt8(ascii: "\\") && byte != UInt8(ascii: "\"")
  }

  /// The text of a byte (`Escape`) with the escapes of JSON on top.
  @inline(__always)
  private mutating func append(_ byte: UInt8, _ origin: Escape.Origin) {
    let backslash = UInt8(ascii: "\\")
    if Self.isPlain(byte) {
      bytes.append(byte)
    } else if byte == UInt8(ascii: "\"") {
      bytes.append(backslash)
      bytes.append(byte)
    } else {
      // Each backslash of the escape becomes two; a line's own single one as well.
      if byte == backslash, origin == .capture { bytes.append(contentsOf: [backslash, backslash]) }
      bytes.append(backslash)
      if byte == backslash {
        bytes.append(backslash)
      } else {
        Escape.append(byte, .text, to: &bytes)
      }
    }
  }
}

/// Appends a number in decimal digits.
func appendDecimal(_ value: some BinaryInteger, to out: inout [UInt8]) {
  if value < 0 { out.append(UInt8(ascii: "-")) }
  var rest = value.magnitude
  let start = out.count
  repeat {
    out.append(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: rest % 10))
    rest /= 10
  } while rest > 0
  out[start...].reverse()
}
