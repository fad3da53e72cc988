import ESMTPInspection
import Primitives

// The lines of a session, in one column or two.
extension TranscriptReport {
  /// How many rows of a long line are shown where nothing changes in them.
  private var rowLimit: Int { options.isHex ? 8 : 4 }

  mutating func putColumnTitles() {
    canvas.put("frame", endingAt: layout.frameEnd, .faint)
    canvas.move(to: layout.margin)
    if layout.isStacked {
      canvas.put("- as captured, + as forwarded", .faint)
      return canvas.end()
    }
    canvas.put("as captured", .strong)
    canvas.move(to: layout.margin + layout.side)
    canvas.put(TranscriptLayout.between, .faint)
    canvas.put("as forwarded", .strong)
    canvas.end()
    canvas.line(String(repeating: "─", count: canvas.width), .faint)
  }

  mutating func putLine(_ line: TranscriptLine) {
    switch line.kind {
    case .text, .authentication: putRows(line)
    case .missing, .snapped:
      let reason =
        line.kind == .missing ? "not in the capture up to it" : "cut off by the snap length"
      putRule(
        "\(Spoken.count(line.length, "byte")) of the \(line.sender), missed at frame "
          + "\(line.frames.lowerBound), \(line.length == 1 ? "is" : "are") \(reason)", .yellow)
    case .body, .chunk, .opaque, .uncertain, .omitted: putCounted(line)
    }
  }

  // MARK: Lines of text

  private mutating func putRows(_ line: TranscriptLine) {
    let rows =
      options.isHex ? line.hexRows(of: layout.hexSize) : line.textRows(width: layout.side)
    let showsAll = options.showsAll || rows.count <= rowLimit + 1
    var skipped = 0
    for (index, row) in rows.enumerated() {
      let isShown = showsAll || index < rowLimit || row.isChanged
      if !isShown {
        skipped += row.count
        continue
      }
      putSkipped(skipped)
      skipped = 0
      putRow(row, of: line, isFirst: index == 0)
    }
    putSkipped(skipped)
    let unkept = line.hasSecret || line.kind != .text ? 0 : line.length - line.before.count
    if unkept > 0 { putRemark("… \(Spoken.count(unkept, "more byte")) for which there is no room") }
    if line.lineEnds == 0, line.kind == .text { putRemark("the line does not end") }
    if line.forwarded > 0, line.forwarded < line.length {
      putRemark("only its first \(Spoken.count(line.forwarded, "byte")) are forwarded")
    }
    if line.hasHiddenChange { putRemark("bytes that are not shown are changed, too") }
  }

  private mutating func putSkipped(_ count: Int) {
    if count > 0 { putRemark("… \(Spoken.count(count, "more byte")); --all shows them") }
  }

  private mutating func putRow(_ row: TranscriptRow, of line: TranscriptLine, isFirst: Bool) {
    let isGone = line.forwarded == 0 && line.length > 0
    putMargin(line, row, isFirst: isFirst)
    if layout.isStacked {
      canvas.put(isGone || row.isChanged ? "- " : "  ", isGone ? .red : .plain)
      putPieces(row.captured, isGone ? .faint : .plain)
      let note = "  · not forwarded"
      if isGone, isFirst, canvas.column + note.unicodeScalars.count <= canvas.width {
        canvas.put(note, .red)
      }
      canvas.end()
      guard row.isChanged else { return }
      canvas.move(to: layout.margin)
      canvas.put("+ ")
      putPieces(row.forwarded, .yellow)
      canvas.end()
      canvas.move(to: layout.margin + 2)
    } else {
      putPieces(row.captured, isGone ? .faint : .plain)
      canvas.fill(to: layout.margin + layout.side)
      canvas.put(TranscriptLayout.between, .faint)
      if isGone, isFirst { canvas.put("· not forwarded", .red) }
      putPieces(row.forwarded, .yellow)
      canvas.end()
      guard row.isChanged else { return }
      canvas.move(to: layout.margin + layout.side)
      canvas.put(TranscriptLayout.between, .faint)
    }
    canvas.put(row.marks, .yellow)
    canvas.end()
  }

  /// The pieces, changed ones in a style of their own where it is not plain.
  private mutating func putPieces(_ pieces: [TranscriptRow.Piece], _ style: TextStyle) {
    for piece in pieces {
      canvas.put(piece.text, piece.isChanged || style == .faint ? style : .plain)
    }
  }

  private mutating func putMargin(_ line: TranscriptLine, _ row: TranscriptRow, isFirst: Bool) {
    if isFirst {
      putMargin(line)
    } else if options.isHex {
      // Within a dump the margin has the stream offset.
      let digits = String(line.offset &+ UInt64(row.start), radix: 16)
      canvas.put(String(digits.suffix(layout.margin - 2)), endingAt: layout.margin - 2, .faint)
      canvas.fill(to: layout.margin)
    } else {
      canvas.fill(to: layout.margin)
    }
  }

  private mutating func putMargin(_ line: TranscriptLine) {
    let first = String(line.frames.lowerBound)
    let all = line.frames.count == 1 ? first : "\(first)-\(line.frames.upperBound)"
    let fits = all.utf8.count <= layout.frameEnd
    canvas.put(fits ? all : "\(first)+", endingAt: layout.frameEnd, .faint)
    canvas.put(line.sender == .client ? " C" : " S", .cyan)
    canvas.fill(to: layout.margin)
  }

  // MARK: Bytes that are not shown

  private mutating func putCounted(_ line: TranscriptLine) {
    let bytes = Spoken.count(line.length, "byte")
    let lines = Spoken.count(line.lineEnds, "line")
    let text =
      switch line.kind {
      case .body: "body: \(lines), \(bytes)"
      case .chunk: "chunks: \(bytes)"
      case .opaque: "TLS: \(bytes)"
      case .omitted: "no room: \(lines), \(bytes)"
      case .uncertain, .text, .authentication, .missing, .snapped: "\(bytes), not looked at"
      }
    let forwarded =
      line.forwarded == line.length
      ? text
      : line.forwarded == 0 ? "not forwarded" : "its first \(Spoken.count(line.forwarded, "byte"))"
    putMargin(line)
    if layout.isStacked {
      canvas.put("  · \(text)", .faint)
      if line.forwarded < line.length { canvas.put(" · \(forwarded)", .red) }
    } else {
      canvas.put("· \(text)", .faint)
      canvas.fill(to: layout.margin + layout.side)
      canvas.put(TranscriptLayout.between, .faint)
      canvas.put("· \(forwarded)", line.forwarded < line.length ? .red : .faint)
    }
    canvas.end()
  }

  mutating func putFolded(_ lines: ArraySlice<TranscriptLine>) {
    let isForwarded = lines.allSatisfy { $0.forwarded == $0.length }
    putRemark(
      "… \(Spoken.count(lines.count, "more line")), "
        + "\(isForwarded ? "forwarded as captured" : "not forwarded"); --all shows them")
  }

  // MARK: What stands between lines

  mutating func putRemark(_ text: String) {
    canvas.move(to: layout.margin + (layout.isStacked ? 2 : 0))
    canvas.wrap(text, .faint)
  }

  mutating func putEvent(_ record: EventRecord) {
    let event = record.event
    let isQuiet = event.action == .none || !record.isObserved
    canvas.move(to: layout.margin + (layout.isStacked ? 2 : 0))
    canvas.put("> ", .faint)
    canvas.put(event.rule.rawValue, isQuiet ? .plain : TextStyle(event.action))
    var text = event.action == .none ? " · no action" : " · \(event.action.name)"
    if let source = event.source { text += " · \(Escape.text(source.description))" }
    if let match = event.match { text += " · \(Escape.text(match))" }
    if !record.isObserved { text += " · does not count" }
    if let note = event.note { text += " · \(Escape.text(note))" }
    canvas.wrapRest(text, .faint, indent: layout.margin + (layout.isStacked ? 4 : 2))
  }

  mutating func putDivergence() {
    guard let divergence = session.divergence else { return }
    putRule(
      "divergence, frame \(Spoken.number(divergence.frame)): \(Escape.text(divergence.why)); "
        + "from here on the recording is not what would have happened", .strong)
  }

  mutating func putEnding() {
    guard
      let event = session.events.last(where: { $0.isObserved && $0.event.action >= .drop })?.event
    else { return }
    let word = event.action == .reset ? "reset" : "dropped"
    putRule(
      "\(word), frame \(Spoken.number(event.moment.frame)), \(event.rule.rawValue): "
        + "nothing from here on is forwarded, either way", .boldRed)
  }

  /// A sentence across the page, with a rule to the edge where it fits into a line.
  private mutating func putRule(_ text: String, _ style: TextStyle) {
    canvas.put("── ", style)
    let rest = canvas.width - 3 - text.unicodeScalars.count - 1
    guard rest >= 2 else { return canvas.wrap(text, style) }
    canvas.line("\(text) \(String(repeating: "─", count: rest))", style)
  }
}
