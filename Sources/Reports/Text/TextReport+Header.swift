import ESMTPInspection

extension TextReport {
  /// The title, where it was not written before.
  mutating func putTitle() {
    guard !isEntitled else { return }
    isEntitled = true
    canvas.put("esmtp-replay", .strong)
    if let run { canvas.put(" \(Escape.text(run.version))") }
    canvas.put("  ·  a replay through a model: nothing was sent anywhere", .faint)
    canvas.end()
    canvas.line()
  }

  /// A section's title and what stands beside it.
  mutating func putHeading(_ title: String, _ beside: String = "") {
    canvas.put(title, .strong)
    if !beside.isEmpty { canvas.put("  \(beside)", .faint) }
    canvas.end()
    canvas.line()
  }

  /// A label in a column of its own, and its text in lines beside it.
  mutating func putField(
    _ label: String, _ text: String, _ style: TextStyle = .plain, indent: Int = 2, column: Int = 13
  ) {
    canvas.put(String(repeating: " ", count: indent))
    canvas.put(label, .faint)
    canvas.move(to: min(column, max(indent, canvas.width - 8)))
    canvas.wrap(text, style)
  }

  mutating func putPolicy() {
    guard let run else { return }
    if let statement = run.statement {
      putField("policy", Escape.text(statement))
      var place = run.source.map { Escape.text($0.description) } ?? "no line of a configuration"
      if let name = run.className { place += ", class \(Escape.text(name))" }
      putField("", place)
    } else {
      putField("policy", "no statement inspects ESMTP", .strong)
    }
    let files = run.policyFiles.map(Escape.text).joined(separator: ", ")
    putField("from", files.isEmpty ? "the default policy of the profile" : files)
    putField("profile", Escape.text(run.profile))
    let ports = run.ports.map(String.init).joined(separator: ", ")
    putField("ports", ports.isEmpty ? "none" : ports)
    putField("checksums", checksumText(run.checksums))
    if let filter = run.filter { putField("filter", Escape.text(filter)) }
    if let selection = run.selection { putField("where", Escape.text(selection)) }
    if run.afterDivergence == "assume" {
      putField("divergence", "events after a divergence count as if they had happened (assume)")
    }
  }

  private func checksumText(_ mode: String) -> String {
    switch mode {
    case "all": "all checked; segments with a wrong one are left out"
    case "none": "not checked"
    case "auto": "auto: checked where the capture's own checksums are to be trusted"
    default: Escape.text(mode)
    }
  }

  mutating func putCaptures() {
    let shown = options.isVerbose ? captures.count : 5
    for capture in captures.prefix(shown) { putCapture(capture) }
    if captures.count > shown {
      let rest = captures.dropFirst(shown)
      let frames = rest.reduce(0) { $0 &+ $1.frames }
      putField(
        "",
        "and \(Spoken.number(rest.count)) more with \(Spoken.count(frames, "frame")); "
          + "-v names them")
    }
    canvas.line()
  }

  private mutating func putCapture(_ capture: CaptureRecord) {
    putField("capture", capture.name)
    if let error = capture.error, capture.linkType == "unknown" {
      // Nothing was read of it.
      return putField("", "not read: \(Escape.text(error))", .red)
    }
    var facts = Spoken.count(capture.frames, "frame")
    if captures.count > 1, let first = capture.firstFrame, capture.frames > 0 {
      facts += " from number \(Spoken.number(first)) on"
    }
    facts += capture.filterWords
    facts += ", \(Spoken.count(capture.bytes, "byte")), \(Escape.text(capture.linkType))"
    if capture.snapshotLength < 65_535 {
      facts += ", cut at \(Spoken.count(capture.snapshotLength, "byte")) a frame"
    }
    if capture.droppedFrames == 0 { facts += ", none dropped by the kernel" }
    putField("", facts)
    if let span = capture.span {
      putField(
        "",
        "\(Timestamp(nanoseconds: span.lowerBound).spoken), "
          + "\(Spoken.duration(from: span.lowerBound, to: span.upperBound)) long")
    }
    if let error = capture.error { putField("", "read in part: \(Escape.text(error))", .red) }
  }

  /// A frame's number, and where there are several inputs, the input's last name and its own number.
  func frameName(_ frame: Int) -> String {
    let number = Spoken.number(frame)
    guard let place = captures.place(of: frame) else { return number }
    return "\(number) (\(place.lastName) \(Spoken.number(place.frame)))"
  }

  /// What a reader must know before anything else.
  mutating func putWarnings(_ summary: SummaryRecord) {
    let before = canvas.output.count
    for warning in summary.warnings(captures, quote: Escape.text) {
      canvas.put("warning", .boldRed)
      canvas.move(to: 9)
      canvas.wrap(warning)
    }
    if canvas.output.count > before { canvas.line() }
  }
}
