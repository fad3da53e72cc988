import Primitives

/// The connections that a firewall counts at a time, and what it does with one too many.
///
/// A connection is half-open from its SYN to the handshake's last ACK, then established, then
/// half-closed from its first FIN on; it leaves the counts when it closes, when the inspection ends it
/// (302014, evidence 4), or when its time is up (evidence 7.1 to 7.3). What is refused is not counted.
/// What TCP Intercept answers is counted from its last ACK on: until then the firewall keeps nothing of it
/// (SYN cookies).
///
/// The clock is the latest time that was given, so times that run backwards take nothing away.
/// Memory is bounded by the connections that are open.
///
/// Limits: a device with several cores may let one more connection in for each (evidence 7.1); a
/// connection that its time-out took from the counts does not come back with a later packet.
public struct ConnectionLimiter: Sendable {
  /// What becomes of a SYN.
  public enum Admission: Sendable, Hashable {
    /// It goes on to the server.
    case admitted
    /// It vanishes (201011, 201013).
    case refused(ConnectionExcess)
    /// The firewall answers it in the server's place (201010, 201012).
    case intercepted(ConnectionExcess)
  }

  private enum Phase: Sendable {
    case vacant, embryonic, intercepted, established, halfClosed, over
  }

  private struct Entry: Sendable {
    var phase = Phase.vacant
    var claims: [ConnectionClaim] = []
    var times = ConnectionTimes()
    /// When the phase began or, once established, the latest packet came.
    var latest: Int64 = 0
    /// Whether its packets are told by another one, which says in time when it is idle.
    var isHeld = false
  }

  private struct Count: Sendable {
    var connections = 0
    var embryonic = 0
  }

  private var entries: [Entry] = []
  private var counts: [ConnectionClaim.Key: Count] = [:]
  private var deadlines = Deadlines()
  private var clock = Int64.min
  private var open = 0
  /// When 201012 was last written for a client.
  private var messages: [ConnectionClaim.Key: Int64] = [:]

  /// How long 201012 stays silent for a client, in nanoseconds (evidence 7.3).
  static let silence: Int64 = 10_000_000_000
  private static let mostMessages = 4096

  /// No connections.
  public init() {}

  /// Whether nothing is counted.
  public var isEmpty: Bool { open == 0 }

  /// The connections, half-open ones among them, and the half-open ones of a claim's host.
  public func count(_ claim: ConnectionClaim) -> (connections: Int, embryonic: Int) {
    let count = counts[claim.key, default: Count()]
    return (count.connections, count.embryonic)
  }

  /// Takes a connection.
  ///
  /// - Parameters:
  ///   - place: a small number that no other open connection has.
  ///   - claims: the maxima that it falls under.
  ///   - times: how long it is kept.
  ///   - hasStart: whether its handshake is captured; where it is not, the connection is counted and
  ///     never refused.
  ///   - time: of its first packet, in nanoseconds.
  /// - Returns: what becomes of its SYN.
  public mutating func open(
    _ place: Int, _ claims: [ConnectionClaim], times: ConnectionTimes, hasStart: Bool,
    at time: Int64
  ) -> Admission {
    close(place)
    advance(to: time)
    guard !claims.isEmpty else { return .admitted }
    if hasStart, let excess = excess(claims, isEmbryonic: false) { return .refused(excess) }
    let excess = hasStart ? excess(claims, isEmbryonic: true) : nil
    while entries.count <= place { entries.append(Entry()) }
    entries[place] = Entry(
      phase: excess != nil ? .intercepted : hasStart ? .embryonic : .established, claims: claims,
      times: times, latest: clock)
    open += 1
    switch entries[place].phase {
    case .embryonic: count(claims, connections: 1, embryonic: 1)
    case .established: count(claims, connections: 1, embryonic: 0)
    case .vacant, .intercepted, .halfClosed, .over: break
    }
    schedule(place)
    return excess.map { .intercepted(said($0)) } ?? .admitted
  }

  /// Takes the last ACK of a handshake; `isHeld` says whether the connection is held from there on.
  public mutating func establish(_ place: Int, at time: Int64, isHeld: Bool = false) {
    advance(to: time)
    guard entries.indices.contains(place) else { return }
    switch entries[place].phase {
    case .embryonic: count(entries[place].claims, connections: 0, embryonic: -1)
    case .intercepted: count(entries[place].claims, connections: 1, embryonic: 0)
    case .vacant, .established, .halfClosed, .over: return
    }
    entries[place].phase = .established
    entries[place].isHeld = isHeld
    entries[place].latest = clock
    schedule(place)
  }

  /// Takes a FIN; `isHeld` says whether the connection is held from there on, where it is the first one.
  public mutating func halfClose(_ place: Int, at time: Int64, isHeld: Bool = false) {
    advance(to: time)
    guard entries.indices.contains(place), entries[place].phase == .established else { return }
    entries[place].phase = .halfClosed
    entries[place].isHeld = isHeld
    entries[place].latest = clock
    schedule(place)
  }

  /// Takes any packet: the connection is not idle.
  public mutating func touch(_ place: Int, at time: Int64) {
    guard place < entries.count, entries[place].latest < time else { return }
    switch entries[place].phase {
    case .established, .halfClosed:
      // What was due before this packet came is over.
      if deadline(entries[place]) > time { entries[place].latest = time } else { advance(to: time) }
    case .vacant, .embryonic, .intercepted, .over: break
    }
  }

  /// Lets a connection stay until `rest`, without a word on its packets.
  public mutating func hold(_ place: Int) {
    guard entries.indices.contains(place) else { return }
    switch entries[place].phase {
    case .established, .halfClosed: entries[place].isHeld = true
    case .vacant, .embryonic, .intercepted, .over: break
    }
  }

  /// Lets a connection that was held be idle again.
  ///
  /// - Parameters:
  ///   - place: the connection.
  ///   - time: of its latest packet since its phase began, in nanoseconds.
  public mutating func rest(_ place: Int, since time: Int64) {
    guard entries.indices.contains(place), entries[place].isHeld else { return }
    entries[place].isHeld = false
    entries[place].latest = max(entries[place].latest, time)
    schedule(place)
  }

  /// Forgets a connection, which has ended.
  public mutating func close(_ place: Int) {
    guard entries.indices.contains(place), entries[place].phase != .vacant else { return }
    leave(place)
    entries[place] = Entry()
    open -= 1
    deadlines.cancel(place)
  }

  // MARK: Counting

  private mutating func count(_ claims: [ConnectionClaim], connections: Int, embryonic: Int) {
    for claim in claims {
      var count = counts[claim.key, default: Count()]
      count.connections += connections
      count.embryonic += embryonic
      counts[claim.key] = count.connections == 0 && count.embryonic == 0 ? nil : count
    }
  }

  private mutating func leave(_ place: Int) {
    switch entries[place].phase {
    case .embryonic: count(entries[place].claims, connections: -1, embryonic: -1)
    case .established, .halfClosed: count(entries[place].claims, connections: -1, embryonic: 0)
    case .vacant, .intercepted, .over: break
    }
    entries[place].phase = .over
  }

  /// The maximum that is reached. Of several for one host the lowest counts, and no other
  /// (evidence 7.1).
  private func excess(_ claims: [ConnectionClaim], isEmbryonic: Bool) -> ConnectionExcess? {
    for holder in [Sender.server, .client] {
      guard var excess = ConnectionExcess(claims, of: holder, isEmbryonic: isEmbryonic) else {
        continue
      }
      let counted = count(excess.claim)
      excess.count = isEmbryonic ? counted.embryonic : counted.connections
      if excess.count >= excess.maximum { return excess }
    }
    return nil
  }

  private mutating func said(_ excess: ConnectionExcess) -> ConnectionExcess {
    guard excess.claim.statement == .client else { return excess }
    let key = excess.claim.key
    if let before = messages[key], elapsed(from: before, to: clock) < ConnectionLimiter.silence {
      var excess = excess
      excess.isLogged = false
      return excess
    }
    if messages.count >= ConnectionLimiter.mostMessages {
      messages = messages.filter {
        elapsed(from: $0.value, to: clock) < ConnectionLimiter.silence
      }
      if messages.count >= ConnectionLimiter.mostMessages { messages.removeAll() }
    }
    messages[key] = clock
    return excess
  }

  // MARK: Time

  private func deadline(_ entry: Entry) -> Int64 {
    if entry.isHeld { return .max }
    let duration =
      switch entry.phase {
      case .embryonic: entry.times.embryonic
      case .established: entry.times.idle
      case .halfClosed: entry.times.halfClosed
      case .vacant, .intercepted, .over: Int64.max
      }
    return later(entry.latest, by: duration)
  }

  /// Sees to it that a connection is looked at when it is due, or before.
  private mutating func schedule(_ place: Int) {
    deadlines.schedule(place, at: deadline(entries[place]))
  }

  private mutating func advance(to time: Int64) {
    clock = max(clock, time)
    while let place = deadlines.next(until: clock) {
      if deadline(entries[place]) <= clock { leave(place) } else { schedule(place) }
    }
  }
}
