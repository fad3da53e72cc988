public import ASAPolicy
public import CaptureFiles
import Primitives
import Reports

/// The sessions that a selection means and the frames that are theirs, from inputs that are read for that
/// alone: what is written while sessions are open has to know before.
public struct SelectedTraffic: Sendable {
  /// The numbers of the sessions.
  let sessions: Set<Int>
  /// Their frames.
  let frames: FrameMarks

  /// Reads inputs twice, each to its end.
  ///
  /// - Parameters:
  ///   - inputs: what is going to be read; each can be read several times.
  ///   - filter: a BPF expression for libpcap, or nil.
  ///   - policy: the policy.
  ///   - options: what the replay is asked for, with the selection.
  /// - Throws: `OutputError` where an input cannot be read again.
  public init(
    in inputs: [CaptureInput], filter: String?, policy: LoadedPolicy, options: AnalysisOptions
  ) throws(OutputError) {
    let options = options.withoutOutputs
    let reading = SessionReading(policy, options)
    var numbers: Set<Int> = []
    var read: [ReadInput] = []
    for input in inputs {
      let first = reading.progress.frames
      let record = try reading.read(input, filter: filter) { numbers.insert($0.id) }
      read.append(ReadInput(input, filter: filter, first: first, as: record))
    }
    try reading.finish { numbers.insert($0.id) }
    sessions = numbers
    frames = try FrameMarks(
      of: numbers, in: read, SessionTracker(policies: [policy], options: options))
  }
}
