/// A word as a POSIX shell takes it, for commands that a reader can copy.
///
/// - Parameter word: an argument or a path, of any bytes.
/// - Returns: the word where a shell reads it as it is, else between quotes; what is no printable ASCII
///   is escaped between `$'` and `'`.
public func shellQuoted(_ word: String) -> String {
  if !word.isEmpty, word.utf8.allSatisfy(isPlain) { return word }
  if word.utf8.allSatisfy(\.isPrintable) {
    let parts = word.split(separator: "'", omittingEmptySubsequences: false)
    return "'" + parts.joined(separator: "'\\''") + "'"
  }
  var text = "$'"
  for byte in word.utf8 {
    switch byte {
    case UInt8(ascii: "'"), UInt8(ascii: "\\"): text += "\\\(UnicodeScalar(byte))"
    case 0x20..<0x7F: text.unicodeScalars.append(UnicodeScalar(byte))
    default: text += "\\x" + byte.hexadecimalText
    }
  }
  return text + "'"
}

/// Whether a shell gives a byte no meaning of its own, wherever in a word it stands.
private func isPlain(_ byte: UInt8) -> Bool {
  switch byte {
  case UInt8(ascii: "."), UInt8(ascii: "/"), UInt8(ascii: "-"), UInt8(ascii: "_"),
    UInt8(ascii: "+"), UInt8(ascii: ","), UInt8(ascii: "="), UInt8(ascii: ":"), UInt8(ascii: "@"),
    UInt8(ascii: "%"):
    true
  default: byte.isLetterOrDigit
  }
}
