import ASAPolicy
import CaptureFiles
import ESMTPInspection
import Reports

/// What became of the captures of a case.
struct CaseOutcome: Sendable {
  /// The sessions in order of their numbers.
  var sessions: [DecidedSession] = []
  /// The lines of the policy that took part.
  var exercised: Set<SourceLine> = []
  /// The policy.
  var policy: LoadedPolicy
  /// What the outcome can be recorded as coming from.
  var recording: Recording
  /// What is doubtful in the policy.
  var warnings: [String] = []
  /// What went wrong with the captures without ending the run.
  var messages: [String] = []
  /// The frames that were read.
  private(set) var frames = 0
  /// What of the captures could not be read.
  private(set) var unread = UnreadFrames()
  /// The sessions that are not selected.
  private(set) var notSelected = 0
  /// Whether every capture was read to its end.
  private(set) var isWhole = true
  /// Whether a session was looked at, or is one that the policy exempts.
  private(set) var hasLooked = false
  private var pardon: CasePardon

  /// Replays the captures of a case.
  ///
  /// - Parameters:
  ///   - folder: the case; it has captures.
  ///   - expectation: the policy and what stands beside it.
  ///   - isExact: whether forwarded streams are hashed.
  ///   - pardon: the findings that are passed over.
  ///   - selection: the sessions that are looked at; nil for all.
  /// - Throws: `CaseError` where the policy or a capture cannot be read.
  init(
    _ folder: CaseFolder, _ expectation: Expectation, isExact: Bool,
    pardon: CasePardon = CasePardon(), selection: SessionSelection? = nil
  ) throws(CaseError) {
    self.pardon = pardon
    recording = Recording()
    let texts = try expectation.texts(of: folder)
    for text in texts { recording.policies.append(try fileHash(text.name)) }
    let loaded = LoadedPolicy.load(texts, options: expectation.policyOptions)
    guard let policy = loaded.policy else {
      let errors = loaded.diagnostics.filter { $0.severity == .error }
      throw CaseError(errors.first?.description ?? "the policy cannot be used")
    }
    self.policy = policy
    warnings = loaded.diagnostics.map(\.description)
    try replay(folder, expectation.ports, selection, isExact: isExact)
  }

  private mutating func replay(
    _ folder: CaseFolder, _ ports: [UInt16], _ selection: SessionSelection?, isExact: Bool
  ) throws(CaseError) {
    var options = AnalysisOptions()
    options.ports = ports
    options.selection = selection
    options.hashesForwarded = isExact
    let reading = SessionReading(policy, options)
    do {
      for name in folder.captures {
        let path = folder.path(of: name)
        recording.captures[name] = try fileHash(path)
        let record = try reading.read(.file(path), filter: nil) { take($0) }
        guard record.error == nil || record.frames > 0 else {
          throw CaseError(record.error ?? path)
        }
      }
      try reading.finish { take($0) }
    } catch let error as CaseError {
      throw error
    } catch {
      throw CaseError("\(error)")
    }
    messages = reading.messages
    frames = reading.progress.frames
    unread = reading.unread
    notSelected = reading.passedOver
    isWhole = !reading.hasUnreadInput
    sessions.sort { $0.number < $1.number }
  }

  /// Why there is nothing to be expected; nil where something was inspected.
  ///
  /// - Parameter ports: what names the inspected ports.
  /// - Returns: a sentence without a full stop.
  func emptiness(ports: String) -> String? {
    if hasLooked { return nil }
    if sessions.isEmpty { return NoSession.remark(frames: frames, unread: unread, ports: ports) }
    return "nothing was inspected: "
      + (sessions.count == 1 ? "the session" : "none of the \(sessions.count) sessions")
      + " could \(sessions.count == 1 ? "not " : "")be looked at; 'analyze' says why"
  }

  private mutating func take(_ record: SessionRecord) {
    sessions.append(
      DecidedSession(
        record, ignoring: pardon.ignoredRules, known: pardon.baseline?.take(record)))
    hasLooked = hasLooked || !record.isUnchecked
    // What acts behind a divergence alone decides nothing.
    exercised.formUnion(record.events.lazy.filter(\.isObserved).compactMap(\.event.source))
    exercised.formUnion(record.decision.chain.map(\.source))
  }
}

/// A path without `.` and, where it can be told, without `..`.
func normalised(_ path: String) -> String {
  var parts: [Substring] = []
  for part in path.split(separator: "/") where part != "." {
    if part == "..", let last = parts.last, last != ".." {
      parts.removeLast()
    } else {
      parts.append(part)
    }
  }
  let text = (path.hasPrefix("/") ? "/" : "") + parts.joined(separator: "/")
  return text.isEmpty ? "." : text
}
