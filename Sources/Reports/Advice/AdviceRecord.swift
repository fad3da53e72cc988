public import ESMTPInspection

/// The sessions that a change helps.
public struct AdviceHelp: Sendable, Equatable {
  /// How many the server takes the mail of, or are let through.
  public var count: Int
  /// How many of them stay in clear, because the server's offer of TLS stays hidden.
  public var inClear: Int
  /// How many of them the recording, which went without what the change gives, shows no delivery of: what
  /// the server says then is not known.
  public var unshown: Int

  /// So many sessions.
  public init(count: Int = 0, inClear: Int = 0, unshown: Int = 0) {
    self.count = count
    self.inClear = inClear
    self.unshown = unshown
  }

  /// As in `1 of 2 sessions through, 1 in clear`.
  ///
  /// - Parameter whole: the sessions that need help.
  /// - Returns: words without a full stop.
  func spoken(of whole: Int) -> String {
    "\(Spoken.number(count)) of \(Spoken.count(whole, "session")) through"
      + (inClear > 0 ? ", \(Spoken.number(inClear)) in clear: no TLS is offered" : "")
      + (unshown > 0
        ? ", \(Spoken.number(unshown)) of which the recording shows no delivery" : "")
  }
}

/// A change of the configuration, tried over all of the captures.
public struct AdviceTrialRecord: Sendable {
  /// The change in a few words.
  public var summary: String
  /// What is to be typed in configuration mode.
  public var lines: [String]
  /// The sessions that need help and get it.
  public var helped: AdviceHelp
  /// The other sessions that it decides differently, by what it does to them, as `compare` names it.
  public var others: [(kind: ComparisonKind, count: Int)]

  /// A tried change.
  public init(
    summary: String, lines: [String], helped: AdviceHelp,
    others: [(kind: ComparisonKind, count: Int)]
  ) {
    self.summary = summary
    self.lines = lines
    self.helped = helped
    self.others = others
  }
}

/// Everything that `advise` has found.
public struct AdviceReport: Sendable {
  /// The behaviour profile.
  public var profile: String
  /// The policy's files; empty for the device's own defaults.
  public var policyFiles: [String]
  /// The sessions that were looked at.
  public var sessions: Int
  /// Whether one of them at least was looked at, or left alone by the policy.
  public var hasLooked: Bool
  /// Sessions that are stopped by causes that were not looked into.
  public var omitted: Int
  /// What stops sessions, the most of them first, with what was tried.
  public var advice: [AdviceRecord]
  /// The open assumptions that decide sessions.
  public var assumptions: [AssumptionRecord]
  /// The exit status of the run.
  public var status: Int
  /// Sessions that may be stopped by what one source alone tells, for which nothing is advised.
  public var unproven = 0
  /// What was asked for, and what was left aside for that.
  public var narrowing = Narrowing()
  /// How the lines get into a device that has no configuration mode, in a sentence without a full stop;
  /// nil where they are typed. Text alone prints it.
  public var typing: String?

  /// What was found.
  public init(
    profile: String, policyFiles: [String], sessions: Int, hasLooked: Bool, omitted: Int,
    advice: [AdviceRecord],
    assumptions: [AssumptionRecord], status: Int
  ) {
    self.profile = profile
    self.policyFiles = policyFiles
    self.sessions = sessions
    self.hasLooked = hasLooked
    self.omitted = omitted
    self.advice = advice
    self.assumptions = assumptions
    self.status = status
  }
}

/// What stops sessions, and what lets them through.
public struct AdviceRecord: Sendable {
  /// The rule that acts.
  public var rule: Rule
  /// The statement behind it, or nil.
  public var match: String?
  /// Its line, or nil.
  public var source: SourceLine?
  /// What becomes of the mail.
  public var outcome: MailOutcome
  /// The numbers of the first sessions.
  public var sessions: [Int]
  /// How many sessions there are.
  public var count: Int
  /// Changes that let all of the sessions through, then those that let some, the best first.
  public var remedies: [AdviceTrialRecord]
  /// Changes that let none through, or that the device would not take.
  public var useless: [String]

  /// Why there is no remedy, in words without a full stop.
  var whyNone: String {
    useless.isEmpty
      ? "no change was tried" : "nothing that was tried lets one of them through"
  }

  /// What stops sessions.
  public init(
    rule: Rule, match: String?, source: SourceLine?, outcome: MailOutcome, sessions: [Int],
    count: Int, remedies: [AdviceTrialRecord], useless: [String]
  ) {
    self.rule = rule
    self.match = match
    self.source = source
    self.outcome = outcome
    self.sessions = sessions
    self.count = count
    self.remedies = remedies
    self.useless = useless
  }
}
