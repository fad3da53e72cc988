import ESMTPInspection
import Primitives

/// A comparison as SARIF 2.1.0: a run for each candidate, whose results say by `baselineState` how they
/// stand to the old policy.
///
/// Sessions that are decided alike have no results. Results wait for the end of the run.
public struct ComparisonSARIF: Sendable {
  private let redaction: Redaction
  private var log = SARIFLog()
  private var record: ComparisonRecord?
  private var runs: [SARIFRun] = []
  private var captures: [CaptureRecord] = []

  /// An empty report.
  public init(_ redaction: Redaction) { self.redaction = redaction }

  /// Hands out what was written since the last call.
  public mutating func takeOutput() -> [UInt8] {
    var none: SARIFRun?
    return log.takeOutput(&none)
  }

  /// The first record.
  public mutating func run(_ record: ComparisonRecord) {
    self.record = record
    log.begin()
    runs = record.policies.indices.dropFirst().map { index in
      SARIFRun(version: record.version, automation: "esmtp-replay/compare/\(index)")
    }
  }

  /// An input is about to be read.
  public mutating func reading(_ path: String) {
    for index in runs.indices { runs[index].reading(path) }
  }

  /// An input.
  public mutating func capture(_ record: CaptureRecord) {
    captures.append(record)
    for index in runs.indices { runs[index].capture(record) }
  }

  /// A session that a candidate decides differently.
  public mutating func session(_ comparison: SessionComparison) {
    let index = comparison.candidate - 1
    guard runs.indices.contains(index) else { return }
    let shown = redaction.comparison(comparison)
    var session = shown.new
    session.events = Self.events(comparison, shown)
    // Events that are gone stand behind those that there are, and decide nothing.
    runs[index].session(
      session, deciding: comparison.new.reason?.event,
      fallback: record?.policies[index + 1].source)
  }

  /// The events of the new side, each with its state, then those of the old side that are gone.
  private static func events(_ comparison: SessionComparison, _ shown: SessionComparison)
    -> [EventRecord]
  {
    // What was shortened for the page does not tell events apart.
    var rest = Array(zip(comparison.old.events, shown.old.events))
    let events = zip(comparison.new.events, shown.new.events).map { new, shown in
      var record = shown
      guard let place = rest.firstIndex(where: { $0.0.event.isSamePlace(as: new.event) }) else {
        record.baseline = .new
        return record
      }
      let old = rest.remove(at: place).0
      record.baseline =
        old.isObserved == new.isObserved && old.event.hasSameEffect(as: new.event)
        ? .unchanged : .updated
      return record
    }
    return events
      + rest.map { _, shown in
        var record = shown
        record.baseline = .absent
        return record
      }
  }

  /// The last record.
  public mutating func summary(_ summary: ComparisonSummary) {
    let nothing =
      summary.sessions == 0
      ? summary.noneWords
      : "no session could be looked at: nothing was compared"
    let (filter, selection) = (record?.filter, record?.selection.map(redaction.selection))
    let leftAside = summary.leftAside(captures)
    for index in runs.indices {
      let candidate = summary.candidates[index]
      let warnings = captures.filter { $0.error != nil }.map { "\($0.name) was read in part" }
      runs[index].end(
        status: summary.status, warnings: warnings + (summary.hasLooked ? [] : [nothing]),
        notUnderstood: record?.notUnderstood(besides: index + 1) ?? []
      ) { writer in
        if let filter { writer.text(.filter, filter) }
        if let selection { writer.text(.where, selection) }
        for (name, count, _) in leftAside { writer.number(JSONKey(name), count) }
        writer.number(.sessions, summary.sessions)
        writer.object(.kinds) { writer in
          for (kind, count) in candidate.kinds { writer.number(JSONKey(kind.rawValue), count) }
        }
        writer.array(.notCompared, candidate.notCompared) { writer, part in
          writer.element { writer in
            writer.text(.reason, part.reason.rawValue)
            writer.number(.sessions, part.count)
          }
        }
      }
      log.append(runs[index])
    }
    runs = []
    var none: SARIFRun?
    log.end(&none)
  }
}

extension Event {
  /// Whether two events are about the same bytes under the same rule.
  fileprivate func isSamePlace(as other: Event) -> Bool {
    rule == other.rule && sender == other.sender && offset == other.offset
  }

  fileprivate func hasSameEffect(as other: Event) -> Bool {
    action == other.action && match == other.match && before == other.before
      && after == other.after && log == other.log
  }
}
