public import ASAPolicy
public import CaptureFiles
public import Reports

/// The first reading of `advise`: who needs help, and why.
public struct AdviceSearch: ~Copyable {
  private let reading: SessionReading
  private var causes = AdviceCauses()
  private var inspected = InspectedTraffic()
  /// What is told where the traffic has passed an inspecting firewall before; nil where nothing shows it.
  public var inspectedRemark: String? { inspected.remark }
  /// What is told where there is no session.
  public var remark: String { reading.remark }
  /// What was asked for, and what was left aside for that.
  public var narrowing: Narrowing { reading.narrowing }
  /// What to tell on standard error.
  public var messages: [String] { reading.messages }
  /// What this reading has found.
  public var trace: ReadingTrace { reading.trace }
  /// Whether an input could be opened.
  public var hasReadInput: Bool { reading.hasReadInput }
  /// Whether all inputs were read to their ends.
  public var isWhole: Bool { !reading.hasUnreadInput }

  /// A search under a policy.
  public init(policy: LoadedPolicy, options: AnalysisOptions) {
    reading = SessionReading(policy, options, mergesLegs: true)
  }

  /// Reads one input to its end.
  ///
  /// - Throws: `OutputError` never; it is what feeds throw.
  public mutating func read(_ input: CaptureInput, filter: String?) throws(OutputError) {
    _ = try reading.read(input, filter: filter) { take($0) }
  }

  /// Ends what is open: who needs help.
  public mutating func finish() throws(OutputError) -> AdviceCauses {
    try reading.finish { take($0) }
    return causes
  }

  private mutating func take(_ session: SessionRecord) {
    causes.add(session)
    inspected.add(session)
  }
}
