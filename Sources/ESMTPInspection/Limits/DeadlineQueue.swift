/// Places by the time at which they are due, the earliest first.
///
/// An entry whose ticket is no longer that of its place counts for nothing; the owner sweeps.
struct DeadlineQueue: Sendable {
  struct Entry: Sendable {
    var time: Int64
    var place: Int
    var ticket: UInt64
  }

  /// A binary heap.
  private var entries: [Entry] = []

  var count: Int { entries.count }
  var first: Entry? { entries.first }

  mutating func insert(_ entry: Entry) {
    var index = entries.count
    entries.append(entry)
    while index > 0 {
      let parent = (index - 1) / 2
      if entries[parent].time <= entries[index].time { return }
      entries.swapAt(parent, index)
      index = parent
    }
  }

  mutating func removeFirst() {
    guard let last = entries.popLast(), !entries.isEmpty else { return }
    entries[0] = last
    var index = 0
    while true {
      var least = index
      for child in [2 * index + 1, 2 * index + 2] where child < entries.count {
        if entries[child].time < entries[least].time { least = child }
      }
      if least == index { return }
      entries.swapAt(least, index)
      index = least
    }
  }

  /// Keeps the entries that still count.
  mutating func sweep(_ counts: (Entry) -> Bool) {
    let kept = entries.filter(counts)
    entries.removeAll(keepingCapacity: true)
    for entry in kept { insert(entry) }
  }
}
