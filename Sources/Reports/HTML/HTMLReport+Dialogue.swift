import ESMTPInspection
import Primitives

// The dialogue of a session: as captured beside as forwarded.
extension HTMLReport {
  /// The rows of one dialogue.
  static let itemLimit = 400

  func addDialogue(_ record: SessionRecord, to fields: inout HTMLFields, room: inout Int) {
    fields.set("dialogue", list: [])
    fields.set("noDialogue", nil)
    let command = "esmtp-replay show \(record.id) prints it"
    guard let transcript = dialogues[record.id] else {
      guard self.record?.showing != nil else {
        fields["noDialogue"] =
          "The dialogue is not here: an interface is read once; record it with tcpdump at the same time."
        return
      }
      let wanted = wantedDialogues.contains(record.id)
      fields["noDialogue"] =
        wanted
        ? dialogueObstacle.sentence(command)
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
          note("note", line.gapText)
        } else {
          rows.append(lineFields(line, hidden[place] ?? []))
        }
        for event in order.events[place] ?? [] {
          note("event-row", session.events[event].dialogueText)
        }
      case .folded(let places):
        let isForwarded = transcript.lines[places].allSatisfy { $0.forwarded == $0.length }
        note(
          "note",
          "… \(Spoken.count(places.count, "more line")), "
            + (isForwarded ? "forwarded as captured" : "not forwarded"))
      case .event(let event): note("event-row", session.events[event].dialogueText)
      case .refusedData: note("note", TranscriptLine.refusedDataText)
      case .divergence:
        if let text = session.divergenceText { note("divergence", text) }
      case .ending:
        if let text = session.endingText { note("ending", text) }
      }
    }
    return rows
  }

  // MARK: Lines

  private func lineFields(_ line: TranscriptLine, _ hidden: [Range<Int>]) -> (HTMLFields, Int) {
    var fields = line.placeFields
    let cells = HTMLLineCells(line, hidden)
    fields["isGone"] = line.isGone
    fields["captured"] = cells.captured.map(\.pageFields)
    fields["forwarded"] = cells.forwarded.map(\.pageFields)
    fields.set("remark", cells.remark)
    fields.set("remarkForwarded", cells.remarkForwarded)
    return (fields, cells.size)
  }

  /// What is left out of each line: mailbox names, and in fields that hold addresses all names.
  static func hiddenPlaces(_ lines: [TranscriptLine]) -> [Int: [Range<Int>]] {
    var hidden: [Int: [Range<Int>]] = [:]
    var isInField: (client: Bool, server: Bool) = (false, false)
    for (place, line) in lines.enumerated() where line.kind == .text {
      let isContinued = line.before.first?.isBlank ?? false
      let isField = line.sender == .client ? isInField.client : isInField.server
      let start = isContinued ? (isField ? 0 : nil) : MailboxNames.addressFieldStart(line.before)
      if line.sender == .client {
        isInField.client = start != nil
      } else {
        isInField.server = start != nil
      }
      let places = Redaction.hidden(in: line.before, line.after, from: start)
      if !places.isEmpty { hidden[place] = places }
    }
    return hidden
  }
}
