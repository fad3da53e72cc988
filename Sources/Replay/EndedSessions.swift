import Primitives
import Reports

/// Sessions in the order in which they ended; those of which nothing but parts of a handshake came need
/// no record of their own until somebody wants it.
struct EndedSessions: Sendable {
  /// Where a session is: in `records`, or in `bare` below zero.
  private typealias Place = Int32

  private(set) var records: [SessionRecord] = []
  private var bare: [BareSession] = []
  /// Of each session, the first frame and the place.
  private var order: [(first: Int, place: Place)] = []
  /// Where those begin that ended at the frame of the last one.
  private var lastEnding = (frame: 0, start: 0)
  /// What the bare ones have in common.
  private(set) var kinds: BareSessions

  /// No session yet, and what the bare ones will have in common.
  init(_ kinds: BareSessions) { self.kinds = kinds }

  /// Sessions in their order.
  init(_ records: [SessionRecord]) {
    kinds = BareSessions(tellsCommunityIDs: false)
    self.records = records
    order = records.indices.map { (records.span[$0].first.frame, Place(truncatingIfNeeded: $0)) }
  }

  /// The number of sessions.
  var count: Int { order.count }

  /// Adds a session with its record, and the frame that ended it, 0 where the capture did.
  mutating func append(_ record: consuming SessionRecord, endingAt frame: Int) {
    insert(first: record.first.frame, Place(truncatingIfNeeded: records.count), frame)
    records.append(record)
  }

  /// Adds a session without one.
  mutating func append(_ session: BareSession, endingAt frame: Int) {
    insert(first: session.first.frame, ~Place(truncatingIfNeeded: bare.count), frame)
    bare.append(session)
  }

  /// Puts a session behind all others; those that ended at one frame are in order of their first ones.
  private mutating func insert(first: Int, _ place: Place, _ frame: Int) {
    if frame == 0 || frame != lastEnding.frame || order.isEmpty {
      lastEnding = (frame, order.count)
    }
    var index = order.count
    while index > lastEnding.start, order[index - 1].first > first { index -= 1 }
    if index == order.count {
      order.append((first, place))
    } else {
      order.insert((first, place), at: index)
    }
  }

  /// Hands out what is there, and begins anew with room for as many.
  mutating func take(_ kinds: BareSessions) -> EndedSessions {
    var taken = EndedSessions(kinds)
    // As many as last time: a list that grows moves all that it has again and again.
    taken.records.reserveCapacity(records.count)
    taken.bare.reserveCapacity(bare.count)
    taken.order.reserveCapacity(order.count)
    swap(&taken, &self)
    taken.kinds = kinds
    return taken
  }

  /// The records of all of them, in order.
  consuming func wholeRecords() -> [SessionRecord] {
    if bare.isEmpty, isInOrder { return records }
    return order.map { $0.place < 0 ? kinds.record(bare[Int(~$0.place)]) : records[Int($0.place)] }
  }

  private var isInOrder: Bool {
    order.indices.allSatisfy { order[$0].place == Place(truncatingIfNeeded: $0) }
  }

  /// Makes a record for each.
  mutating func makeWhole() {
    var sessions = EndedSessions(kinds)
    swap(&sessions, &self)
    self = EndedSessions(sessions.wholeRecords())
  }

  /// Changes what records say: those that are there, and those of the kinds of the others.
  mutating func update(_ body: (inout SessionRecord) -> Void) {
    // Where they lie: to copy one costs more than all else that is done to it.
    do {
      var span = records.mutableSpan
      for index in span.indices { body(&span[index]) }
    }
    guard !bare.isEmpty else { return }
    var isUsed = [Bool](repeating: false, count: kinds.kinds.count)
    for session in bare { isUsed[session.kind] = true }
    for kind in isUsed.indices where isUsed[kind] { body(&kinds.kinds[kind].record) }
  }

  /// Of each kind of bare sessions, whether it is asked for, by the record of the first one.
  func kinds(where isWanted: (SessionRecord) -> Bool) -> [Bool] {
    kinds.kinds.indices.map { isWanted(kinds.kinds.span[$0].record) }
  }

  /// Calls with the record of each session in order, but for bare ones of kinds that nobody asks for.
  func forEach(of wanted: [Bool], _ body: (borrowing SessionRecord) -> Void) {
    let (records, bare) = (records.span, bare.span)
    for (_, place) in order {
      if place >= 0 {
        body(records[Int(place)])
      } else if wanted[bare[Int(~place)].kind] {
        body(kinds.record(bare[Int(~place)]))
      }
    }
  }
}
