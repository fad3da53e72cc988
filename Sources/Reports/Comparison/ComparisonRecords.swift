public import ESMTPInspection

/// What a change of the policy does to a session, the most urgent first.
public enum ComparisonKind: String, Sendable, CaseIterable {
  /// Its mail fares worse, or TLS is prevented now, or else its verdict is graver.
  case regression
  /// Its mail fares better, or else its verdict is milder.
  case fixed
  /// It is no longer inspected, or its TLS is no longer prevented.
  case opened
  /// It is inspected now, and nothing touches it.
  case closed
  /// The verdict is the same and other bytes leave the firewall.
  case changed
  /// The same bytes leave the firewall; other rules or log lines say so.
  case relogged

  /// The heading of its sessions.
  var title: String {
    switch self {
    case .regression: "Regressions"
    case .fixed: "Fixed"
    case .opened: "Opened"
    case .closed: "Closed"
    case .changed: "Other bytes"
    case .relogged: "Other rules or log lines"
    }
  }

  /// What the kind means, for a heading.
  public var summary: String {
    switch self {
    case .regression: "worse off under the new policy"
    case .fixed: "better off under the new policy"
    case .opened: "no longer inspected, or TLS no longer prevented"
    case .closed: "inspected now, and left as they are"
    case .changed: "the same verdict, but other bytes leave the firewall"
    case .relogged: "the same bytes leave, under other rules or with other log lines"
    }
  }
}

/// One policy of a comparison.
public struct ComparedPolicy: Sendable {
  /// A short name: the path of its last text.
  public var name: String
  /// The texts in the order given; empty for the built-in one.
  public var files: [String]
  /// The behaviour profile.
  public var profile: String
  /// The statement that inspects, and its line.
  public var statement: String?
  /// The line of that statement.
  public var source: SourceLine?
  /// The numbers that its maps compare with, for pages.
  public var limits: [PolicyLimitRecord] = []
  /// What is said of lines that are not understood, `FILE:LINE: WHY` each: the policy goes without them.
  public var notUnderstood: [String] = []

  /// A policy.
  public init(
    name: String, files: [String], profile: String, statement: String?, source: SourceLine?
  ) {
    self.name = name
    self.files = files
    self.profile = profile
    self.statement = statement
    self.source = source
  }
}

/// The first record of a comparison.
public struct ComparisonRecord: Sendable {
  /// The version of the tool.
  public var version: String
  /// The old policy, then each candidate.
  public var policies: [ComparedPolicy]
  /// The inspected ports.
  public var ports: [UInt16]
  /// The criterion of which each candidate has another value; nil where they differ otherwise.
  public var sweep: Sweep?
  /// The filter for libpcap that frames have to pass; nil where all are taken.
  public var filter: String?
  /// Which sessions are compared, as typed; nil where all are.
  public var selection: String?
  /// What takes the change back; nil where no change is typed.
  public var takingBack: TakingBack?
  /// The arguments of the command line as typed, for pages.
  public var arguments: [String] = []

  /// A criterion and the values that the candidates give it, in their order.
  public struct Sweep: Sendable {
    /// The criterion's words, as `header line length`.
    public var criterion: String
    /// Its values.
    public var values: [Int]
    /// The inspection maps that have each value, all that are in force.
    public var maps: [String]

    /// A criterion, its values, and the maps that have them.
    public init(criterion: String, values: [Int], maps: [String]) {
      self.criterion = criterion
      self.values = values
      self.maps = maps
    }

    /// What is counted, for a heading.
    var heading: String {
      "sessions that 'match \(Escape.text(criterion)) gt N' ends, in "
        + (maps.count == 1 ? "the map in force: " : "all maps in force: ")
        + maps.map(Escape.text).joined(separator: ", ")
    }

    /// What becomes of a map without such a line.
    static let addition =
      "where a map has no such line, or one that ends no session, it has it here with "
      + "drop-connection log"
  }

  /// Lines to be typed that make the old policy of the new one.
  public struct TakingBack: Sendable {
    /// The lines.
    public var lines: [String]
    /// Whether the old policy stands again behind them, as the model reads them.
    public var isExact: Bool

    /// Lines, and whether they restore everything.
    public init(lines: [String], isExact: Bool) {
      self.lines = lines
      self.isExact = isExact
    }
  }

  /// A comparison of at least two policies.
  public init(version: String, policies: [ComparedPolicy], ports: [UInt16]) {
    self.version = version
    self.policies = policies
    self.ports = ports
  }
}

/// A statement of one of the policies.
public struct StatementRecord: Sendable, Equatable {
  /// The statement with its actions.
  public var text: String
  /// Its line; nil where no line says it.
  public var source: SourceLine?

  /// A statement and its line.
  public init(text: String, source: SourceLine?) {
    self.text = text
    self.source = source
  }
}

/// One way in which a candidate differs from the old policy.
public struct DifferenceRecord: Sendable {
  /// `added`, `removed`, `changed`, `action-changed` or `moved`.
  public var change: String
  /// What it is about: `criterion`, `parameter`, `class`, `access-list`, `reference`, `connection` or
  /// `behaviour`.
  public var subject: String
  /// The statement that it stands in; empty at the top level.
  public var block: String
  /// The statement of the old policy.
  public var old: StatementRecord?
  /// The statement of the new policy.
  public var new: StatementRecord?
  /// The sessions that came by it; nil where that cannot be told for such a statement.
  public var sessions: Int?

  /// A difference that no session has come by yet.
  public init(
    change: String, subject: String, block: String, old: StatementRecord?, new: StatementRecord?,
    sessions: Int?
  ) {
    self.change = change
    self.subject = subject
    self.block = block
    self.old = old
    self.new = new
    self.sessions = sessions
  }
}

extension ComparisonKind {
  /// So many sessions of the kind: `1 regression`, `2 regressions`, `3 fixed`.
  func counted(_ count: Int) -> String {
    let plural: String? = self == .regression ? nil : rawValue
    return Spoken.count(count, rawValue, plural)
  }
}

extension ComparisonRecord {
  /// What is compared, in a word or two for the head of a report.
  var subject: String {
    if sweep != nil { return "one policy, several numbers, one traffic" }
    return policies.count == 2
      ? "two policies, one traffic" : "\(Spoken.number(policies.count)) policies, one traffic"
  }
}

/// A session that a candidate decides differently.
public struct SessionComparison: Sendable {
  /// The candidate, from 1.
  public var candidate: Int
  /// What the change does to it.
  public var kind: ComparisonKind
  /// The session under the old policy.
  public var old: SessionRecord
  /// The session under the candidate.
  public var new: SessionRecord
  /// Whether the session fails as a test.
  public var failsGate = true
  /// The parameters by which STARTTLS is hidden from the client under one of the policies alone; nil
  /// where it is not so, or nothing but the line that hides it says so.
  public var tls: (old: StatementRecord?, new: StatementRecord?)?

  /// A session under two policies.
  public init(candidate: Int, kind: ComparisonKind, old: SessionRecord, new: SessionRecord) {
    self.candidate = candidate
    self.kind = kind
    self.old = old
    self.new = new
  }
}

/// What a comparison found for one candidate.
public struct CandidateSummary: Sendable {
  /// In what the policies differ.
  public var differences: [DifferenceRecord]
  /// Sessions by old and new verdict, `[old][new]`, both in order of gravity.
  public var transitions: [[Int]]
  /// Sessions by kind, in the order of the kinds; those that are decided alike are not among them.
  public var kinds: [(kind: ComparisonKind, count: Int)]
  /// Sessions, or parts of them, that could not be compared, by reason.
  public var notCompared: [(reason: CoverageReason, count: Int)]
  /// Sessions that a statement of the candidate ends, by the statement behind `match`.
  public var endings: [(match: String, count: Int)]

  /// A candidate's part of the summary.
  public init(
    differences: [DifferenceRecord], transitions: [[Int]],
    kinds: [(kind: ComparisonKind, count: Int)],
    notCompared: [(reason: CoverageReason, count: Int)],
    endings: [(match: String, count: Int)]
  ) {
    self.differences = differences
    self.transitions = transitions
    self.kinds = kinds
    self.notCompared = notCompared
    self.endings = endings
  }

  /// The sessions that are decided differently.
  public var different: Int { kinds.reduce(0) { $0 + $1.count } }
}

/// The last record of a comparison.
public struct ComparisonSummary: Sendable {
  /// All sessions that are compared.
  public var sessions: Int
  /// Sessions that were found and are not selected: nothing else here counts them.
  public var notSelected = 0
  /// What of the captures could not be read.
  public var unread = UnreadFrames()
  /// Those among them of which a policy that inspects them could look at nothing.
  public var unchecked: Int
  /// A part for each candidate.
  public var candidates: [CandidateSummary]
  /// The exit status of the run.
  public var status: Int
  /// What hangs on the profile, an item a policy, nil where its profile has no counterpart; empty where
  /// that was not asked.
  public var flips: [ProfileFlips?] = []

  /// A summary.
  public init(sessions: Int, unchecked: Int = 0, candidates: [CandidateSummary], status: Int) {
    self.sessions = sessions
    self.unchecked = unchecked
    self.candidates = candidates
    self.status = status
  }

  /// Whether there is a session of which something was looked at.
  var hasLooked: Bool { sessions > unchecked }

  /// What is said where there is no session to compare.
  var noneWords: String {
    "no session \(notSelected > 0 ? "is selected" : "was found"): nothing was compared"
  }

  /// What is said of the sessions of a candidate in a line.
  func words(of candidate: CandidateSummary) -> String {
    let kinds = candidate.kinds.filter { $0.count > 0 }
      .map { $0.kind.counted($0.count) }.joined(separator: ", ")
    if !kinds.isEmpty { return kinds }
    return hasLooked ? "all decided alike" : "nothing was compared"
  }

  /// What is said where no session is of a kind of which that is told.
  func words(ofNone kind: ComparisonKind) -> String {
    guard hasLooked else { return "nothing was compared" }
    return "none: no session fares \(kind == .regression ? "worse" : "better")"
  }
}
