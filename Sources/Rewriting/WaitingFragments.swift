/// Frames with fragments whose datagram is not put together yet.
struct WaitingFragments: Sendable {
  struct Item: Sendable {
    var frame: Int
    var time: Int64
    var record: FrameRecord
    /// Nil once the datagram is there.
    var ticket: UInt64?
  }

  /// How many may wait, and for how many nanoseconds: no longer than the decoder keeps them.
  static let limit = 4096
  static let lifetime: Int64 = 30_000_000_000

  private var items: [Item] = []
  private var head = 0

  /// Adds a frame.
  mutating func append(_ item: Item) { items.append(item) }

  /// Takes a frame out.
  mutating func take(frame: Int) -> Item? {
    var (low, high) = (head, items.count)
    while low < high {
      let middle = (low + high) / 2
      if items[middle].frame < frame { low = middle + 1 } else { high = middle }
    }
    guard low < items.count, items[low].frame == frame, items[low].ticket != nil else {
      return nil
    }
    let item = items[low]
    items[low].ticket = nil
    return item
  }

  /// Gives up the oldest one that has waited too long, or that is one too many.
  ///
  /// - Returns: its ticket; nil where there is none.
  mutating func giveUp(at time: Int64) -> UInt64? {
    while head < items.count {
      let item = items[head]
      let (age, isOver) = time.subtractingReportingOverflow(item.time)
      let isOld = time > item.time && (isOver || age > WaitingFragments.lifetime)
      guard item.ticket == nil || isOld || items.count - head > WaitingFragments.limit else {
        return nil
      }
      head += 1
      if head == items.count {
        items.removeAll(keepingCapacity: true)
        head = 0
      } else if head > WaitingFragments.limit {
        items.removeFirst(head)
        head = 0
      }
      if let ticket = item.ticket { return ticket }
    }
    return nil
  }
}
