/// `class-map NAME` (evidence 6.2).
struct ClassMap: Sendable {
  enum Match: Sendable {
    case any
    case accessList(Reference)
    case ports(ClosedRange<UInt16>, isTCP: Bool)
    case defaultInspectionTraffic
    /// RTP: never a mail session.
    case never
    /// DSCP, precedence, tunnel-group: a capture does not tell.
    case unknowable
  }

  var name: String
  var origin: Origin
  var matches: [(match: Match, origin: Origin)] = []
  var description: String?
  /// Whether a `match` of it holds a mistake.
  var isBroken = false

  init(name: String, origin: Origin) {
    self.name = name
    self.origin = origin
  }
}

/// `class-map type regex match-any NAME` (evidence 1.7).
struct RegexClass: Sendable {
  var origin: Origin
  var members = Retractable<Reference, Reference>()
}

/// `regex NAME PATTERN` (evidence 1.7).
struct RegexObject: Sendable {
  var origin: Origin
  var pattern: String
  /// The byte offset of the pattern in its line.
  var offset: Int
  var isQuoted: Bool
}
