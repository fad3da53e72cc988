import ESMTPInspection
import Primitives

// The dialogue of a session: as captured beside as forwarded.
extension HTMLReport {
  /// The columns of a row of a long line, and how many rows are shown where nothing changes in them.
  private static let rowWidth = 160
  private static let rowLimit = 4
  /// The rows of one dialogue.
  private static let itemLimit = 400

  func addDialogue(_ record: SessionRecord, to fields: inout HTMLFields, room: inout Int) {
    fields.set("dialogue", list: [])
    fields.set("noDialogue", nil)
    let command = "esmtp-replay show \(record.id) prints it"
    guard let transcript = dialogues[record.id] else {
      let wanted = wantedDialogues.contains(record.id)
      fields["noDialogue"] =
        wanted
        ? "The dialogue is not here: the capture could not be read a second time; \(command)."
        : "The dialogue is not here: only those of the \(Spoken.number(options.dialogueLimit)) gravest "
          + "sessions are; \(command)."
      return
    }
    guard room > 0 else {
      fields["noDialogue"] =
        "The dialogue is not here: those of graver sessions fill the page; \(command)."
      return
    }
    let rows = dialogue(transcript)
    var shown: [HTMLFields] = []
    for row in rows {
      guard shown.count < Self.itemLimit, room > 0 else {
        shown.append(
          ["isLine": false, "kind": "note", "note": "The rest is left out here; \(command)."])
        break
      }
      room -= row.size
      shown.append(row.fields)
    }
    fields.set("dialogue", list: shown)
  }

  private func dialogue(_ transcript: Transcript) -> [(fields: HTMLFields, size: Int)] {
    let order = TranscriptOrder(transcript, showsAll: false)
    let hidden = redaction == .firstLetter ? Self.hiddenPlaces(transcript.lines) : [:]
    let session = redaction.session(transcript.session)
    var rows: [(HTMLFields, Int)] = []
    func note(_ kind: String, _ text: String) {
      rows.append((["isLine": false, "kind": kind, "note": text], text.utf8.count + 60))
    }
    if transcript.lines.isEmpty { note("note", "no byte of the session is in the capture") }
    for item in order.items {
      switch item {
      case .line(let place):
        let line = transcript.lines[place]
        if line.isGap {
          let reason = line.kind == .missing ? "not in the capture" : "cut off by the snap length"
          note(
            "note",
            "\(Spoken.count(line.length, "byte")) of the \(line.sender), missed at frame "
              + "\(line.frames.lowerBound), \(line.length == 1 ? "is" : "are") \(reason)")
        } else {
          rows.append(lineFields(line, hidden[place] ?? []))
        }
        for event in order.events[place] ?? [] {
          note("event-row", Self.eventText(session.events[event]))
        }
      case .folded(let places):
        let isForwarded = transcript.lines[places].allSatisfy { $0.forwarded == $0.length }
        note(
          "note",
          "… \(Spoken.count(places.count, "more line")), "
            + (isForwarded ? "forwarded as captured" : "not forwarded"))
      case .event(let event): note("event-row", Self.eventText(session.events[event]))
      case .divergence:
        if let divergence = session.divergence {
          note(
            "divergence",
            "divergence, frame \(divergence.frame): \(Escape.text(divergence.why)); from here on the "
              + "recording is not what would have happened")
        }
      case .ending:
        if let event = session.events.last(where: { $0.isObserved && $0.event.action >= .drop }) {
          note(
            "ending",
            "\(event.event.action == .reset ? "reset" : "dropped"), frame "
              + "\(event.event.moment.frame), \(event.event.rule.rawValue): nothing from here on is "
              + "forwarded, either way")
        }
      }
    }
    return rows
  }

  private static func eventText(_ record: EventRecord) -> String {
    let event = record.event
    var text = "\(event.rule.rawValue) · "
    text += event.action == .none ? "no action" : event.action.name
    if let source = event.source { text += " · \(Escape.text(source.description))" }
    if let match = event.match { text += " · \(Escape.text(match))" }
    if !record.isObserved { text += " · does not count" }
    if let note = event.note { text += " · \(Escape.text(note))" }
    return text
  }

  // MARK: Lines

  private func lineFields(_ line: TranscriptLine, _ hidden: [Range<Int>]) -> (HTMLFields, Int) {
    let frames =
      line.frames.count == 1
      ? "\(line.frames.lowerBound)" : "\(line.frames.lowerBound)-\(line.frames.upperBound)"
    let isGone = line.forwarded == 0 && line.length > 0
    var fields: HTMLFields = [
      "isLine": true, "note": false, "frames": frames, "isGone": isGone,
      "sender": line.sender == .client ? "C" : "S",
    ]
    var captured: [TranscriptRow.Piece] = []
    var forwarded: [TranscriptRow.Piece] = []
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
    var behind = ""
    if isGone {
      behind = "not forwarded"
    } else if line.forwarded < line.length {
      behind = "only its first \(Spoken.count(line.forwarded, "byte"))"
    } else if line.kind != .text, line.kind != .authentication {
      behind = "the same"
    }
    fields["captured"] = captured.map(\.pageFields)
    fields["forwarded"] = forwarded.map(\.pageFields)
    fields.set("remark", remarks.joined(separator: "; "))
    fields.set("remarkForwarded", behind)
    let size = (captured + forwarded).reduce(120) { $0 + $1.text.utf8.count + 8 }
    return (fields, size)
  }

  /// What is left out of each line: mailbox names, and in fields that hold addresses all names.
  static func hiddenPlaces(_ lines: [TranscriptLine]) -> [Int: [Range<Int>]] {
    var hidden: [Int: [Range<Int>]] = [:]
    var isInField: (client: Bool, server: Bool) = (false, false)
    for (place, line) in lines.enumerated() where line.kind == .text {
      let isContinued = line.before.first == 32 || line.before.first == 9
      var start = 0
      var isField = line.sender == .client ? isInField.client : isInField.server
      if !isContinued {
        isField = false
        if let colon = line.before.firstIndex(of: UInt8(ascii: ":")) {
          let name = String(decoding: line.before[..<colon].map { $0 | 0x20 }, as: UTF8.self)
          if addressFields.contains(name) {
            isField = true
            start = colon + 1
          }
        }
      }
      if line.sender == .client { isInField.client = isField } else { isInField.server = isField }
      let places = Redaction.hidden(
        in: Array(line.before[start...]), Array(line.after[start...]), isAddressField: isField)
      if !places.isEmpty {
        hidden[place] = places.map { $0.lowerBound + start..<$0.upperBound + start }
      }
    }
    return hidden
  }

  /// Header fields that hold addresses (RFC 5322 section 3.6, RFC 4021), `-` and letters in lower case.
  private static let addressFields: Set<String> = [
    "from", "sender", "reply-to", "to", "cc", "bcc", "resent-from", "resent-sender", "resent-to",
    "resent-cc", "resent-bcc", "resent-reply-to", "return-path", "disposition-notification-to",
    "errors-to", "delivered-to", "envelope-to", "x-original-to", "apparently-to",
    "mail-followup-to",
  ]
}

extension TranscriptLine {
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

extension TranscriptRow.Piece {
  fileprivate var pageFields: HTMLFields { ["text": text, "isChanged": isChanged] }
}
