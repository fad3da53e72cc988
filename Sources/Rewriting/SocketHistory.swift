import Packets
import Primitives

/// The sockets of sessions that were dropped: of a datagram that never becomes whole they alone tell whose
/// it is.
///
/// *Limits:* the oldest are forgotten where there are too many.
struct DroppedSockets: Sendable {
  private static let limit = 1 << 14

  private var recent: Set<SocketPair> = []
  private var older: Set<SocketPair> = []

  var isEmpty: Bool { recent.isEmpty && older.isEmpty }

  mutating func insert(_ pair: SocketPair) {
    if recent.count >= DroppedSockets.limit { (older, recent) = (recent, []) }
    recent.insert(pair)
  }

  /// Forgets sockets that another session has taken.
  mutating func remove(_ pair: SocketPair) {
    recent.remove(pair)
    older.remove(pair)
  }

  func contains(_ pair: SocketPair) -> Bool { recent.contains(pair) || older.contains(pair) }
}

/// What was done to sessions whose frames may come when nothing else tells whose they are: those of which
/// the sockets have been given to another session.
///
/// *Limits:* the oldest is forgotten where there are too many.
struct SocketHistory: Sendable {
  /// A session that another one follows.
  private struct Former {
    var client: Socket
    var isDropped: Bool
    var origins: (client: SequenceNumber?, server: SequenceNumber?)
    var track: SessionTrack
    var cost: Int { track.cost }
  }

  /// How many sessions are kept, and how many bytes their edits are charged with.
  private static let limit = 4096
  private static let costLimit = 4 << 20

  private var formers: [SocketPair: Former] = [:]
  /// In the order in which they came in first, from `front` on.
  private var order: [SocketPair] = []
  private var front = 0
  private var cost = 0

  /// Adds a session that is over, of which all frames are decided.
  mutating func add(
    client: Socket, server: Socket, isDropped: Bool,
    origins: (client: SequenceNumber?, server: SequenceNumber?), _ track: SessionTrack
  ) {
    let pair = SocketPair(client, server)
    var former = Former(client: client, isDropped: isDropped, origins: origins, track: track)
    for sender in Sender.allCases {
      former.track[sender].template = nil
      former.track[sender].pending = []
    }
    cost += former.cost
    if let old = formers.updateValue(former, forKey: pair) {
      cost -= old.cost
    } else {
      order.append(pair)
    }
    while formers.count > SocketHistory.limit || cost > SocketHistory.costLimit, formers.count > 1 {
      removeOldest()
    }
  }

  private mutating func removeOldest() {
    if let former = formers.removeValue(forKey: order[front]) { cost -= former.cost }
    front += 1
    guard front > SocketHistory.limit else { return }
    order.removeFirst(front)
    front = 0
  }

  /// Whether a segment of a former session has bytes that were edited, or is of one that was dropped.
  func isChanged(_ segment: Segment) -> Bool {
    guard !formers.isEmpty,
      let former = formers[SocketPair(segment.source, segment.destination)]
    else { return false }
    if former.isDropped { return true }
    guard segment.payloadLength > 0 else { return false }
    let isClient = segment.source == former.client
    let track = former.track[isClient ? .client : .server]
    let first = segment.sequenceNumber + (segment.controlBits.contains(.syn) ? 1 : 0)
    guard let origin = isClient ? former.origins.client : former.origins.server else {
      return false
    }
    let start = origin.offset(of: first, near: track.history.end)
    let range = start..<start + Int64(segment.payloadLength)
    return track.history.hasForgotten(range) || !track.history.overlapping(range).isEmpty
  }
}
