import Packets
import Primitives

// How connections end.
extension Reassembler {
  /// Hands out everything that waits in a connection, with gaps for what is not there.
  mutating func flush(_ slot: Int, _ moment: Moment) {
    if table.connections[slot].flags.contains(.isUndecided) { giveUpRoles(slot) }
    table.connections[slot].flags.remove(.awaitsAnswer)
    for side in 0..<2 { useAside(slot, side, as: .undecided) }
    let index = Int(table.connections[slot].backlog)
    let known = table.connections[slot].streams[0].flags
      .union(table.connections[slot].streams[1].flags)
    // Nothing waits, and of nothing that did not come is it known that it was sent.
    if index < 0, known.isDisjoint(with: [.hasAcknowledged, .hasFIN]) { return }
    if index >= 0 {
      drain(slot)
      for side in 0..<2 { noteReordering(slot, side, moment) }
      while let side = earliest(index) {
        guard let next = backlogs.items[index].queues[side].segments.first else { break }
        declareGaps(upTo: next.end, slot, side, moment, isForced: true)
      }
    }
    for side in 0..<2 {
      declareGaps(upTo: knownEnd(slot, side), slot, side, moment)
      finishIfReached(slot, side, moment, isForced: true)
      if index >= 0 { backlogs.items[index].queues[side].removeAll() }
    }
  }

  /// The side whose waiting bytes were captured first.
  private func earliest(_ index: Int) -> Int? {
    let first = backlogs.items[index].queues[0].segments.first?.moment.frame
    let second = backlogs.items[index].queues[1].segments.first?.moment.frame
    guard let first else { return second == nil ? nil : 1 }
    guard let second else { return 0 }
    return second < first ? 1 : 0
  }

  /// How far a stream is known to go: what was acknowledged, cut by the snap length, or ended.
  private func knownEnd(_ slot: Int, _ side: Int) -> UInt64 {
    let stream = table.connections[slot].streams[side]
    guard stream.flags.contains(.isOpen), stream.frames > 0 else { return 0 }
    var end = stream.acknowledgedOffset
    let index = Int(table.connections[slot].backlog)
    if index >= 0 {
      for cut in backlogs.items[index].queues[side].snapped {
        end = max(end, cut.range.upperBound)
      }
    }
    if stream.flags.contains(.hasFIN) {
      end = max(end, UInt64(max(0, stream.position(of: stream.finish))))
    }
    return end
  }

  /// Ends a connection.
  mutating func close(
    _ slot: Int, _ how: Step.Closing, by sender: Sender, at moment: Moment
  ) {
    let closer = table.connections[slot].socket(of: sender)
    flush(slot, moment)
    let isClient = closer == table.connections[slot].client
    let side = isClient ? 0 : 1
    let offset = table.connections[slot].streams[side].offset
    steps.append(step(.closed(how), slot, side, offset, moment))
    giveBack(slot)
    table.connections[slot].flags.remove(.isSimple)
    switch how {
    case .fin, .reset:
      table.unlink(slot)
      table.connections[slot].listTime = clock
      table.append(slot, to: .closed)
      peaks.remembered = max(
        peaks.remembered, table.lists[Int(Connection.List.closed.rawValue)].count)
      forgetClosed()
    case .timeout, .reused, .endOfCapture:
      table.remove(slot)
    }
  }

  /// Gives back what a connection holds beside its place in the table.
  mutating func giveBack(_ slot: Int) {
    if table.connections[slot].backlog >= 0 {
      backlogs.give(table.connections[slot].backlog)
      table.connections[slot].backlog = -1
    }
    if table.connections[slot].recent >= 0 {
      freeRecent.append(table.connections[slot].recent)
      table.connections[slot].recent = -1
    }
  }

  /// Ends what has been idle for too long.
  @inline(never)
  mutating func expire(at moment: Moment) {
    nextExpiry = .max
    for list in [Connection.List.embryonic, .established] {
      while let slot = table.head(of: list) {
        let due = later(table.connections[slot].listTime, by: options.idleTime)
        guard due < clock else {
          nextExpiry = min(nextExpiry, due)
          break
        }
        if later(table.connections[slot].lastTime, by: options.idleTime) < clock {
          close(slot, .timeout, by: .client, at: moment)
        } else {
          table.relist(list, within: Reassembler.second)
        }
      }
    }
    forgetClosed()
  }

  /// Ends the connection that has been idle for longest, half-open ones first.
  mutating func evictOne(at moment: Moment) {
    guard let slot = table.head(of: .embryonic) ?? table.head(of: .established) else { return }
    let list = table.connections[slot].list
    hit(.connections, slot, 0, moment)
    close(slot, .timeout, by: .client, at: moment)
    table.prefetchHead(of: list)
  }

  /// Forgets closed connections that are too old or too many.
  private mutating func forgetClosed() {
    while let slot = table.head(of: .closed),
      table.lists[Int(Connection.List.closed.rawValue)].count > options.closedConnections
        || elapsed(from: table.connections[slot].listTime, to: clock) > options.lingerTime
    {
      table.remove(slot)
    }
  }
}
