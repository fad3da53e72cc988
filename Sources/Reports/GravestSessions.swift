/// The gravest sessions so far, the gravest first, then by first frame: as many as a report shows.
///
/// What is kept does not grow with the capture.
struct GravestSessions: Sendable {
  let limit: Int
  let order: SessionOrder
  /// Those that were logged, changed or ended.
  private(set) var sessions: [SessionRecord] = []

  init(limit: Int, order: SessionOrder = .verdict) {
    self.limit = limit
    self.order = order
  }

  /// Keeps a session while it is among the gravest.
  mutating func keep(_ session: SessionRecord) {
    guard order.shows(session), limit > 0 else { return }
    let place = sessions.firstIndex { order.puts(session, before: $0) } ?? sessions.count
    guard place < limit else { return }
    sessions.insert(session, at: place)
    if sessions.count > limit { sessions.removeLast() }
  }
}
