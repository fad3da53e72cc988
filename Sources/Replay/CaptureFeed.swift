import CaptureFiles
import Packets
import Primitives
import Reports

/// Reads inputs one after the other and hands out the steps of their sessions.
final class CaptureFeed {
  /// Away while an input is read.
  var tracker: SessionTracker?
  /// The frames so far; at the end of an input, those too that a filter left out: they have numbers.
  var frames = 0
  /// Those among them that a filter let through.
  private(set) var framesTaken = 0
  /// The captured bytes of these.
  private var bytes: UInt64 = 0
  /// The times of the inputs.
  private var order = CaptureOrder()
  /// Whether an input could be opened.
  private(set) var hasReadInput = false
  /// Whether an input was not read to its end, or its sessions were not followed to theirs.
  var hasUnreadInput: Bool { !errors.isEmpty || connectionsGivenUp > 0 }
  /// What is wrong with the inputs, in order.
  private(set) var errors: [CaptureError] = []
  /// What to tell of the inputs, in order.
  var messages: [String] {
    var messages = errors.map(\.description)
    if connectionsGivenUp > 0 {
      let given = connectionsGivenUp == 1 ? "connection was" : "connections were"
      messages.append(
        "\(connectionsGivenUp) open \(given) given up, because more were open than '--connections' allows; "
          + "what came of them later counts as sessions of its own")
    }
    if hasMissingParts, let remark = order.remark(quote: inputName) { messages.append(remark) }
    if lacksDirections, let remark = order.directionRemark(quote: inputName) {
      messages.append(remark)
    }
    return messages
  }

  /// The rewritten capture, where there is one.
  let rewriting: RewriteState?
  /// Whether blocks hold all frames, with time stamps in nanoseconds.
  private let keepsFrames: Bool
  /// What is known of the last input that was opened.
  private(set) var header: StepReading.Header?

  /// Whether inputs are read ahead, on a thread of their own.
  private let readsAhead: Bool

  init(
    _ tracker: consuming SessionTracker, rewriting: RewriteState? = nil, jobs: Int = 2
  ) {
    keepsFrames = tracker.keepsFrames
    self.tracker = consume tracker
    self.rewriting = rewriting
    readsAhead = jobs > 1
  }

  /// Reads one input to its end.
  ///
  /// - Parameters:
  ///   - input: a file or standard input.
  ///   - filter: a BPF expression for libpcap, or nil.
  ///   - take: receives each block; once it throws, the rest is passed over.
  /// - Returns: what was read; what went wrong is told in it and in `messages`.
  /// - Throws: what `take` throws.
  func read(
    _ input: CaptureInput, filter: String?,
    _ take: (inout StepBlock) throws(OutputError) -> Void
  ) throws(OutputError) -> CaptureRecord {
    var record = CaptureRecord(
      path: input.path, firstFrame: nil, frames: 0, bytes: 0, span: nil, linkType: "unknown",
      snapshotLength: 0, error: nil)
    var failure: OutputError?
    let (before, taken, hadReadInput) = (frames, framesTaken, hasReadInput)
    // What is only kept has the finest unit; what is written has that of the file.
    let precision: TimestampPrecision? =
      if let rewriting { rewriting.precision } else { keepsFrames ? .nanoseconds : nil }
    let reading = StepReading(
      input: input, filter: filter, first: frames, isHelped: readsAhead,
      records: rewriting != nil || keepsFrames,
      precision: precision)
    // What is waited for leaves time to inspect what has come.
    let ending =
      readsAhead || input.isAwaited
      ? readAhead(reading, &record, &failure, take) : readInTurn(reading, &record, &failure, take)
    if record.firstFrame != nil { record.firstFrame = before + 1 }
    record.frames = ending.frames
    frames = before + ending.frames
    if filter != nil, ending.kernel == nil { record.framesTaken = framesTaken - taken }
    record.droppedFrames = ending.kernel.map { $0.dropped + $0.droppedByInterface }
    if let error = ending.error ?? droppingError(record) {
      record.error = "\(error)"
      errors.append(error)
      tracker?.noteUnread()
      if error.isOfForeignKind, ending.frames == 0 {
        // It opens, and no more can be looked at than of one that does not.
        hasReadInput = hadReadInput
        (record.linkType, record.snapshotLength) = ("unknown", 0)
      }
    }
    order.add(record)
    if let failure { throw failure }
    return record
  }

  /// Reads on a thread of its own.
  ///
  /// - Returns: how the input ended.
  private func readAhead(
    _ reading: StepReading, _ record: inout CaptureRecord, _ failure: inout OutputError?,
    _ take: (inout StepBlock) throws(OutputError) -> Void
  ) -> StepReading.Ending {
    guard let tracker = tracker.take() else { return StepReading.Ending() }
    return drain(
      StepBlocks(reading, tracker: tracker),
      begin: { header in begin(header, reading.input, &record, &failure) },
      take: { block in
        self.take(&block, &record, &failure, take)
        return failure == nil
      })
  }

  /// Takes what another thread hands over, until its end.
  ///
  /// - Parameters:
  ///   - blocks: hands over.
  ///   - begin: receives what is known of an input.
  ///   - take: receives each block, and says whether to go on.
  /// - Returns: how it ended.
  private func drain(
    _ blocks: StepBlocks, begin: (StepReading.Header) -> Void, take: (inout StepBlock) -> Bool
  ) -> StepReading.Ending {
    while true {
      switch blocks.next() {
      case .header(let header):
        begin(header)
      case .block(var block):
        if !take(&block) { blocks.stop() }
        blocks.recycle(block)
      case .end(let ending):
        tracker = blocks.takeTracker()
        return ending
      }
    }
  }

  /// Reads and inspects in turn.
  ///
  /// - Returns: how the input ended.
  private func readInTurn(
    _ reading: StepReading, _ record: inout CaptureRecord, _ failure: inout OutputError?,
    _ take: (inout StepBlock) throws(OutputError) -> Void
  ) -> StepReading.Ending {
    guard var tracker = tracker.take() else { return StepReading.Ending() }
    var ending = StepReading.Ending()
    do throws(CaptureError) {
      ending = try reading.run(
        &tracker, block: StepBlock(),
        begin: { header in begin(header, reading.input, &record, &failure) },
        isDue: { false },
        take: { block in
          self.take(&block, &record, &failure, take)
          block.removeAll()
          return failure == nil
        })
    } catch {
      ending.error = error
    }
    self.tracker = consume tracker
    return ending
  }

  /// What is wrong where frames of an interface were not captured.
  private func droppingError(_ record: CaptureRecord) -> CaptureError? {
    guard let dropped = record.droppedFrames, dropped > 0 else { return nil }
    // The kernel counts them and does not keep them.
    return CaptureError(
      path: record.path,
      reason: dropped == 1
        ? "1 frame was dropped before it could be read, and nobody knows of which session it was"
        : "\(dropped) frames were dropped before they could be read, and nobody knows of which "
          + "sessions they were",
      remedy: "narrow it with '--filter', or give the kernel more room with '--buffer'")
  }

  private func begin(
    _ header: StepReading.Header, _ input: CaptureInput, _ record: inout CaptureRecord,
    _ failure: inout OutputError?
  ) {
    self.header = header
    record.linkType = header.linkTypeName
    record.snapshotLength = header.snapshotLength
    hasReadInput = true
    do throws(OutputError) { try rewriting?.begin(header, of: input) } catch { failure = error }
  }

  private func take(
    _ block: inout StepBlock, _ record: inout CaptureRecord, _ failure: inout OutputError?,
    _ take: (inout StepBlock) throws(OutputError) -> Void
  ) {
    guard failure == nil else { return }
    count(block, &record)
    do throws(OutputError) { try take(&block) } catch { failure = error }
  }

  /// What was read so far.
  var progress: ReadingProgress { ReadingProgress(frames: frames, bytes: bytes) }

  private func count(_ block: StepBlock, _ record: inout CaptureRecord) {
    guard let span = block.span else { return }
    if record.firstFrame == nil { record.firstFrame = frames + 1 }
    frames += block.frames
    framesTaken += block.frames
    bytes &+= block.capturedBytes
    record.bytes &+= block.capturedBytes
    let known = record.span ?? span
    record.span = min(known.lowerBound, span.lowerBound)...max(known.upperBound, span.upperBound)
  }

  /// Ends what is open.
  ///
  /// - Throws: what `take` throws.
  func finish(_ take: (inout StepBlock) throws(OutputError) -> Void) throws(OutputError) {
    guard var tracker = tracker.take() else { return }
    var failure: OutputError?
    func takeNext(_ block: inout StepBlock) -> Bool {
      guard failure == nil else { return false }
      do throws(OutputError) { try take(&block) } catch { failure = error }
      return failure == nil
    }
    if readsAhead {
      _ = drain(StepBlocks(finishing: tracker), begin: { _ in }, take: takeNext)
    } else {
      var block = StepBlock()
      while tracker.finishBlock(&block), takeNext(&block) { block.removeAll() }
      _ = takeNext(&block)
      self.tracker = consume tracker
    }
    if let failure { throw failure }
  }

  /// Counts of packets by name, in a fixed order.
  var packetCounts: [(name: String, count: Int)] {
    switch tracker {
    case .some(let tracker): tracker.packetCounts
    case .none: []
    }
  }

  /// What of the inputs could not be read.
  var unread: UnreadFrames { UnreadFrames(packets: packetCounts) }

  /// Whether connections lack their beginning or have holes.
  private var hasMissingParts: Bool {
    switch tracker {
    case .some(let tracker): tracker.hasMissingParts
    case .none: false
    }
  }

  /// Whether connections lack a direction.
  private var lacksDirections: Bool {
    switch tracker {
    case .some(let tracker): tracker.lacksDirections
    case .none: false
    }
  }

  /// The open connections with bytes that made room for others.
  private var connectionsGivenUp: Int {
    switch tracker {
    case .some(let tracker): tracker.connectionsGivenUp
    case .none: 0
    }
  }

  /// The bounds that were hit.
  var boundCounts: [(name: String, count: Int)] {
    switch tracker {
    case .some(let tracker): tracker.boundCounts
    case .none: []
    }
  }
}
