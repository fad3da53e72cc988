import ESMTPInspection
import Primitives

/// A comparison as a Markdown page for a change ticket.
///
/// Everything that comes from a capture or a configuration stands in code spans, with its bytes escaped.
public struct ComparisonMarkdown: Sendable {
  private let redaction: Redaction
  private var lines: [String] = []
  private var record: ComparisonRecord?
  private var captures: [CaptureRecord] = []
  private var sessions: ComparedSessions

  /// An empty report that shows so many sessions of a kind.
  public init(sessionLimit: Int = 10, redaction: Redaction = .firstLetter) {
    self.redaction = redaction
    sessions = ComparedSessions(limit: sessionLimit)
  }

  /// Hands out what was written since the last call.
  public mutating func takeOutput() -> [UInt8] {
    defer { lines = [] }
    return lines.flatMap { Array($0.utf8) + [10] }
  }

  /// The first record.
  public mutating func run(_ record: ComparisonRecord) { self.record = record }

  /// An input.
  public mutating func capture(_ record: CaptureRecord) { captures.append(record) }

  /// A session that a candidate decides differently.
  public mutating func session(_ record: SessionComparison) {
    sessions.append(redaction.comparison(record))
  }

  /// Whether the summary says what hangs on the profile.
  public var tellsFlips: Bool { record?.sweep == nil }

  /// The last record: writes the page.
  public mutating func summary(_ summary: ComparisonSummary) {
    guard let record else { return }
    lines += ["# Policy comparison", ""]
    for (index, policy) in record.policies.enumerated() {
      let name =
        policy.files.isEmpty
        ? "the default policy" : policy.files.map(Markdown.code).joined(separator: ", ")
      lines.append(
        "- \(index == 0 ? "Old" : "New"): \(name), profile \(Markdown.code(policy.profile))")
    }
    if let filter = record.filter { lines.append("- Filter: \(Markdown.code(filter))") }
    if let selection = record.selection {
      lines.append("- Where: \(Markdown.code(redaction.selection(selection)))")
    }
    for capture in captures {
      lines.append(
        "- Capture: \(Markdown.code(capture.path)), \(Spoken.count(capture.frames, "frame"))"
          + capture.filterWords)
      if let error = capture.error { lines.append("- Read in part: \(Markdown.code(error))") }
    }
    lines += [
      "- Sessions: \(Spoken.number(summary.sessions))" + summary.notSelectedWords, "",
    ]
    for (index, candidate) in summary.candidates.enumerated() {
      if summary.candidates.count > 1 {
        lines += [
          "## Candidate \(index + 1): \(Markdown.code(record.policies[index + 1].name))", "",
        ]
      }
      put(candidate, index + 1, summary, record)
    }
    put(summary.flips, record)
    if let takingBack = record.takingBack { put(takingBack) }
    lines += Markdown.section(record.notUnderstoodLines)
    lines.append(
      "A replay through a model of the inspection by esmtp-replay \(Markdown.code(record.version)); "
        + "nothing was sent anywhere.")
  }

  private mutating func put(
    _ candidate: CandidateSummary, _ index: Int, _ summary: ComparisonSummary,
    _ record: ComparisonRecord
  ) {
    lines += ["## Differences of the policies", ""]
    if candidate.differences.isEmpty {
      lines += [Spoken.sentence(record.sameWords(index)), ""]
    } else {
      lines += ["| change | in | old | new | sessions |", "|---|---|---|---|---|"]
      for difference in candidate.differences {
        let block = difference.block.isEmpty ? difference.subject : Markdown.cell(difference.block)
        lines.append(
          "| \(difference.changeWords) | \(block) | \(cell(difference.old)) "
            + "| \(cell(difference.new)) | \(difference.exercise) |")
      }
      lines.append("")
    }
    putTransitions(candidate, summary)
    for kind in ComparisonKind.allCases {
      let count = candidate.kinds.first { $0.kind == kind }?.count ?? 0
      guard count > 0 || kind == .regression else { continue }
      lines += ["## \(kind.title)", ""]
      guard count > 0 else {
        lines += [Spoken.sentence(summary.words(ofNone: kind)), ""]
        continue
      }
      lines += ["\(Spoken.count(count, "session")): \(kind.summary).", ""]
      let shown = sessions.of(index, kind)
      for session in shown { put(session) }
      if count > shown.count { lines.append("- and \(Spoken.number(count - shown.count)) more") }
      lines.append("")
    }
    lines += ["## Not compared", ""]
    let leftAside = summary.leftAside(captures)
    for (_, count, text) in leftAside {
      lines.append("- \(Spoken.number(count)) \(Markdown.prose(text))")
    }
    if candidate.notCompared.isEmpty, leftAside.isEmpty {
      lines.append(
        summary.sessions == 0
          ? "There is no session to compare." : "Nothing that the tool knows of was left out.")
    }
    for (reason, count) in candidate.notCompared {
      lines.append("- \(Spoken.number(count)): \(reason.sentence)")
    }
    lines.append("")
  }

  /// The sessions that hang on what documents and field say differently of the software.
  private mutating func put(_ flips: [ProfileFlips?], _ record: ComparisonRecord) {
    guard !flips.isEmpty else { return }
    lines += ["## Profile", ""]
    for (policy, flips) in zip(record.policies, flips) {
      let name = policy.files.isEmpty ? "the default policy" : Markdown.code(policy.name)
      guard let flips else {
        lines.append("- \(name), profile \(Markdown.code(policy.profile)): has no counterpart")
        continue
      }
      lines.append(
        "- \(name), profile \(Markdown.code(flips.profile)): \(Markdown.inCell(flips.words))")
      for flip in flips.sessions.prefix(sessions.limit) { lines.append("  - \(flip.line)") }
      if flips.sessions.count > sessions.limit {
        lines.append("  - and \(Spoken.number(flips.sessions.count - sessions.limit)) more")
      }
    }
    lines.append("")
  }

  private mutating func put(_ takingBack: ComparisonRecord.TakingBack) {
    lines += ["## To take the change back", ""] + Markdown.typed(takingBack.lines) + [""]
    if !takingBack.isExact {
      lines += [
        "Typed behind the change they do not bring all of the old policy back; keep the saved "
          + "configuration at hand.", "",
      ]
    }
  }

  private mutating func putTransitions(
    _ candidate: CandidateSummary, _ summary: ComparisonSummary
  ) {
    let verdicts = Verdict.allCases
    let columns = verdicts.indices.filter { column in
      verdicts.indices.contains { candidate.transitions[$0][column] > 0 }
    }
    guard !columns.isEmpty else {
      lines += [Spoken.sentence(summary.noneWords), ""]
      return
    }
    lines += ["## Verdicts", ""]
    lines.append(
      "| old \\ new | \(columns.map { verdicts[$0].rawValue }.joined(separator: " | ")) |")
    lines.append("|---|" + String(repeating: "---:|", count: columns.count))
    for row in verdicts.indices where candidate.transitions[row].contains(where: { $0 > 0 }) {
      let cells = columns.map { Spoken.number(candidate.transitions[row][$0]) }
      lines.append("| \(verdicts[row].rawValue) | \(cells.joined(separator: " | ")) |")
    }
    lines.append("")
  }

  private mutating func put(_ comparison: SessionComparison) {
    let old = comparison.old
    lines.append(
      "- session \(Spoken.number(old.id)), frames \(Spoken.number(old.first.frame)) to "
        + "\(Spoken.number(old.last.frame)), "
        + "\(Markdown.code("\(old.client)")) to \(Markdown.code("\(old.server)"))")
    for message in old.messages.prefix(3) {
      lines.append("  - \(Markdown.code(message.envelope))")
    }
    let decisions = comparison.decisions
    lines.append("  - old: \(Markdown.code(decisions.old.text))")
    lines.append("  - new: \(Markdown.code(decisions.new.text))")
  }

  private func cell(_ statement: StatementRecord?) -> String {
    guard let statement else { return "" }
    return Markdown.cell(statement.text)
      + (statement.source.map { " (\(Markdown.cell($0.description)))" } ?? "")
  }
}
