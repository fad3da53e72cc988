import ASAPolicy
import CaptureFiles
import Primitives
import Reports

/// The captures of one side, read once.
struct VerificationSideReading: ~Copyable {
  private let feed: CaptureFeed
  private(set) var collector: LegCollector
  private var carving = CarvedCapture()
  private(set) var captures: [String] = []
  /// The filter that frames have to pass; nil where all are taken.
  private(set) var filter: String?
  private let policy: LoadedPolicy
  private let options: AnalysisOptions

  init(policy: LoadedPolicy, options: AnalysisOptions) throws(CaptureError) {
    let legs = try LegCollector()
    self.policy = policy
    self.options = options
    feed = CaptureFeed(
      SessionTracker(policies: [policy], options: options), jobs: options.jobs)
    collector = legs
  }

  var legs: [Leg] { collector.legs }
  var frames: Int { feed.frames }
  /// Those of them that the filter left out.
  var framesLeftOut: Int { filter == nil ? 0 : feed.frames - feed.framesTaken }
  var messages: [String] { feed.messages }
  /// Whether an input could be opened, and whether all were read to their ends.
  var hasReadInput: Bool { feed.hasReadInput }
  var isWhole: Bool { !feed.hasUnreadInput }

  /// Reads one input to its end.
  ///
  /// - Throws: `OutputError` where the temporary file cannot be written.
  mutating func read(_ input: CaptureInput, filter: String?) throws(OutputError) {
    let first = feed.frames
    self.filter = self.filter ?? filter
    let record = try feed.read(input, filter: filter) { block throws(OutputError) in
      try take(block)
    }
    captures.append(input.path)
    carving.add(ReadInput(input, filter: filter, first: first, as: record))
  }

  mutating func finish() throws(OutputError) {
    try feed.finish { block throws(OutputError) in try take(block) }
  }

  private mutating func take(_ block: StepBlock) throws(OutputError) {
    do throws(CaptureError) { try collector.take(block) } catch {
      throw OutputError(error)
    }
  }

  /// A leg with its pieces.
  ///
  /// - Throws: `OutputError` where the temporary file cannot be read.
  func pieces(of leg: Int) throws(OutputError) -> [LegPiece] {
    do throws(CaptureError) { return try collector.spool.pieces(of: leg) } catch {
      throw OutputError(error)
    }
  }

  /// Chooses the frames of a session for a file.
  mutating func choose(_ number: Int, as path: String) { carving.choose(number, as: path) }

  /// Writes what was chosen.
  ///
  /// - Throws: `OutputError` where it cannot be written, or an input cannot be read again.
  func writeChosen() throws(OutputError) {
    try carving.finish(SessionTracker(policies: [policy], options: options))
  }
}
