import ESMTPInspection

/// Advice for a person at a terminal.
public struct AdviceText: Sendable {
  private var sheet: TextSheet

  /// An empty page.
  public init(width: Int, isColoured: Bool) {
    sheet = TextSheet(width: width, isColoured: isColoured)
  }

  /// Everything.
  ///
  /// - Parameters:
  ///   - report: what was found.
  ///   - what: of what it speaks; nil for what was asked for.
  public mutating func put(_ report: AdviceReport, of what: String? = nil) {
    if report.advice.isEmpty { putNothing(report, of: what ?? report.narrowing.scope) }
    for advice in report.advice { put(advice) }
    if let typing = report.typing, report.advice.contains(where: { !$0.remedies.isEmpty }) {
      sheet.heading("To type", beside: "how these lines get into the device")
      sheet.field("", typing)
    }
    put(report.assumptions)
    put(report.narrowing)
  }

  /// What was left aside, where anything but all was asked for.
  private mutating func put(_ narrowing: Narrowing) {
    guard !narrowing.lines.isEmpty else { return }
    sheet.heading("Left aside", beside: "because it was asked for")
    for (label, text) in narrowing.lines { sheet.field(label, text) }
  }

  /// A page of which nothing was looked for, and why.
  public mutating func putUnasked(_ why: String) {
    sheet.heading("No advice", beside: "not looked for")
    sheet.field("", why)
  }

  /// One cause with what was tried.
  mutating func put(_ advice: AdviceRecord) {
    let place = [advice.source?.description, advice.match].compactMap { $0 }
    sheet.heading(
      "\(Spoken.count(advice.count, "session")) \(advice.outcome.rawValue)",
      beside: ([advice.rule.rawValue] + place).joined(separator: " · "))
    let numbers = advice.sessions.map(String.init).joined(separator: ", ")
    sheet.field("sessions", numbers + (advice.count > advice.sessions.count ? ", …" : ""))
    sheet.field("what", advice.rule.summary(of: advice.match))
    if advice.remedies.isEmpty {
      sheet.field("advice", "none: \(advice.whyNone)")
    }
    for (index, remedy) in advice.remedies.enumerated() {
      sheet.statement(remedy.summary, place: "\(index + 1)")
      sheet.configuration(remedy.lines)
      sheet.field("lets", remedy.helped.spoken(of: advice.count))
      sheet.field("else", remedy.sideEffects)
    }
    for (index, text) in advice.useless.enumerated() {
      if index == 0 { sheet.statement("tried as well", place: "no help") }
      sheet.field("", text)
    }
  }

  /// A page without a cause.
  private mutating func putNothing(_ report: AdviceReport, of what: String) {
    sheet.heading("No advice", beside: Spoken.count(report.sessions, "session"))
    sheet.field(
      "",
      report.hasLooked
        ? "the firewall keeps no mail of \(what) from its server, as far as looked at"
        : "nothing was looked at")
    guard report.unproven > 0 else { return }
    sheet.field(
      "",
      "but \(Spoken.count(report.unproven, "session")) may wait for ever behind a greeting of several "
        + "lines that the mask breaks; one source alone tells what a device does to later lines, so that "
        + "nothing is advised for it; 'no mask-banner' leaves greetings alone")
  }

  /// What the model takes for granted that decides sessions here.
  mutating func put(_ assumptions: [AssumptionRecord]) {
    guard !assumptions.isEmpty else { return }
    sheet.heading("Open assumptions", beside: "what is not settled and decides sessions here")
    for assumption in assumptions {
      sheet.statement(assumption.question, place: assumption.name)
      sheet.field("decides", assumption.decided)
      if let signs = assumption.signs.words { sheet.field("capture", signs) }
      sheet.field("settle by", assumption.command)
      sheet.field("open since", assumption.source)
    }
    sheet.statement(AssumptionRecord.settledByCaptures, place: "captures")
  }

  /// Hands out what was written since the last call.
  public mutating func takeOutput() -> [UInt8] { sheet.takeOutput() }
}

extension AdviceTrialRecord {
  /// What else the change does, in a sentence without a full stop.
  var sideEffects: String {
    let found = others.filter { $0.count > 0 }
    guard !found.isEmpty else { return "decides nothing else differently in these captures" }
    return "of the other sessions: "
      + found.map { $0.kind.counted($0.count) }.joined(separator: ", ")
  }
}
