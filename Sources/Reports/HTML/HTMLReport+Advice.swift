import ESMTPInspection

// What would help, and what the model takes for granted.
extension HTMLReport {
  func addAdvice(_ summary: SummaryRecord, to fields: inout HTMLFields) {
    fields.set(
      "assumptions",
      list: summary.assumptions.map { assumption -> HTMLFields in
        [
          "name": assumption.name, "text": assumption.question,
          "sessions": assumption.decidedAndShown,
          "source": assumption.source, "command": assumption.command,
        ]
      })
    fields.set("adviceRemark", summary.adviceRemark.map { Spoken.sentence(Escape.text($0)) })
    fields.set(
      "advice", list: summary.advice.enumerated().map { adviceFields($0.element, $0.offset + 1) })
  }

  private func adviceFields(_ advice: AdviceRecord, _ number: Int) -> HTMLFields {
    let place = [advice.source?.description, advice.match].compactMap { $0 }
    let numbers = advice.sessions.map(String.init).joined(separator: ", ")
    var fields: HTMLFields = [
      "number": "\(number)",
      "title": "\(Spoken.count(advice.count, "session")) \(advice.outcome.rawValue)",
      "rule": advice.rule.rawValue, "what": advice.rule.summary(of: advice.match),
      "sessions": (advice.count == 1 ? "session " : "sessions ") + numbers
        + (advice.count > advice.sessions.count ? ", and others" : ""),
    ]
    fields.set("place", place.map(Escape.text).joined(separator: "  "))
    fields.set(
      "remedies",
      list: advice.remedies.map { remedy -> HTMLFields in
        [
          "summary": Escape.text(remedy.summary),
          "lets": remedy.helped.spoken(of: advice.count),
          "sideEffects": remedy.sideEffects,
          "lines": remedy.lines.map(Escape.typed).joined(separator: "\n"),
        ]
      })
    fields["whyNone"] = advice.whyNone
    fields.set("useless", list: advice.useless.map(Escape.text))
    return fields
  }
}
