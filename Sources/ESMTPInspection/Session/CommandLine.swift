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

extension UInt8 {
  /// Whether it may stand in a keyword (RFC 5321 section 4.1.1.1, ehlo-keyword); a verb ends before any
  /// other octet.
  @inline(__always)
  var isOfKeyword: Bool { isLetterOrDigit || self == UInt8(ascii: "-") }
}

extension Verb {
  /// The seven commands of RFC 821 that the `fixup protocol smtp` generations pass (evidence 3.13).
  static let basic: [Verb] = [.data, .helo, .mail, .noop, .quit, .rcpt, .rset]

  /// The verb of four letters, in any case.
  init?(_ a: UInt8, _ b: UInt8, _ c: UInt8, _ d: UInt8) {
    let code =
      UInt32(a.uppercase) << 24 | UInt32(b.uppercase) << 16 | UInt32(c.uppercase) << 8
      | UInt32(d.uppercase)
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
  if range.count > 4, bytes[start + 4].isOfKeyword { return nil }
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
  /// - Returns: what the line is.
  func judge(
    _ bytes: Span<UInt8>, in range: Range<Int>, isWhole: Bool, allowsTLS: Bool
  ) -> VerbJudgement {
    if let verb = leadingVerb(bytes, in: range), passes(verb) { return .known(verb) }
    if allowsTLS, startsWithStartTLS(bytes, in: range) { return .startTLS }
    // A CR at the end may belong to the line's end.
    if !isWhole, range.count < 4 || range.count == 4 && bytes[range.upperBound - 1] == 13 {
      return .tooShort
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
  let word = firstWord(bytes, in: range)
  guard word.count <= PackedWord.limit else { return .other }
  switch PackedWord(bytes, in: word) {
  case .startTLS: return .startTLS
  case .binaryData: return chunk(bytes, in: word.upperBound..<range.upperBound)
  default: return .other
  }
}

/// The argument of BDAT (RFC 3030 section 2): a size and perhaps LAST.
private func chunk(_ bytes: Span<UInt8>, in range: Range<Int>) -> RecordedCommand {
  let number = firstWord(bytes, in: skippingBlanks(bytes, in: range))
  guard (1...18).contains(number.count) else { return .other }
  var size: UInt64 = 0
  for index in number {
    guard bytes[index].isDigit else { return .other }
    size = size * 10 + UInt64(bytes[index] - 48)
  }
  let rest = skippingBlanks(bytes, in: number.upperBound..<range.upperBound)
  let word = firstWord(bytes, in: rest)
  guard skippingBlanks(bytes, in: word.upperBound..<range.upperBound).isEmpty else {
    return .other
  }
  if word.isEmpty { return .binaryData(size: size, isLast: false) }
  return PackedWord(bytes, in: word) == .last ? .binaryData(size: size, isLast: true) : .other
}

/// A range without the blanks at its start.
func skippingBlanks(_ bytes: Span<UInt8>, in range: Range<Int>) -> Range<Int> {
  var start = range.lowerBound
  while start < range.upperBound, bytes[start].isBlank { start += 1 }
  return start..<range.upperBound
}

/// Whether a range starts with STARTTLS and no letter, digit or `-` follows it.
private func startsWithStartTLS(_ bytes: Span<UInt8>, in range: Range<Int>) -> Bool {
  let end = range.lowerBound + 8
  guard end <= range.upperBound,
    PackedWord(bytes, in: range.lowerBound..<end) == .startTLS
  else { return false }
  return end == range.upperBound || !bytes[end].isOfKeyword
}
