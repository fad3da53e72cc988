import Primitives

/// The connections by their pair of sockets: open addressing over slots that are used again.
///
/// An entry of `entries` holds 32 bits of hash above the slot plus one, 0 where it is empty. The
/// lists run through the connections, the longest idle one first.
struct ConnectionTable: ~Copyable, Sendable {
  var connections = InPlaceArray<Connection>()
  private(set) var lists = InlineArray<3, Ends>(repeating: Ends())
  private var entries = InPlaceArray<UInt64>(repeating: 0, count: 256)
  private var used = 0
  /// The slot that was found last, -1 where that is not in the index.
  private var latest = -1
  private var free: [Int32] = []
  /// Slots that were given back in this call: their values stay readable until the next one.
  private var leaving: [Int32] = []
  private let seed = UInt64.random(in: 0 ... .max)
  /// The most connections that there may be, known ones that are over with them.
  private let limit: Int

  init(limit: Int) { self.limit = limit }

  /// From so many connections on memory for all is taken at once: a table that doubles leaves what it
  /// had behind, and memory that nothing has touched costs nothing.
  private static let many = 4096

  struct Ends: Sendable {
    var head: Int32 = -1
    var tail: Int32 = -1
    var count = 0
  }

  /// Connections that are not over.
  var openCount: Int { lists[0].count + lists[1].count }

  /// The same for both directions. Seeded, so that nobody can choose sockets that collide; nothing
  /// that is reported depends on it.
  @inline(__always)
  func hash(_ a: Socket, _ b: Socket) -> UInt32 {
    var sum = half(a) &+ half(b)
    sum = (sum ^ sum >> 29) &* 0xBF58_476D_1CE4_E5B9
    return UInt32(truncatingIfNeeded: sum >> 32)
  }

  @inline(__always)
  private func half(_ socket: Socket) -> UInt64 {
    var value = socket.address.low ^ seed
    value ^= socket.address.high &* 0x9E37_79B9_7F4A_7C15
    value = (value ^ UInt64(socket.port) << 40) &* 0xFF51_AFD7_ED55_8CCD
    return value ^ value >> 32
  }

  /// The slot and the sender of a segment from `source`, or nil.
  @inline(__always)
  mutating func find(_ source: Socket, _ destination: Socket) -> (slot: Int, sender: Sender)? {
    // Segments come in trains.
    if latest >= 0, let sender = connections[latest].sender(source, destination) {
      return (latest, sender)
    }
    return search(source, destination)
  }

  @inline(never)
  private mutating func search(_ source: Socket, _ destination: Socket)
    -> (slot: Int, sender: Sender)?
  {
    let hash = hash(source, destination)
    let mask = entries.count &- 1
    var index = Int(hash) & mask
    while true {
      let entry = entries[index]
      if entry == 0 { return nil }
      if UInt32(truncatingIfNeeded: entry >> 32) == hash {
        let slot = Int(truncatingIfNeeded: entry & 0xFFFF_FFFF) &- 1
        if let sender = connections[slot].sender(source, destination) {
          latest = slot
          return (slot, sender)
        }
      }
      index = (index &+ 1) & mask
    }
  }

  /// Takes a slot for a connection and puts it into the index and its list.
  mutating func insert(_ connection: Connection, list: Connection.List) -> Int {
    let slot: Int
    if let reused = free.popLast() {
      slot = Int(reused)
      connections[slot] = connection
    } else {
      slot = connections.count
      if slot == ConnectionTable.many { connections.reserveCapacity(limit) }
      connections.append(connection)
    }
    if used &* 2 >= entries.count { grow() }
    place(hash: connection.hash, slot: slot)
    used += 1
    append(slot, to: list)
    return slot
  }

  /// Takes a connection out of the index and its list. Its slot is free from the next call on.
  mutating func remove(_ slot: Int) {
    unlink(slot)
    if slot == latest { latest = -1 }
    let other = Int(connections[slot].otherLeg)
    if other >= 0 {
      connections[other].otherLeg = -1
      connections[slot].otherLeg = -1
    }
    leaving.append(Int32(truncatingIfNeeded: slot))
    let mask = entries.count - 1
    var hole = Int(connections[slot].hash) & mask
    while entries[hole] & 0xFFFF_FFFF != UInt64(slot + 1) {
      if entries[hole] == 0 { return }
      hole = (hole + 1) & mask
    }
    used -= 1
    // Knuth 6.4 R: entries move back, so that no entry is behind an empty place of its run.
    var index = (hole + 1) & mask
    while entries[index] != 0 {
      let home = Int(entries[index] >> 32) & mask
      if (index - home) & mask >= (index - hole) & mask {
        entries[hole] = entries[index]
        hole = index
      }
      index = (index + 1) & mask
    }
    entries[hole] = 0
  }

  /// Whether no other connection has the sockets of that in a slot.
  func isAlone(_ slot: Int) -> Bool {
    let mask = entries.count - 1
    let (client, server) = (connections[slot].client, connections[slot].server)
    var index = Int(connections[slot].hash) & mask
    while entries[index] != 0 {
      let other = Int(truncatingIfNeeded: entries[index] & 0xFFFF_FFFF) - 1
      if other != slot, connections[other].sender(client, server) != nil { return false }
      index = (index + 1) & mask
    }
    return true
  }

  /// Makes the slots of the last call's removals available.
  @inline(__always)
  mutating func reclaim() {
    if !leaving.isEmpty { reclaimSlots() }
  }

  @inline(never)
  private mutating func reclaimSlots() {
    free.append(contentsOf: leaving)
    leaving.removeAll(keepingCapacity: true)
  }

  private mutating func place(hash: UInt32, slot: Int) {
    let mask = entries.count - 1
    var index = Int(hash) & mask
    while entries[index] != 0 { index = (index + 1) & mask }
    entries[index] = UInt64(hash) << 32 | UInt64(slot + 1)
  }

  private mutating func grow() {
    var old = InPlaceArray<UInt64>(repeating: 0, count: entries.count * 2)
    swap(&old, &entries)
    for index in old.indices where old[index] != 0 {
      place(hash: UInt32(old[index] >> 32), slot: Int(old[index] & 0xFFFF_FFFF) - 1)
    }
  }
}

// What is soon needed, of a table that is too large for a processor to have it all at hand.
extension ConnectionTable {
  @inline(__always)
  private var isLarge: Bool { entries.count >= 4 * ConnectionTable.many }

  /// Fetches where the index has the connection of two sockets.
  @inline(__always)
  func prefetchEntry(_ a: Socket, _ b: Socket) {
    if isLarge { entries.prefetch(Int(hash(a, b)) & (entries.count &- 1)) }
  }

  /// Fetches a connection itself, once its entry is there.
  @inline(__always)
  func prefetchConnection(_ a: Socket, _ b: Socket) {
    guard isLarge else { return }
    let hash = hash(a, b)
    let entry = entries[Int(hash) & (entries.count &- 1)]
    guard UInt32(truncatingIfNeeded: entry >> 32) == hash else { return }
    connections.prefetch(Int(truncatingIfNeeded: entry & 0xFFFF_FFFF) &- 1)
  }

  /// Fetches what is needed to remove the longest idle connection of a list, and the one behind it.
  func prefetchHead(of list: Connection.List) {
    guard isLarge, let head = head(of: list) else { return }
    entries.prefetch(Int(connections[head].hash) & (entries.count - 1))
    connections.prefetch(Int(connections[head].next))
  }
}

// The lists.
extension ConnectionTable {
  /// The longest idle connection of a list, or nil.
  func head(of list: Connection.List) -> Int? {
    let head = lists[Int(list.rawValue)].head
    return head < 0 ? nil : Int(head)
  }

  /// Puts a connection behind all others of a list.
  mutating func append(_ slot: Int, to list: Connection.List) {
    insert(slot, into: list, after: lists[Int(list.rawValue)].tail)
  }

  /// Takes a connection out of its list.
  mutating func unlink(_ slot: Int) {
    let list = connections[slot].list
    guard list != .none else { return }
    let (previous, next) = (connections[slot].previous, connections[slot].next)
    if previous < 0 {
      lists[Int(list.rawValue)].head = next
    } else {
      connections[Int(previous)].next = next
    }
    if next < 0 {
      lists[Int(list.rawValue)].tail = previous
    } else {
      connections[Int(next)].previous = previous
    }
    lists[Int(list.rawValue)].count -= 1
    connections[slot].list = .none
  }

  /// Puts connections at the head of a list behind all that were listed before they were last seen.
  ///
  /// All that may have been seen in the time in which a packet moves nothing, so that none is passed by
  /// again for each of the others.
  ///
  /// - Parameters:
  ///   - list: the list.
  ///   - span: that time, in nanoseconds.
  mutating func relist(_ list: Connection.List, within span: Int64) {
    guard let head = head(of: list) else { return }
    let end = later(connections[head].listTime, by: span)
    var late: [(time: Int64, slot: Int)] = []
    var candidate = head
    while candidate >= 0, connections[candidate].listTime <= end {
      let next = Int(connections[candidate].next)
      if connections[candidate].lastTime > connections[candidate].listTime {
        late.append((connections[candidate].lastTime, candidate))
        unlink(candidate)
      }
      candidate = next
    }
    let order = late.indices.sorted { (late[$0].time, $0) < (late[$1].time, $1) }
    var place: Int32 = -1
    var next = lists[Int(list.rawValue)].head
    for index in order {
      let (time, slot) = late[index]
      while next >= 0, connections[Int(next)].listTime <= time {
        place = next
        next = connections[Int(next)].next
      }
      connections[slot].listTime = time
      insert(slot, into: list, after: place)
      place = Int32(truncatingIfNeeded: slot)
    }
  }

  private mutating func insert(_ slot: Int, into list: Connection.List, after previous: Int32) {
    let row = Int(list.rawValue)
    let me = Int32(truncatingIfNeeded: slot)
    let next = previous < 0 ? lists[row].head : connections[Int(previous)].next
    connections[slot].previous = previous
    connections[slot].next = next
    connections[slot].list = list
    if previous < 0 { lists[row].head = me } else { connections[Int(previous)].next = me }
    if next < 0 { lists[row].tail = me } else { connections[Int(next)].previous = me }
    lists[row].count += 1
  }
}

extension Connection {
  /// The side that sends from `source` to `destination`, where these are the two sockets.
  @inline(__always)
  func sender(_ source: Socket, _ destination: Socket) -> Sender? {
    if isSame(client, source), isSame(server, destination) { return .client }
    if isSame(server, source), isSame(client, destination) { return .server }
    return nil
  }

  @inline(__always)
  private func isSame(_ a: Socket, _ b: Socket) -> Bool {
    guard a.port == b.port, a.address.low == b.address.low else { return false }
    return a.address.high == b.address.high && a.address.isIPv6 == b.address.isIPv6
  }
}
