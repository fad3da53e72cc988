public import ESMTPInspection

/// Findings that no case fails for: those of some rules, and those that an earlier report has.
public struct CasePardon: Sendable {
  /// The rules.
  public var ignoredRules: Set<Rule>
  /// The report.
  public var baseline: Baseline?
  /// How `test` is asked for it: what stands behind the verb, quoted for a shell.
  public var options: [String] = []

  /// A pardon; without anything of nothing.
  public init(ignoredRules: Set<Rule> = [], baseline: Baseline? = nil) {
    self.ignoredRules = ignoredRules
    self.baseline = baseline
  }
}

extension ExpectedSession {
  /// Whether a session's other verdict comes of findings that are passed over.
  func isExcused(_ session: DecidedSession) -> Bool {
    guard let verdict, verdict != session.verdict else { return false }
    if session.verdict > verdict { return (session.pardonedVerdict ?? session.verdict) <= verdict }
    let gone = (rules ?? []).filter { !session.rules.keys.contains($0) }
    return !gone.isEmpty && gone.allSatisfy(session.ignoredRules.contains)
  }
}
