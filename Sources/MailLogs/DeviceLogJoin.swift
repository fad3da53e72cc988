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
  /// Messages that fit several sessions, with those.
  public private(set) var ambiguous: [(message: DeviceMessage, sessions: [Int])] = []
  /// Messages whose sockets are those of no session, or whose time is not.
  public private(set) var apart: [DeviceMessage] = []
  /// Predicted messages that lie before the log or behind it.
  public private(set) var uncovered = 0
  /// The numbers that the log has at all.
  public let numbers: Set<Int>

  /// How long after the end of a session messages about it may come, in nanoseconds: a device times idle
  /// connections out after an hour.
  private static let patience: Int64 = 3_700_000_000_000
  /// How far the clocks may be apart once the offset is off, in nanoseconds.
  private static let tolerance: Int64 = 2_000_000_000

  private struct Ends: Hashable {
    var low: Socket
    var high: Socket

    init(_ a: Socket, _ b: Socket) { (low, high) = a < b ? (a, b) : (b, a) }
  }

  /// Joins the messages of a log with sessions.
  public init(_ messages: [DeviceMessage], _ sessions: [LoggedSession]) {
    numbers = Set(messages.map(\.number))
    var places: [Ends: [Int]] = [:]
    var byAddress: [IPAddress: [Int]] = [:]
    for (index, session) in sessions.enumerated() {
      for address in Set(session.clients.map(\.address)) {
        byAddress[address, default: []].append(index)
      }
      for client in Set(session.clients) {
        for server in Set(session.servers) {
          places[Ends(client, server), default: []].append(index)
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
          found.formUnion(places[Ends(a, b)] ?? [])
        }
      }
      return found.sorted()
    }
    offset =
      ClockOffset(Self.differences(messages, candidates, sessions)) ?? .unknown
    assign(messages, candidates, sessions)
  }

  /// How far each message of a single session is from the one that was predicted for it.
  private static func differences(
    _ messages: [DeviceMessage], _ candidates: [[Int]], _ sessions: [LoggedSession]
  ) -> [Int64] {
    var differences: [Int64] = []
    for (message, candidates) in zip(messages, candidates) where candidates.count == 1 {
      let session = sessions[candidates[0]]
      guard let time = message.time?.nanoseconds(near: session.start) else { continue }
      let expected = session.predicted.first { $0.number == message.number }?.time?
        .nanoseconds(near: session.start)
      if let expected {
        differences.append(time.since(expected))
      } else if message.number == 302_013 {
        differences.append(time.since(session.start))
      }
    }
    return differences
  }

  private mutating func assign(
    _ messages: [DeviceMessage], _ candidates: [[Int]], _ sessions: [LoggedSession]
  ) {
    var logged: [Int: [DeviceMessage]] = [:]
    var first = Int64.max
    var last = Int64.min
    let middle = sessions.map(\.start).sorted().dropFirst(sessions.count / 2).first ?? 0
    for (message, candidates) in zip(messages, candidates) {
      let time = message.time.map {
        $0.nanoseconds(near: middle).since(offset.nanoseconds)
      }
      if let time { (first, last) = (min(first, time), max(last, time)) }
      var fitting = candidates.filter { index in
        guard let time else { return true }
        let session = sessions[index]
        return time.since(session.start) >= -Self.tolerance
          && time.since(session.end) <= Self.patience
      }
      // Of sessions one after the other on the same sockets the latest that had begun is meant.
      if let time, fitting.count > 1 {
        let started = fitting.filter { sessions[$0].start.since(time) <= Self.tolerance }
        let latest = started.map { sessions[$0].start }.max() ?? 0
        fitting = started.filter { latest.since(sessions[$0].start) < Self.tolerance }
      }
      switch fitting.count {
      case 0: apart.append(message)
      case 1: logged[fitting[0], default: []].append(message)
      default: ambiguous.append((message, fitting.map { sessions[$0].number }))
      }
    }
    for (index, session) in sessions.enumerated() {
      var joined = Joined(session: session.number)
      joined.logged = logged[index] ?? []
      for predicted in session.predicted {
        if let place = Self.partner(of: predicted, in: joined.logged) {
          joined.both.append((predicted, joined.logged.remove(at: place)))
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
