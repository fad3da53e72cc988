import ESMTPInspection
import Primitives
import Reassembly
import Reports

/// Replays one dialogue under one inspection, cut as asked.
struct DialogueTrial: Sendable {
  private let dialogue: RecordedDialogue
  private let inspection: InspectionPolicy
  private let endpoints: Endpoints

  /// What the inspection decides.
  struct Result: Sendable {
    var decision: StressDecision
    /// The first event of each rule that counts, in order.
    var events: [Event] = []
    /// What the bytes turned out to be, where it was asked for.
    var passages: [Passage] = []
  }

  /// A dialogue under the inspection that takes its session.
  init(_ dialogue: RecordedDialogue, inspection: InspectionPolicy) {
    self.dialogue = dialogue
    self.inspection = inspection
    endpoints = Endpoints(dialogue.opening.connection, dialogue.opening.classifications[0])
  }

  /// Replays items with segments that begin at their starts and at the cuts.
  ///
  /// - Parameters:
  ///   - items: the dialogue in the order in which it is to come.
  ///   - cuts: where further segments begin.
  ///   - tellsPassages: whether the result has passages.
  /// - Returns: what is decided.
  func run(_ items: [RecordedDialogue.Item], _ cuts: Cuts, tellsPassages: Bool = false) -> Result {
    let connection = dialogue.opening.connection
    // Frames 1 to 3 are the handshake.
    var moment = Moment(frame: 3, time: connection.first.time)
    var session = Session(
      policy: inspection, endpoints: endpoints,
      opening: connection.isMidstream ? .midstream : .handshake, number: dialogue.number,
      at: moment)
    session.silentSide = dialogue.silentSide
    var findings = Findings()
    findings.tellsPassages = tellsPassages
    var ledger = TrialLedger()
    for item in items {
      switch item {
      case .turn(let turn):
        forEachSegment(of: turn, cuts) { range in
          moment.frame += 1
          moment.time = turn.time(at: range.lowerBound)
          let start = Int(range.lowerBound - turn.offset)
          _ = session.segment(
            turn.sender, turn.bytes.span.extracting(start..<start + range.count), at: moment,
            into: &findings)
          ledger.take(&findings)
        }
      case .hole(let hole):
        moment.time = hole.time
        session.gap(
          hole.sender, length: hole.length, reason: hole.isSnapped ? .snapped : .gap, at: moment,
          into: &findings)
        ledger.take(&findings)
      }
    }
    session.close(dialogue.isClosed ? .closed : .endOfCapture, at: moment, into: &findings)
    ledger.take(&findings)
    return ledger.result(
      divergence: session.divergence?.ordinal, outcome: session.fate.outcome)
  }
}

/// Calls `body` with the stream offsets of each segment of a turn.
func forEachSegment(
  of turn: RecordedDialogue.Turn, _ cuts: Cuts, _ body: (Range<UInt64>) -> Void
) {
  var start = turn.range.lowerBound
  for cut in cuts.inside(turn.range, of: turn.sender) {
    body(start..<cut)
    start = cut
  }
  if start < turn.range.upperBound { body(start..<turn.range.upperBound) }
}

/// What a trial keeps of the findings.
private struct TrialLedger {
  private var ledger = EventLedger()
  private var ordinal = 0
  private var first: [(ordinal: Int, event: Event)] = []
  private var seen: Set<Rule> = []
  private var passages: [Passage] = []

  mutating func take(_ findings: inout Findings) {
    for event in findings.events {
      ledger.append(event, ordinal: ordinal)
      if event.action > .none, seen.insert(event.rule).inserted {
        first.append((ordinal, event))
      }
      ordinal += 1
    }
    passages += findings.passages
    findings.removeAll()
  }

  func result(divergence: Int?, outcome: MailOutcome) -> DialogueTrial.Result {
    let counted = first.filter { $0.ordinal <= divergence ?? .max }.map(\.event)
    let rules = Rule.allCases.filter { rule in counted.contains { $0.rule == rule } }
    return DialogueTrial.Result(
      decision: StressDecision(
        verdict: ledger.verdict(upTo: divergence), outcome: outcome, rules: rules),
      events: counted, passages: passages)
  }
}
