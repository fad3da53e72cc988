import Primitives

/// What is kept of the sessions at hand, by the slot of their connection.
///
/// A slot stays taken for as long as reassembly remembers the closed connection; what was kept of the
/// session makes room at once.
struct SlotTable<Session: ~Copyable>: ~Copyable {
  private var sessions = PlaceTable<Session>()
  /// The place in `sessions` of a slot, -1 where it has none.
  private var places: [Int32] = []

  /// Whether a slot holds a session.
  func isLive(_ slot: Int) -> Bool { slot < places.count && places[slot] >= 0 }

  /// Puts a session into a slot that has none.
  mutating func insert(_ session: consuming Session, at slot: Int) {
    while places.count <= slot { places.append(-1) }
    places[slot] = Int32(truncatingIfNeeded: sessions.insert(session))
  }

  /// Ends the session in a slot.
  mutating func remove(_ slot: Int) {
    sessions.remove(Int(places[slot]))
    places[slot] = -1
  }

  /// The session in a slot that has one.
  subscript(slot: Int) -> Session {
    @inline(__always) _read { yield sessions[Int(places[slot])] }
    @inline(__always) _modify { yield &sessions[Int(places[slot])] }
  }
}

extension SlotTable: Sendable where Session: Sendable & ~Copyable {}
