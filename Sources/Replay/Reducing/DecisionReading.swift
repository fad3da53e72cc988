import ASAPolicy
import CaptureFiles
import ESMTPInspection
import Reports

/// One reading of inputs under several policies.
struct DecisionReading {
  /// By policy, the records of all sessions in order of their numbers.
  private(set) var records: [[SessionRecord]] = []
  /// What went wrong with the inputs.
  private(set) var messages: [String] = []
  private(set) var hasReadInput = false
  private(set) var hasUnreadInput = false
  private(set) var frames = 0

  /// An analysis that stands in a list.
  private final class Side {
    var analysis: Analysis

    init(_ policy: LoadedPolicy, _ options: AnalysisOptions, _ place: Int) {
      analysis = Analysis(policy: policy, options: options, side: place, isSelective: true)
    }
  }

  /// Reads inputs to their ends.
  ///
  /// - Throws: nothing where nothing is written.
  init(
    _ inputs: [CaptureInput], filter: String?, policies: [LoadedPolicy], options: AnalysisOptions,
    progress: (ReadingProgress) -> Void
  ) throws(OutputError) {
    let feed = CaptureFeed(SessionTracker(policies: policies, options: options))
    // Whoever reads chooses among all: what is selected by its decision is not the same everywhere.
    let sides = policies.enumerated().map { Side($1, options, $0) }
    var found = [[SessionRecord]](repeating: [], count: sides.count)
    let take = { (block: StepBlock) in
      for (place, side) in sides.enumerated() {
        side.analysis.take(block)
        found[place] += side.analysis.takeFinished()
      }
    }
    for input in inputs {
      _ = try feed.read(input, filter: filter) { block throws(OutputError) in
        take(block)
        progress(feed.progress)
      }
    }
    try feed.finish { block throws(OutputError) in take(block) }
    records = found.map { $0.sorted { $0.id < $1.id } }
    messages = feed.messages
    hasReadInput = feed.hasReadInput
    hasUnreadInput = feed.hasUnreadInput
    frames = feed.frames
  }
}
