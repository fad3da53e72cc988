public import ESMTPInspection

/// The last record: totals.
public struct SummaryRecord: Sendable {
  /// Sessions by verdict, in order of gravity; all seven.
  public var verdicts: [(verdict: Verdict, count: Int)]
  /// Sessions by coverage; all three.
  public var coverage: [(coverage: Coverage, count: Int)]
  /// Sessions that were not wholly looked at, by reason, in the order of the reasons' names.
  public var reasons: [(reason: CoverageReason, count: Int)]
  /// Events by rule in the order of `Rule.allCases`, observed and counterfactual.
  public var rules: [(rule: Rule, observed: Int, counterfactual: Int)]
  /// Counts of packets by name in a fixed order: `frames`, `tcp_segments`, `tcp_checksum_wrong`, ….
  public var packets: [(name: String, count: Int)]
  /// Bounds that were hit, by name, with how often.
  public var bounds: [(name: String, count: Int)]
  /// The exit status of the run.
  public var status: Int
  /// What the device would count, an item for each inspection of the policy.
  public var counters: [CountersRecord] = []
  /// Sessions by what becomes of their mail, from the best to the gravest; all six.
  public var outcomes: [(outcome: MailOutcome, count: Int)] = MailOutcome.allCases.map { ($0, 0) }
  /// Sessions by what the capture says of a predicted action of theirs; all three states.
  public var corroboration: [(state: CorroborationRecord.State, count: Int)] =
    CorroborationRecord.State.allCases.map { ($0, 0) }
  /// The first contradictions, with the number of their session; at most three.
  public var contradictions: [(session: Int, record: CorroborationRecord)] = []
  /// What an inspecting firewall has left in the captured traffic.
  public var inspected = InspectedTraffic()
  /// Sessions by what else is wrong, in the order of the kinds; those that occur.
  public var trouble: [(kind: TroubleRecord.Kind, count: Int)] = []
  /// Sessions that are the other leg of one that is counted; they are not counted themselves.
  public var otherLegs = 0
  /// Sessions that were found and are not selected: nothing else here counts them.
  public var notSelected = 0
  /// Sessions that were not looked at, for a reason that is not the policy's.
  public var unchecked = 0
  /// How many of these the gate allows, where there are more; else nil.
  public var uncheckedLimit: Int?
  /// Which generation of an inspection the traffic has passed before it was captured.
  public var fingerprint = FingerprintRecord()
  /// What was done to the frames of the rewritten capture; nil where there is none.
  public var rewriting: RewritingRecord?
  /// The open assumptions that decide sessions, where a form asks for them.
  public var assumptions: [AssumptionRecord] = []
  /// What lets stopped sessions through, where a form asks for it.
  public var advice: [AdviceRecord] = []
  /// Why neither was looked for, in a sentence without a full stop; nil where they were, or nobody asks.
  public var adviceRemark: String?
  /// What hangs on the profile; nil where that was not asked, or the profile has no counterpart.
  public var flips: ProfileFlips?
  /// What an earlier report has and this run has not found. SARIF alone prints it.
  public var absent: [AbsentFinding] = []

  /// What of the captures could not be read.
  var unread: UnreadFrames { UnreadFrames(packets: packets) }

  /// The number of sessions.
  public var sessions: Int { verdicts.reduce(0) { $0 + $1.count } }

  /// Totals.
  public init(
    verdicts: [(verdict: Verdict, count: Int)], coverage: [(coverage: Coverage, count: Int)],
    reasons: [(reason: CoverageReason, count: Int)],
    rules: [(rule: Rule, observed: Int, counterfactual: Int)],
    packets: [(name: String, count: Int)], bounds: [(name: String, count: Int)], status: Int
  ) {
    self.verdicts = verdicts
    self.coverage = coverage
    self.reasons = reasons
    self.rules = rules
    self.packets = packets
    self.bounds = bounds
    self.status = status
  }
}
