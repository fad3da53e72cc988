import ESMTPInspection

// What stands before the list of sessions, and behind it.
extension HTMLReport {
  func sectionFields(_ summary: SummaryRecord) -> HTMLFields {
    var fields: HTMLFields = [:]
    fields.set("warnings", list: summary.warnings(captures, quote: Escape.text))
    fields.set("flips", summary.flips.map { "\(Escape.text($0.profile)): \($0.words)." })
    fields["total"] = Spoken.count(summary.sessions, "session")
    let listed = Set(kept.map(\.record.verdict))
    fields["tiles"] = summary.verdicts.reversed().map { verdict, count -> HTMLFields in
      [
        "verdict": verdict.rawValue, "count": Spoken.number(count), "isZero": count == 0,
        "target": listed.contains(verdict) ? "verdict-\(verdict.rawValue)" : "sessions",
        "hasNotices": count > 0, "client": verdict.clientNotices, "server": verdict.serverNotices,
      ]
    }
    fields["hasFilter"] = true
    fields["firstOrder"] = "gravest first"
    fields.set(
      "outcomes",
      list: summary.outcomes.reversed().map { outcome, count -> HTMLFields in
        [
          "outcome": outcome.rawValue, "count": Spoken.number(count), "isZero": count == 0,
          "meaning": outcome.meaning,
        ]
      })
    let outcomes = Set(kept.map(\.record.fate.outcome))
    var filters: [HTMLFields] = [
      [
        "key": "verdict", "label": "Verdict",
        "words": Verdict.allCases.reversed().filter(listed.contains).map(\.rawValue),
      ]
    ]
    if !summary.outcomes.isEmpty {
      filters.append([
        "key": "outcome", "label": "Outcome",
        "words": MailOutcome.allCases.reversed().filter(outcomes.contains).map(\.rawValue),
      ])
    }
    fields["filters"] = filters
    fields.merge(HTMLCoverage.fields(summary.coverage, of: summary.sessions)) { $1 }
    fields.merge(timeline.fields) { $1 }
    addPolicy(summary, to: &fields)
    fields["sessionsText"] = sessionsText(summary)
    return fields
  }

  private func sessionsText(_ summary: SummaryRecord) -> String {
    if kept.isEmpty {
      return summary.notSelected > 0
        ? Spoken.sentence(summary.noneWords) : "There was none on the inspected ports."
    }
    let counted = kept.count { $0.record.isCounted }
    let all =
      counted == summary.sessions
      ? "All \(Spoken.count(counted, "session"))"
      : "\(Spoken.number(counted)) of \(Spoken.count(summary.sessions, "session"))"
    let others = kept.count - counted
    let with =
      others == 0
      ? ""
      : " and \(Spoken.count(others, "other leg")), which \(others == 1 ? "is" : "are") not counted"
    return "\(all)\(with), the gravest first, then by their first frames."
  }

  private func addPolicy(_ summary: SummaryRecord, to fields: inout HTMLFields) {
    var facts: [HTMLFields] = []
    if let record {
      facts.append(
        .fact("inspected by", record.statement.map(Escape.text) ?? "no statement inspects ESMTP"))
      if let source = record.source {
        let place = record.className.map { ", class \(Escape.text($0))" } ?? ""
        facts.append(.fact("at", Escape.text(source.description) + place))
      }
      let files = record.policyFiles.map(Escape.text).joined(separator: ", ")
      facts.append(.fact("from", files.isEmpty ? "the default policy of the profile" : files))
      facts.append(.fact("profile", Escape.text(record.profile)))
      facts.append(.fact("ports", record.ports.map(String.init).joined(separator: ", ")))
      facts.append(.fact("checksums", Escape.text(record.checksums)))
      if let filter = record.filter { facts.append(.fact("filter", Escape.text(filter))) }
      if let selection = record.selection {
        facts.append(.fact("where", Escape.text(redaction.selection(selection))))
      }
      facts.append(.fact("after a divergence", Escape.text(record.afterDivergence)))
    }
    fields["policyFacts"] = facts
    let files = policyFiles
    fields.set("policyFiles", list: files)
    fields["hasPolicy"] = !files.isEmpty
    fields.set(
      "rules",
      list: summary.rules.filter { $0.observed + $0.counterfactual > 0 }.map {
        entry -> HTMLFields in
        [
          "rule": entry.rule.rawValue, "observed": Spoken.number(entry.observed),
          "counterfactual": Spoken.number(entry.counterfactual),
          "summary": entry.rule.explanation.summary,
        ]
      })
    fields.set("notUnderstood", list: (record?.notUnderstoodLines ?? []).map(\.pageFields))
  }

  /// The lines of the policy by text: those that bear on ESMTP, and others only where they decided.
  private var policyFiles: [HTMLFields] {
    var lines = record?.policyLines ?? []
    let known = Set(lines.map(\.source))
    let others = hits.lines.filter { !known.contains($0.key) && $0.key.line > 0 }
    for (source, hit) in others.sorted(by: {
      ($0.key.file, $0.key.line) < ($1.key.file, $1.key.line)
    }) {
      lines.append(PolicyLineRecord(block: "", text: hit.text, source: source))
    }
    var files: [String] = []
    for line in lines where !files.contains(line.source.file) { files.append(line.source.file) }
    return files.map { file -> HTMLFields in
      let rows = lines.filter { $0.source.file == file }.sorted { $0.source.line < $1.source.line }
      return [
        "file": Escape.text(file),
        "lines": rows.map { line -> HTMLFields in
          let hit = hits.lines[line.source]
          // Blocks name each other, as `policy-map P / class C`.
          let depth = line.block.isEmpty ? 0 : line.block.contains(" / ") ? 2 : 1
          return [
            "line": "\(line.source.line)", "text": Escape.text(line.text), "depth": "\(depth)",
            "sessions": Spoken.number(hit?.sessions ?? 0), "did": hit?.did ?? "",
            "rowClass": hit?.hasActed == true ? "hit" : "quiet",
          ]
        },
      ]
    }
  }

  // MARK: Behind the sessions

  func restFields(_ summary: SummaryRecord) -> HTMLFields {
    var fields: HTMLFields = [:]
    let left = summary.sessions - kept.count
    fields.set(
      "leftOut",
      left > 0
        ? "\(Spoken.count(left, "session")) more, none of them graver than those above, are left out "
          + "here; everything else on this page counts them. --format json has every one."
        : nil)
    let listed = Set(kept.map(\.record.id))
    fields.set(
      "limits",
      list: thresholds.limits.enumerated().map { $0.element.fields($0.offset, listed: listed) })
    fields.set(
      "unlimited",
      list: thresholds.unlimited.map { entry -> HTMLFields in
        [
          "criterion": entry.criterion.definition.words, "value": Spoken.number(entry.value),
          "id": "\(entry.id)",
        ]
      })
    addUnchecked(summary, to: &fields)
    fields.set(
      "troubles",
      list: summary.troubleSections.map { section -> HTMLFields in
        var fields: HTMLFields = [
          "title": section.title, "about": Spoken.sentence(section.about),
        ]
        fields.set(
          "trouble",
          list: section.trouble.map { entry -> HTMLFields in
            [
              "kind": entry.kind.rawValue, "count": Spoken.number(entry.count),
              "meaning": entry.kind.meaning,
            ]
          })
        return fields
      })
    fields.set("modelLimits", list: hits.unproven.fields)
    addAdvice(summary, to: &fields)
    addCaptures(to: &fields)
    return fields
  }

  private func addUnchecked(_ summary: SummaryRecord, to fields: inout HTMLFields) {
    func row(_ reason: String, _ count: Int, _ text: String) -> HTMLFields {
      ["reason": reason, "count": Spoken.number(count), "text": text]
    }
    var rows = summary.ofNoSession(captures).map { row($0.name, $0.count, $0.text) }
    rows += summary.reasons.filter { $0.count > 0 }.map {
      row($0.reason.rawValue, $0.count, $0.reason.sentence)
    }
    rows += summary.bounds.filter { $0.count > 0 }.map {
      row("bound", $0.count, Escape.text($0.name))
    }
    for (rule, observed, counterfactual) in summary.rules
    where rule.ruleClass == .coverage && observed + counterfactual > 0
      && !summary.reasons.contains(where: { $0.reason == rule.coverageReason })
    {
      rows.append(row(rule.rawValue, observed + counterfactual, rule.explanation.summary))
    }
    fields.set("unchecked", list: rows)
    fields["nothingUnchecked"] =
      summary.sessions == 0
      ? "There was nothing to check." : "Nothing that this tool knows of was left out."
  }

  private func addCaptures(to fields: inout HTMLFields) {
    let limit = 200
    fields["captures"] = captures.prefix(limit).map(\.pageFields)
    fields.set(
      "moreCaptures",
      captures.count > limit
        ? "And \(Spoken.number(captures.count - limit)) more with "
          + Spoken.count(captures.dropFirst(limit).reduce(0) { $0 &+ $1.frames }, "frame") + "."
        : nil)
  }
}

extension CaptureRecord {
  /// A row of a table of inputs.
  var pageFields: HTMLFields {
    var fields: HTMLFields = [
      "path": name, "frames": Spoken.number(frames) + filterWords,
      "firstFrame": firstFrame.map { Spoken.number($0) } ?? "", "bytes": Spoken.number(bytes),
      "linkType": Escape.text(linkType),
      "when": span.map {
        "\(Timestamp(nanoseconds: $0.lowerBound).spoken), "
          + "\(Spoken.duration(from: $0.lowerBound, to: $0.upperBound)) long"
      } ?? "",
    ]
    fields.set("error", error.map(Escape.text))
    return fields
  }
}
