import ESMTPInspection

/// Advice as newline-delimited JSON, schema `esmtp-replay-advice/1`: a `run` record, a `cause` record for
/// each thing that stops sessions, an `assumption` record for each that decides some, and a `summary`.
public enum AdviceJSON {
  /// The name of the schema.
  public static let schema = "esmtp-replay-advice/1"

  /// The records of a report.
  public static func lines(_ report: AdviceReport, version: String) -> [UInt8] {
    var writer = JSONWriter()
    writer.beginObject()
    writer.word(.record, "run")
    writer.text(.schema, schema)
    writer.text(.version, version)
    writer.number(.model, InspectionModel.number)
    writer.text(.profile, report.profile)
    writer.array(.policyFiles, report.policyFiles) { $0.element(text: $1) }
    writer.asked(report.narrowing)
    writer.endRecord()
    for advice in report.advice { append(advice, to: &writer) }
    for assumption in report.assumptions { append(assumption, to: &writer) }
    writer.beginObject()
    writer.word(.record, "summary")
    writer.number(.sessions, report.sessions)
    writer.number(.causes, report.advice.count)
    writer.number(.sessionsOmitted, report.omitted)
    writer.number(.sessionsUnproven, report.unproven)
    writer.number(.assumptions, report.assumptions.count)
    writer.leftAside(report.narrowing)
    writer.number(.status, report.status)
    writer.endRecord()
    return writer.bytes
  }

  private static func append(_ advice: AdviceRecord, to writer: inout JSONWriter) {
    writer.beginObject()
    writer.word(.record, "cause")
    writer.word(.rule, advice.rule.rawValue)
    writer.text(.match, advice.match)
    writer.text(.source, advice.source?.description)
    writer.word(.outcome, advice.outcome.rawValue)
    writer.number(.count, advice.count)
    writer.array(.sessions, advice.sessions) { $0.element(text: String($1)) }
    writer.array(.remedies, advice.remedies) { writer, remedy in
      writer.beginObject()
      writer.text(.summary, remedy.summary)
      writer.array(.lines, remedy.lines) { $0.element(typed: $1) }
      writer.number(.helped, remedy.helped.count)
      writer.number(.inClear, remedy.helped.inClear)
      writer.number(.unshown, remedy.helped.unshown)
      writer.object(.others) { writer in
        for (kind, count) in remedy.others { writer.number(JSONKey(kind.rawValue), count) }
      }
      writer.endObject()
    }
    writer.array(.useless, advice.useless) { $0.element(text: $1) }
    writer.endRecord()
  }

  private static func append(_ assumption: AssumptionRecord, to writer: inout JSONWriter) {
    writer.beginObject()
    writer.word(.record, "assumption")
    writer.text(.name, assumption.name)
    writer.text(.question, assumption.question)
    writer.text(.command, assumption.command)
    writer.text(.source, assumption.source)
    writer.number(.flips, assumption.flips)
    writer.array(.sessions, assumption.sessions) { $0.element(text: String($1)) }
    writer.number(.shownAsTaken, assumption.signs.asTaken)
    writer.number(.shownOtherwise, assumption.signs.otherwise)
    writer.endRecord()
  }
}

extension JSONKey {
  static let summary = JSONKey("summary")
  static let causes = JSONKey("causes")
  static let sessionsUnproven = JSONKey("sessions_unproven")
  static let sessionsOmitted = JSONKey("sessions_omitted")
  static let assumptions = JSONKey("assumptions")
  static let shownAsTaken = JSONKey("shown_as_taken")
  static let shownOtherwise = JSONKey("shown_otherwise")
  static let remedies = JSONKey("remedies")
  static let helped = JSONKey("helped")
  static let inClear = JSONKey("in_clear")
  static let unshown = JSONKey("unshown")
  static let others = JSONKey("others")
  static let useless = JSONKey("useless")
  static let question = JSONKey("question")
  static let command = JSONKey("command")
}
