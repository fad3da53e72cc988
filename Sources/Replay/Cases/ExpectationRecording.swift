import ESMTPInspection
import Primitives
import Reports

extension Expectation {
  /// The sessions that a recording lists; of more there are numbers alone.
  static let mostSessions = 1_000

  /// Takes decisions over as what is expected from now on, every session by itself.
  ///
  /// - Parameters:
  ///   - found: the sessions in order of their numbers.
  ///   - isExact: whether the forwarded bytes matter, too.
  mutating func record(_ found: [DecidedSession], isExact: Bool) {
    count(found)
    sessions = found.prefix(Expectation.mostSessions).map {
      ExpectedSession($0, isExact: isExact)
    }
    // What is the same after this is told apart by its order.
    let likes = Dictionary(grouping: sessions.indices) { sessions[$0].name }
    for place in likes.values.filter({ $0.count > 1 }).joined() {
      sessions[place].messageID = found[place].messageIDs.first
    }
  }

  /// Expects nothing of other sessions than these, whose numbers tell them from the others.
  mutating func narrow(to found: [DecidedSession]) {
    verdicts = nil
    for place in sessions.indices { sessions[place].number = found[place].number }
  }

  /// Takes decisions over where the expectation says something, and keeps how it says it.
  ///
  /// An expectation that listed every session lists every session afterwards.
  mutating func accept(_ found: [DecidedSession]) {
    let listedAll = verdicts.map { $0.values.reduce(0, &+) == sessions.count } ?? false
    var accepted: [ExpectedSession] = []
    for (expected, place) in zip(sessions, places(in: found)) {
      guard let place else { continue }
      let now = ExpectedSession(found[place], isExact: true)
      var session = expected
      if expected.verdict != nil { session.verdict = now.verdict }
      if expected.rules != nil { session.rules = now.rules }
      if expected.forwarded != nil { session.forwarded = now.forwarded }
      accepted.append(session)
    }
    if listedAll, sessions.count != found.count || accepted.count != found.count {
      record(found, isExact: isExact)
      return
    }
    sessions = accepted
    if verdicts != nil || accepted.isEmpty { count(found) }
  }

  private mutating func count(_ sessions: [DecidedSession]) {
    verdicts = sessions.reduce(into: [:]) { $0[$1.verdict, default: 0] += 1 }
  }
}

extension ExpectedSession {
  /// A session as found, without its ports, which change when the traffic is recorded anew.
  fileprivate init(_ session: DecidedSession, isExact: Bool) {
    self.init()
    client = Endpoint(address: session.client.address)
    server = Endpoint(address: session.server.address)
    sender = session.senders.first
    verdict = session.verdict
    rules = session.orderedRules
    forwarded = isExact ? session.forwarded : nil
  }

  /// What tells it from others.
  fileprivate var name: [String] {
    ["\(client.map(\.description) ?? "")", "\(server.map(\.description) ?? "")", sender ?? "\n"]
  }
}
