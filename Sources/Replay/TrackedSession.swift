import Packets

/// What is kept of a session that is open, beside what reassembly has of its connection.
struct TrackedSession: Sendable {
  var told = Told.unopened
  var notes: PathNotes

  /// What was told of its peers. A session of which nothing but parts of a handshake came is `unopened`:
  /// nobody is told of it until more does, so that a flood of them costs no sessions. One that starts in
  /// the middle has no word on a side that is silent: it is missing from the capture once bytes of it
  /// are acknowledged that never came, beyond the number that was acknowledged at first.
  enum Told: Equatable {
    case unopened, nothing, undecided(acknowledged: SequenceNumber?), oneSide, both
  }
}
