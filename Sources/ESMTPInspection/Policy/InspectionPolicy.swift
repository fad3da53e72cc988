/// What one session is inspected under: a map, a profile, and where they come from.
///
/// Immutable and shared by all sessions of a class.
public final class InspectionPolicy: Sendable {
  /// The behaviour.
  public let profile: Profile
  /// The map; nil for a `fixup protocol smtp`.
  public let map: PolicyMap?
  /// The statement that applies the inspection, `inspect esmtp MAP` or `fixup protocol smtp 25`.
  public let statement: String
  /// The line of that statement.
  public let source: SourceLine
  /// How the device writes its log lines.
  public let logStyle: LogStyle
  /// Whether TLS may start: the map's word, else the profile's.
  public let allowsTLS: Bool
  /// The switches of the profile that documents and field set differently, as far as a session can meet
  /// them here.
  let openSwitches: ProfileSwitches
  /// The profile with these turned.
  let turnedProfile: Profile
  /// The matches of each criterion in configuration order, by the criterion's stage.
  private let matches: [[NumberedMatch]]
  /// The matches of reverse paths in configuration order: length and expression are one kind.
  let senderAddressMatches: [NumberedMatch]
  /// The numbers that the content is measured against.
  let contentThresholds: ContentThresholds

  /// A match with its 1-based place in the map, the `Class N` of a log line.
  struct NumberedMatch: Sendable {
    let number: Int
    let match: PolicyMap.Match
    /// The match as the running configuration has it, made once.
    let text: String
    /// The words of the argument as bits, by their place in the criterion's list.
    let words: UInt32

    init(number: Int, match: PolicyMap.Match) {
      self.number = number
      self.match = match
      text = match.text
      guard case .words(let indices, of: _) = match.argument else {
        words = 0
        return
      }
      words = indices.reduce(0) { $0 | 1 << UInt32($1) }
    }

    /// Whether one of some words is meant, `not` considered.
    func means(_ bits: UInt32) -> Bool { (words & bits != 0) != match.isNegated }
  }

  /// A policy for sessions.
  ///
  /// - Parameters:
  ///   - map: the inspection map; nil for a `fixup protocol smtp`.
  ///   - profile: the behaviour.
  ///   - statement: the statement that applies the inspection.
  ///   - source: its line.
  ///   - silentTLS: whether TLS is allowed where the map says nothing.
  ///   - logStyle: how the device writes its log lines; nil for the way of the profile.
  ///   - isTLSOpen: whether `silentTLS` is another one with that switch of the profile turned.
  public init(
    map: PolicyMap?, profile: Profile, statement: String, source: SourceLine, silentTLS: Bool,
    logStyle: LogStyle? = nil, isTLSOpen: Bool = false
  ) {
    self.profile = profile
    let open = profile.openSwitches.subtracting([.bareNoInspect, .silentTLS])
    openSwitches = isTLSOpen ? open.union(.silentTLS) : open
    turnedProfile = profile.turned(open)
    self.logStyle = logStyle ?? LogStyle(profile)
    self.map = map
    self.statement = statement
    self.source = source
    switch map?.parameters.allowsTLS {
    case .some(let setting): allowsTLS = setting.value != nil
    case .none: allowsTLS = map != nil && silentTLS
    }
    var matches = [[NumberedMatch]](repeating: [], count: Criterion.allCases.count)
    for (index, match) in (map?.matches ?? []).enumerated() {
      matches[match.criterion.rawValue].append(NumberedMatch(number: index + 1, match: match))
    }
    self.matches = matches
    senderAddressMatches = [Criterion.senderAddressLength, .senderAddressRegex]
      .flatMap { matches[$0.rawValue] }.sorted { $0.number < $1.number }
    contentThresholds = ContentThresholds(matches)
  }

  /// The matches of a criterion in configuration order.
  func matches(_ criterion: Criterion) -> [NumberedMatch] { matches[criterion.rawValue] }

  /// The statement that masks greetings.
  var bannerStatement: (match: String, source: SourceLine) {
    guard let map else { return (statement, source) }
    return ("parameters mask-banner", map.parameters.masksBanner?.source ?? source)
  }

  /// The statement that refuses TLS; nil for a `fixup protocol smtp`, which knows no TLS.
  var refusedTLSStatement: (match: String, source: SourceLine)? {
    guard let map else { return nil }
    // Nobody is to look for it in the lines of the map.
    guard let setting = map.parameters.allowsTLS else {
      return ("parameters no allow-tls (not typed: the default)", map.source)
    }
    return ("parameters no allow-tls", setting.source)
  }
}
