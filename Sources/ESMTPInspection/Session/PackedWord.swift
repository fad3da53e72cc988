import Primitives

/// A word of at most 32 bytes in upper case, as a value that is compared at once.
struct PackedWord: Comparable, Sendable {
  private var parts: (UInt64, UInt64, UInt64, UInt64) = (0, 0, 0, 0)
  /// Its bytes; -1 for a longer word, which equals none.
  private var count = 0

  /// The number of bytes that fit.
  static let limit = 32

  /// A word that stands in this program.
  init(_ text: StaticString) {
    self.init(text.description)
  }

  /// A word as text.
  init(_ text: String) {
    count = text.utf8.count
    guard count <= PackedWord.limit else {
      count = -1
      return
    }
    var parts = InlineArray<4, UInt64>(repeating: 0)
    for (place, byte) in text.utf8.enumerated() {
      parts[place / 8] = parts[place / 8] << 8 | UInt64(byte.uppercase)
    }
    self.parts = (parts[0], parts[1], parts[2], parts[3])
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
    if count > 24 { parts.3 = PackedWord.part(bytes, in: range.dropFirst(24)) }
  }

  /// The first eight bytes of a range in upper case.
  private static func part(_ bytes: Span<UInt8>, in range: Range<Int>) -> UInt64 {
    var part: UInt64 = 0
    for index in range.prefix(8) { part = part << 8 | UInt64(bytes[index].uppercase) }
    return part
  }

  static func == (a: PackedWord, b: PackedWord) -> Bool {
    a.count == b.count && a.count >= 0 && a.parts == b.parts
  }

  /// An order in which words can be looked up: by their letters, longer ones of the same last.
  static func < (a: PackedWord, b: PackedWord) -> Bool {
    a.parts == b.parts ? a.count < b.count : a.parts < b.parts
  }

  static let startTLS = PackedWord("STARTTLS")
  static let chunking = PackedWord("CHUNKING")
  static let pipelining = PackedWord("PIPELINING")
  static let binaryData = PackedWord("BDAT")
  static let last = PackedWord("LAST")
}

extension Array {
  /// The place of the first element that has a word; these are in the order of their words.
  func place(of word: PackedWord, in wordOf: (Element) -> PackedWord) -> Int? {
    let place = partitioningIndex { wordOf($0) >= word }
    return place < count && wordOf(self[place]) == word ? place : nil
  }
}

/// The first word of a range: up to the first blank or the range's end.
func firstWord(_ bytes: Span<UInt8>, in range: Range<Int>) -> Range<Int> {
  var end = range.lowerBound
  while end < range.upperBound, !bytes[end].isBlank { end += 1 }
  return range.lowerBound..<end
}

/// Lets a word stand in the cases of a switch.
func ~= (pattern: PackedWord, word: PackedWord) -> Bool { pattern == word }
