import Primitives

/// The backlogs of the few connections that have one, and the order in which they began to hold
/// bytes.
struct BacklogPool: ~Copyable, Sendable {
  var items = InPlaceArray<Backlog>()
  /// What all of them hold together.
  private(set) var total = 0
  /// The most that they have held.
  private(set) var peak = 0
  /// The backlog that has held bytes for the longest time, or -1.
  private(set) var head: Int32 = -1
  private var tail: Int32 = -1
  private var free: [Int32] = []

  /// Counts the peak from here on.
  mutating func restartPeak() { peak = total }

  /// Takes a backlog for a connection.
  mutating func take(for slot: Int) -> Int32 {
    let index: Int32
    if let reused = free.popLast() {
      index = reused
    } else {
      index = Int32(truncatingIfNeeded: items.count)
      items.append(Backlog())
    }
    items[Int(index)].slot = slot
    return index
  }

  /// Gives a backlog back.
  mutating func give(_ index: Int32) {
    items[Int(index)].queues[0].removeAll()
    items[Int(index)].queues[1].removeAll()
    account(index)
    items[Int(index)] = Backlog()
    free.append(index)
  }

  /// Counts what a backlog holds now.
  mutating func account(_ index: Int32) {
    let item = Int(index)
    let before = items[item].cost
    let queued = items[item].queues[0].cost + items[item].queues[1].cost
    let now = queued == 0 ? 0 : queued + MemoryLayout<Backlog>.stride
    items[item].cost = now
    total += now - before
    peak = max(peak, total)
    if before == 0, now > 0 { link(index) }
    if before > 0, now == 0 { unlink(index) }
  }

  private mutating func link(_ index: Int32) {
    items[Int(index)].previous = tail
    items[Int(index)].next = -1
    if tail < 0 { head = index } else { items[Int(tail)].next = index }
    tail = index
  }

  private mutating func unlink(_ index: Int32) {
    let (previous, next) = (items[Int(index)].previous, items[Int(index)].next)
    if previous < 0 { head = next } else { items[Int(previous)].next = next }
    if next < 0 { tail = previous } else { items[Int(next)].previous = previous }
  }
}
