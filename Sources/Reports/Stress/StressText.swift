import ESMTPInspection
import Primitives

/// One session cut anew, for a person at a terminal.
public struct StressText {
  private let record: StressRecord
  private var canvas: TextCanvas

  /// The page of a session.
  ///
  /// - Parameters:
  ///   - record: the session.
  ///   - width: the columns; at least 40 are taken.
  ///   - isColoured: whether SGR sequences are written; words always say the same.
  /// - Returns: lines of printable ASCII and four signs, none longer than the width.
  public static func page(_ record: StressRecord, width: Int, isColoured: Bool) -> [UInt8] {
    var text = StressText(record, width: max(40, width), isColoured: isColoured)
    text.putHead()
    text.putRows()
    text.putFindings()
    text.putNotes()
    return text.canvas.output
  }

  private init(_ record: StressRecord, width: Int, isColoured: Bool) {
    self.record = record
    canvas = TextCanvas(width: width, isColoured: isColoured)
  }

  private var tallyColumn: Int { min(26, canvas.width / 3) }
  private var resultColumn: Int { tallyColumn + 14 }

  private mutating func putHead() {
    let session = record.session
    canvas.put("session \(session.id)", .strong)
    canvas.put(" · ")
    canvas.put(record.captured.verdict.rawValue, TextStyle(record.captured.verdict))
    canvas.put(" · ")
    canvas.put(record.captured.outcome.rawValue, TextStyle(record.captured.outcome))
    canvas.put(" as captured · ")
    canvas.wrapRest(
      "client \(session.client), server \(session.server), profile \(record.profile)", .plain,
      indent: 2)
    canvas.put("  ")
    canvas.wrap("the same bytes in other segments; nothing was sent anywhere", .faint)
    canvas.line()
  }

  private mutating func putRows() {
    put("how it is cut", "otherwise", "verdict, outcome: rules", .faint)
    put("as captured", "", words(record.captured), .plain)
    for row in record.rows {
      guard row.trials > 0 else {
        put(row.name, "-", row.note ?? "", .faint)
        continue
      }
      if row.trials == 1 {
        let decision = row.decisions.first?.decision ?? record.captured
        let note = row.note.map { "; \($0)" } ?? ""
        put(
          row.name, row.changed == 0 ? "no" : "yes",
          (row.changed == 0 ? "the same" : words(decision)) + note,
          row.changed == 0 ? .plain : TextStyle(decision.verdict))
        continue
      }
      let share = "\(Spoken.number(row.changed)) of \(Spoken.number(row.trials))"
      guard row.changed > 0 else {
        put(row.name, share, "the same" + (row.note.map { "; \($0)" } ?? ""), .plain)
        continue
      }
      put(row.name, share, row.note ?? "", .plain)
      for (decision, count) in row.decisions.prefix(4) {
        put("", Spoken.number(count), words(decision), TextStyle(decision.verdict))
      }
      if row.decisions.count > 4 {
        put("", "", "and \(Spoken.number(row.decisions.count - 4)) other ways", .faint)
      }
    }
  }

  private mutating func put(_ name: String, _ tally: String, _ result: String, _ style: TextStyle) {
    canvas.put("  ")
    canvas.put(name, style == .faint ? .faint : .plain)
    if name.unicodeScalars.count + 4 > tallyColumn { canvas.end() }
    canvas.fill(to: tallyColumn)
    canvas.put(tally, style == .faint ? .faint : .plain)
    canvas.fill(to: resultColumn)
    canvas.wrap(result, style)
  }

  private func words(_ decision: StressDecision) -> String {
    let rules = decision.rules.map(\.rawValue).joined(separator: ", ")
    return "\(decision.verdict.rawValue), \(decision.outcome.rawValue)"
      + (rules.isEmpty ? "" : ": \(rules)")
  }

  private mutating func putFindings() {
    canvas.line()
    guard !record.findings.isEmpty else {
      canvas.put("  ")
      return canvas.wrap("No cut that was tried is decided otherwise.")
    }
    canvas.line("The fewest cuts for each other decision", .strong)
    for (place, finding) in record.findings.enumerated() {
      canvas.line()
      canvas.put("  \(place + 1)  ")
      canvas.wrap(words(finding.decision), TextStyle(finding.decision.verdict))
      field("cuts", cuts(finding))
      if finding.random.trials > 0 { field("chance", chance(finding)) }
      if let event = finding.event {
        field(
          "where", "\(event.sender) byte \(Spoken.number(event.offset)), \(event.rule.rawValue)")
        if let source = event.source {
          field("by", "\(source)" + (event.match.map { "  \($0)" } ?? ""))
        }
        if !event.before.isEmpty, event.before.count == event.after.count {
          let changes = Excerpt.changes(
            before: event.before, after: event.after, width: max(16, canvas.width - 14))
          for pair in changes.prefix(2) {
            field("before", pair.before)
            field("after", pair.after)
          }
        }
      } else {
        field("where", "what was done to the session as captured is not done")
      }
      if let capture = finding.capture { field("capture", capture) }
    }
  }

  /// How likely random cuts are decided so, with the range that a share of so many trials allows (Wilson,
  /// 95 %).
  private func chance(_ finding: StressFinding) -> String {
    let (hits, trials) = (Double(finding.random.hits), Double(finding.random.trials))
    let (share, z) = (hits / trials, 1.96)
    let middle = share + z * z / (2 * trials)
    let reach = z * (share * (1 - share) / trials + z * z / (4 * trials * trials)).squareRoot()
    let scale = 1 + z * z / trials
    return
      "\(Spoken.number(UInt64(finding.random.hits))) of "
      + "\(Spoken.number(UInt64(finding.random.trials))) random cuts, "
      + "\(percent(max(0, (middle - reach) / scale))) to \(percent((middle + reach) / scale)) %"
  }

  /// Tenths of a per cent.
  private func percent(_ share: Double) -> String {
    let tenths = Int((share * 1000).rounded())
    return "\(tenths / 10).\(tenths % 10)"
  }

  private func cuts(_ finding: StressFinding) -> String {
    guard finding.cutCount > 0 else {
      return "none but where the sides take turns; first seen \(finding.way)"
    }
    var places = finding.cuts.map { "\($0.sender) byte \(Spoken.number($0.offset))" }
      .joined(separator: ", ")
    if finding.cutCount > finding.cuts.count {
      places += " and \(Spoken.number(UInt64(finding.cutCount - finding.cuts.count))) more"
    }
    return "before \(places)" + (finding.isBounded ? "; fewer may do" : "")
  }

  private mutating func field(_ label: String, _ text: String) {
    canvas.put("     ")
    canvas.put(label, .faint)
    canvas.move(to: 14)
    canvas.wrap(text)
  }

  private mutating func putNotes() {
    guard !record.notes.isEmpty else { return }
    canvas.line()
    for note in record.notes {
      canvas.put("  ")
      canvas.wrap(note, .faint)
    }
  }
}
