public import ASAPolicy
public import CaptureFiles
import ESMTPInspection
public import Reports

/// Inputs that were read before, read again under changed policies: what would help, and what the model
/// takes for granted.
public struct AdviceReading: Sendable {
  /// The policy that changes are tried on.
  public let policy: LoadedPolicy
  private let options: AnalysisOptions

  /// The number of changes that are tried at once.
  private static let candidateLimit = 48

  /// A reading.
  ///
  /// - Parameters:
  ///   - policy: the policy.
  ///   - options: what the replay is asked for; nothing is written.
  public init(policy: LoadedPolicy, options: AnalysisOptions) {
    self.policy = policy
    self.options = options.withoutOutputs
  }

  /// The lines of the policy's texts.
  var lines: Int { policy.typedLines }

  /// Tries what the policy knows against each cause, over all of the inputs.
  ///
  /// - Parameters:
  ///   - causes: what keeps mail back.
  ///   - inputs: the inputs.
  ///   - filter: a BPF expression for libpcap, or nil.
  ///   - trace: what the first reading found.
  /// - Returns: one record a cause; nothing is read where there is none.
  /// - Throws: `OutputError` where the inputs are not what they were.
  public func advice(
    on causes: AdviceCauses, in inputs: [CaptureInput], filter: String?, asRead trace: ReadingTrace
  ) throws(OutputError) -> [AdviceRecord] {
    let causes = causes.sorted
    guard !causes.isEmpty else { return [] }
    var candidates: [AdviceCandidate] = []
    var refused = [[String]](repeating: [], count: causes.count)
    for (index, cause) in causes.enumerated() {
      for remedy in policy.remedies(cause.question)
      where candidates.count < AdviceReading.candidateLimit {
        let change = PolicyText(
          name: "advice", text: remedy.lines.map { $0 + "\n" }.joined())
        let (changed, diagnostics) = policy.typing([change])
        if let changed {
          candidates.append(AdviceCandidate(cause: index, remedy: remedy, policy: changed))
        } else {
          let why = diagnostics.first { $0.severity == .error }.map { ": \($0.message)" } ?? ""
          refused[index].append("\(remedy.summary): the device would not take it\(why)")
        }
      }
    }
    var trial = AdviceTrial(
      policy: policy, causes: causes, candidates: candidates, options: options)
    for input in inputs { try trial.read(input, filter: filter) }
    try trace.require(trial.trace, of: inputs)
    return try trial.finish(refused: refused)
  }

  /// Turns each open assumption round, over all of the inputs.
  ///
  /// - Parameters:
  ///   - inputs: the inputs.
  ///   - filter: a BPF expression for libpcap, or nil.
  ///   - numbers: the sessions that matter; nil for those that are selected.
  ///   - trace: what the first reading found.
  /// - Returns: the assumptions that decide something, those that decide most first.
  /// - Throws: `OutputError` where the inputs are not what they were.
  public func assumptions(
    in inputs: [CaptureInput], filter: String?, of numbers: [Int]? = nil,
    asRead trace: ReadingTrace
  ) throws(OutputError) -> [AssumptionRecord] {
    var options = options
    if let numbers { options.selection = SessionSelection(numbers: numbers) }
    var others: [(assumption: Assumption, policy: LoadedPolicy)] = []
    for assumption in Assumption.all {
      if let other = policy.turned(assumption) {
        others.append((assumption, other))
      }
    }
    var trial = AssumptionTrial(
      policy: policy, others: others, options: options, mergesLegs: numbers == nil)
    for input in inputs { try trial.read(input, filter: filter) }
    try trace.require(trial.trace, of: inputs)
    return try trial.finish()
  }
}
