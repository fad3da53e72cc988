import ESMTPInspection

/// A fingerprint as one JSON record.
public enum FingerprintJSON {
  /// The record, with its line end.
  public static func line(_ record: FingerprintRecord) -> [UInt8] {
    var writer = JSONWriter()
    writer.beginObject()
    writer.word(.record, "fingerprint")
    writer.word(.schema, "esmtp-replay-fingerprint/1")
    append(record, to: &writer)
    writer.asked(record.narrowing)
    writer.leftAside(record.narrowing)
    writer.endRecord()
    return writer.bytes
  }

  /// Appends what a record, or the summary of a report, has.
  static func append(_ record: FingerprintRecord, to writer: inout JSONWriter) {
    writer.number(.marked, record.marked)
    writer.number(.plain, record.plain)
    writer.number(.untold, record.untold)
    writer.text(.certainty, record.certainty?.rawValue)
    writer.array(.profiles, record.profiles) { $0.element(text: $1) }
    writer.text(.conclusion, record.conclusion)
    writer.array(.remarks, record.remarks) { $0.element(text: $1) }
    writer.array(.groups, record.groups) { writer, group in
      writer.beginObject()
      writer.number(.count, group.count)
      writer.array(.sessions, group.sessions) { $0.element(text: "\($1)") }
      writer.word(.certainty, group.marks.certainty.rawValue)
      writer.array(.marks, group.marks.phrases) { $0.element(text: $1) }
      writer.array(.profiles, group.profiles) { $0.element(text: $1) }
      writer.endObject()
    }
  }
}

extension JSONKey {
  static let otherLegs = JSONKey("other_legs")
  static let otherLegOf = JSONKey("other_leg_of")
  static let marked = JSONKey("marked")
  static let plain = JSONKey("plain")
  static let untold = JSONKey("untold")
  static let profiles = JSONKey("profiles")
  static let conclusion = JSONKey("conclusion")
  static let remarks = JSONKey("remarks")
  static let groups = JSONKey("groups")
  static let marks = JSONKey("marks")
  static let fingerprint = JSONKey("fingerprint")
}
