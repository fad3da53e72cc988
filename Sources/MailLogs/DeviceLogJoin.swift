import Primitives

/// A device's log beside sessions: which messages were predicted and logged, predicted alone, logged alone.
public struct DeviceLogJoin: Sendable {
  /// A session that has messages.
  public struct Joined: Sendable {
    /// The number of the session.
    public var session: Int
    /// Predicted and logged.
    public var both: [(predicted: DeviceMessage, logged: DeviceMessage)] = []
    /// Predicted, and not in the log, which covers their time.
    public var predicted: [DeviceMessage] = []
    /// Logged, and not predicted.
    public var logged: [DeviceMessage] = []
  }

  /// The sessions that have messages, by number.
  public private(set) var sessions: [Joined] = []
  /// How far the log's clock is ahead.
  public private(set) var offset: ClockOffset
  /// The sessions that each message may be about, in the order of the messages.
  public private(set) var places: [[Int]] = []
  /// Messages that may be about several sessions, or about one or none, with those.
  public private(set) var ambiguous: [(message: DeviceMessage, sessions: [Int])] = []
  /// Messages whose sockets are those of no session, or whose time is not.
  public private(set) var apart: [DeviceMessage] = []
  /// Predicted messages that lie before the log or behind it.
  public private(set) var uncovered = 0
  /// Predicted messages that may be in the log or not: an ambiguous one may be theirs, or the clock is not
  /// certain.
  public private(set) var undecided = 0
  /// The numbers that the log has at all.
  public let numbers: Set<Int>

  /// How long after the end of a session messages about it may come, in nanoseconds: a device times idle
  /// connections out after an hour.
  private static let patience: Int64 = 3_700_000_000_000
  /// How far the clocks may be apart once the offset is off, in nanoseconds.
  private static let tolerance: Int64 = 2_000_000_000

  /// Joins the messages of a log with sessions.
  public init(_ messages: [DeviceMessage], _ sessions: [LoggedSession]) {
    numbers = Set(messages.map(\.number))
    var places: [SocketPair: [Int]] = [:]
    var byAddress: [IPAddress: [Int]] = [:]
    for (index, session) in sessions.enumerated() {
      for address in Set(session.clients.map(\.address)) {
        byAddress[address, default: []].append(index)
      }
      for client in Set(session.clients) {
        for server in Set(session.servers) {
          places[SocketPair(client, server), default: []].append(index)
        }
      }
    }
    let candidates = messages.map { message -> [Int] in
      guard message.hasPorts else {
        let (a, b) = message.ends
        return Set((byAddress[a.address] ?? []) + (byAddress[b.address] ?? [])).sorted()
          .filter { message.mayBe(sessions[$0]) }
      }
      var found: Set<Int> = []
      for a in [message.ends.0, message.mapped.0].compactMap({ $0 }) {
        for b in [message.ends.1, message.mapped.1].compactMap({ $0 }) {
          found.formUnion(places[SocketPair(a, b)] ?? [])
        }
      }
      return found.sorted()
    }
    offset = ClockFit.best(Self.pairs(messages, candidates, sessions)) ?? .unknown
    assign(messages, candidates, sessions)
  }

  /// What each message may be of what was predicted.
  private static func pairs(
    _ messages: [DeviceMessage], _ candidates: [[Int]], _ sessions: [LoggedSession]
  ) -> [ClockPair] {
    let lines = ClockFit.order(candidates.map { (0, $0.count) })
    var pairs: [ClockPair] = []
    for line in lines where pairs.count < ClockFit.limit {
      guard let time = messages[line].time else { continue }
      for index in candidates[line] {
        let session = sessions[index]
        let (expected, place) = messages[line].expected(in: session)
        guard let expected else { continue }
        var pair = ClockPair(
          line: line, session: index << 16 | place & 0xFFFF,
          difference: time.nanoseconds(near: session.start).since(expected),
          hasZone: time.zone != nil, rank: 0)
        pair.hasPorts = messages[line].hasPorts
        if !pair.zones.isEmpty { pairs.append(pair) }
      }
    }
    return pairs
  }

  /// The sessions that a message may be of when the log's clock is ahead by this.
  ///
  /// - Parameter built: when the connection was built that is the last on its sockets.
  private static func fitting(
    _ message: DeviceMessage, _ candidates: [Int], _ sessions: [LoggedSession],
    _ offset: ClockOffset, built: LogTime?
  ) -> [Int] {
    guard let time = message.time else { return candidates }
    func moment(_ session: LoggedSession, _ time: LogTime) -> Int64 {
      time.nanoseconds(near: session.start).since(offset.nanoseconds(for: time))
    }
    let fitting = candidates.map { sessions[$0] }.enumerated().filter { _, session in
      moment(session, time).since(session.start) >= -tolerance
        && moment(session, time).since(session.end) <= patience
        // What was built after a session began is another connection, with all that follows.
        && !(built.map { moment(session, $0) }.map {
          $0.since(session.start) > tolerance && $0.since(moment(session, time)) <= tolerance
        } ?? false)
    }
    // Of sessions one after the other on the same sockets the latest that had begun is meant.
    let latest = fitting.map(\.element.start).max() ?? 0
    return fitting.filter { latest.since($0.element.start) < tolerance }.map {
      candidates[$0.offset]
    }
  }

  private mutating func assign(
    _ messages: [DeviceMessage], _ candidates: [[Int]], _ sessions: [LoggedSession]
  ) {
    var logged: [Int: [DeviceMessage]] = [:]
    /// The numbers of messages that may be about each session.
    var possible: [Int: Set<Int>] = [:]
    var built: [SocketPair: LogTime] = [:]
    var first = Int64.max
    var last = Int64.min
    let middle = sessions.map(\.start).sorted().dropFirst(sessions.count / 2).first ?? 0
    for (message, candidates) in zip(messages, candidates) {
      if let time = message.time {
        let moment = time.nanoseconds(near: middle).since(offset.nanoseconds(for: time))
        (first, last) = (min(first, moment), max(last, moment))
      }
      let sockets = SocketPair(message.ends.0, message.ends.1)
      if message.number == 302_013 { built[sockets] = message.time }
      let places = offset.all.map {
        Self.fitting(message, candidates, sessions, $0, built: built[sockets])
      }
      var known: Set<Int> = []
      let fitting = places.joined().filter { known.insert($0).inserted }
      self.places.append(fitting.map { sessions[$0].number })
      // Without a time there is nothing that the clock could be wrong about.
      if fitting.isEmpty {
        apart.append(message)
      } else if fitting.count == 1, offset.isCertain || message.time == nil {
        logged[fitting[0], default: []].append(message)
      } else {
        for session in fitting { possible[session, default: []].insert(message.number) }
        ambiguous.append((message, fitting.map { sessions[$0].number }))
      }
    }
    let isDoubtful = offset.pairs > 0 && !offset.isCertain
    for (index, session) in sessions.enumerated() {
      var joined = Joined(session: session.number)
      joined.logged = logged[index] ?? []
      for predicted in session.predicted {
        if let place = Self.partner(of: predicted, in: joined.logged) {
          joined.both.append((predicted, joined.logged.remove(at: place)))
          continue
        }
        if isDoubtful || possible[index]?.contains(predicted.number) ?? false {
          undecided += 1
          continue
        }
        let time = predicted.time.map { $0.nanoseconds(near: session.start) }
        let isCovered = time.map {
          $0.since(first) >= -Self.tolerance && $0.since(last) <= Self.tolerance
        }
        if isCovered ?? false { joined.predicted.append(predicted) } else { uncovered += 1 }
      }
      let isEmpty = joined.both.isEmpty && joined.predicted.isEmpty && joined.logged.isEmpty
      if !isEmpty { self.sessions.append(joined) }
    }
  }

  /// The logged message that a predicted one stands for: of its number, and rather with its words.
  private static func partner(of predicted: DeviceMessage, in logged: [DeviceMessage]) -> Int? {
    let same = logged.indices.filter { logged[$0].number == predicted.number }
    return same.first { logged[$0].detail == predicted.detail }
      ?? (predicted.detail.isEmpty ? same.first : nil)
  }
}

extension DeviceMessage {
  /// When a session's message of this number was predicted, or the session began where one tells that; and
  /// which of its messages that is.
  fileprivate func expected(in session: LoggedSession) -> (time: Int64?, place: Int) {
    let same = session.predicted.indices.filter { session.predicted[$0].number == number }
    if let place = same.first(where: { session.predicted[$0].detail == detail }) ?? same.first {
      return (session.predicted[place].time?.nanoseconds(near: session.start), place)
    }
    return (number == 302_013 ? session.start : nil, 0xFFFF)
  }
}
