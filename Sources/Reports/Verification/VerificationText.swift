import ESMTPInspection
import Primitives

/// What captures from both sides of a firewall say of the predictions, for a person at a terminal.
public struct VerificationText {
  private let record: VerificationRecord
  private var canvas: TextCanvas

  /// The page of a verification.
  ///
  /// - Parameters:
  ///   - record: what came of it.
  ///   - width: the columns; at least 40 are taken.
  ///   - isColoured: whether SGR sequences are written; words always say the same.
  /// - Returns: lines of printable ASCII and four signs, none longer than the width.
  public static func page(
    _ record: VerificationRecord, width: Int, isColoured: Bool
  ) -> [UInt8] {
    var text = VerificationText(record, width: max(40, width), isColoured: isColoured)
    text.putHead()
    if record.agreeing + record.disagreeing > 0 {
      text.putRules()
      text.putSwitches()
      text.putProfiles()
      text.putFindings()
    }
    text.putLimits()
    return text.canvas.output
  }

  private init(_ record: VerificationRecord, width: Int, isColoured: Bool) {
    self.record = record
    canvas = TextCanvas(width: width, isColoured: isColoured)
  }

  // MARK: Head

  private mutating func putHead() {
    let files = record.policyFiles.isEmpty ? ["the built-in policy"] : record.policyFiles
    canvas.put("verify", .strong)
    canvas.put(" · ")
    canvas.wrapRest(
      "\(files.joined(separator: ", ")), profile \(record.profile)", .plain, indent: 2)
    for side in [record.outside, record.inside] {
      field(
        side.name,
        "\(side.captures.joined(separator: ", ")) · \(Spoken.count(side.sessions, "session")), "
          + Spoken.count(side.frames, "frame"))
    }
    for (label, text) in record.narrowing.lines { field(label, text) }
    field("paired", paired)
    let compared = record.agreeing + record.disagreeing
    if record.pairs > 0 { field("clocks", clocks) }
    if compared > 0 { field("clients", clients) }
    canvas.line()
    guard compared > 0 else {
      canvas.wrap("Nothing was compared.", .strong)
      return
    }
    canvas.put("  ")
    canvas.wrap(
      "\(Spoken.number(record.agreeing)) of \(Spoken.count(compared, "session")) "
        + "\(compared == 1 ? "was" : "were") forwarded as predicted, byte for byte"
        + (record.disagreeing > 0 ? "; \(Spoken.number(record.disagreeing)) otherwise" : ""),
      .strong)
    canvas.put("  ")
    canvas.wrap(
      "\(Spoken.count(record.compared, "byte")) compared, "
        + "\(Spoken.number(record.differing)) "
        + "\(record.differing == 1 ? "differs" : "differ")", .faint)
  }

  private var paired: String {
    var text =
      "\(Spoken.count(record.pairs, "session")): "
      + "\(Spoken.number(record.pairs - record.pairsByTime)) by what they carry"
    if record.pairsByTime > 0 {
      text += ", \(Spoken.number(record.pairsByTime)) by their lengths and times alone"
    }
    return text
  }

  private var clocks: String {
    guard let offset = record.clockOffset else { return "they cannot be compared" }
    var text =
      offset == 0
      ? "alike on both sides"
      : "the clock inside is \(VerificationText.precise(offset.magnitude)) "
        + (offset > 0 ? "ahead" : "behind")
    if let transit = record.transit, transit > 0 {
      text += "; the firewall takes \(VerificationText.precise(transit.magnitude))"
    }
    if record.clockJumps > 0 {
      text +=
        "; in \(Spoken.count(record.clockJumps, "session")) clocks differ otherwise: "
        + "one was set"
    }
    return text
  }

  private var clients: String {
    var parts: [String] = []
    if record.clientsOutside > 0 { parts.append("\(Spoken.number(record.clientsOutside)) outside") }
    if record.clientsInside > 0 { parts.append("\(Spoken.number(record.clientsInside)) inside") }
    var grounds: [String] = []
    if record.sidesByBytes > 0 {
      grounds.append("by edited bytes in \(Spoken.number(record.sidesByBytes))")
    }
    if record.sidesByTime > 0 {
      grounds.append("by the delay in \(Spoken.number(record.sidesByTime))")
    }
    if record.sidesAssumed > 0 {
      grounds.append("nothing tells it in \(Spoken.number(record.sidesAssumed)), outside is taken")
    }
    return parts.joined(separator: ", ")
      + (grounds.isEmpty ? "" : " · known " + grounds.joined(separator: ", "))
  }

  /// A span in the unit that shows three digits of it.
  static func precise(_ nanoseconds: UInt64) -> String {
    switch nanoseconds {
    case ..<10_000: "\(nanoseconds) ns"
    case ..<10_000_000_000:
      "\(Spoken.number(nanoseconds / 1_000_000))."
        + String("\(nanoseconds / 1000 % 1000 + 1000)".dropFirst()) + " ms"
    default: Spoken.duration(nanoseconds)
    }
  }

  // MARK: Tables

  private var firstColumn: Int { min(34, canvas.width / 2 - 2) }

  private mutating func putTitle(_ text: String) {
    canvas.line()
    canvas.line(text, .strong)
  }

  private mutating func row(_ name: String, _ text: String, _ style: TextStyle = .plain) {
    canvas.put("  ")
    canvas.put(name, style)
    if name.unicodeScalars.count + 3 > firstColumn { canvas.end() }
    canvas.fill(to: firstColumn)
    canvas.wrap(text, style)
  }

  private mutating func putRules() {
    putTitle("Rules")
    guard !record.rules.isEmpty else {
      return row("none", "nothing was predicted, nothing was done")
    }
    for entry in record.rules {
      var parts: [String] = []
      if entry.agrees > 0 { parts.append("\(Spoken.number(entry.agrees)) as predicted") }
      if entry.disagrees > 0 { parts.append("\(Spoken.number(entry.disagrees)) otherwise") }
      if entry.unpredicted > 0 {
        parts.append("\(Spoken.number(entry.unpredicted)) that nothing predicted")
      }
      if entry.unseen > 0 { parts.append("\(Spoken.number(entry.unseen)) not to be seen") }
      row(
        entry.rule?.rawValue ?? "no rule known",
        parts.isEmpty ? "forwarded though it was to end" : parts.joined(separator: ", "))
    }
  }

  private mutating func putSwitches() {
    putTitle("Switches of the profile")
    for entry in record.switches {
      row(entry.name, "\(entry.question): told by \(Spoken.count(entry.telling, "session"))")
      for position in entry.positions {
        row(
          "  \(position.name)" + (position.isPresent ? " (present)" : ""),
          agreement(position.agrees, of: entry.telling, position.differing))
      }
    }
    guard !record.untoldSwitches.isEmpty else { return }
    canvas.put("  ")
    canvas.wrap("not told here: " + record.untoldSwitches.joined(separator: ", "), .faint)
  }

  private func agreement(_ agrees: Int, of all: Int, _ differing: Int) -> String {
    "\(Spoken.number(agrees)) of \(Spoken.number(all)) agree"
      + (differing > 0
        ? ", \(Spoken.count(differing, "byte")) \(differing == 1 ? "differs" : "differ")" : "")
  }

  private mutating func putProfiles() {
    putTitle("Profiles")
    let compared = record.agreeing + record.disagreeing
    if record.telling == 0 {
      return row("all", "forward the same here: nothing tells them apart")
    }
    for entry in record.profiles {
      let isBest = record.best.contains(entry.name)
      row(
        entry.name + (entry.name == record.profile ? " (present)" : ""),
        agreement(entry.agrees, of: compared, entry.differing) + (isBest ? " · best" : ""))
    }
    canvas.put("  ")
    canvas.wrap(
      "they differ in \(Spoken.count(record.telling, "session"))"
        + (record.best.count > 1
          ? "; \(record.best.joined(separator: ", ")) do equally well: nothing here tells them apart"
          : ""),
      .faint)
  }

  // MARK: Findings

  private mutating func putFindings() {
    guard !record.findings.isEmpty else { return }
    putTitle("Forwarded otherwise")
    for (place, finding) in record.findings.enumerated() {
      canvas.line()
      canvas.put("  \(place + 1)  ")
      canvas.wrap(words(finding), .strong)
      field(
        "where",
        "session \(finding.outside) outside from frame \(finding.outsideFrame), \(finding.inside) "
          + "inside from frame \(finding.insideFrame); \(finding.sender) byte "
          + "\(Spoken.number(finding.offset)), \(Spoken.count(finding.length, "byte"))")
      lines(finding)
      if !finding.explanations.isEmpty {
        field("done by", finding.explanations.joined(separator: ", "))
      } else {
        field("done by", "no behaviour that was tried")
      }
      for capture in finding.captures { field("capture", capture) }
    }
  }

  private func words(_ finding: VerificationFinding) -> String {
    let rule = finding.rule?.rawValue ?? "no rule known"
    let what: String
    switch (finding.kind, finding.isPredicted) {
    case (.bytes, true): what = "\(rule): predicted otherwise"
    case (.bytes, false): what = "\(rule): not predicted"
    case (.forwarded, _): what = "\(rule): forwarded though it was to end"
    case (.keptBack, _): what = "\(rule): kept back though it was to pass"
    }
    return what + (finding.count > 1 ? " · \(Spoken.number(finding.count)) times" : "")
  }

  private mutating func lines(_ finding: VerificationFinding) {
    guard !finding.sent.isEmpty else { return field("bytes", "not shown") }
    let width = max(16, canvas.width - 14)
    for (name, bytes) in [
      ("sent", finding.sent), ("predicted", finding.predicted), ("forwarded", finding.forwarded),
    ] {
      field(name, Excerpt.lines(of: bytes, width: width).first ?? "nothing")
    }
  }

  private mutating func field(_ label: String, _ text: String) {
    canvas.put("     ")
    canvas.put(label, .faint)
    canvas.move(to: 16)
    canvas.wrap(text)
  }

  // MARK: Limits

  private mutating func putLimits() {
    let sentences = limits
    guard !sentences.isEmpty else { return }
    putTitle("Not compared")
    for sentence in sentences {
      canvas.put("  ")
      canvas.wrap(sentence)
    }
  }

  private var limits: [String] {
    var result: [String] = []
    for side in [record.outside, record.inside] {
      let other = side.name == "outside" ? "inside" : "outside"
      if side.unpaired > 0 {
        result.append(
          "\(Spoken.count(side.unpaired, "session")) \(side.name) without a leg \(other)")
      }
      if side.outsideOfTime > 0 {
        result.append(
          "\(Spoken.count(side.outsideOfTime, "session")) \(side.name) from times that the capture "
            + "\(other) does not have")
      }
      if side.ambiguous > 0 {
        result.append(
          "\(Spoken.count(side.ambiguous, "session")) \(side.name) to which several \(other) may "
            + "belong: alike and at the same time")
      }
      if side.withoutBytes > 0 {
        result.append("\(Spoken.count(side.withoutBytes, "session")) \(side.name) without bytes")
      }
    }
    if record.unpairedTogether > 0 {
      result.append(
        "\(Spoken.number(record.unpairedTogether)) of those outside may be one with a session "
          + "inside: they begin together and share lines, and no rule changes senders like that")
    }
    for (reason, count) in record.notCompared {
      result.append("\(Spoken.count(count, "paired session")): \(reason)")
    }
    if record.agreeingInPart > 0 {
      result.append(
        "parts of \(Spoken.count(record.agreeingInPart, "agreeing session")): a capture lacks them")
    }
    if record.unseen > 0 {
      result.append(
        "\(Spoken.count(record.unseen, "byte")) that one side alone has: frames are missing, or they "
          + "were on their way at the end")
    }
    if record.notInspected > 0 {
      result.append(
        "\(Spoken.count(record.notInspected, "session")) that the policy does not inspect: taken to "
          + "pass unchanged")
    }
    return result + record.notes
  }
}
