import Primitives

/// What stands at the start of a command line, as far as the bytes at hand tell.
enum VerbJudgement: Equatable {
  /// A whole verb of the profile's list (inspection of one segment).
  case known(Verb)
  /// STARTTLS (RFC 3207), where TLS is allowed.
  case startTLS
  /// Fewer than four letters, and the segment ends.
  case tooShort
  /// Anything else.
  case unknown
}

/// A command that the observer recognises, whether the inspection lets it pass or not.
enum RecordedCommand: Equatable, Sendable {
  case verb(Verb)
  case startTLS
  /// RFC 3030 section 2: `BDAT size [LAST]`
  case binaryData(size: UInt64, isLast: Bool)
  case other
}

/// Folds an ASCII letter to upper case; other bytes stay.
@inline(__always)
func upper(_ byte: UInt8) -> UInt8 { byte >= 97 && byte <= 122 ? byte &- 32 : byte }

/// Whether a byte is an ASCII letter.
@inline(__always)
func isLetter(_ byte: UInt8) -> Bool { (65 ... 90).contains(upper(byte)) }

/// Whether a byte is an ASCII digit.
@inline(__always)
func isDigit(_ byte: UInt8) -> Bool { byte >= 48 && byte <= 57 }

/// Whether a byte is a blank or a tab.
@inline(__always)
func isBlank(_ byte: UInt8) -> Bool { byte == 32 || byte == 9 }

extension Verb {
  /// The seven commands of RFC 821 that the `fixup protocol smtp` generations pass (evidence 3.13).
  static let basic: [Verb] = [.data, .helo, .mail, .noop, .quit, .rcpt, .rset]

  /// The verb of four letters, in any case.
  init?(_ a: UInt8, _ b: UInt8, _ c: UInt8, _ d: UInt8) {
    let code =
      UInt32(upper(a)) << 24 | UInt32(upper(b)) << 16 | UInt32(upper(c)) << 8 | UInt32(upper(d))
    switch code {
    case 0x4155_5448: self = .auth
    case 0x4441_5441: self = .data
    case 0x4548_4C4F: self = .ehlo
    case 0x4554_524E: self = .etrn
    case 0x4845_4C4F: self = .helo
    case 0x4845_4C50: self = .help
    case 0x4D41_494C: self = .mail
    case 0x4E4F_4F50: self = .noop
    case 0x5155_4954: self = .quit
    case 0x5243_5054: self = .rcpt
    case 0x5253_4554: self = .rset
    case 0x5341_4D4C: self = .saml
    case 0x5345_4E44: self = .send
    case 0x534F_4D4C: self = .soml
    case 0x5652_4659: self = .vrfy
    default: return nil
    }
  }

  /// Whether the argument is a path (RFC 821 section 4.1.1: SEND, SOML and SAML take a reverse path).
  var takesPath: Bool {
    switch self {
    case .mail, .rcpt, .saml, .send, .soml: true
    case .auth, .data, .ehlo, .etrn, .helo, .help, .noop, .quit, .rset, .vrfy: false
    }
  }
}

/// The verb at the start of a line, whatever the profile: four letters and no letter, digit or `-` after.
func leadingVerb(_ bytes: Span<UInt8>, in range: Range<Int>) -> Verb? {
  guard range.count >= 4 else { return nil }
  let start = range.lowerBound
  if range.count > 4 {
    let next = bytes[start + 4]
    if isLetter(next) || isDigit(next) || next == UInt8(ascii: "-") { return nil }
  }
  return Verb(bytes[start], bytes[start + 1], bytes[start + 2], bytes[start + 3])
}

extension Profile {
  /// Judges the start of a command line by what one segment holds of it.
  ///
  /// - Parameters:
  ///   - bytes: the segment.
  ///   - range: the line from its first byte to its end or the segment's.
  ///   - isWhole: whether the line ends in the segment.
  ///   - allowsTLS: whether STARTTLS passes.
  func judge(
    _ bytes: Span<UInt8>, in range: Range<Int>, isWhole: Bool, allowsTLS: Bool
  ) -> VerbJudgement {
    if let verb = leadingVerb(bytes, in: range), passes(verb) { return .known(verb) }
    if allowsTLS, startsWithVerb("STARTTLS", bytes, in: range) { return .startTLS }
    if !isWhole {
      let letters = range.prefix { isLetter(bytes[$0]) }.count
      if range.count < 4 || letters == range.count && letters < 4 { return .tooShort }
    }
    return .unknown
  }

  private func passes(_ verb: Verb) -> Bool {
    switch commands {
    case .extended: true
    case .basic: Verb.basic.contains(verb)
    }
  }
}

/// What a whole line asks for in the recorded dialogue; `range` leaves the line end out.
func recordedCommand(_ bytes: Span<UInt8>, in range: Range<Int>) -> RecordedCommand {
  if let verb = leadingVerb(bytes, in: range) { return .verb(verb) }
  if hasWord("STARTTLS", bytes, in: range) { return .startTLS }
  guard hasWord("BDAT", bytes, in: range) else { return .other }
  var cursor = range.lowerBound + 4
  while cursor < range.upperBound, isBlank(bytes[cursor]) { cursor += 1 }
  var size: UInt64 = 0
  let digits = cursor
  while cursor < range.upperBound, isDigit(bytes[cursor]), cursor - digits < 18 {
    size = size * 10 + UInt64(bytes[cursor] - 48)
    cursor += 1
  }
  guard cursor > digits else { return .other }
  var rest = range.upperBound
  while rest > cursor, isBlank(bytes[rest - 1]) { rest -= 1 }
  if rest == cursor { return .binaryData(size: size, isLast: false) }
  guard isBlank(bytes[cursor]) else { return .other }
  while cursor < rest, isBlank(bytes[cursor]) { cursor += 1 }
  guard rest - cursor == 4, hasWord("LAST", bytes, in: cursor ..< rest) else { return .other }
  return .binaryData(size: size, isLast: true)
}

/// Whether a range starts with a word in any case, followed by a blank or the range's end.
func hasWord(_ word: StaticString, _ bytes: Span<UInt8>, in range: Range<Int>) -> Bool {
  let letters = word.description.utf8
  guard range.count >= letters.count else { return false }
  for (index, letter) in letters.enumerated() where upper(bytes[range.lowerBound + index]) != letter
  {
    return false
  }
  return range.count == letters.count || isBlank(bytes[range.lowerBound + letters.count])
}

/// Whether a range starts with a verb that no letter, digit or `-` follows.
private func startsWithVerb(_ word: StaticString, _ bytes: Span<UInt8>, in range: Range<Int>)
  -> Bool
{
  let end = range.lowerBound + word.utf8CodeUnitCount
  guard end <= range.upperBound, hasWord(word, bytes, in: range.lowerBound ..< end) else {
    return false
  }
  guard end < range.upperBound else { return true }
  return !isLetter(bytes[end]) && !isDigit(bytes[end]) && bytes[end] != UInt8(ascii: "-")
}
