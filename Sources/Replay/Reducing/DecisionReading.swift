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
  /// Those among them that a filter let through.
  private(set) var framesTaken = 0
  /// What of the inputs could not be read.
  private(set) var unread = UnreadFrames()
  /// What this reading has found.
  let trace: ReadingTrace

  /// Reads inputs to their ends.
  ///
  /// - Throws: nothing where nothing is written.
  init(
    _ inputs: [CaptureInput], filter: String?, policies: [LoadedPolicy], options: AnalysisOptions,
    progress: (ReadingProgress) -> Void
  ) throws(OutputError) {
    // Whoever reads chooses among all: what is selected by its decision is not the same everywhere.
    let sides = PolicySides(policies, options)
    var found = [[SessionRecord]](repeating: [], count: policies.count)
    func take(_ records: [[SessionRecord]]) {
      for place in records.indices { found[place] += records[place] }
    }
    for input in inputs {
      _ = try sides.read(input, filter: filter) {
        take($0)
        progress(sides.progress)
      }
    }
    try sides.finish { take($0) }
    records = found.map { $0.sorted { $0.id < $1.id } }
    messages = sides.messages
    hasReadInput = sides.hasReadInput
    hasUnreadInput = sides.hasUnreadInput
    frames = sides.progress.frames
    framesTaken = sides.framesTaken
    unread = sides.unread
    trace = sides.trace
  }
}
