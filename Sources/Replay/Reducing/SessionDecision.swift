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
    /// The criterion; nil for parameters, which one policy leaves to its defaults and another writes down.
    var match: String?
    var isObserved: Bool
  }

  var verdict: Verdict
  var coverage: Coverage
  var reasons: [String]
  var findings: [Finding]
  var omitted: Int

  init(_ record: SessionRecord) {
    verdict = record.verdict
    // What is known of the input is not known from its frames.
    reasons = record.coverageNotes.map(\.reason).filter { $0 != CoverageNote.readInPart }.sorted()
    coverage = record.coverage == .partial && reasons.isEmpty ? .full : record.coverage
    findings = record.events.map {
      Finding(
        rule: $0.event.rule, action: $0.event.action, sender: $0.event.sender,
        offset: $0.event.offset, length: $0.event.length,
        match: $0.event.match.flatMap { $0.hasPrefix("parameters ") ? nil : $0 },
        isObserved: $0.isObserved)
    }
    omitted = record.omitted.reduce(0) { $0 + $1.count }
  }

  /// In what another decision differs, in words that quote nothing; nil where in nothing.
  func difference(to other: SessionDecision) -> String? {
    if verdict != other.verdict {
      return "\(verdict.rawValue) before, \(other.verdict.rawValue) after"
    }
    let place = zip(findings, other.findings).prefix { $0 == $1 }.count
    if place < findings.count || place < other.findings.count {
      return "\(words(findings, place)) before, \(words(other.findings, place)) after"
    }
    if coverage != other.coverage || reasons != other.reasons {
      return "looked at \(coverageWords) before, \(other.coverageWords) after"
    }
    return omitted == other.omitted ? nil : "\(omitted) more events before, \(other.omitted) after"
  }

  private func words(_ findings: [Finding], _ place: Int) -> String {
    guard place < findings.count else { return "nothing" }
    let finding = findings[place]
    return "\(finding.rule.rawValue) at \(finding.sender == .client ? "client" : "server") byte "
      + "\(finding.offset)"
  }

  private var coverageWords: String {
    reasons.isEmpty
      ? coverage.rawValue : "\(coverage.rawValue) (\(reasons.joined(separator: ", ")))"
  }
}
