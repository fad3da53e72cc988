import CaptureFiles
import Dispatch
import Packets
import Primitives

/// Reads an input and tracks its sessions on a thread of its own, a few blocks ahead of the
/// inspection.
///
/// The blocks come in the order of the input, so that nothing depends on how the threads run.
final class StepBlocks: Sendable {
  /// What the reading thread hands over.
  enum Item: Sendable {
    case header(StepReading.Header)
    case block(StepBlock)
    /// The last one.
    case end(StepReading.Ending)
  }

  private struct State {
    var items: [Item] = []
    var spare: [StepBlock] = []
    var isStopped = false
  }

  private let state = Guarded(State())
  /// Where the reading thread finds the tracker, and leaves it.
  private let tracker: Guarded<SessionTracker?>
  private let ready = DispatchSemaphore(value: 0)
  private let room = DispatchSemaphore(value: 2)

  /// Starts to read an input.
  init(_ reading: StepReading, tracker: consuming SessionTracker) {
    self.tracker = Guarded(consume tracker)
    DispatchQueue.global(qos: .userInitiated).async { [self] in read(reading) }
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

  private func read(_ reading: StepReading) {
    var ending = StepReading.Ending()
    if var tracker = takeTracker() {
      do throws(CaptureError) { ending = try read(reading, &tracker) } catch {
        ending.error = error
      }
      give(tracker)
    }
    put(.end(ending))
  }

  /// Reads the frames.
  ///
  /// - Returns: how the input ended.
  private func read(
    _ reading: StepReading, _ tracker: inout SessionTracker
  ) throws(CaptureError) -> StepReading.Ending {
    // What comes some time is not held back for a block to fill.
    let isPrompt = reading.input.isAwaited
    return try reading.run(
      &tracker, block: fresh(), begin: { put(.header($0)) }, isDue: { isPrompt && isAwaited },
      take: { block in
        put(.block(block))
        block = fresh()
        return !state.withLock { $0.isStopped }
      })
  }
}
