import ESMTPInspection
import Primitives

// The dialogue of a session: as captured, and as forwarded under either policy.
extension ComparisonHTML {
  /// The sessions that show their dialogue: by candidate from 1, the most urgent kinds first.
  var dialogueChoice: [Set<Int>] {
    var room = options.dialogueLimit
    return (1..<max(1, policyCount)).map { candidate in
      var numbers: Set<Int> = []
      for kind in ComparisonKind.allCases {
        for session in sessions.of(candidate, kind).prefix(room) {
          numbers.insert(session.old.id)
          room -= 1
        }
      }
      return numbers
    }
  }

  /// The sessions whose dialogues are to be brought before the summary, by the policy's place.
  var wantedDialogues: [Set<Int>] {
    let choice = dialogueChoice
    let all = choice.reduce(into: Set<Int>()) { $0.formUnion($1) }
    return all.isEmpty ? [] : [all] + choice
  }

  func addDialogue(
    _ comparison: SessionComparison, to fields: inout HTMLFields, room: inout Int
  ) {
    fields.set("dialogue", list: [])
    fields.set("noDialogue", nil)
    let (id, candidate) = (comparison.old.id, comparison.candidate)
    let command = "esmtp-replay show \(id) prints it under one policy"
    guard choice.indices.contains(candidate - 1), choice[candidate - 1].contains(id) else {
      fields["noDialogue"] =
        "The dialogue is not here: only those of the first \(Spoken.number(options.dialogueLimit)) "
        + "sessions are, the most urgent kinds first; \(command)."
      return
    }
    guard dialogues.indices.contains(candidate), let old = dialogues[0][id],
      let new = dialogues[candidate][id]
    else {
      fields["noDialogue"] = dialogueObstacle.sentence(command)
      return
    }
    guard room > 0 else {
      fields["noDialogue"] =
        "The dialogue is not here: those of sessions before it fill the page; \(command)."
      return
    }
    var shown: [HTMLFields] = []
    for row in dialogue(redacted(old), redacted(new)) {
      guard shown.count < HTMLReport.itemLimit, room > 0 else {
        shown.append(Self.note("note", "The rest is left out here; \(command).").fields)
        break
      }
      room -= row.size
      shown.append(row.fields)
    }
    fields.set("dialogue", list: shown)
  }

  private typealias Row = (fields: HTMLFields, size: Int)

  private func redacted(_ transcript: Transcript) -> Transcript {
    var copy = transcript
    copy.session = redaction.session(transcript.session)
    return copy
  }

  private static func note(_ kind: String, _ text: String) -> Row {
    (["isLine": false, "kind": kind, "note": text], text.utf8.count + 60)
  }

  private func dialogue(_ old: Transcript, _ new: Transcript) -> [Row] {
    let pair = TranscriptPair(old: old, new: new)
    guard !pair.rows.isEmpty else {
      return [Self.note("note", "no byte of the session is in the capture")]
    }
    let hidden = hiddenPlaces(pair)
    return pair.items.map { item in
      switch item {
      case .note(let note):
        return Self.note(note.kind.rawValue, "\(note.side.rawValue) · \(note.text)")
      case .folded(let places):
        let rows = pair.rows[places]
        let text =
          rows.allSatisfy { !$0.isTouched }
          ? "forwarded as captured"
          : rows.allSatisfy { $0.old.isGone == $0.new.isGone }
            ? "not forwarded"
            : rows.first?.old.isGone == true
              ? "not forwarded under the old policy" : "not forwarded under the new policy"
        return Self.note("note", "… \(Spoken.count(places.count, "more line")), \(text)")
      case .row(let place):
        let row = pair.rows[place]
        guard !row.old.isGap else { return Self.note("note", row.old.gapText) }
        return rowFields(row, hidden[place] ?? [])
      }
    }
  }

  /// What either side would hide is hidden on both.
  private func hiddenPlaces(_ pair: TranscriptPair) -> [Int: [Range<Int>]] {
    guard redaction == .firstLetter else { return [:] }
    return HTMLReport.hiddenPlaces(pair.rows.map(\.old)).merging(
      HTMLReport.hiddenPlaces(pair.rows.map(\.new))
    ) { old, new in old == new ? old : Self.united(old + new) }
  }

  private static func united(_ ranges: [Range<Int>]) -> [Range<Int>] {
    var united: [Range<Int>] = []
    for range in ranges.sorted(by: {
      ($0.lowerBound, $0.upperBound) < ($1.lowerBound, $1.upperBound)
    }) {
      if let last = united.last, range.lowerBound <= last.upperBound {
        united[united.count - 1] = last.lowerBound..<max(last.upperBound, range.upperBound)
      } else {
        united.append(range)
      }
    }
    return united
  }

  private func rowFields(_ row: TranscriptPair.Row, _ hidden: [Range<Int>]) -> Row {
    var fields = row.old.placeFields
    let captured = HTMLLineCells(row.either, hidden)
    fields["captured"] = captured.captured.map(\.pageFields)
    fields.set("remark", captured.remark)
    fields["isGone"] = row.old.isGone && row.new.isGone
    var size = captured.size
    fields["sides"] = [row.old, row.new].map { line -> HTMLFields in
      let cells = HTMLLineCells(line, hidden)
      var side: HTMLFields = ["isGone": line.isGone]
      let isSame = !line.isChanged && line.forwarded == line.length
      side["forwarded"] = isSame ? [] : cells.forwarded.map(\.pageFields)
      side.set("remark", isSame ? "as captured" : cells.remarkForwarded)
      size += isSame ? 40 : cells.size
      return side
    }
    return (fields, size)
  }
}
