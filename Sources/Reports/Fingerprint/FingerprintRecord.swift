public import ESMTPInspection

/// Which generation of an inspection traffic has passed before it was captured.
public struct FingerprintRecord: Sendable {
  /// Sessions with the same marks.
  public struct Group: Sendable {
    /// The marks.
    public var marks: InspectionMarks
    /// How many sessions have them.
    public var count = 0
    /// The numbers of the first ones.
    public var sessions: [Int] = []

    /// The profiles that can have left them, in the order of the catalogue.
    public var profiles: [String] { FingerprintRecord.fit([self]).profiles }
  }

  /// Those with evidence, in the order of their first sessions.
  public private(set) var groups: [Group] = []
  /// Sessions whose greeting stands as a server writes it, without any mark.
  public private(set) var plain = 0
  /// Sessions of which nothing tells it.
  public private(set) var untold = 0
  /// Sessions with marks of which no group is kept.
  public private(set) var omitted = 0

  /// What was asked for, and what was left aside for that.
  public var narrowing = Narrowing()

  /// Groups and sessions that are kept.
  private static let groupLimit = 64, sessionLimit = 5

  /// Nothing seen.
  public init() {}

  /// Adds a session, or `times` of them that left the same.
  public mutating func add(_ marks: InspectionMarks, of session: Int, times: Int = 1) {
    guard marks.isEvidence else {
      if marks.contains(.plainGreeting) { plain += times } else { untold += times }
      return
    }
    var place = groups.firstIndex { $0.marks == marks }
    if place == nil {
      guard groups.count < Self.groupLimit else {
        omitted += times
        return
      }
      place = groups.count
      groups.append(Group(marks: marks))
    }
    guard let place else { return }
    groups[place].count += times
    if groups[place].sessions.count < Self.sessionLimit {
      groups[place].sessions.append(session)
    }
  }

  /// The sessions with marks.
  public var marked: Int { groups.reduce(omitted) { $0 + $1.count } }

  /// Whether a session shows that an inspection was passed, or that none was.
  public var tells: Bool { marked + plain > 0 }

  /// The profiles that can have left all of the marks, in the order of the catalogue.
  public var profiles: [String] { Self.fit(groups).profiles }

  /// The profiles that can have left all of the marks: as they stand, or else with the scope of X open.
  private static func fit(_ groups: [Group]) -> (profiles: [String], scopeIsOpen: Bool) {
    guard !groups.isEmpty else { return ([], false) }
    for scopeIsOpen in [false, true] {
      let fitting = Profile.all.filter { profile in
        groups.allSatisfy { profile.canLeave($0.marks, scopeIsOpen: scopeIsOpen) }
      }
      if !fitting.isEmpty { return (fitting.map(\.name), scopeIsOpen) }
    }
    return ([], false)
  }

  /// How sure it is that an inspection left them: as in the group of which it is surest.
  public var certainty: FingerprintCertainty? { groups.map(\.marks.certainty).max() }

  /// What follows, without a full stop; nil where no session has marks.
  public var conclusion: String? {
    guard let certainty else { return nil }
    let sure = "certainty \(certainty.rawValue)"
    let names = profiles
    switch names.count {
    case 0:
      let alone = groups.filter { $0.profiles.isEmpty }.count
      return alone == groups.count
        ? "no profile leaves such marks: another product, or several devices one after the other"
        : "no profile fits all of the marks alone: sessions passed several devices"
    case 1: return "the marks fit profile \(names[0]) alone (\(sure)): try '--profile \(names[0])'"
    default:
      return "the marks fit the profiles \(names.joined(separator: ", ")) alike (\(sure)): "
        + "start with '--profile \(names[0])'"
    }
  }

  /// What is to be said beside it, without full stops.
  public var remarks: [String] {
    var result: [String] = []
    if marked > 0, plain > 0 {
      result.append(
        "only some sessions passed it: \(Spoken.count(plain, "session")) with a greeting as a server "
          + "writes it")
    }
    if Self.fit(groups).scopeIsOpen {
      result.append(
        "as they stand these profiles write another thing for an unknown command; documents and "
          + "transcripts disagree about what becomes X")
    }
    if groups.contains(where: { $0.marks.contains(.refusedEHLO) }) {
      result.append(
        "EHLO was refused and HELO taken: a 'fixup protocol smtp' does so, or a server that knows no EHLO"
      )
    }
    if certainty == .low {
      let isGreeting = groups.contains { !$0.marks.isDisjoint(with: .greeting) }
      result.append(
        "what is seen proves little: "
          + (isGreeting
            ? "servers are configured to greet with asterisks, too"
            : "a client may have sent such a line of its own"))
    }
    if groups.contains(where: {
      $0.marks.contains(.otherKeyword) && !$0.marks.contains(.letteredKeywords)
    }) {
      result.append(
        "keywords such as HELP stand in replies to EHLO, which the default map would cross out: the map is "
          + "another, or it is no firewall")
    }
    if groups.contains(where: { $0.marks.contains([.letteredKeywords, .otherKeyword]) }) {
      result.append(
        "keywords such as HELP stay beside crossed ones: the map has no 'match ehlo-reply-parameter "
          + "others', or it is asa-7.0")
    }
    if groups.contains(where: { $0.marks.contains([.letteredKeywords, .startTLSKeyword]) }) {
      result.append("STARTTLS is offered beside crossed keywords: TLS is allowed there")
    }
    return result
  }
}
