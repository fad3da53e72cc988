import Primitives

/// Bytes as text: printable ASCII as it is, all else as `\r`, `\n`, `\t`, `\\` or `\xNN`.
///
/// What comes out is printable ASCII, but for lines to be typed (`typed`), so that neither control characters nor direction marks nor
/// invalid UTF-8 of a capture or a configuration reach a terminal or a page.
enum Escape {
  /// Where a text comes from, which says what a backslash and a scalar stand for.
  enum Origin {
    /// Bytes of a capture, one scalar a byte: a backslash is doubled.
    case capture
    /// Text of this tool, a configuration or a path: a backslash stays, all else counts as UTF-8.
    case text
  }

  /// The text of bytes of a capture.
  static func captured(_ bytes: some Sequence<UInt8>) -> String {
    var out: [UInt8] = []
    for byte in bytes { append(byte, .capture, to: &out) }
    return String(decoding: out, as: UTF8.self)
  }

  /// The text of a string of a capture, a scalar below 256 for each byte.
  static func captured(_ string: String) -> String {
    var out: [UInt8] = []
    forEachByte(of: string, .capture) { append($0, .capture, to: &out) }
    return String(decoding: out, as: UTF8.self)
  }

  /// A text of this tool, a configuration or a path.
  static func text(_ string: String) -> String {
    if string.utf8.allSatisfy(\.isPrintable) { return string }
    var out: [UInt8] = []
    for byte in string.utf8 { append(byte, .text, to: &out) }
    return String(decoding: out, as: UTF8.self)
  }

  /// A line of a configuration that is to be typed: names of any script stay, since escaped they would be
  /// others. What a terminal would obey is escaped all the same.
  static func typed(_ line: String) -> String {
    printable(line.replacing("\n", with: "\\n").replacing("\t", with: "\\t"))
  }

  /// Hands out the bytes that a string stands for.
  static func forEachByte(of string: String, _ origin: Origin, _ body: (UInt8) -> Void) {
    for scalar in string.unicodeScalars {
      if origin == .capture, let byte = UInt8(exactly: scalar.value) {
        body(byte)
      } else {
        for byte in String(scalar).utf8 { body(byte) }
      }
    }
  }

  /// Appends the text of one byte.
  static func append(_ byte: UInt8, _ origin: Origin, to out: inout [UInt8]) {
    let backslash = UInt8(ascii: "\\")
    switch byte {
    case backslash:
      out.append(backslash)
      if origin == .capture { out.append(backslash) }
    case 0x20...0x7E: out.append(byte)
    case 13: out.append(contentsOf: [backslash, UInt8(ascii: "r")])
    case 10: out.append(contentsOf: [backslash, UInt8(ascii: "n")])
    case 9: out.append(contentsOf: [backslash, UInt8(ascii: "t")])
    default:
      out.append(contentsOf: [
        backslash, UInt8(ascii: "x"), hexDigit(byte >> 4), hexDigit(byte & 15),
      ])
    }
  }

  /// The lower-case hexadecimal digit of a value below 16.
  static func hexDigit(_ value: UInt8) -> UInt8 {
    value < 10 ? UInt8(ascii: "0") + value : UInt8(ascii: "a") + value - 10
  }
}
