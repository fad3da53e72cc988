/// When numbered places are to be looked at, the earliest first.
///
/// What is due of a place may be put off without a word: the place is looked at when it would have been
/// due, and scheduled anew. So a place that is put off with each packet costs nothing until then.
/// Memory is bounded by the places that were scheduled at one time.
struct Deadlines: Sendable {
  private struct Entry: Sendable {
    var time: Int64
    var place: Int
    /// An entry whose ticket is no longer that of its place counts for nothing.
    var ticket: UInt64
  }

  private struct Place: Sendable {
    /// When it is looked at; `Int64.max` where it is not.
    var time = Int64.max
    var ticket: UInt64 = 0
  }

  private var places: [Place] = []
  /// How many of them are looked at.
  private var scheduled = 0
  private var tickets: UInt64 = 0
  /// A binary heap.
  private var entries: [Entry] = []

  /// The entries that are kept, those that count for nothing among them.
  var count: Int { entries.count }

  /// Sees to it that a place is looked at at a time, or before; never where that is `Int64.max`.
  mutating func schedule(_ place: Int, at time: Int64) {
    while places.count <= place { places.append(Place()) }
    guard time < places[place].time else { return }
    if places[place].time == .max { scheduled += 1 }
    tickets &+= 1
    places[place] = Place(time: time, ticket: tickets)
    insert(Entry(time: time, place: place, ticket: tickets))
    sweep()
  }

  /// Has a place looked at no more.
  mutating func cancel(_ place: Int) {
    guard place < places.count, places[place].time < .max else { return }
    places[place] = Place()
    scheduled -= 1
    sweep()
  }

  /// Takes the place that is to be looked at next, which is scheduled no more.
  ///
  /// - Parameter time: when it is at the latest.
  /// - Returns: nil where there is none.
  mutating func next(until time: Int64) -> Int? {
    while let first = entries.first, first.time <= time {
      removeFirst()
      guard places[first.place].ticket == first.ticket else { continue }
      places[first.place] = Place()
      scheduled -= 1
      return first.place
    }
    return nil
  }

  /// Forgets the entries that count for nothing, where they are more than the others.
  private mutating func sweep() {
    guard entries.count > 2 * scheduled + 64 else { return }
    var kept: [Entry] = []
    swap(&kept, &entries)
    for entry in kept where places[entry.place].ticket == entry.ticket { insert(entry) }
  }

  private mutating func insert(_ entry: Entry) {
    var index = entries.count
    entries.append(entry)
    while index > 0 {
      let parent = (index - 1) / 2
      if entries[parent].time <= entries[index].time { return }
      entries.swapAt(parent, index)
      index = parent
    }
  }

  private mutating func removeFirst() {
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
}
