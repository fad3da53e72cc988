import ESMTPInspection

// What would help.
extension MarkdownReport {
  /// The smallest changes that let the stopped sessions through.
  mutating func putAdvice(_ summary: SummaryRecord) {
    guard !summary.advice.isEmpty else { return }
    lines += [
      "## What to change", "",
      "The smallest changes that let the stopped sessions through, as lines to type; each was tried over "
        + "all of the captures.", "",
    ]
    for advice in summary.advice { put(advice) }
  }

  private mutating func put(_ advice: AdviceRecord) {
    let numbers = advice.sessions.map(String.init).joined(separator: ", ")
    let place = [advice.source?.description, advice.match].compactMap { $0 }.map(Markdown.code)
    lines += [
      "### \(Spoken.count(advice.count, "session")) \(advice.outcome.rawValue): \(advice.rule.rawValue)",
      "",
      Spoken.sentence(
        advice.rule.summary(of: advice.match)
          + (place.isEmpty ? "" : ", by \(place.joined(separator: " "))")
          + "; \(advice.count == 1 ? "session" : "sessions") \(numbers)"
          + (advice.count > advice.sessions.count ? ", and others" : "")), "",
    ]
    if advice.remedies.isEmpty {
      lines += [Spoken.sentence("none: \(advice.whyNone)"), ""]
    }
    for (index, remedy) in advice.remedies.enumerated() {
      lines += [
        "\(index + 1). \(Markdown.code(remedy.summary)): lets "
          + "\(remedy.helped.spoken(of: advice.count)); \(remedy.sideEffects)", "",
      ]
      lines += Markdown.typed(remedy.lines).map { "   \($0)" } + [""]
    }
    if !advice.useless.isEmpty {
      lines += ["Tried as well, without help:", ""]
      lines += advice.useless.map { "- \(Markdown.code($0))" } + [""]
    }
  }
}
