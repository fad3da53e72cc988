public import ASAPolicy
public import CaptureFiles
import ESMTPInspection
import Primitives
public import Reports

/// One run of `stress`: a session that `show` has found, cut in many ways.
public struct StressRun: ~Copyable {
  private let policy: LoadedPolicy
  private let session: SessionRecord
  private let feed: CaptureFeed
  private var collector: DialogueCollector
  private var boundaries: SegmentBoundaries
  private let seed: UInt64
  private let randomTrials: Int
  private var inputs: [CaptureInput] = []

  /// A run before its first input.
  ///
  /// - Parameters:
  ///   - policy: what the session is inspected under.
  ///   - options: how the captures are read, the same as when the session was found.
  ///   - session: the session as captured.
  ///   - seed: of the random cuts.
  ///   - randomTrials: how often the session is cut at random, at most.
  public init(
    policy: LoadedPolicy, options: AnalysisOptions, session: SessionRecord, seed: UInt64,
    randomTrials: Int
  ) {
    self.policy = policy
    self.session = session
    self.seed = seed
    self.randomTrials = randomTrials
    var options = options
    options.keepsFrames = true
    // Segments that were sent again, too, are in the frames alone.
    feed = CaptureFeed(
      SessionTracker(policies: [policy], options: options))
    boundaries = SegmentBoundaries(session)
    collector = DialogueCollector(.number(session.id))
  }

  /// Reads one input to its end.
  ///
  /// - Throws: nothing where nothing is written.
  public mutating func read(_ input: CaptureInput, filter: String?) throws(OutputError) {
    var collector = collector
    var boundaries = boundaries
    _ = try feed.read(input, filter: filter) { block throws(OutputError) in
      collector.take(block)
      boundaries.take(block, of: collector.dialogue?.opening.connection)
    }
    self.collector = collector
    self.boundaries = boundaries
    inputs.append(input)
  }

  /// Cuts the session in every way.
  ///
  /// - Parameters:
  ///   - trace: what the reading that found the session has found; nil where that is not known.
  ///   - directory: an existing folder for a capture of each finding; nil for none.
  /// - Returns: what came of it; nil where nothing inspects the session, or it has no bytes.
  /// - Throws: `OutputError` where an input is not what it was. That a capture cannot be written is told in
  ///   the record.
  public consuming func finish(
    asRead trace: ReadingTrace? = nil, capturesIn directory: String?
  ) throws(OutputError) -> StressRecord? {
    var collector = collector
    try feed.finish { block throws(OutputError) in collector.take(block) }
    try trace?.require(ReadingTrace(feed), of: inputs)
    guard let dialogue = collector.dialogue, dialogue.size > 0,
      case .inspected(let index) = dialogue.opening.classifications[0].outcome
    else { return nil }
    let inspection = policy.inspections[index]
    var test = StressTest(
      dialogue, acknowledged: boundaries.acknowledged?.cuts, inspection: inspection, seed: seed,
      randomTrials: randomTrials)
    let (captured, rows, found) = test.run()
    var findings: [StressFinding] = []
    var failure: OutputError?
    for (place, found) in found.enumerated() {
      var finding = found.finding
      if let directory, failure == nil {
        let path = "\(directory)/\(place + 1)-\(finding.decision.verdict.rawValue).pcap"
        do throws(OutputError) {
          let file = try OutputFile(path: path)
          try file.write(StressCapture.file(dialogue, found.variant))
          try file.finish()
          finding.capture = path
        } catch {
          failure = error
        }
      }
      findings.append(finding)
    }
    var notes: [String] = []
    if dialogue.isCut {
      notes.append(
        "only the first \(RecordedDialogue.byteLimit >> 20) MiB of the session are cut anew")
    }
    if dialogue.hasHoles {
      notes.append("bytes are missing from the capture; what they held is not cut")
    }
    if captured.outcome != session.fate.outcome, captured.verdict == session.verdict {
      notes.append(
        "as captured its outcome is '\(session.fate.outcome.rawValue)', by what is left out here")
    }
    if captured.verdict != session.verdict {
      notes.append(
        "as captured it is '\(session.verdict.rawValue)'; connection limits, time-outs and conflicting "
          + "copies are left out here"
      )
    }
    var record = StressRecord(
      session: session, profile: inspection.profile.name, captured: captured, rows: rows,
      findings: findings, notes: notes)
    record.failure = failure?.description
    return record
  }
}
