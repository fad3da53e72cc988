import ASAPolicy
import ESMTPInspection
public import Reports

/// An expectation made of what was found, before it is written.
public struct CaseRecording: Sendable {
  /// The case.
  public let folder: CaseFolder
  /// The expectation.
  public let expectation: Expectation
  /// The sessions that were found, or selected, by verdict.
  public let counts: [Verdict: Int]
  /// The sessions that are not selected; nothing is expected of them.
  public let notSelected: Int
  /// What is doubtful in the policy.
  public let warnings: [String]
  /// What went wrong with the captures.
  public let messages: [String]
  /// Why nothing can be expected; nil where something was inspected.
  public let emptiness: String?

  /// Replays the captures of a case and expects what was found.
  ///
  /// - Parameters:
  ///   - folder: the case; it has captures.
  ///   - template: an expectation with the policy and what stands beside it.
  ///   - isExact: whether the forwarded bytes matter, too.
  ///   - selection: the sessions that something is expected of; nil for all.
  /// - Throws: `CaseError` where the policy or a capture cannot be read.
  public init(
    _ folder: CaseFolder, like template: Expectation, isExact: Bool,
    of selection: SessionSelection? = nil
  ) throws(CaseError) {
    let outcome = try CaseOutcome(folder, template, isExact: isExact, selection: selection)
    var expectation = template
    expectation.profile = outcome.policy.profile.name
    expectation.record(outcome.sessions, isExact: isExact)
    counts = expectation.verdicts ?? [:]
    if selection != nil { expectation.narrow(to: outcome.sessions) }
    expectation.recorded = outcome.recording
    notSelected = outcome.notSelected
    self.folder = folder
    self.expectation = expectation
    warnings = outcome.warnings
    messages = outcome.messages
    emptiness =
      selection != nil && outcome.sessions.isEmpty
      ? "'--where' selects no session; 'analyze --all' lists them"
      : outcome.emptiness(ports: "--port")
  }
}

/// A path as seen from a folder.
///
/// - Parameters:
///   - path: a path as seen from `current`.
///   - folder: a folder as seen from there.
///   - current: the folder in which the command runs.
/// - Returns: the path without a needless part.
public func relativePath(_ path: String, from folder: String, in current: String) -> String {
  func parts(_ path: String) -> [Substring] {
    normalised(path.hasPrefix("/") ? path : "\(current)/\(path)").split(separator: "/")
  }
  let (target, base) = (parts(path), parts(folder))
  let common = zip(target, base).prefix { $0 == $1 }.count
  let up = [Substring](repeating: "..", count: base.count - common)
  return (up + target[common...]).joined(separator: "/")
}
