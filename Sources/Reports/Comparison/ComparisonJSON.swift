import ESMTPInspection
import Primitives

/// A comparison as newline-delimited JSON, schema `esmtp-replay-comparison/1`: a `comparison` record,
/// `capture` and `session` records as they come, a `difference` record each, one `summary`.
public struct ComparisonJSON: Sendable {
  /// The name of the schema.
  public static let schema = "esmtp-replay-comparison/1"

  private var report = JSONReport()

  /// An empty report.
  public init() {}

  /// Hands out what was written since the last call.
  public mutating func takeOutput() -> [UInt8] { report.takeOutput() }

  /// The first record.
  public mutating func run(_ record: ComparisonRecord) {
    report.begin("comparison")
    report.writer.text(.schema, Self.schema)
    report.writer.text(.version, record.version)
    report.writer.number(.model, InspectionModel.number)
    report.writer.array(.policies, record.policies) { writer, policy in
      writer.beginObject()
      writer.text(.name, policy.name)
      writer.array(.policyFiles, policy.files) { $0.element(text: $1) }
      writer.text(.profile, policy.profile)
      writer.text(.statement, policy.statement)
      writer.text(.source, policy.source?.description)
      writer.array(.notUnderstood, policy.notUnderstood) { $0.element(text: $1) }
      writer.endObject()
    }
    report.writer.array(.ports, record.ports) { $0.element(number: $1) }
    if let filter = record.filter { report.writer.text(.filter, filter) }
    if let selection = record.selection { report.writer.text(.where, selection) }
    if let sweep = record.sweep {
      report.writer.object(.sweep) { writer in
        writer.text(.criterion, sweep.criterion)
        writer.array(.values, sweep.values) { $0.element(number: $1) }
        writer.array(.maps, sweep.maps) { $0.element(text: $1) }
      }
    }
    if let takingBack = record.takingBack {
      report.writer.object(.takingBack) { writer in
        writer.array(.lines, takingBack.lines) { $0.element(typed: $1) }
        writer.boolean(.exact, takingBack.isExact)
      }
    }
    report.writer.endRecord()
  }

  /// An input.
  public mutating func capture(_ record: CaptureRecord) { report.capture(record) }

  /// A session that a candidate decides differently.
  public mutating func session(_ comparison: SessionComparison) {
    let (old, new) = (comparison.old, comparison.new)
    report.begin("session")
    report.writer.identifier(.id, old.id)
    report.writer.number(.candidate, comparison.candidate)
    report.writer.text(.kind, comparison.kind.rawValue)
    report.writer.text(.communityID, old.communityID)
    report.writer.object(.client) { $0.socket(old.client) }
    report.writer.object(.server) { $0.socket(old.server) }
    report.writer.number(.firstFrame, old.first.frame)
    report.writer.number(.lastFrame, old.last.frame)
    report.writer.time(.start, old.first.time)
    report.writer.time(.end, old.last.time)
    report.writer.array(.messages, old.messages) { $0.message($1) }
    for (key, session) in [(JSONKey.old, old), (.new, new)] {
      report.writer.object(key) { writer in
        writer.word(.verdict(session.verdict))
        writer.word(.coverage(session.coverage))
        writer.members(of: session.fate)
        writer.text(.class, session.className)
        writer.text(.map, session.mapName)
        writer.array(.events, session.events) { $0.event($1) }
      }
    }
    report.writer.endRecord()
  }

  /// Whether the summary says what hangs on the profile.
  public var tellsFlips: Bool { true }

  /// The last records: the differences, then the totals.
  public mutating func summary(_ summary: ComparisonSummary) {
    for (index, candidate) in summary.candidates.enumerated() {
      for difference in candidate.differences { put(difference, of: index + 1) }
    }
    for (index, flips) in summary.flips.enumerated() {
      guard let flips else { continue }
      for flip in flips.sessions { put(flip, flips, of: index) }
    }
    report.begin("summary")
    report.writer.number(.sessions, summary.sessions)
    report.writer.number(.unchecked, summary.unchecked)
    if summary.notSelected > 0 { report.writer.number(.notSelected, summary.notSelected) }
    report.writer.array(.candidates, summary.candidates) { writer, candidate in
      writer.beginObject()
      writer.object(.transitions) { writer in
        for (row, old) in Verdict.allCases.enumerated() {
          writer.object(JSONKey(old.rawValue)) { writer in
            for (column, new) in Verdict.allCases.enumerated() {
              writer.number(JSONKey(new.rawValue), candidate.transitions[row][column])
            }
          }
        }
      }
      writer.object(.kinds) { writer in
        for (kind, count) in candidate.kinds { writer.number(JSONKey(kind.rawValue), count) }
      }
      writer.array(.endings, candidate.endings) { writer, ending in
        writer.beginObject()
        writer.text(.match, ending.match)
        writer.number(.sessions, ending.count)
        writer.endObject()
      }
      writer.object(.notCompared) { writer in
        for (reason, count) in candidate.notCompared {
          writer.number(JSONKey(reason.rawValue), count)
        }
      }
      writer.endObject()
    }
    report.writer.array(.flips, summary.flips.enumerated().filter { $1 != nil }) { writer, side in
      writer.element { writer in
        writer.number(.policy, side.offset)
        if let flips = side.element { writer.members(of: flips) }
      }
    }
    report.writer.number(.status, summary.status)
    report.writer.endRecord()
  }

  private mutating func put(_ flip: ProfileFlip, _ flips: ProfileFlips, of policy: Int) {
    report.begin("flip")
    report.writer.number(.policy, policy)
    report.writer.identifier(.id, flip.id)
    report.writer.text(.profile, flips.profile)
    report.writer.word(.verdict(flip.verdict))
    report.writer.text(.other, flips.other)
    report.writer.text(.otherVerdict, flip.other.rawValue)
    report.writer.array(.switches, flip.switches) { $0.element(text: $1) }
    report.writer.boolean(.each, flip.isEach)
    report.writer.endRecord()
  }

  private mutating func put(_ difference: DifferenceRecord, of candidate: Int) {
    report.begin("difference")
    report.writer.number(.candidate, candidate)
    report.writer.text(.change, difference.change)
    report.writer.text(.subject, difference.subject)
    report.writer.text(.block, difference.block)
    for (key, statement) in [(JSONKey.old, difference.old), (.new, difference.new)] {
      guard let statement else {
        report.writer.null(key)
        continue
      }
      report.writer.object(key) { writer in
        writer.text(.text, statement.text)
        writer.text(.source, statement.source?.description)
      }
    }
    report.writer.number(.sessions, difference.sessions)
    report.writer.endRecord()
  }
}

extension JSONKey {  // Comparison.
  static let policies = JSONKey("policies")
  static let name = JSONKey("name")
  static let candidate = JSONKey("candidate")
  static let candidates = JSONKey("candidates")
  static let kind = JSONKey("kind")
  static let kinds = JSONKey("kinds")
  static let old = JSONKey("old")
  static let new = JSONKey("new")
  static let change = JSONKey("change")
  static let subject = JSONKey("subject")
  static let block = JSONKey("block")
  static let sweep = JSONKey("sweep")
  static let criterion = JSONKey("criterion")
  static let values = JSONKey("values")
  static let maps = JSONKey("maps")
  static let unchecked = JSONKey("unchecked")
  static let takingBack = JSONKey("taking_back")
  static let lines = JSONKey("lines")
  static let exact = JSONKey("exact")
  static let endings = JSONKey("endings")
  static let transitions = JSONKey("transitions")
  static let notCompared = JSONKey("not_compared")
}
