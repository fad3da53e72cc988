import ESMTPInspection
import Primitives

/// What captures from both sides of a firewall say of the predictions, as newline-delimited JSON: one
/// `verification` record, then `rule`, `switch`, `profile` and `finding` records.
public enum VerificationJSON {
  /// The records.
  public static func lines(_ record: VerificationRecord) -> [UInt8] {
    var writer = JSONWriter()
    appendHead(record, to: &writer)
    for entry in record.rules {
      writer.beginObject()
      writer.word(.record, "rule")
      writer.text(.rule, entry.rule?.rawValue)
      writer.number(.agrees, entry.agrees)
      writer.number(.disagrees, entry.disagrees)
      writer.number(.unpredicted, entry.unpredicted)
      writer.number(.unseen, entry.unseen)
      writer.endRecord()
    }
    for entry in record.switches {
      writer.beginObject()
      writer.word(.record, "switch")
      writer.text(.name, entry.name)
      writer.number(.telling, entry.telling)
      writer.array(.positions, entry.positions) { writer, position in
        writer.beginObject()
        writer.text(.name, position.name)
        writer.boolean(.present, position.isPresent)
        writer.number(.agrees, position.agrees)
        writer.number(.differing, position.differing)
        writer.endObject()
      }
      writer.endRecord()
    }
    for entry in record.profiles {
      writer.beginObject()
      writer.word(.record, "profile")
      writer.text(.name, entry.name)
      writer.number(.agrees, entry.agrees)
      writer.number(.agreesWhereTelling, entry.agreesWhereTelling)
      writer.number(.differing, entry.differing)
      writer.boolean(.best, record.best.contains(entry.name))
      writer.endRecord()
    }
    for finding in record.findings { append(finding, to: &writer) }
    return writer.bytes
  }

  private static func appendHead(_ record: VerificationRecord, to writer: inout JSONWriter) {
    writer.beginObject()
    writer.word(.record, "verification")
    writer.word(.schema, "esmtp-replay-verification/1")
    writer.text(.profile, record.profile)
    writer.array(.policyFiles, record.policyFiles) { $0.element(text: $1) }
    writer.asked(record.narrowing)
    writer.leftAside(record.narrowing)
    writer.array(.sides, [record.outside, record.inside]) { writer, side in
      writer.beginObject()
      writer.word(.name, side.name)
      writer.array(.captures, side.captures) { $0.element(text: $1) }
      writer.number(.frames, side.frames)
      writer.time(.start, side.span?.lowerBound)
      writer.time(.end, side.span?.upperBound)
      writer.number(.sessions, side.sessions)
      writer.number(.withoutBytes, side.withoutBytes)
      writer.number(.unpaired, side.unpaired)
      writer.number(.outsideOfTime, side.outsideOfTime)
      writer.number(.ambiguous, side.ambiguous)
      writer.endObject()
    }
    writer.number(.clockOffset, record.clockOffset)
    writer.number(.transit, record.transit)
    writer.number(.clockJumps, record.clockJumps)
    writer.number(.unpairedTogether, record.unpairedTogether)
    writer.number(.pairs, record.pairs)
    writer.number(.pairsByTime, record.pairsByTime)
    writer.number(.clientsOutside, record.clientsOutside)
    writer.number(.clientsInside, record.clientsInside)
    writer.number(.sidesAssumed, record.sidesAssumed)
    writer.number(.agrees, record.agreeing)
    writer.number(.agreesInPart, record.agreeingInPart)
    writer.number(.disagrees, record.disagreeing)
    writer.number(.notInspected, record.notInspected)
    writer.array(.notCompared, record.notCompared) { writer, entry in
      writer.beginObject()
      writer.text(.reason, entry.reason)
      writer.number(.count, entry.count)
      writer.endObject()
    }
    writer.number(.compared, record.compared)
    writer.number(.differing, record.differing)
    writer.number(.unseen, record.unseen)
    writer.number(.telling, record.telling)
    writer.array(.untoldSwitches, record.untoldSwitches) { $0.element(text: $1) }
    writer.array(.notes, record.notes) { $0.element(text: $1) }
    writer.endRecord()
  }

  private static func append(_ finding: VerificationFinding, to writer: inout JSONWriter) {
    writer.beginObject()
    writer.word(.record, "finding")
    writer.word(.kind, finding.kind.rawValue)
    writer.text(.rule, finding.rule?.rawValue)
    writer.boolean(.predicted, finding.isPredicted)
    writer.number(.count, finding.count)
    writer.identifier(.outside, finding.outside)
    writer.identifier(.inside, finding.inside)
    writer.number(.outsideFrame, finding.outsideFrame)
    writer.number(.insideFrame, finding.insideFrame)
    writer.word(.direction, finding.sender.description)
    writer.number(.offset, finding.offset)
    writer.number(.length, finding.length)
    writer.captured(.sent, finding.sent)
    writer.captured(.expected, finding.predicted)
    writer.captured(.forwarded, finding.forwarded)
    writer.array(.explanations, finding.explanations) { $0.element(text: $1) }
    writer.array(.captures, finding.captures) { $0.element(text: $1) }
    writer.endRecord()
  }
}

extension JSONKey {
  static let agrees = JSONKey("agrees")
  static let disagrees = JSONKey("disagrees")
  static let unpredicted = JSONKey("unpredicted")
  static let unseen = JSONKey("unseen")
  static let telling = JSONKey("telling")
  static let positions = JSONKey("positions")
  static let present = JSONKey("present")
  static let differing = JSONKey("differing")
  static let agreesWhereTelling = JSONKey("agrees_where_telling")
  static let agreesInPart = JSONKey("agrees_in_part")
  static let best = JSONKey("best")
  static let sides = JSONKey("sides")
  static let captures = JSONKey("captures")
  static let withoutBytes = JSONKey("without_bytes")
  static let unpaired = JSONKey("unpaired")
  static let outsideOfTime = JSONKey("outside_of_time")
  static let ambiguous = JSONKey("ambiguous")
  static let clockOffset = JSONKey("clock_offset_ns")
  static let transit = JSONKey("transit_ns")
  static let clockJumps = JSONKey("clock_jumps")
  static let unpairedTogether = JSONKey("unpaired_together")
  static let pairs = JSONKey("pairs")
  static let pairsByTime = JSONKey("pairs_by_time")
  static let clientsOutside = JSONKey("clients_outside")
  static let clientsInside = JSONKey("clients_inside")
  static let sidesAssumed = JSONKey("sides_assumed")
  static let notInspected = JSONKey("not_inspected")
  static let compared = JSONKey("compared")
  static let untoldSwitches = JSONKey("untold_switches")
  static let predicted = JSONKey("predicted")
  static let outside = JSONKey("outside")
  static let inside = JSONKey("inside")
  static let outsideFrame = JSONKey("outside_frame")
  static let insideFrame = JSONKey("inside_frame")
  static let sent = JSONKey("sent")
  static let expected = JSONKey("expected")
  static let forwarded = JSONKey("forwarded")
  static let explanations = JSONKey("explanations")
}
