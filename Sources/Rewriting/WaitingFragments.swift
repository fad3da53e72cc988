import Packets
import Primitives

/// Frames with fragments whose datagram is not put together yet.
struct WaitingFragments: Sendable {
  struct Item: Sendable {
    var frame: Int
    var time: Int64
    var record: FrameRecord
    /// Its datagram, where that was looked at.
    var datagram: FragmentKey?
    /// Nil once the datagram is there.
    var ticket: UInt64?
  }

  /// How many may wait, and for how many nanoseconds: no longer than the decoder keeps them.
  static let limit = 4096
  static let lifetime: Int64 = 30_000_000_000

  private var items: [Item] = []
  /// The latest time of those that wait: one whose time runs back is as old as that, as in the decoder.
  private var latest = Int64.min
  private var head = 0
  /// Datagrams of dropped sessions, with the times of their first fragments.
  private var dropped: [FragmentKey: Int64] = [:]

  /// How many frames wait.
  var count: Int { items[head...].count { $0.ticket != nil } }

  /// Adds a frame.
  mutating func append(_ item: Item) {
    latest = head == items.count ? item.time : max(latest, item.time)
    items.append(item)
    items[items.count - 1].time = latest
  }

  /// Takes a frame out.
  mutating func take(frame: Int) -> Item? {
    let place = (head..<items.count).partitioningIndex { items[$0].frame >= frame }
    guard place < items.count, items[place].frame == frame, items[place].ticket != nil else {
      return nil
    }
    let item = items[place]
    items[place].ticket = nil
    return item
  }

  /// Notes whether a datagram is of a dropped session, at its first fragment.
  mutating func judge(_ datagram: FragmentKey, isDropped: Bool, at time: Int64) {
    guard isDropped else {
      dropped[datagram] = nil
      return
    }
    if dropped.count >= WaitingFragments.limit {
      dropped = dropped.filter { !WaitingFragments.isOld($0.value, at: time) }
    }
    if dropped.count < WaitingFragments.limit {
      dropped[datagram] = head == items.count ? time : max(latest, time)
    }
  }

  /// Whether a fragment at a time is of such a datagram.
  func isDropped(_ datagram: FragmentKey, at time: Int64) -> Bool {
    guard let start = dropped[datagram] else { return false }
    return !WaitingFragments.isOld(start, at: time)
  }

  /// Takes all frames of a datagram out.
  mutating func takeAll(of datagram: FragmentKey) -> [Item] {
    var taken: [Item] = []
    for index in items[head...].indices
    where items[index].ticket != nil && items[index].datagram == datagram {
      taken.append(items[index])
      items[index].ticket = nil
    }
    return taken
  }

  private static func isOld(_ start: Int64, at time: Int64) -> Bool {
    elapsed(from: start, to: time) > lifetime
  }

  /// Gives up the oldest one that has waited too long, or that is one too many.
  ///
  /// - Returns: its ticket; nil where there is none.
  mutating func giveUp(at time: Int64) -> UInt64? {
    while head < items.count {
      let item = items[head]
      let isOld = WaitingFragments.isOld(item.time, at: time)
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
