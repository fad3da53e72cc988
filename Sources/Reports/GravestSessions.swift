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
    guard order.shows(session) else { return }
    // Most are no graver than the last one. Read where they lie: to copy one costs more than to compare.
    var place = sessions.count
    while place > 0, order.puts(session, before: sessions.span[place - 1]) { place -= 1 }
    guard place < limit else { return }
    sessions.insert(session, at: place)
    if sessions.count > limit { sessions.removeLast() }
  }
}
