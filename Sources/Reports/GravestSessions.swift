import Primitives

/// The gravest sessions so far, the gravest first, then by first frame: as many as a report shows.
///
/// What is kept does not grow with the capture.
struct GravestSessions: Sendable {
  let limit: Int
  /// Those that were logged, changed or ended.
  private(set) var sessions: [SessionRecord] = []

  init(limit: Int) { self.limit = limit }

  /// Keeps a session while it is among the gravest.
  mutating func keep(_ session: SessionRecord) {
    guard session.verdict > .untouched, limit > 0 else { return }
    let place =
      sessions.firstIndex { other in
        session.verdict != other.verdict
          ? session.verdict > other.verdict
          : (session.first.frame, session.id) < (other.first.frame, other.id)
      } ?? sessions.count
    guard place < limit else { return }
    sessions.insert(session, at: place)
    if sessions.count > limit { sessions.removeLast() }
  }
}
