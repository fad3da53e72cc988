public import ESMTPInspection
public import Primitives

/// What an inspection decides about a session: its verdict, what becomes of the mail, and the rules behind
/// both.
public struct StressDecision: Sendable, Hashable {
  /// The verdict.
  public var verdict: Verdict
  /// What becomes of the mail.
  public var outcome: MailOutcome
  /// The rules that count, in the order of `Rule.allCases`.
  public var rules: [Rule]

  /// A decision.
  public init(verdict: Verdict, outcome: MailOutcome, rules: [Rule]) {
    self.verdict = verdict
    self.outcome = outcome
    self.rules = rules
  }
}

/// One way to cut a session, and what came of it.
public struct StressRow: Sendable {
  /// Its name, in words.
  public var name: String
  /// How many dialogues were tried; 0 where there is nothing to cut in this way.
  public var trials: Int
  /// How many of them are decided otherwise than the session as captured.
  public var changed: Int
  /// What was decided otherwise, the most frequent first; of a single trial its decision.
  public var decisions: [(decision: StressDecision, count: Int)]
  /// Why there was no trial, or what else is to be known.
  public var note: String?

  /// A row.
  public init(
    name: String, trials: Int, changed: Int,
    decisions: [(decision: StressDecision, count: Int)], note: String? = nil
  ) {
    self.name = name
    self.trials = trials
    self.changed = changed
    self.decisions = decisions
    self.note = note
  }
}

/// The fewest cuts that lead to a decision.
public struct StressFinding: Sendable {
  /// What is decided.
  public var decision: StressDecision
  /// Where segments have to begin beside the starts of turns: stream offsets, the first ones.
  public var cuts: [(sender: Sender, offset: UInt64)]
  /// How many there are in all.
  public var cutCount: Int
  /// Whether fewer cuts were not looked for to the end.
  public var isBounded: Bool
  /// The way of cutting that showed it first.
  public var way: String
  /// The first event that the session as captured does not have; nil where it lacks one instead.
  public var event: Event?
  /// How many of the random cuts were decided so, and how many there were.
  public var random = (hits: 0, trials: 0)
  /// The capture that shows it, where one was written.
  public var capture: String?

  /// A finding.
  public init(
    decision: StressDecision, cuts: [(sender: Sender, offset: UInt64)], cutCount: Int,
    isBounded: Bool, way: String, event: Event?, capture: String? = nil
  ) {
    self.decision = decision
    self.cuts = cuts
    self.cutCount = cutCount
    self.isBounded = isBounded
    self.way = way
    self.event = event
    self.capture = capture
  }
}

/// One session, cut anew in many ways.
public struct StressRecord: Sendable {
  /// The session as captured.
  public var session: SessionRecord
  /// The profile under which it was inspected.
  public var profile: String
  /// What is decided about it as captured.
  public var captured: StressDecision
  /// The ways to cut it, in a fixed order.
  public var rows: [StressRow]
  /// The fewest cuts for each decision that differs.
  public var findings: [StressFinding]
  /// What limits the result.
  public var notes: [String]
  /// Why captures of the findings could not be written; nil where they could. Not printed.
  public var failure: String?

  /// A session.
  public init(
    session: SessionRecord, profile: String, captured: StressDecision, rows: [StressRow],
    findings: [StressFinding], notes: [String]
  ) {
    self.session = session
    self.profile = profile
    self.captured = captured
    self.rows = rows
    self.findings = findings
    self.notes = notes
  }
}
