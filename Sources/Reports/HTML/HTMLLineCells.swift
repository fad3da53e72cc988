import ESMTPInspection
import Primitives

/// A line of a dialogue as cells of a table: as captured, and as forwarded.
struct HTMLLineCells {
  var captured: [TranscriptRow.Piece] = []
  var forwarded: [TranscriptRow.Piece] = []
  /// What is to be said below the captured bytes.
  private(set) var remark = ""
  /// What is to be said below the forwarded ones, or instead of them.
  private(set) var remarkForwarded = ""

  /// The columns of a row of a long line, and how many rows are shown where nothing changes in them.
  private static let rowWidth = 160
  private static let rowLimit = 4

  /// - Parameters:
  ///   - line: the line; no gap.
  ///   - hidden: the places of names that are left out.
  init(_ line: TranscriptLine, _ hidden: [Range<Int>]) {
    var remarks: [String] = []
    switch line.kind {
    case .text, .authentication:
      var skipped = 0
      for (index, row) in line.textRows(width: Self.rowWidth, hidden: hidden).enumerated() {
        guard index < Self.rowLimit || row.isChanged else {
          skipped += row.count
          continue
        }
        captured += row.captured
        forwarded += row.forwarded
      }
      if skipped > 0 { remarks.append("… \(Spoken.count(skipped, "more byte"))") }
      let unkept = line.hasSecret || line.kind != .text ? 0 : line.length - line.before.count
      if unkept > 0 { remarks.append("… \(Spoken.count(unkept, "more byte")) not kept") }
      if line.lineEnds == 0, line.kind == .text { remarks.append("the line does not end") }
      if line.hasHiddenChange { remarks.append("bytes that are not shown are changed, too") }
    default: remarks.append(line.countedText)
    }
    remark = remarks.joined(separator: "; ")
    if line.isGone {
      remarkForwarded = "not forwarded"
    } else if line.forwarded < line.length {
      remarkForwarded = "only its first \(Spoken.count(line.forwarded, "byte"))"
    } else if line.kind != .text, line.kind != .authentication {
      remarkForwarded = "the same"
    }
  }

  /// About the bytes that it takes on a page.
  var size: Int { (captured + forwarded).reduce(120) { $0 + $1.text.utf8.count + 8 } }
}

extension TranscriptRow.Piece {
  /// A run of columns of a cell.
  var pageFields: HTMLFields { ["text": text, "isChanged": isChanged] }
}

extension TranscriptLine {
  /// Whether none of it is forwarded.
  var isGone: Bool { forwarded == 0 && length > 0 }

  /// The frames and the sender of a row.
  var placeFields: HTMLFields {
    [
      "isLine": true, "note": false, "sender": sender == .client ? "C" : "S",
      "frames": frames.count == 1
        ? "\(frames.lowerBound)" : "\(frames.lowerBound)-\(frames.upperBound)",
    ]
  }

  /// What is said of bytes that the capture does not have.
  var gapText: String {
    let reason = kind == .missing ? "not in the capture up to it" : "cut off by the snap length"
    return "\(Spoken.count(length, "byte")) of the \(sender), missed at frame "
      + "\(frames.lowerBound), \(length == 1 ? "is" : "are") \(reason)"
  }

  /// What stands for bytes that are not shown.
  var countedText: String {
    let bytes = Spoken.count(length, "byte")
    let lines = Spoken.count(lineEnds, "line")
    return switch kind {
    case .body: "body: \(lines), \(bytes)"
    case .chunk: "chunks: \(bytes)"
    case .opaque: "TLS: \(bytes)"
    case .omitted: "no room: \(lines), \(bytes)"
    case .uncertain, .text, .authentication, .missing, .snapped: "\(bytes), not looked at"
    }
  }
}

extension EventRecord {
  /// A line of a dialogue.
  var dialogueText: String {
    var text = "\(event.rule.rawValue) · "
    text += event.action == .none ? "no action" : event.action.name
    if let source = event.source { text += " · \(Escape.text(source.description))" }
    if let match = event.match { text += " · \(Escape.text(match))" }
    if !isObserved { text += " · does not count" }
    if let note = event.note { text += " · \(Escape.text(note))" }
    return text
  }
}

extension SessionRecord {
  /// What is said in a dialogue where the recording parts from what would have happened.
  var divergenceText: String? {
    divergence.map {
      "divergence, frame \(Spoken.number($0.frame)): \(Escape.text($0.why)); from here on the recording is not "
        + "what would have happened"
    }
  }

  /// What is said in a dialogue where a drop or reset ends it.
  var endingText: String? {
    events.last { $0.isObserved && $0.event.action >= .drop }.map { entry in
      "\(entry.event.action == .reset ? "reset" : "dropped"), frame "
        + "\(entry.event.moment.frame), \(entry.event.rule.rawValue): nothing from here on is "
        + "forwarded, either way"
    }
  }
}
