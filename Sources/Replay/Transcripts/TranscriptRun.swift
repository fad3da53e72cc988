public import ASAPolicy
public import CaptureFiles
import Primitives
public import Reports

/// One run of `show`: inputs in, the lines of one session out.
///
/// A number and endpoints are known when a session begins, so that one reading is enough. A Message-ID
/// is known behind its header: the inputs are read twice then.
public struct TranscriptRun: ~Copyable {
  private let reading: SessionReading
  private let selector: SessionSelector
  private var matching = SessionNames()
  private var all = SessionNames()

  /// What to tell on standard error, in order.
  public var messages: [String] { reading.messages }
  /// What this reading has found.
  public var trace: ReadingTrace { reading.trace }

  /// Sessions that a message names.
  public struct SessionNames: Sendable {
    /// The first ones.
    public private(set) var first: [SessionName] = []
    /// How many there are.
    public private(set) var count = 0
    private static let limit = 12

    mutating func append(_ record: SessionRecord) {
      count += 1
      guard first.count < Self.limit else { return }
      first.append(
        SessionName(
          number: record.id, client: "\(record.client)", server: "\(record.server)",
          verdict: record.verdict, frame: record.first.frame))
    }
  }

  /// What tells a session from others.
  public struct SessionName: Sendable, Equatable, CustomStringConvertible {
    /// The number that reports print.
    public var number: Int
    /// Both sockets.
    public var client, server: String
    /// What became of it.
    public var verdict: Verdict
    /// Its first frame, from 1.
    public var frame: Int

    /// A line of a list.
    public var description: String {
      "session \(number)  \(client)-\(server)  from frame \(frame), \(verdict.rawValue)"
    }
  }

  /// How a run ended.
  public enum Outcome: Sendable {
    /// The session, and whether an input was cut short.
    case found(Transcript, isCut: Bool)
    /// The session has the Message-ID that was asked for: ask for its number.
    case identified(Int)
    /// No session is named; those that there are.
    case none(SessionNames)
    /// There is no session, or none that is selected; what is told of it.
    case nothing(String)
    /// Several are named.
    case several(SessionNames)
    /// No input could be read.
    case unread
  }

  /// A run before its first input.
  public init(policy: LoadedPolicy, options: AnalysisOptions, selector: SessionSelector) {
    var options = options
    options.shown = selector
    reading = SessionReading(policy, options)
    self.selector = selector
  }

  /// Reads one input to its end.
  ///
  /// - Parameters:
  ///   - input: a file or standard input.
  ///   - filter: a BPF expression for libpcap, or nil.
  ///   - progress: called every few thousand frames with what was read so far.
  /// - Returns: what was read; what went wrong is told in it and in `messages`.
  /// - Throws: nothing where nothing is written.
  public mutating func read(
    _ input: CaptureInput, filter: String?, progress: (ReadingProgress) -> Void
  ) throws(OutputError) -> CaptureRecord {
    try reading.read(input, filter: filter, progress: progress) { take($0) }
  }

  private mutating func take(_ record: SessionRecord) {
    all.append(record)
    if selector.matches(record) { matching.append(record) }
  }

  /// Ends what is open.
  ///
  /// - Throws: nothing where nothing is written.
  public consuming func finish() throws(OutputError) -> Outcome {
    try reading.finish { take($0) }
    guard reading.hasReadInput else { return .unread }
    guard let name = matching.first.first else {
      return all.count == 0 ? .nothing(reading.remark) : .none(all)
    }
    guard matching.count == 1 else { return .several(matching) }
    guard let transcript = reading.transcript else { return .identified(name.number) }
    return .found(transcript, isCut: reading.hasUnreadInput)
  }
}
