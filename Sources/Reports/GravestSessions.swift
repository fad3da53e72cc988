/// The gravest sessions so far, the gravest first, then by first frame: as many as a report shows.
///
/// What is kept does not grow with the capture.
struct GravestSessions: Sendable {
  let limit: Int
  let order: SessionOrder
  /// Those that were logged, changed or ended, or whose mail a line keeps back.
  private(set) var sessions: [SessionRecord] = []
  /// The place of each in the order: to compare the records would copy one.
  private var standings: [SessionOrder.Standing] = []

  init(limit: Int, order: SessionOrder = .verdict) {
    self.limit = limit
    self.order = order
  }

  /// What is said of them, as the predicate of a sentence.
  var words: String {
    "were logged, changed or ended"
      + (sessions.contains { $0.verdict <= .untouched }
        ? ", or whose mail does not get through" : "")
  }

  /// Keeps a session while it is among the gravest.
  mutating func keep(_ session: borrowing SessionRecord) {
    guard order.shows(session) else { return }
    let standing = order.standing(of: session)
    // Most are no graver than the last one.
    var place = standings.count
    while place > 0, standing < standings[place - 1] { place -= 1 }
    guard place < limit else { return }
    sessions.insert(copy session, at: place)
    standings.insert(standing, at: place)
    if sessions.count > limit {
      sessions.removeLast()
      standings.removeLast()
    }
  }
}
