import ESMTPInspection

/// The machine's report: newline-delimited JSON, a record a line, schema `esmtp-replay/1`.
///
/// Records are written as they come and nothing is kept. A report without a summary record is one of
/// an interrupted run.
public struct JSONReport: Sendable {
  /// The name of the schema.
  public static let schema = "esmtp-replay/1"
  /// The largest number that is exact in any reader (RFC 7493 section 2.2): 2^53 - 1.
  public static let largestNumber = 1 << 53 - 1

  var writer = JSONWriter()
  /// The members of the latest decision, which sessions in a row mostly share.
  var written: (decision: DecisionRecord, members: [UInt8])?

  /// An empty report.
  public init() {}

  /// Hands out what was written since the last call.
  public mutating func takeOutput() -> [UInt8] {
    defer { writer.bytes.removeAll(keepingCapacity: true) }
    return writer.bytes
  }

  /// The first record.
  public mutating func run(_ run: RunRecord) {
    begin("run")
    writer.text(.schema, Self.schema)
    writer.text(.version, run.version)
    writer.number(.model, InspectionModel.number)
    writer.text(.profile, run.profile)
    writer.array(.policyFiles, run.policyFiles) { $0.element(text: $1) }
    writer.text(.statement, run.statement)
    writer.text(.source, run.source?.description)
    writer.text(.class, run.className)
    writer.array(.ports, run.ports) { $0.element(number: $1) }
    writer.text(.checksums, run.checksums)
    writer.text(.afterDivergence, run.afterDivergence)
    writer.array(.notUnderstood, run.notUnderstood) { $0.element(text: $1) }
    if let filter = run.filter { writer.text(.filter, filter) }
    if let selection = run.selection { writer.text(.where, selection) }
    writer.endRecord()
  }

  /// An input.
  public mutating func capture(_ capture: CaptureRecord) {
    begin("capture")
    writer.text(.path, capture.path)
    writer.number(.firstFrame, capture.firstFrame)
    writer.number(.frames, capture.frames)
    writer.number(.bytes, capture.bytes)
    writer.time(.start, capture.span?.lowerBound)
    writer.time(.end, capture.span?.upperBound)
    writer.text(.linkType, capture.linkType)
    writer.number(.snapshotLength, capture.snapshotLength)
    writer.text(.error, capture.error)
    if let taken = capture.framesTaken { writer.number(.framesTaken, taken) }
    if let dropped = capture.droppedFrames { writer.number(.droppedFrames, dropped) }
    writer.endRecord()
  }

  /// Whether the summary says what hangs on the profile.
  public var tellsFlips: Bool { true }

  /// The last record.
  public mutating func summary(_ summary: SummaryRecord) {
    begin("summary")
    writer.number(.sessions, summary.sessions)
    writer.object(.verdicts) { writer in
      for (verdict, count) in summary.verdicts { writer.number(JSONKey(verdict.rawValue), count) }
    }
    writer.object(.coverage) { writer in
      for (coverage, count) in summary.coverage { writer.number(JSONKey(coverage.rawValue), count) }
    }
    writer.object(.outcomes) { writer in
      for (outcome, count) in summary.outcomes { writer.number(JSONKey(outcome.rawValue), count) }
    }
    writer.object(.corroboration) { writer in
      for (state, count) in summary.corroboration { writer.number(JSONKey(state.rawValue), count) }
    }
    writer.object(.trouble) { writer in
      for (kind, count) in summary.trouble { writer.number(JSONKey(kind.rawValue), count) }
    }
    writer.object(.reasons) { writer in
      for (reason, count) in summary.reasons {
        writer.number(JSONKey(reason.rawValue), count)
      }
    }
    writer.object(.rules) { writer in
      for (rule, observed, counterfactual) in summary.rules {
        writer.object(JSONKey(rule.rawValue)) { writer in
          writer.number(.observed, observed)
          writer.number(.counterfactual, counterfactual)
        }
      }
    }
    writer.object(.packets) { writer in
      for (name, count) in summary.packets { writer.number(JSONKey(name), count) }
    }
    writer.object(.bounds) { writer in
      for (name, count) in summary.bounds { writer.number(JSONKey(name), count) }
    }
    if summary.notSelected > 0 { writer.number(.notSelected, summary.notSelected) }
    if summary.otherLegs > 0 { writer.number(.otherLegs, summary.otherLegs) }
    if summary.fingerprint.marked > 0 {
      writer.object(.fingerprint) { FingerprintJSON.append(summary.fingerprint, to: &$0) }
    }
    writer.flips(summary.flips)
    if let rewriting = summary.rewriting {
      writer.object(.rewriting) { writer in
        for (name, count) in rewriting.counts { writer.number(JSONKey(name), count) }
      }
    }
    writer.number(.status, summary.status)
    writer.endRecord()
  }

  mutating func begin(_ record: String) {
    writer.beginObject()
    writer.word(.record, record)
  }
}
