import ESMTPInspection
import Primitives

/// One session cut anew, as newline-delimited JSON: a `stress` record, then a `way` record for each way to
/// cut it and a `finding` record for each other decision.
public enum StressJSON {
  /// The records of a session.
  public static func lines(_ record: StressRecord) -> [UInt8] {
    var writer = JSONWriter()
    writer.beginObject()
    writer.word(.record, "stress")
    writer.word(.schema, "esmtp-replay-stress/1")
    writer.identifier(.id, record.session.id)
    writer.text(.profile, record.profile)
    append(record.captured, to: &writer)
    writer.array(.notes, record.notes) { $0.element(text: $1) }
    writer.endRecord()
    for row in record.rows { append(row, to: &writer) }
    for finding in record.findings { append(finding, to: &writer) }
    return writer.bytes
  }

  private static func append(_ decision: StressDecision, to writer: inout JSONWriter) {
    writer.word(.verdict, decision.verdict.rawValue)
    writer.word(.outcome, decision.outcome.rawValue)
    writer.array(.rules, decision.rules) { $0.element(text: $1.rawValue) }
  }

  private static func append(_ row: StressRow, to writer: inout JSONWriter) {
    writer.beginObject()
    writer.word(.record, "way")
    writer.text(.name, row.name)
    writer.number(.trials, row.trials)
    writer.number(.changed, row.changed)
    writer.array(.decisions, row.decisions) { writer, entry in
      writer.beginObject()
      append(entry.decision, to: &writer)
      writer.number(.count, entry.count)
      writer.endObject()
    }
    writer.text(.note, row.note)
    writer.endRecord()
  }

  private static func append(_ finding: StressFinding, to writer: inout JSONWriter) {
    writer.beginObject()
    writer.word(.record, "finding")
    append(finding.decision, to: &writer)
    writer.text(.way, finding.way)
    writer.number(.cutCount, finding.cutCount)
    writer.array(.cuts, finding.cuts) { writer, cut in
      writer.beginObject()
      writer.word(.direction, cut.sender.description)
      writer.number(.offset, cut.offset)
      writer.endObject()
    }
    writer.boolean(.bounded, finding.isBounded)
    writer.number(.randomHits, finding.random.hits)
    writer.number(.randomTrials, finding.random.trials)
    writer.text(.rule, finding.event?.rule.rawValue)
    writer.text(.path, finding.capture)
    writer.endRecord()
  }
}

extension JSONKey {
  static let notes = JSONKey("notes")
  static let trials = JSONKey("trials")
  static let changed = JSONKey("changed")
  static let decisions = JSONKey("decisions")
  static let way = JSONKey("way")
  static let cuts = JSONKey("cuts")
  static let cutCount = JSONKey("cut_count")
  static let randomHits = JSONKey("random_hits")
  static let randomTrials = JSONKey("random_trials")
  static let bounded = JSONKey("bounded")
}
