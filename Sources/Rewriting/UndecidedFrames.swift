/// The frames that cannot be written yet, in the order of the capture.
///
/// A ticket stands for a frame until it is decided.
struct UndecidedFrames: Sendable {
  private struct Entry {
    var position: UInt64
    /// The slot of its session, or -1.
    var slot: Int32
    var isDecided = false
  }

  private var entries: [Entry] = []
  private var head = 0
  /// The ticket of the first of `entries`.
  private var base: UInt64 = 0

  /// How many frames stand behind the oldest undecided one, itself counted.
  var count: Int { entries.count - head }

  /// The start of the oldest undecided frame's record; nil where all are decided.
  var oldest: UInt64? { head < entries.count ? entries[head].position : nil }

  /// Adds a frame that comes behind all others.
  mutating func append(_ position: UInt64, slot: Int) -> UInt64 {
    entries.append(Entry(position: position, slot: Int32(truncatingIfNeeded: slot)))
    return base &+ UInt64(entries.count - 1)
  }

  /// Gives a frame to a session.
  mutating func assign(_ ticket: UInt64, slot: Int) {
    guard ticket >= base, ticket - base < UInt64(entries.count) else { return }
    entries[Int(ticket - base)].slot = Int32(truncatingIfNeeded: slot)
  }

  /// Decides a frame; one that was decided by force stays so.
  mutating func decide(_ ticket: UInt64) {
    guard ticket >= base, ticket - base < UInt64(entries.count) else { return }
    entries[Int(ticket - base)].isDecided = true
    trim()
  }

  /// Decides the oldest frame as it stands.
  ///
  /// - Returns: the slot of its session, -1 where that is not known; nil where nothing waits.
  mutating func forceOldest() -> Int? {
    guard head < entries.count else { return nil }
    let slot = Int(entries[head].slot)
    entries[head].isDecided = true
    trim()
    return slot
  }

  private mutating func trim() {
    while head < entries.count, entries[head].isDecided { head += 1 }
    if head == entries.count {
      base &+= UInt64(entries.count)
      entries.removeAll(keepingCapacity: entries.capacity <= 1 << 16)
      head = 0
    } else if head > 4096, head > entries.count / 2 {
      entries.removeFirst(head)
      base &+= UInt64(head)
      head = 0
    }
  }
}
