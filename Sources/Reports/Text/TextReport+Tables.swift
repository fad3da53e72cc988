import ESMTPInspection

extension TextReport {
  /// The column where the text of a table starts.
  private var tableColumn: Int { min(26, max(4, canvas.width / 3)) }

  mutating func putVerdicts(_ summary: SummaryRecord) {
    putHeading("Verdicts", Spoken.count(summary.sessions, "session"))
    let column = tableColumn
    let found = summary.verdicts.reversed().filter { $0.count > 0 }
    for (verdict, count) in found {
      canvas.put("  ")
      canvas.put(verdict.rawValue, TextStyle(verdict))
      canvas.put(Spoken.number(count), endingAt: column - 3)
      canvas.move(to: column)
      putBothEnds(verdict.clientNotices, verdict.serverNotices, column: column)
    }
    let missing = summary.verdicts.reversed().filter { $0.count == 0 }.map(\.verdict.rawValue)
    if !missing.isEmpty {
      canvas.put("  none")
      canvas.move(to: column)
      canvas.wrap(missing.joined(separator: ", "), .faint)
    }
    canvas.line()
  }

  /// How many sessions hang on what documents and field say differently of the software.
  mutating func putFlips(_ summary: SummaryRecord) {
    guard let flips = summary.flips else { return }
    canvas.put("Profile", .strong)
    canvas.put("  ")
    canvas.wrap("\(Escape.text(flips.profile)); \(flips.words)", .faint)
    canvas.line()
  }

  mutating func putOutcomes(_ summary: SummaryRecord) {
    guard summary.outcomes.contains(where: { $0.count > 0 }) else { return }
    putHeading("Outcomes", "what becomes of the mail")
    let outcomes = summary.outcomes.reversed().filter { $0.count > 0 }
    let widest =
      outcomes.map { $0.outcome.rawValue.count + Spoken.number($0.count).count }.max() ?? 0
    // The name and the number, with two columns before each and three behind.
    let column = max(tableColumn, widest + 7)
    for (outcome, count) in outcomes {
      canvas.put("  ")
      canvas.put(outcome.rawValue, TextStyle(outcome))
      canvas.put(Spoken.number(count), endingAt: column - 3)
      canvas.move(to: column)
      canvas.wrap(outcome.meaning)
    }
    canvas.line()
  }

  /// What the client and the server notice: beside each other where there is room, else below.
  mutating func putBothEnds(_ client: String, _ server: String, column: Int) {
    let half = min(80, (canvas.width - column) / 2)
    if half >= 55, client.unicodeScalars.count <= half - 10 {
      canvas.put("client ", .faint)
      canvas.put(client)
      canvas.move(to: column + half)
      canvas.put("server ", .faint)
      canvas.wrap(server)
    } else {
      canvas.put("client ", .faint)
      canvas.wrap(client)
      canvas.put(String(repeating: " ", count: column))
      canvas.put("server ", .faint)
      canvas.wrap(server)
    }
  }

  mutating func putRules(_ summary: SummaryRecord) {
    let rules = summary.rules.filter {
      $0.rule.ruleClass == .verdict && $0.observed + $0.counterfactual > 0
    }
    guard !rules.isEmpty else { return }
    putHeading("Rules", "events, counted up to a divergence; those after it in brackets")
    putCounts(rules)
  }

  mutating func putAnomalies(_ summary: SummaryRecord) {
    let rules = summary.rules.filter {
      $0.rule.ruleClass == .anomaly && $0.observed + $0.counterfactual > 0
    }
    guard !rules.isEmpty else { return }
    putHeading("Anomalies", "noticed; they change no byte by themselves")
    putCounts(rules)
  }

  private mutating func putCounts(_ rules: [(rule: Rule, observed: Int, counterfactual: Int)]) {
    let brackets = rules.map {
      $0.counterfactual > 0 ? "(\(Spoken.number($0.counterfactual)))" : ""
    }
    let room = brackets.map(\.utf8.count).max() ?? 0
    let names = rules.map(\.rule.rawValue.utf8.count).max() ?? 0
    let numbers = rules.map { Spoken.number($0.observed).utf8.count }.max() ?? 0
    let bracketed = room > 0 ? room + 1 : 0
    let column = min(2 + names + 2 + numbers + bracketed + 3, max(12, canvas.width * 2 / 3))
    for (index, (rule, observed, _)) in rules.enumerated() {
      canvas.put("  \(rule.rawValue)")
      canvas.put(Spoken.number(observed), endingAt: column - 3 - bracketed)
      if !brackets[index].isEmpty { canvas.put(brackets[index], endingAt: column - 3) }
      canvas.move(to: column)
      canvas.wrap(rule.explanation.summary)
    }
    canvas.line()
  }

  mutating func putUnchecked(_ summary: SummaryRecord) {
    putHeading("Not checked")
    let column = min(26, max(4, canvas.width / 3))
    var isEmpty = true
    for (name, count, text) in summary.ofNoSession(captures) {
      isEmpty = false
      putCount(name, count, text, column: column)
    }
    for (reason, count) in summary.reasons where count > 0 {
      isEmpty = false
      putCount(reason.rawValue, count, reason.sentence, column: column)
    }
    for (name, count) in summary.bounds where count > 0 {
      isEmpty = false
      putCount("bound", count, Escape.text(name), column: column)
    }
    let rules = summary.rules.filter {
      $0.rule.ruleClass == .coverage && $0.observed + $0.counterfactual > 0
    }
    for (rule, observed, counterfactual) in rules
    where !summary.reasons.contains(where: { $0.reason == rule.coverageReason }) {
      isEmpty = false
      putCount(rule.rawValue, observed + counterfactual, rule.explanation.summary, column: column)
    }
    if isEmpty {
      canvas.put("  ")
      canvas.wrap(
        summary.sessions == 0
          ? "there was nothing to check" : "nothing that this tool knows of was left out")
    }
    if options.isVerbose, !summary.packets.isEmpty {
      canvas.line()
      for (name, count) in summary.packets {
        canvas.put(Spoken.number(count), endingAt: column - 3)
        canvas.move(to: column)
        canvas.wrap(Escape.text(name.split(separator: "_").joined(separator: " ")))
      }
    }
  }

  private mutating func putCount(_ name: String, _ count: Int, _ text: String, column: Int) {
    canvas.put("  \(name)")
    canvas.put(Spoken.number(count), endingAt: column - 3)
    canvas.move(to: column)
    canvas.wrap(text)
  }

  mutating func putNotUnderstood() {
    guard let lines = run?.notUnderstoodLines, !lines.isEmpty else { return }
    canvas.line()
    canvas.put(lines, limit: options.isVerbose ? .max : 10, remedy: "-v shows them")
  }

  /// The last line: counts by verdict and coverage.
  mutating func putTotals(_ summary: SummaryRecord) {
    canvas.wrap(summary.totals)
  }
}
