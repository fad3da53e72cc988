/// What a session shows of an inspection that its traffic has passed before it was captured.
///
/// Those of `evidence` are made by no peer; the others tell generations apart where there is evidence.
public struct InspectionMarks: OptionSet, Sendable, Hashable {
  /// A bit a mark.
  public let rawValue: UInt32

  /// The marks of some bits.
  public init(rawValue: UInt32) { self.rawValue = rawValue }

  private init(bit: UInt32) { rawValue = 1 << bit }

  // The greeting.
  /// `220`, one more byte, and asterisks.
  public static let starsBehindCode = InspectionMarks(bit: 0)
  /// `2` and `0`, and blanks behind a `0`, among asterisks (transcript B01).
  public static let digitsAmongStars = InspectionMarks(bit: 1)
  /// Asterisks for the code, too (transcript B06).
  public static let starsForCode = InspectionMarks(bit: 2)
  /// `SMTP/cmap ready` and underscores (transcripts B03, B04).
  public static let cmapReady = InspectionMarks(bit: 3)
  /// `220-` kept before asterisks (transcript B09).
  public static let dashKept = InspectionMarks(bit: 4)
  /// An asterisk right behind `220`.
  public static let dashMasked = InspectionMarks(bit: 5)
  /// A later line of nothing but asterisks (transcript B09).
  public static let laterLineStars = InspectionMarks(bit: 6)
  /// Asterisks with blanks where no known generation leaves them.
  public static let otherStars = InspectionMarks(bit: 7)
  // The reply to EHLO.
  /// `XXXA`, `XXXB`, … for keywords (evidence 3.6).
  public static let letteredKeywords = InspectionMarks(bit: 8)
  // The client's bytes.
  /// `XXXX` and an argument (transcript C01).
  public static let crossedVerb = InspectionMarks(bit: 9)
  /// More X than any verb has letters, and nothing else (transcript C17).
  public static let crossedLine = InspectionMarks(bit: 10)
  /// X in the place of a verb without an argument.
  public static let crossedCommand = InspectionMarks(bit: 11)
  /// `NOOP` and blanks (transcripts C10, C11).
  public static let paddedNoop = InspectionMarks(bit: 12)
  // The server's errors.
  /// An error that quotes `XXXX` and an argument (transcript C01).
  public static let echoedVerb = InspectionMarks(bit: 13)
  /// An error that quotes more X than any verb has letters.
  public static let echoedLine = InspectionMarks(bit: 14)
  /// An error that quotes `XXXX` (transcript C06).
  public static let echoedCommand = InspectionMarks(bit: 15)
  // What is left as it was.
  /// A greeting of 220 that nobody masked.
  public static let plainGreeting = InspectionMarks(bit: 16)
  /// Keywords in a reply to EHLO.
  public static let keywords = InspectionMarks(bit: 17)
  /// `VRFY` among them.
  public static let vrfyKeyword = InspectionMarks(bit: 18)
  /// `AUTH=` among them.
  public static let authEquals = InspectionMarks(bit: 19)
  /// `STARTTLS` among them.
  public static let startTLSKeyword = InspectionMarks(bit: 20)
  /// `HELP` or another keyword that has no name of its own in a map.
  public static let otherKeyword = InspectionMarks(bit: 21)
  // What tells what was crossed out.
  /// More keywords than one crossed out, or one that has not the eight letters of `STARTTLS`.
  public static let othersCrossed = InspectionMarks(bit: 22)
  /// Nothing but X in a line that ends in a bare CR or LF, whatever stood there.
  public static let crossedBareLine = InspectionMarks(bit: 23)
  // What EHLO met, which an extended inspection lets pass.
  /// An EHLO that was refused as unknown before a HELO was taken (transcripts C01, C05, C06).
  public static let refusedEHLO = InspectionMarks(bit: 24)
  /// A reply to EHLO that is not the server's, but one to NOOP (transcripts C10, C11).
  public static let oneLineEHLO = InspectionMarks(bit: 25)

  /// Those that no peer makes.
  public static let evidence: InspectionMarks = [greeting, .letteredKeywords, commands, errors]
  /// Those of a greeting.
  public static let greeting: InspectionMarks = [
    .starsBehindCode, .digitsAmongStars, .starsForCode, .cmapReady, .dashKept, .dashMasked,
    .laterLineStars, .otherStars,
  ]
  static let commands: InspectionMarks = [
    .crossedVerb, .crossedLine, .crossedCommand, .paddedNoop, .crossedBareLine,
  ]
  static let errors: InspectionMarks = [.echoedVerb, .echoedLine, .echoedCommand]
  /// The marks that tell one switch of a behaviour each, whatever the others tell.
  static let apart: [InspectionMarks] = [
    greeting.subtracting(.laterLineStars), [.laterLineStars, .dashKept], [commands, errors],
    [.othersCrossed, .otherKeyword, .vrfyKeyword], [.othersCrossed, .otherKeyword, .authEquals],
  ]
  /// Those of the server's replies: where they are seen, the client lies on this side of the inspection.
  public static let replies: InspectionMarks = [greeting, .letteredKeywords]
  /// Those that other products and configured servers leave as well (transcript E16).
  private static let common: InspectionMarks = [
    .starsBehindCode, .otherStars, .crossedCommand, .echoedCommand, .paddedNoop,
  ]

  /// Whether any of them tells of an inspection.
  public var isEvidence: Bool { !isDisjoint(with: .evidence) }

  /// How sure it is that one of the modelled inspections made them.
  public var certainty: FingerprintCertainty {
    let places = [InspectionMarks.greeting, .letteredKeywords, .commands, .errors].count {
      !isDisjoint(with: $0)
    }
    let isDistinct = !isDisjoint(with: .evidence.subtracting(.common))
    if places > 1, isDistinct { return .high }
    return places > 1 || isDistinct ? .medium : .low
  }

  /// What is seen, a phrase each.
  public var phrases: [String] {
    InspectionMarks.words.filter { contains($0.mark) }.map(\.words)
  }

  private static let words: [(mark: InspectionMarks, words: String)] = [
    (.starsBehindCode, "a greeting of asterisks behind its code"),
    (.digitsAmongStars, "a greeting of asterisks with its digits 2 and 0 kept"),
    (.starsForCode, "a greeting of asterisks alone, without its code"),
    (.cmapReady, "the greeting SMTP/cmap ready and underscores"),
    (.dashKept, "220- kept before asterisks"),
    (.dashMasked, "an asterisk right behind 220"),
    (.laterLineStars, "a later greeting line of nothing but asterisks"),
    (.otherStars, "a greeting of asterisks with blanks that no known generation keeps"),
    (.letteredKeywords, "EHLO keywords crossed out with a letter each"),
    (.crossedVerb, "a verb of X with its argument kept"),
    (.crossedLine, "a command line of X alone"),
    (.crossedCommand, "X in the place of a verb"),
    (.paddedNoop, "NOOP filled up with blanks"),
    (.crossedBareLine, "a line of X alone that ends in a bare CR or LF"),
    (.echoedVerb, "an error of the server that quotes a verb of X and its argument"),
    (.echoedLine, "an error of the server that quotes a line of X"),
    (.echoedCommand, "an error of the server that quotes XXXX"),
    (.refusedEHLO, "EHLO refused as unknown, and HELO taken"),
    (.oneLineEHLO, "EHLO answered by one line that names no host, as NOOP is"),
  ]
}

/// How sure a fingerprint is.
public enum FingerprintCertainty: String, Sendable, CaseIterable, Comparable {
  case low, medium, high

  /// By how sure it is.
  public static func < (a: FingerprintCertainty, b: FingerprintCertainty) -> Bool {
    rank(a) < rank(b)
  }

  private static func rank(_ value: FingerprintCertainty) -> Int {
    switch value {
    case .low: 0
    case .medium: 1
    case .high: 2
    }
  }
}
