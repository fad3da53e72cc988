import Packets
import Primitives

// Which side is the client where both ports are those of servers and no SYN was captured. Until a
// side begins with a reply code everything waits; roles never change once they were announced.
extension Reassembler {
  /// Decides the roles where what waits tells them, or where too much waits.
  mutating func decideRoles(_ slot: Int, at moment: Moment) {
    guard table.connections[slot].flags.contains(.isUndecided) else { return }
    let index = Int(table.connections[slot].backlog)
    let codes = (head(index, slot, 0), head(index, slot, 1))
    let greets = (isReply(codes.0), isReply(codes.1))
    switch greets {
    case (true, true):
      // Both begin with digits: the one that says 220 greets.
      if is220(codes.0) != is220(codes.1) { decide(slot, server: is220(codes.0) ? 0 : 1) }
    case (true, false): decide(slot, server: 0)
    case (false, true): decide(slot, server: 1)
    case (false, false): break
    }
    guard table.connections[slot].flags.contains(.isUndecided) else { return }
    let queues = backlogs.items[index].queues
    let count = queues[0].segments.count + queues[1].segments.count
    let bytes = queues[0].byteCount + queues[1].byteCount
    guard count > options.undecidedSegments || bytes > options.undecidedSegments * 1024 else {
      return
    }
    hit(.undecidedSegments, slot, 0, moment)
    giveUpRoles(slot)
  }

  /// Announces a connection whose roles nothing tells: the side that sent the first bytes, else the
  /// first frame, is shown as the client.
  mutating func giveUpRoles(_ slot: Int) {
    let index = Int(table.connections[slot].backlog)
    if index >= 0 {
      let queues = backlogs.items[index].queues
      let first = queues[0].segments.first?.moment.frame ?? .max
      if let other = queues[1].segments.first?.moment.frame, other < first { swapSides(slot) }
    }
    table.connections[slot].flags.remove(.isUndecided)
    announce(slot)
  }

  private mutating func decide(_ slot: Int, server: Int) {
    if server == 0 { swapSides(slot) }
    table.connections[slot].flags.remove(.isUndecided)
    table.connections[slot].flags.insert(.rolesAreKnown)
    announce(slot)
  }

  private mutating func swapSides(_ slot: Int) {
    let (client, server) = (table.connections[slot].client, table.connections[slot].server)
    table.connections[slot].client = server
    table.connections[slot].server = client
    table.connections[slot].streams.swapAt(0, 1)
    let index = Int(table.connections[slot].backlog)
    if index >= 0 { backlogs.items[index].queues.swapAt(0, 1) }
    if let mine = owner, mine.connection == slot { owner?.sender = mine.sender.peer }
  }

  /// The first four bytes that wait on a side, where they are there.
  private func head(_ index: Int, _ slot: Int, _ side: Int) -> [UInt8] {
    var head: [UInt8] = []
    var next = table.connections[slot].streams[side].offset
    for segment in backlogs.items[index].queues[side].segments
    where head.count < 4 && segment.offset == next {
      head.append(contentsOf: segment.bytes.prefix(4 - head.count))
      next = segment.end
    }
    return head
  }

  /// A reply code and what follows it (RFC 5321 section 4.2).
  private func isReply(_ head: [UInt8]) -> Bool {
    guard head.count == 4, (UInt8(ascii: "2")...UInt8(ascii: "5")).contains(head[0]) else {
      return false
    }
    let separators: [UInt8] = [UInt8(ascii: " "), UInt8(ascii: "-"), UInt8(ascii: "\r")]
    return head[1].isDigit && head[2].isDigit && separators.contains(head[3])
  }

  private func is220(_ head: [UInt8]) -> Bool { head.starts(with: "220".utf8) }
}
