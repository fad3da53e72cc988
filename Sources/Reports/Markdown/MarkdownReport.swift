import ESMTPInspection
import Primitives

/// The report as a Markdown page for a ticket: what the text report says, in its order.
///
/// It is written when the summary comes; of the sessions the gravest alone are kept.
public struct MarkdownReport: Sendable {
  let redaction: Redaction
  var lines: [String] = []
  var run: RunRecord?
  var captures: [CaptureRecord] = []
  private var gravest: GravestSessions
  /// The texts on what comes next that were printed: each stands once.
  var explained: Set<String> = []

  /// An empty report.
  ///
  /// - Parameters:
  ///   - options: how many sessions are shown.
  ///   - redaction: what is shown of mailbox names.
  public init(_ options: TextReport.Options, _ redaction: Redaction) {
    self.redaction = redaction
    gravest = GravestSessions(
      limit: options.listsAll ? .max : options.sessionLimit, order: options.order)
  }

  /// Hands out what was written since the last call.
  public mutating func takeOutput() -> [UInt8] {
    defer { lines = [] }
    return lines.flatMap { Array($0.utf8) + [10] }
  }

  /// The first record.
  public mutating func run(_ record: RunRecord) { run = record }

  /// An input.
  public mutating func capture(_ record: CaptureRecord) { captures.append(record) }

  /// A session.
  public mutating func session(_ record: SessionRecord) { gravest.keep(record) }

  /// What the summary is to have that takes further readings.
  var adviceWish: AdviceWish { .all }

  /// Whether the summary says what hangs on the profile.
  public var tellsFlips: Bool { true }

  /// The last record: writes the page.
  public mutating func summary(_ summary: SummaryRecord) {
    guard let run else { return }
    lines += ["# ESMTP inspection report", ""]
    for warning in summary.warnings(captures, quote: Markdown.code) {
      lines += ["> **Warning:** \(warning)", ""]
    }
    putPolicy(run)
    for capture in captures { put(capture) }
    lines += ["- Sessions: \(summary.totals)", ""]
    putVerdicts(summary)
    putRules(summary, .verdict, "Rules", "after a divergence")
    putSessions(summary)
    putRules(summary, .anomaly, "Anomalies", "after a divergence")
    putTrouble(summary)
    putAdvice(summary)
    putAssumptions(summary)
    putUnchecked(summary)
    lines += Markdown.section(run.notUnderstoodLines)
    lines.append(
      "A replay through a model of the inspection by esmtp-replay \(Markdown.code(run.version)); "
        + "nothing was sent anywhere.")
  }

  private mutating func putPolicy(_ run: RunRecord) {
    if let statement = run.statement {
      var text = "- Policy: \(Markdown.code(statement))"
      if let source = run.source { text += " (\(Markdown.code(source.description)))" }
      if let name = run.className { text += ", class \(Markdown.code(name))" }
      lines.append(text)
    } else {
      lines.append("- Policy: **no statement inspects ESMTP**")
    }
    let files = run.policyFiles.map(Markdown.code).joined(separator: ", ")
    lines.append("- From: \(files.isEmpty ? "the default policy of the profile" : files)")
    let ports = run.ports.map(String.init).joined(separator: ", ")
    lines.append(
      "- Profile: \(Markdown.code(run.profile)), ports \(ports.isEmpty ? "none" : ports)")
    if let filter = run.filter { lines.append("- Filter: \(Markdown.code(filter))") }
    if let selection = run.selection {
      lines.append("- Where: \(Markdown.code(redaction.selection(selection)))")
    }
    if run.afterDivergence == "assume" {
      lines.append("- Events after a divergence count as if they had happened")
    }
  }

  private mutating func put(_ capture: CaptureRecord) {
    let name = capture.isStandardInput ? "standard input" : Markdown.code(capture.path)
    var text = "- Capture: \(name), \(Spoken.count(capture.frames, "frame"))"
    text += capture.filterWords
    if let span = capture.span {
      text += ", \(Timestamp(nanoseconds: span.lowerBound).spoken), "
      text += "\(Spoken.duration(from: span.lowerBound, to: span.upperBound)) long"
    }
    lines.append(text)
    if let error = capture.error { lines.append("  - read in part: \(Markdown.code(error))") }
  }

  private mutating func putVerdicts(_ summary: SummaryRecord) {
    lines += ["## Verdicts", ""]
    lines += ["| verdict | sessions | the client notices | the server notices |"]
    lines += ["|---|---:|---|---|"]
    for (verdict, count) in summary.verdicts.reversed() where count > 0 {
      lines.append(
        Markdown.row([
          verdict.rawValue, Spoken.number(count), verdict.clientNotices, verdict.serverNotices,
        ]))
    }
    lines.append("")
    if let flips = summary.flips {
      lines += ["Profile \(Markdown.code(flips.profile)): \(Markdown.inCell(flips.words)).", ""]
    }
    guard summary.outcomes.contains(where: { $0.count > 0 }) else { return }
    lines += ["| outcome | sessions | the mail |", "|---|---:|---|"]
    for (outcome, count) in summary.outcomes.reversed() where count > 0 {
      lines.append(Markdown.row([outcome.rawValue, Spoken.number(count), outcome.meaning]))
    }
    lines.append("")
  }

  private mutating func putRules(
    _ summary: SummaryRecord, _ ruleClass: RuleClass, _ title: String, _ after: String
  ) {
    let rules = summary.rules.filter {
      $0.rule.ruleClass == ruleClass && $0.observed + $0.counterfactual > 0
    }
    guard !rules.isEmpty else { return }
    lines += ["## \(title)", "", "| rule | events | \(after) | |", "|---|---:|---:|---|"]
    for (rule, observed, counterfactual) in rules {
      lines.append(
        Markdown.row([
          rule.rawValue, Spoken.number(observed), Spoken.number(counterfactual),
          Markdown.inCell(rule.explanation.summary),
        ]))
    }
    lines.append("")
  }

  private mutating func putSessions(_ summary: SummaryRecord) {
    lines += ["## Sessions in full", ""]
    let grave = summary.verdicts.reduce(0) { $0 + ($1.verdict > .untouched ? $1.count : 0) }
    guard !gravest.sessions.isEmpty else {
      let none = "In what was looked at, no session was logged, changed or ended."
      return lines += [summary.sessions == 0 ? Spoken.sentence(summary.noneWords) : none, ""]
    }
    let count = gravest.sessions.count
    if count < grave {
      lines += [
        "The \(count) gravest of \(Spoken.number(grave)) that \(gravest.words).", "",
      ]
    }
    for session in gravest.sessions { put(redaction.session(session)) }
  }

  private mutating func putUnchecked(_ summary: SummaryRecord) {
    lines += ["## Not checked", ""]
    let start = lines.count
    for (_, count, text) in summary.ofNoSession(captures) {
      lines.append("- \(Spoken.number(count)) \(Markdown.prose(text))")
    }
    for (reason, count) in summary.reasons where count > 0 {
      lines.append(
        "- \(Spoken.count(count, "session")), \(Markdown.code(reason.rawValue)): \(reason.sentence)"
      )
    }
    for (name, count) in summary.bounds where count > 0 {
      lines.append("- a bound was reached \(Spoken.count(count, "time")): \(Markdown.code(name))")
    }
    if lines.count == start {
      lines.append(
        summary.sessions == 0
          ? "There was nothing to check." : "Nothing that the tool knows of was left out.")
    }
    lines.append("")
  }
}

extension SummaryRecord {
  /// Counts by verdict and coverage in a line.
  var totals: String {
    let verdicts = verdicts.reversed().filter { $0.count > 0 }
      .map { "\(Spoken.number($0.count)) \($0.verdict.rawValue)" }.joined(separator: ", ")
    let coverage = coverage.filter { $0.count > 0 }.map { coverage, count in
      switch coverage {
      case .full: "\(Spoken.number(count)) looked at in full"
      case .partial: "\(Spoken.number(count)) in part"
      case .none: "\(Spoken.number(count)) not at all"
      }
    }.joined(separator: ", ")
    let outcomes = outcomes.reversed().filter { $0.count > 0 }
      .map { "\(Spoken.number($0.count)) \($0.outcome.rawValue)" }.joined(separator: ", ")
    let parts = [verdicts, outcomes, coverage].filter { !$0.isEmpty }
    return Spoken.count(sessions, "session")
      + (verdicts.isEmpty ? "" : ": \(parts.joined(separator: "; "))")
      + notSelectedWords
  }
}
