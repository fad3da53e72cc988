import CaptureFiles
import Dispatch
import Packets
import Primitives
import Synchronization

/// Reads an input and tracks its sessions, or ends those that are open, on a thread of its own, a few
/// blocks ahead of the inspection.
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
    /// Whether the thread that takes items sleeps, or the one that puts them.
    var (takerSleeps, putterSleeps) = (false, false)
  }

  private let state = Guarded(State())
  /// How many items there are, to be looked at without a turn at the state.
  private let count = Atomic(0)
  /// Where the reading thread finds the tracker, and leaves it.
  private let tracker: Guarded<SessionTracker?>
  /// What reads the input ahead.
  private let ahead = Guarded<PlainRecords?>(nil)
  private let ready = DispatchSemaphore(value: 0)
  private let room = DispatchSemaphore(value: 0)

  /// How many items wait at most. A thread that sleeps is woken once half of them are there, or gone, so
  /// that it is not put to sleep again behind each block.
  private static let depth = 3

  /// Starts to read an input.
  init(_ reading: StepReading, tracker: consuming SessionTracker) {
    self.tracker = Guarded(consume tracker)
    start { [self] tracker throws(CaptureError) in try read(reading, &tracker) }
  }

  /// Starts to end the sessions that are open.
  init(finishing tracker: consuming SessionTracker) {
    self.tracker = Guarded(consume tracker)
    start { [self] tracker throws(CaptureError) in finish(&tracker) }
  }

  /// The next item; waits for it, and reads the input ahead meanwhile.
  func next() -> Item {
    while true {
      let (item, wakes) = state.withLock { state -> (Item?, Bool) in
        guard !state.items.isEmpty else { return (nil, false) }
        let item = state.items.removeFirst()
        count.store(state.items.count, ordering: .releasing)
        let wakes = state.putterSleeps && state.items.count <= StepBlocks.depth / 2
        if wakes { state.putterSleeps = false }
        return (item, wakes)
      }
      if wakes { room.signal() }
      if let item { return item }
      let ahead = ahead.withLock { $0 }
      if ahead?.help() == true { continue }
      if spin(until: { count.load(ordering: .acquiring) > 0 || ahead?.awaitsHelp == true }) {
        continue
      }
      let sleeps = state.withLock { state in
        state.takerSleeps = state.items.isEmpty
        return state.takerSleeps
      }
      if sleeps { ready.wait() }
    }
  }

  /// The tracker, once the end has come.
  func takeTracker() -> SessionTracker? { tracker.withLock { $0.take() } }

  private func give(_ back: consuming SessionTracker) {
    var back: SessionTracker? = consume back
    tracker.withLock { $0 = back.take() }
  }

  /// Gives a block's memory back.
  func recycle(_ block: StepBlock) {
    state.withLock { if $0.spare.count < StepBlocks.depth { $0.spare.append(block) } }
  }

  /// Asks the reading to end; the end still comes.
  func stop() { state.withLock { $0.isStopped = true } }

  /// Hands an item over; waits where too many are there, and reads the input ahead meanwhile. `isPrompt`
  /// wakes who waits for it at once.
  private func put(_ item: Item, isPrompt: Bool) {
    if case .header(let header) = item { ahead.withLock { $0 = header.ahead } }
    let wakes = state.withLock { state in
      state.items.append(item)
      count.store(state.items.count, ordering: .releasing)
      let isDue = isPrompt || state.items.count >= StepBlocks.depth / 2
      let wakes = state.takerSleeps && isDue
      if wakes { state.takerSleeps = false }
      return wakes
    }
    if wakes { ready.signal() }
    let ahead = ahead.withLock { $0 }
    while true {
      if count.load(ordering: .acquiring) < StepBlocks.depth { return }
      if ahead?.help() == true { continue }
      let goesOn = spin {
        count.load(ordering: .acquiring) < StepBlocks.depth || ahead?.awaitsHelp == true
      }
      if !goesOn { break }
    }
    let sleeps = state.withLock { state in
      state.putterSleeps = state.items.count >= StepBlocks.depth
      return state.putterSleeps
    }
    if sleeps { room.wait() }
  }

  private func fresh() -> StepBlock {
    var block = state.withLock { $0.spare.popLast() } ?? StepBlock()
    block.removeAll()
    return block
  }

  /// Whether the inspection has nothing to do.
  private var isAwaited: Bool { state.withLock { $0.items.isEmpty } }

  /// Does something with the tracker on the thread.
  private func start(
    _ body: @escaping @Sendable (inout SessionTracker) throws(CaptureError) -> StepReading.Ending
  ) {
    DispatchQueue.global(qos: .userInitiated).async { [self] in
      var ending = StepReading.Ending()
      if var tracker = takeTracker() {
        do throws(CaptureError) { ending = try body(&tracker) } catch { ending.error = error }
        give(tracker)
      }
      put(.end(ending), isPrompt: true)
    }
  }

  private var isStopped: Bool { state.withLock { $0.isStopped } }

  /// Ends the sessions that are open.
  ///
  /// - Returns: an ending without anything in it.
  private func finish(_ tracker: inout SessionTracker) -> StepReading.Ending {
    var block = fresh()
    while !isStopped, tracker.finishBlock(&block) {
      put(.block(block), isPrompt: false)
      block = fresh()
    }
    put(.block(block), isPrompt: true)
    return StepReading.Ending()
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
      &tracker, block: fresh(), begin: { put(.header($0), isPrompt: true) },
      isDue: { isPrompt && isAwaited },
      take: { block in
        put(.block(block), isPrompt: isPrompt)
        block = fresh()
        return !isStopped
      })
  }
}
