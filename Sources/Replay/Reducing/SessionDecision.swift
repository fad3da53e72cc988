import ESMTPInspection
import Primitives
import Reports

/// What a policy decides about a session, without its bytes, times and frames.
struct SessionDecision: Equatable {
  /// One event, without what it quotes.
  struct Finding: Equatable {
    var rule: Rule
    var action: EventAction
    var sender: Sender
    var offset: UInt64
    var length: Int
    /// The criterion; nil for all else, which one policy leaves to its defaults or shortens, and another
    /// writes in full: the rule says which it is.
    var match: String?
    var isObserved: Bool
  }

  var verdict: Verdict
  var coverage: Coverage
  var reasons: [CoverageReason]
  var findings: [Finding]
  var omitted: Int

  init(_ record: SessionRecord) {
    verdict = record.verdict
    // What is known of the input is not known from its frames.
    reasons = record.coverageNotes.map(\.reason).filter { $0 != .readInPart }.sorted()
    coverage = record.coverage == .partial && reasons.isEmpty ? .full : record.coverage
    findings = record.events.map {
      Finding(
        rule: $0.event.rule, action: $0.event.action, sender: $0.event.sender,
        offset: $0.event.offset, length: $0.event.length,
        match: $0.event.match.flatMap { SessionDecision.isCriterion($0) ? $0 : nil },
        isObserved: $0.isObserved)
    }
    omitted = record.omitted.reduce(0) { $0 + $1.count }
  }

  /// In what another decision differs, in words that quote nothing but criteria; nil where in nothing.
  func difference(to other: SessionDecision) -> String? {
    let finding = findingDifference(to: other)
    if verdict != other.verdict {
      let words = "\(verdict.rawValue) before, \(other.verdict.rawValue) after"
      return finding.map { "\(words): \($0)" } ?? words
    }
    if let finding { return finding }
    if coverage != other.coverage || reasons != other.reasons {
      return "looked at \(coverageWords) before, \(other.coverageWords) after"
    }
    return omitted == other.omitted ? nil : "\(omitted) more events before, \(other.omitted) after"
  }

  /// The first finding that another decision has otherwise; nil where there is none.
  private func findingDifference(to other: SessionDecision) -> String? {
    let place = zip(findings, other.findings).prefix { $0 == $1 }.count
    guard place < findings.count || place < other.findings.count else { return nil }
    return distinction(place, from: other)
      ?? "\(words(findings, place)) before, \(words(other.findings, place)) after"
  }

  private static func isCriterion(_ statement: String) -> Bool {
    let words = statement.hasPrefix("not ") ? statement.dropFirst(4) : Substring(statement)
    return Criterion.allCases.contains { words.hasPrefix($0.definition.words) }
  }

  /// In what two findings of the same rule at the same place differ; nil where they are of others.
  private func distinction(_ place: Int, from other: SessionDecision) -> String? {
    guard place < findings.count, place < other.findings.count else { return nil }
    let (old, new) = (findings[place], other.findings[place])
    guard old.rule == new.rule, old.sender == new.sender, old.offset == new.offset else {
      return nil
    }
    let site = words(findings, place)
    if old.action != new.action {
      return "\(site): \(old.action.name) before, \(new.action.name) after"
    }
    if old.length != new.length {
      return "\(site): \(old.length) bytes before, \(new.length) after"
    }
    if old.isObserved != new.isObserved {
      return "\(site): \(old.isObserved ? "before" : "behind") a divergence before, "
        + "\(new.isObserved ? "before" : "behind") one after"
    }
    return "\(site): by another criterion after"
  }

  private func words(_ findings: [Finding], _ place: Int) -> String {
    guard place < findings.count else { return "nothing" }
    let finding = findings[place]
    return "\(finding.rule.rawValue) at \(finding.sender == .client ? "client" : "server") byte "
      + "\(finding.offset)" + (finding.match.map { " ('match \($0)')" } ?? "")
  }

  private var coverageWords: String {
    reasons.isEmpty
      ? coverage.rawValue
      : "\(coverage.rawValue) (\(reasons.map(\.rawValue).joined(separator: ", ")))"
  }
}
