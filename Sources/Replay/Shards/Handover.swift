import CaptureFiles
import Packets
import Primitives
import Reports

/// What a shard leaves to the next one and to `merge`. Frames are counted behind its own captures.
struct Handover: Sendable {
  /// The captures behind its own that were read, as far as they were.
  var inputs: [ShardRecord.Passage] = []
  /// Whether something was still followed where the last capture ended.
  var isAtEnd = false
  /// Where sessions begin that the shard tells.
  var opened: [Int] = []
  /// Where sessions of the next shard begin that are none.
  var retracted: [Int] = []
  /// What was counted in the own captures.
  var own: (packets: [(name: String, count: Int)], bounds: [(name: String, count: Int)]) = ([], [])
  /// The same with what the next shard counts otherwise than it is: all shards' together are the run's.
  var packets: [(name: String, count: Int)] = []
  /// The hits of bounds in the same way.
  var bounds: [(name: String, count: Int)] = []
  /// The times of the first segment of the own captures and of the latest one; nil where there is none.
  var times: (first: Int64, latest: Int64)?
  /// The most that there was of what is bounded.
  var peaks: [ShardRecord.Peak] = []
  /// How often fragments went to keep within their bounds.
  var fragmentEvictions = 0
}

extension CaptureFeed {
  /// Goes on with what is open, in the captures behind those that were read, until nothing is.
  ///
  /// - Parameters:
  ///   - inputs: these captures in order; those behind the one in which all has ended stay unread.
  ///   - filter: a BPF expression for libpcap, or nil.
  ///   - cold: a tracker as the next shard starts with.
  ///   - take: receives each block.
  /// - Returns: what is left to others; the feed is finished.
  /// - Throws: what `take` throws.
  func readOn(
    _ inputs: [CaptureInput], filter: String?, cold: consuming SessionTracker,
    _ take: (inout StepBlock) throws(OutputError) -> Void
  ) throws(OutputError) -> Handover {
    guard let tracker = tracker.take() else { return Handover() }
    let start = frames
    var reading = ReadingOn(tracker, cold: cold, frames: start)
    var passages: [ShardRecord.Passage] = []
    var failure: OutputError?
    for input in inputs where !reading.isDone && failure == nil {
      passages.append(readOn(input, filter: filter, &reading, &failure, take))
    }
    let isDone = reading.isDone
    var block = StepBlock()
    do throws(OutputError) {
      while failure == nil, reading.warm.finishBlock(&block) {
        try take(&block)
        block.removeAll()
      }
      if failure == nil { try take(&block) }
    } catch { failure = error }
    if !isDone { reading.finishCold() }
    var handover = reading.handover()
    handover.inputs = passages
    handover.isAtEnd = !isDone
    self.tracker = reading.takeTracker()
    if let failure { throw failure }
    return handover
  }

  private func readOn(
    _ input: CaptureInput, filter: String?, _ reading: inout ReadingOn,
    _ failure: inout OutputError?, _ take: (inout StepBlock) throws(OutputError) -> Void
  ) -> ShardRecord.Passage {
    var passage = ShardRecord.Passage(path: input.path, frames: 0, isWhole: true)
    var block = StepBlock()
    // What is wrong with the capture is told by the shard whose own it is.
    guard var reader = try? CaptureReader(opening: input, filter: filter),
      let linkType = LinkType(dataLinkType: reader.linkType)
    else {
      reading.warm.noteUnread()
      return passage
    }
    let first = frames
    var wrong: OutputError?
    func hand(_ block: inout StepBlock) {
      if wrong == nil {
        do throws(OutputError) { try take(&block) } catch { wrong = error }
      }
      block.removeAll()
    }
    let outcome = reader.read { frame, bytes in
      reading.receive(
        bytes, linkType: linkType, originalLength: frame.originalLength,
        at: Moment(frame: first + frame.number, time: frame.nanoseconds), into: &block)
      if block.isFull { hand(&block) }
      return !reading.isDone && wrong == nil
    }
    hand(&block)
    passage.frames = reader.framesRead
    frames += passage.frames
    switch outcome {
    case .end: break
    case .stopped: passage.isWhole = false
    case .damaged: reading.warm.noteUnread()
    }
    failure = wrong
    return passage
  }
}
