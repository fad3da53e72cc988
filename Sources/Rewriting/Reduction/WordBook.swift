import Primitives

/// What stands for the words of a reduced capture: the same for each of them, and of the same length.
///
/// A replacement is drawn when its word is first met and depends on nothing but the order in which words
/// come, their lengths and the kinds of their bytes: who has the output cannot try words out. Letters
/// become consonants, so that no word of a language stands in what comes out, and digits become digits.
struct WordBook {
  /// Words that stay as they are, in lower case.
  private let kept: Set<[UInt8]>
  /// What stays with the whole word that holds it, in lower case.
  private let parts: Set<[UInt8]>
  /// Words of the originals, in lower case, which stand for nothing.
  private let avoided: Set<[UInt8]>
  private var replacements: [[UInt8]: [UInt8]] = [:]
  private var secrets: [[UInt8]: [UInt8]] = [:]
  private var taken: Set<[UInt8]> = []
  private(set) var random = RandomSource()

  /// A book without entries.
  ///
  /// - Parameters:
  ///   - kept: words that stay as they are, in lower case.
  ///   - parts: what stays with the whole word that holds it, in lower case.
  ///   - avoided: words that stand for nothing, in lower case.
  init(
    keeping kept: Set<[UInt8]>, holding parts: Set<[UInt8]> = [], avoiding avoided: Set<[UInt8]>
  ) {
    self.kept = kept
    self.parts = parts
    self.avoided = avoided
  }

  /// How many words were replaced.
  var count: Int { replacements.count }
  /// The words that were met and kept.
  private(set) var met: Set<[UInt8]> = []

  /// What stands for a run of letters, digits and bytes above 127; upper case stays upper case.
  mutating func replacement(for word: ArraySlice<UInt8>) -> [UInt8] {
    let key = word.map(\.lowercase)
    if met.contains(key) { return Array(word) }
    if replacements[key] == nil, kept.contains(key) || parts.contains(where: key.contains) {
      met.insert(key)
      return Array(word)
    }
    let found = replacements[key] ?? draw(for: key)
    return zip(word, found).map { $0.isCapital ? $1 &- 32 : $1 }
  }

  /// What stands for authentication data or encoded bytes, of which not even the kinds of letters stay.
  mutating func secret(for word: ArraySlice<UInt8>) -> [UInt8] {
    let key = Array(word)
    if let found = secrets[key] { return found }
    var drawn = key
    for _ in 0..<100 {
      for place in drawn.indices { drawn[place] = random.pick(Letter.encoded) }
      if !repeatsWord(drawn) { break }
    }
    secrets[key] = drawn
    return drawn
  }

  /// One of some bytes.
  mutating func pick(_ list: [UInt8]) -> UInt8 { random.pick(list) }

  /// Whether letters in a row are a word of the originals.
  func repeatsWord(_ bytes: [UInt8]) -> Bool {
    bytes.split { !$0.isLetter }.contains {
      $0.count > 3 && avoided.contains($0.map(\.lowercase))
    }
  }

  /// A byte that tells nothing.
  mutating func noise() -> UInt8 { UInt8(truncatingIfNeeded: random.next()) }

  private mutating func draw(for key: [UInt8]) -> [UInt8] {
    var drawn = key
    // Words shorter than that are too few to tell all apart.
    let mustDiffer = key.count > 2
    for _ in 0..<100 {
      drawn = candidate(like: key)
      if !mustDiffer || isFree(drawn) { break }
    }
    replacements[key] = drawn
    if mustDiffer { taken.insert(drawn) }
    return drawn
  }

  private func isFree(_ word: [UInt8]) -> Bool {
    !taken.contains(word) && !avoided.contains(word) && !repeatsWord(word)
      && !Vocabulary.all.contains(word)
      && !Vocabulary.commands.contains(Array(word.prefix(4)))
  }

  private mutating func candidate(like key: [UInt8]) -> [UInt8] {
    var word = key
    var place = 0
    while place < word.count {
      switch word[place] {
      case 97...122: word[place] = random.pick(Letter.consonants)
      case 48...57: word[place] = 48 + UInt8(random.next() % 10)
      default:
        place += highBytes(at: place, of: &word)
        continue
      }
      place += 1
    }
    guard word.allSatisfy({ $0 >= 97 && $0 <= 122 }) else { return word }
    // The last label of a name ought to be none that the root of the DNS has.
    switch word.count {
    case 2: word = random.pick(Letter.freePairs)
    case 3: word[0] = random.next() & 1 == 0 ? 120 : 122
    default: break
    }
    return word
  }

  /// Replaces a character of UTF-8 by one of the same length, or a byte that is none.
  ///
  /// - Returns: how many bytes it has.
  private mutating func highBytes(at place: Int, of word: inout [UInt8]) -> Int {
    let length =
      switch word[place] {
      case 0xC2...0xDF: 2
      case 0xE0...0xEF: 3
      case 0xF0...0xF4: 4
      default: 1
      }
    let end = place + length
    guard length > 1, end <= word.count, word[place + 1..<end].allSatisfy({ $0 & 0xC0 == 0x80 })
    else {
      word[place] = 0xE0 + UInt8(random.next() % 32)
      return 1
    }
    switch length {
    case 2: (word[place], word[place + 1]) = (0xC3, 0xA0 + UInt8(random.next() % 32))
    case 3:
      word[place] = 0xE5 + UInt8(random.next() % 4)
      for next in place + 1..<end { word[next] = 0x80 + UInt8(random.next() % 64) }
    default:
      (word[place], word[place + 1]) = (0xF0, 0x9F)
      word[place + 2] = 0x98
      word[place + 3] = 0x80 + UInt8(random.next() % 64)
    }
    return length
  }
}

/// The numbers that replacements are drawn with: the same in each run.
struct RandomSource {
  private var generator = SplitMix64(seed: 0x5EED_0F_E5_B9_AC_15)

  mutating func next() -> UInt64 { generator.next() }

  mutating func pick<Item>(_ items: [Item]) -> Item {
    items[Int(next() % UInt64(items.count))]
  }
}

/// Kinds of bytes.
enum Letter {
  /// Without vowels and `y`.
  static let consonants = Array("bcdfghjklmnpqrstvwxz".utf8)
  /// What encoded bytes become.
  static let encoded =
    Array("bcdfghjklmnpqrstvwxz".utf8) + Array("BCDFGHJKLMNPQRSTVWXZ".utf8)
    + Array("0123456789".utf8)
  /// Pairs of consonants that ISO 3166-1 leaves to its users, so that they are no top-level domain.
  static let freePairs: [[UInt8]] =
    "mnpqrstvwxz".utf8.map { [113, $0] } + "bcdfghjlmnpqrstvwxz".utf8.map { [120, $0] }

  /// Whether a byte is part of a word.
  static func isWord(_ byte: UInt8) -> Bool { byte.isLetterOrDigit || byte > 127 }

  /// Whether a byte is one of base64 (RFC 4648 section 4), its padding apart.
  static func isEncoded(_ byte: UInt8) -> Bool {
    byte.isLetterOrDigit || byte == 43 || byte == 47
  }

  /// The value of an upper-case hexadecimal digit, nil for other bytes.
  static func hexValue(_ byte: UInt8) -> UInt8? {
    switch byte {
    case 48...57: byte - 48
    case 65...70: byte - 55
    default: nil
    }
  }

  /// An upper-case hexadecimal digit.
  static func hexDigit(_ value: UInt8) -> UInt8 { value < 10 ? 48 + value : 55 + value }
}
