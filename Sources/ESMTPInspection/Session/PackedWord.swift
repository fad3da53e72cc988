import Primitives

/// A word of at most 24 bytes in upper case, as a value that is compared at once.
struct PackedWord: Hashable, Sendable {
  private var parts: (UInt64, UInt64, UInt64) = (0, 0, 0)
  /// Its bytes; -1 for a longer word, which equals none.
  private var count = 0

  /// The number of bytes that fit.
  static let limit = 24

  /// A word that stands in this program.
  init(_ text: StaticString) {
    let bytes = Array(text.description.utf8)
    self.init(bytes.span, in: bytes.indices)
  }

  /// The bytes of a range in upper case.
  init(_ bytes: Span<UInt8>, in range: Range<Int>) {
    guard range.count <= PackedWord.limit else {
      count = -1
      return
    }
    count = range.count
    parts.0 = PackedWord.part(bytes, in: range)
    if count > 8 { parts.1 = PackedWord.part(bytes, in: range.dropFirst(8)) }
    if count > 16 { parts.2 = PackedWord.part(bytes, in: range.dropFirst(16)) }
  }

  /// The first eight bytes of a range in upper case.
  private static func part(_ bytes: Span<UInt8>, in range: Range<Int>) -> UInt64 {
    var part: UInt64 = 0
    for index in range.prefix(8) { part = part << 8 | UInt64(upper(bytes[index])) }
    return part
  }

  static func == (a: PackedWord, b: PackedWord) -> Bool {
    a.count == b.count && a.count >= 0 && a.parts.0 == b.parts.0 && a.parts.1 == b.parts.1
      && a.parts.2 == b.parts.2
  }

  func hash(into hasher: inout Hasher) {
    hasher.combine(parts.0)
    hasher.combine(parts.1)
    hasher.combine(parts.2)
  }

  static let startTLS = PackedWord("STARTTLS")
  static let binaryData = PackedWord("BDAT")
  static let last = PackedWord("LAST")
}

/// The first word of a range: up to the first blank or the range's end.
func firstWord(_ bytes: Span<UInt8>, in range: Range<Int>) -> Range<Int> {
  var end = range.lowerBound
  while end < range.upperBound, !isBlank(bytes[end]) { end += 1 }
  return range.lowerBound..<end
}

/// Lets a word stand in the cases of a switch.
func ~= (pattern: PackedWord, word: PackedWord) -> Bool { pattern == word }
