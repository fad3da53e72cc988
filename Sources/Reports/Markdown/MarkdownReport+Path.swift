import ESMTPInspection

extension MarkdownReport {
  /// What the capture says of the predicted actions, and what else is wrong in the session.
  mutating func putPath(_ session: SessionRecord) {
    for state in [CorroborationRecord.State.contradicted, .confirmed] {
      for item in session.corroboration where item.state == state {
        var text =
          "- \(state.rawValue): \(item.rule.rawValue) in frame \(frameName(item.frame)), "
          + Markdown.prose(item.why)
        if let evidence = item.evidence {
          text += ", frame \(frameName(evidence.lowerBound))"
          if evidence.count > 1 { text += " to \(frameName(evidence.upperBound))" }
        }
        lines.append(text)
      }
    }
    let silent = session.corroboration.filter { $0.state == .silent }.map(\.rule.rawValue)
    if !silent.isEmpty {
      lines.append("- the capture neither shows nor excludes \(silent.joined(separator: ", "))")
    }
    for item in session.trouble {
      lines.append(
        "- \(item.kind.mayBeInspection ? "perhaps an inspection" : "not the inspection"): "
          + "\(item.kind.rawValue), \(Markdown.prose(item.why)), "
          + "frame \(frameName(item.frame))"
          + (item.count > 1 ? ", \(Spoken.count(item.count, "time"))" : ""))
    }
    lines.append("- Wireshark: \(Markdown.code(session.displayFilter))")
  }

  /// What else is wrong in the sessions.
  mutating func putTrouble(_ summary: SummaryRecord) {
    for section in summary.troubleSections {
      lines += ["## \(section.title)", "", "| what | sessions | |", "|---|---:|---|"]
      for (kind, count) in section.trouble {
        lines.append(Markdown.row([kind.rawValue, Spoken.number(count), kind.meaning]))
      }
      lines.append("")
    }
  }

  /// What the model takes for granted that decides sessions here.
  mutating func putAssumptions(_ summary: SummaryRecord) {
    guard !summary.assumptions.isEmpty || summary.adviceRemark != nil else { return }
    lines += ["## Open assumptions", ""]
    if let remark = summary.adviceRemark { lines += [Spoken.sentence(Markdown.prose(remark)), ""] }
    guard !summary.assumptions.isEmpty else { return }
    lines += ["| assumption | sessions | open since | settled by |", "|---|---|---|---|"]
    for assumption in summary.assumptions {
      lines.append(
        Markdown.row([
          "\(assumption.name): \(assumption.question)", assumption.decidedAndShown,
          Markdown.inCell(assumption.source), Markdown.cell(assumption.command),
        ]))
    }
    lines.append("")
  }
}
