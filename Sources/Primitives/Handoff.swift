import Dispatch
import Synchronization

/// What some threads hand to another one, in order.
public final class Handoff<Item: Sendable>: Sendable {
  private let items = Guarded<[Item]>([])
  private let count = Atomic(0)
  private let isThere = DispatchSemaphore(value: 0)

  /// A handoff without items.
  public init() {}

  /// Whether `next` need not wait.
  public var hasNext: Bool { count.load(ordering: .sequentiallyConsistent) > 0 }

  /// Hands an item over.
  public func put(_ item: Item) {
    items.withLock { $0.append(item) }
    count.add(1, ordering: .sequentiallyConsistent)
    isThere.signal()
  }

  /// The earliest item that was not taken; waits for it. One thread takes at a time.
  public func next() -> Item {
    _ = spin { hasNext }
    isThere.wait()
    count.subtract(1, ordering: .relaxed)
    return items.withLock { $0.removeFirst() }
  }
}
