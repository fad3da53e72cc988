import CaptureFiles
import Dispatch
import Packets
import Primitives
import Synchronization

/// Reads an input and tracks its sessions on a thread of its own, a few blocks ahead of the
/// inspection.
///
/// The blocks come in the order of the input, so that nothing depends on how the threads run.
final class StepBlocks: Sendable {
  /// What is known of an input once it is open.
  struct Header: Sendable {
    var linkTypeName: String
    var snapshotLength: Int
    /// Nil where it is not understood.
    var linkType: LinkType?
    var precision: TimestampPrecision
  }

  /// What the reading thread hands over.
  enum Item: Sendable {
    case header(Header)
    case block(StepBlock)
    /// The last one, with the error that ended the input.
    case end(CaptureError?)
  }

  private struct State {
    var items: [Item] = []
    var spare: [StepBlock] = []
    var isStopped = false
  }

  private let state = Mutex(State())
  /// Where the reading thread finds the tracker, and leaves it.
  private let tracker: Mutex<SessionTracker?>
  private let records: Bool
  private let precision: TimestampPrecision?
  private let ready = DispatchSemaphore(value: 0)
  private let room = DispatchSemaphore(value: 2)

  /// Starts to read an input; `first` is the number of the last frame of earlier ones.
  ///
  /// With `records` the blocks hold all frames as records; `precision` is the unit of their time
  /// stamps, nil for the input's own.
  init(
    _ input: CaptureInput, filter: String?, after first: Int, tracker: consuming SessionTracker,
    records: Bool = false, precision: TimestampPrecision? = nil
  ) {
    self.tracker = Mutex(consume tracker)
    self.records = records
    self.precision = precision
    DispatchQueue.global(qos: .userInitiated).async { [self] in
      read(input, filter: filter, after: first)
    }
  }

  /// The next item; waits for it.
  func next() -> Item {
    ready.wait()
    room.signal()
    return state.withLock { $0.items.removeFirst() }
  }

  /// The tracker, once the end has come.
  func takeTracker() -> SessionTracker? { tracker.withLock { $0.take() } }

  private func give(_ back: consuming SessionTracker) {
    var back: SessionTracker? = consume back
    tracker.withLock { $0 = back.take() }
  }

  /// Gives a block's memory back.
  func recycle(_ block: StepBlock) {
    state.withLock { if $0.spare.count < 2 { $0.spare.append(block) } }
  }

  /// Asks the reading to end; the end still comes.
  func stop() { state.withLock { $0.isStopped = true } }

  private func put(_ item: Item) {
    room.wait()
    state.withLock { $0.items.append(item) }
    ready.signal()
  }

  private func fresh() -> StepBlock {
    var block = state.withLock { $0.spare.popLast() } ?? StepBlock()
    block.removeAll()
    return block
  }

  /// Whether the inspection has nothing to do.
  private var isAwaited: Bool { state.withLock { $0.items.isEmpty } }

  private func read(_ input: CaptureInput, filter: String?, after first: Int) {
    var failure: CaptureError?
    if var tracker = takeTracker() {
      do throws(CaptureError) {
        failure = try read(input, filter: filter, after: first, &tracker)
      } catch {
        failure = error
      }
      give(tracker)
    }
    put(.end(failure))
  }

  /// Reads the frames.
  ///
  /// - Returns: what damaged the input, where something did.
  private func read(
    _ input: CaptureInput, filter: String?, after first: Int, _ tracker: inout SessionTracker
  ) throws(CaptureError) -> CaptureError? {
    var reader = try CaptureReader(opening: input, filter: filter)
    let known = LinkType(dataLinkType: reader.linkType)
    put(
      .header(
        Header(
          linkTypeName: reader.linkTypeName, snapshotLength: reader.snapshotLength,
          linkType: known, precision: reader.precision)))
    guard let linkType = known else {
      throw CaptureError(
        path: input.path, reason: "link type \(reader.linkTypeName) is not understood",
        remedy: "capture on an Ethernet, cooked, raw IP, loopback or PPP interface")
    }
    let format =
      !records
      ? nil
      : SavefileFormat(precision: precision ?? reader.precision, linkType: 0, snapshotLength: 0)
    var block = fresh()
    // What comes through a pipe is not held back for a block to fill.
    let isPrompt = input == .standardInput
    let outcome = reader.read { frame, bytes in
      tracker.receive(
        bytes, linkType: linkType, originalLength: frame.originalLength,
        at: Moment(frame: first + frame.number, time: frame.nanoseconds), records: format,
        into: &block)
      guard block.isFull || isPrompt && isAwaited else { return true }
      put(.block(block))
      block = fresh()
      return !state.withLock { $0.isStopped }
    }
    if block.frames > 0 { put(.block(block)) }
    if case .damaged(let error) = outcome { return error }
    return nil
  }
}
