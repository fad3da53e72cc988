public import ASAPolicy
public import CaptureFiles
public import Reports

/// One run of `fingerprint`.
public struct FingerprintRun: ~Copyable {
  private let reading: SessionReading
  private var record = FingerprintRecord()
  /// The sessions so far.
  public private(set) var sessions = 0
  /// What to tell on standard error.
  public var messages: [String] { reading.messages }
  /// What else to tell there; nil where there are sessions.
  public var remark: String? { sessions == 0 ? reading.remark : nil }
  /// Whether an input could be opened.
  public var hasReadInput: Bool { reading.hasReadInput }
  /// Whether all inputs were read to their ends.
  public var isWhole: Bool { !reading.hasUnreadInput }

  /// A run under a policy that inspects every session.
  public init(policy: LoadedPolicy, options: AnalysisOptions) {
    reading = SessionReading(policy, options, mergesLegs: true)
  }

  /// Reads one input to its end.
  ///
  /// - Throws: `OutputError` never; it is what feeds throw.
  public mutating func read(_ input: CaptureInput, filter: String?) throws(OutputError) {
    _ = try reading.read(input, filter: filter) { take($0) }
  }

  /// What all sessions show.
  public mutating func finish() throws(OutputError) -> FingerprintRecord {
    try reading.finish { take($0) }
    record.narrowing = reading.narrowing
    return record
  }

  private mutating func take(_ session: SessionRecord) {
    sessions += 1
    record.add(session.marks, of: session.id)
  }
}
