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
  /// The most sessions that are told for a message without a time.
  private static let most = 64

  /// Joins the messages of a log with sessions.
  public init(_ messages: [DeviceMessage], _ sessions: [LoggedSession]) {
    numbers = Set(messages.map(\.number))
    let hasPorts = Set(messages.map(\.hasPorts))
    let index = SessionIndex(sessions) { session in
      var keys: Set<SocketPair> = []
      for client in session.clients {
        for server in session.servers {
          if hasPorts.contains(true) { keys.insert(SocketPair(client, server)) }
          if hasPorts.contains(false) { keys.insert(SocketPair(client.portless, server.portless)) }
        }
      }
      return keys
    }
    offset = ClockFit.best(Self.pairs(messages, index, sessions)) ?? .unknown
    assign(messages, index, sessions)
  }

  /// What each message may be of what was predicted.
  private static func pairs(
    _ messages: [DeviceMessage], _ index: SessionIndex<SocketPair>, _ sessions: [LoggedSession]
  ) -> [ClockPair] {
    let expected = sessions.map(ExpectedMessages.init)
    // What is never predicted tells nothing of the clock.
    let numbers = Set(sessions.flatMap { $0.predicted.map(\.number) } + [302_013])
    let lines = messages.indices.filter {
      numbers.contains(messages[$0].number) && messages[$0].time != nil
    }
    let order = ClockFit.order(
      lines.map { line in (0, messages[line].sockets.reduce(0) { $0 + index[$1].count }) })
    var pairs: [ClockPair] = []
    var looked = 0
    for line in order.map({ lines[$0] }) where looked < ClockFit.limit {
      let message = messages[line]
      guard let time = message.time else { continue }
      let members = Set(
        message.sockets.flatMap { sockets in
          index.begun(sockets, before: time, ahead: 0, by: ClockOffset.reach, isOfEnd: true)
            .joined()
        })
      looked += members.count
      for member in members {
        guard let (moment, place) = expected[member].moment(of: message) else { continue }
        var pair = ClockPair(
          line: line, session: member << 16 | place & 0xFFFF,
          difference: time.nanoseconds(near: sessions[member].start).since(moment),
          hasZone: time.zone != nil, rank: 0)
        pair.hasPorts = message.hasPorts
        pairs.append(pair)
      }
    }
    return pairs
  }

  /// The sessions that a message may be of when the log's clock is ahead by this; `built` is when the
  /// connection was built that is the last on its sockets.
  private static func fitting(
    _ message: DeviceMessage, _ index: SessionIndex<SocketPair>, _ sessions: [LoggedSession],
    _ offset: ClockOffset, built: LogTime?
  ) -> [Int] {
    guard let time = message.time else {
      return Array(Set(message.sockets.flatMap { index[$0].prefix(most) })).sorted()
    }
    func moment(_ time: LogTime, _ session: LoggedSession) -> Int64 {
      time.nanoseconds(near: session.start).since(offset.nanoseconds(for: time))
    }
    func mayBe(_ session: LoggedSession) -> Bool {
      let written = moment(time, session)
      guard written.since(session.start) >= -tolerance, written.since(session.end) <= patience
      else { return false }
      // What was built after a session began is another connection, with all that follows.
      guard let built = built.map({ moment($0, session) }), built.since(written) <= tolerance
      else { return true }
      return built.since(session.start) <= tolerance
    }
    var found: Set<Int> = []
    for sockets in message.sockets {
      for members in index.begun(
        sockets, before: time, ahead: offset.nanoseconds(for: time), by: -tolerance...patience,
        isOfEnd: true)
      {
        // Of sessions one after the other on the same sockets the latest that had begun is meant.
        guard let latest = members.last(where: { mayBe(sessions[$0]) }) else { continue }
        let start = sessions[latest].start
        found.formUnion(
          members.reversed().prefix { start.since(sessions[$0].start) < tolerance }
            .filter { mayBe(sessions[$0]) })
      }
    }
    let latest = found.map { sessions[$0].start }.max() ?? 0
    return found.filter { latest.since(sessions[$0].start) < tolerance }.sorted()
  }

  private mutating func assign(
    _ messages: [DeviceMessage], _ index: SessionIndex<SocketPair>, _ sessions: [LoggedSession]
  ) {
    var logged: [Int: [DeviceMessage]] = [:]
    /// The numbers of messages that may be about each session.
    var possible: [Int: Set<Int>] = [:]
    var built: [SocketPair: LogTime] = [:]
    var first = Int64.max
    var last = Int64.min
    let middle = sessions.map(\.start).sorted().dropFirst(sessions.count / 2).first ?? 0
    for message in messages {
      if let time = message.time {
        let moment = time.nanoseconds(near: middle).since(offset.nanoseconds(for: time))
        (first, last) = (min(first, moment), max(last, moment))
      }
      if message.number == 302_013 { built[message.realSockets] = message.time }
      let places = offset.all.map {
        Self.fitting(message, index, sessions, $0, built: built[message.realSockets])
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
      var partners = Partners(logged[index] ?? [])
      for predicted in session.predicted {
        if let partner = partners.take(predicted) {
          joined.both.append((predicted, partner))
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
      joined.logged = partners.left
      let isEmpty = joined.both.isEmpty && joined.predicted.isEmpty && joined.logged.isEmpty
      if !isEmpty { self.sessions.append(joined) }
    }
  }
}
