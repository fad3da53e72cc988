import ASAPolicy
import CaptureFiles
import Reports

/// Reads inputs a second time, for sessions of which it is known when all have ended that more of them is
/// asked for: nothing is gathered in vain, and memory is bounded by their number.
struct SecondReading {
  private(set) var inputs: [(input: CaptureInput, filter: String?)] = []
  /// The inputs behind a shard's own, in which it goes on; nil for a whole run.
  private var later: [CaptureInput]?
  /// Whether all of them can be opened anew, and nobody has asked for the end.
  var isPossible: Bool { areRereadable && !StopRequest.hasEndedFiles }

  /// The same for what the report is to have.
  ///
  /// - Throws: `OutputError` where nobody knows yet that a signal has put an end to it: the first reading was
  ///   over.
  func mayBegin() throws(OutputError) -> Bool {
    if areRereadable, StopRequest.hasEndedFiles, let first, first.isWhole {
      throw OutputError(interruptedReadingOf: ReadingTrace.name(of: inputs.map(\.input)))
    }
    return isPossible
  }

  private var areRereadable = true
  /// What keeps it from beginning; nil where nothing does.
  var obstacle: DialogueObstacle? {
    areRereadable ? StopRequest.hasEndedFiles ? .signal : nil : .readOnce
  }
  /// What the first reading has found, once it is over.
  var first: ReadingTrace?

  /// What is kept of one session.
  private static let limits = TranscriptLimits(bytes: 96 << 10, lines: 2_000)

  /// Notes an input that is about to be read.
  mutating func add(_ input: CaptureInput, filter: String?) {
    inputs.append((input, filter))
    if !input.isRereadable { areRereadable = false }
  }

  /// Notes that a shard goes on in further inputs until nothing of it is open.
  mutating func goesOn(in inputs: [CaptureInput]) { later = inputs }

  /// The sessions of some numbers; none where an input cannot be read again.
  ///
  /// - Parameters:
  ///   - numbers: the numbers of the first reading.
  ///   - policy: what the sessions are inspected under.
  ///   - options: those of the first reading.
  /// - Returns: the sessions by number.
  /// - Throws: `OutputError` where an input is not what it was.
  func transcripts(of numbers: Set<Int>, _ policy: LoadedPolicy, _ options: AnalysisOptions)
    throws(OutputError) -> [Int: Transcript]
  {
    guard !numbers.isEmpty, try mayBegin() else { return [:] }
    var options = options.withoutOutputs
    options.shownNumbers = numbers
    options.transcriptLimits = Self.limits
    var analysis = Analysis(policy: policy, options: options)
    try read([policy], options) { block in
      analysis.take(block)
      _ = analysis.takeFinished()
    }
    return analysis.transcripts
  }

  /// The sessions of some numbers under each of several policies, by one reading.
  ///
  /// - Parameters:
  ///   - numbers: those of the first reading, by the policy's place.
  ///   - policies: the policies of the first reading in their order.
  ///   - options: those of the first reading.
  /// - Returns: the sessions of each policy by number; none where an input cannot be read again.
  /// - Throws: `OutputError` where an input is not what it was.
  func transcripts(
    of numbers: [Set<Int>], _ policies: [LoadedPolicy], _ options: AnalysisOptions
  ) throws(OutputError) -> [[Int: Transcript]] {
    guard numbers.contains(where: { !$0.isEmpty }), try mayBegin() else { return [] }
    var options = options.withoutOutputs
    options.selection = nil
    options.tellsCommunityIDs = false
    options.transcriptLimits = Self.limits
    let sides = zip(policies, numbers).enumerated().map { place, side in
      var options = options
      options.followed = side.1
      options.shownNumbers = side.1
      return ShownSide(side.0, options, at: place)
    }
    try read(policies, options) { block in for side in sides { side.take(block) } }
    return sides.map(\.transcripts)
  }

  /// The chosen sessions under one of several policies.
  private final class ShownSide {
    private var analysis: Analysis
    var transcripts: [Int: Transcript] { analysis.transcripts }

    init(_ policy: LoadedPolicy, _ options: AnalysisOptions, at place: Int) {
      analysis = Analysis(policy: policy, options: options, side: place, isSelective: true)
    }

    func take(_ block: StepBlock) {
      analysis.take(block)
      _ = analysis.takeFinished()
    }
  }

  /// Reads all inputs to their ends.
  ///
  /// - Throws: `OutputError` where an input is not what it was.
  func read(
    _ policies: [LoadedPolicy], _ options: AnalysisOptions, _ take: (StepBlock) -> Void
  ) throws(OutputError) {
    let feed = CaptureFeed(
      SessionTracker(policies: policies, options: options), jobs: options.jobs)
    for (input, filter) in inputs {
      _ = try feed.read(input, filter: filter) { block throws(OutputError) in take(block) }
    }
    if let later {
      _ = try feed.readOn(
        later, filter: nil, cold: SessionTracker(policies: policies, options: options)
      ) { block throws(OutputError) in take(block) }
    }
    try feed.finish { block throws(OutputError) in take(block) }
    try first?.require(ReadingTrace(feed), of: inputs.map(\.input))
  }
}
