import ESMTPInspection

extension TextReport {
  /// What the model takes for granted that decides sessions here.
  mutating func putAssumptions(_ summary: SummaryRecord) {
    guard !summary.assumptions.isEmpty || summary.adviceRemark != nil else { return }
    putHeading("Open assumptions", "what is not settled and decides sessions here")
    if let remark = summary.adviceRemark {
      canvas.put("  ")
      canvas.wrap(Escape.text(remark))
    }
    for assumption in summary.assumptions {
      canvas.put("  ")
      canvas.put(assumption.name, .strong)
      canvas.end()
      putField("asks", assumption.question)
      putField("decides", assumption.decided)
      putField("open since", assumption.source)
      if let signs = assumption.signs.words { putField("capture", signs) }
      putField("settle by", assumption.command)
    }
    if !summary.assumptions.isEmpty {
      canvas.put("  ")
      canvas.wrap("captures: " + AssumptionRecord.settledByCaptures)
    }
    canvas.line()
  }
}

extension AssumptionRecord {
  /// The sessions that it decides.
  var decided: String {
    "\(Spoken.count(flips, "session")): \(sessions.map(String.init).joined(separator: ", "))"
      + (flips > sessions.count ? ", and others" : "")
  }
  /// The same with what the captures show of it.
  var decidedAndShown: String {
    signs.words.map { "\(decided); \($0)" } ?? decided
  }
}
