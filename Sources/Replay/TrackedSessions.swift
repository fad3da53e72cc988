import Packets
import Primitives

/// The sessions that are open, by the slot of their connection.
///
/// Of one of which nothing but its first SYN came, the number of that is all there is to keep: a flood of
/// them takes eight bytes each, and its memory is not touched again.
struct TrackedSessions: ~Copyable, Sendable {
  private var whole = PlaceTable<TrackedSession>()
  /// Of a slot the place of its session in `whole`; below zero what is known of it without one.
  private var places = InPlaceArray<Int64>()

  /// The slot has no session.
  private static let none: Int64 = -1
  /// It has one of which nothing was noted.
  private static let new: Int64 = -2
  /// Less the number of a SYN: that of a session which has sent no more.
  private static let alone: Int64 = -3

  /// Whether a slot holds a session.
  @inline(__always)
  func isLive(_ slot: Int) -> Bool { slot < places.count && places[slot] != Self.none }

  /// Whether the session of a slot waits to be told.
  func isUnopened(_ slot: Int) -> Bool {
    isLive(slot) && (places[slot] < 0 || whole[Int(places[slot])].told == .unopened)
  }

  /// Whether all that there is to tell of the peers of a session was told.
  @inline(__always)
  func knowsPeers(_ slot: Int) -> Bool {
    guard places[slot] >= 0, case .both = whole[Int(places[slot])].told else { return false }
    return true
  }

  /// Has what is known of a slot fetched, of which something is soon told.
  func prefetch(_ slot: Int) { places.prefetch(slot) }

  /// Puts a session into a slot that has none.
  mutating func begin(_ slot: Int) {
    while places.count <= slot { places.append(Self.none) }
    places[slot] = Self.new
  }

  /// Notes the next segment of a session of which more than a SYN is kept; false for another one.
  @inline(__always)
  mutating func take(_ segment: Segment, of sender: Sender, at frame: Int, _ slot: Int) -> Bool {
    guard places[slot] >= 0 else { return false }
    whole[Int(places[slot])].notes.take(segment, of: sender, at: frame)
    return true
  }

  /// Notes the next segment of another one, whose first frame is `first`.
  @inline(never)
  mutating func takeFirst(
    _ segment: Segment, of sender: Sender, at frame: Int, _ slot: Int, first: Int
  ) {
    let bits = segment.controlBits
    if places[slot] == Self.new, frame == first, sender == .client, bits.contains(.syn),
      bits.isDisjoint(with: [.ack, .rst])
    {
      places[slot] = Self.alone - Int64(segment.sequenceNumber.value)
      return
    }
    makeWhole(slot, first: first)
    whole[Int(places[slot])].notes.take(segment, of: sender, at: frame)
  }

  /// Notes that a session is told.
  mutating func open(_ slot: Int, first: Int) {
    makeWhole(slot, first: first)
    self[slot].told = .nothing
  }

  private mutating func makeWhole(_ slot: Int, first: Int) {
    guard places[slot] < 0 else { return }
    let notes = notes(slot, first: first)
    places[slot] = Int64(whole.insert(TrackedSession(notes: notes)))
  }

  /// What the packets of a session have shown.
  func notes(_ slot: Int, first: Int) -> PathNotes {
    let place = places[slot]
    if place >= 0 { return whole[Int(place)].notes }
    guard place <= Self.alone else { return PathNotes() }
    let number = SequenceNumber(UInt32(truncatingIfNeeded: Self.alone - place))
    return PathNotes(synchronizing: number, at: first)
  }

  /// Ends the session in a slot.
  mutating func remove(_ slot: Int) {
    if places[slot] >= 0 { whole.remove(Int(places[slot])) }
    places[slot] = Self.none
  }

  /// The session in a slot, once it is told.
  subscript(slot: Int) -> TrackedSession {
    @inline(__always) _read { yield whole[Int(places[slot])] }
    @inline(__always) _modify { yield &whole[Int(places[slot])] }
  }
}
