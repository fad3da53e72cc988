import Packets
import Primitives

// How long a hole stays open.
//
// A hole that the other side has acknowledged is one of the capture. It may still be filled, by a
// frame that was recorded late or by a retransmission, until `holdFrames` more frames of the
// connection or `holdTime` of capture time have passed; then it is a gap. What acknowledges it waits
// with it, so that no command goes before the reply that it answers. Both are counted at frames of
// the same connection: other connections change nothing. A hole that nobody acknowledges waits under
// the bounds.
extension Reassembler {
  /// Opens, counts down and ends the acknowledged hole of a stream.
  mutating func settleHole(_ slot: Int, _ side: Int, _ moment: Moment) {
    let index = Int(table.connections[slot].backlog)
    guard !table.connections[slot].flags.contains(.isUndecided) else { return }
    while true {
      let stream = table.connections[slot].streams[side]
      let end = backlogs.items[index].queues[side].contiguousEnd(from: stream.offset)
      backlogs.items[index].queues[side].snapped.removeAll {
        $0.range.upperBound <= stream.offset
      }
      guard stream.frames > 0, stream.acknowledgedOffset > end else {
        backlogs.items[index].queues[side].hole = nil
        return skipUnanswered(slot, side, moment)
      }
      let now = table.connections[slot].lastTime
      guard var hole = backlogs.items[index].queues[side].hole, hole.edge > end else {
        backlogs.items[index].queues[side].hole = SegmentQueue.Hole(
          edge: stream.acknowledgedOffset, since: now, framesLeft: options.holdFrames)
        return
      }
      hole.framesLeft -= 1
      backlogs.items[index].queues[side].hole = hole
      guard hole.framesLeft <= 0 || elapsed(from: hole.since, to: now) >= options.holdTime else {
        return
      }
      backlogs.items[index].queues[side].hole = nil
      declareGaps(upTo: hole.edge, slot, side, moment)
    }
  }

  /// Where the other side was never captured nobody acknowledges: a hole with more segments behind
  /// it than reordering explains is a gap.
  private mutating func skipUnanswered(_ slot: Int, _ side: Int, _ moment: Moment) {
    let index = Int(table.connections[slot].backlog)
    guard table.connections[slot].streams[1 - side].frames == 0,
      table.connections[slot].flags.isDisjoint(with: [.isUndecided, .awaitsAnswer]),
      backlogs.items[index].queues[side].segments.count > reorderSegments(slot),
      let next = backlogs.items[index].queues[side].segments.first
    else { return }
    declareGaps(upTo: next.offset, slot, side, moment)
  }

  /// Notes where the modelled device's queue of out-of-order segments would have been full. It is
  /// said once the hole is filled, because a hole that never is may be one of the capture alone.
  mutating func noteReordering(_ slot: Int, _ side: Int, _ moment: Moment) {
    let index = Int(table.connections[slot].backlog)
    let stream = table.connections[slot].streams[side]
    let end = backlogs.items[index].queues[side].contiguousEnd(from: stream.offset)
    let limit = reorderSegments(slot)
    let waiting = backlogs.items[index].queues[side].waiting(behind: end, upTo: limit + 1)
    let now = table.connections[slot].lastTime
    let since = backlogs.items[index].queues[side].queuedSince ?? (now, end)
    if backlogs.items[index].queues[side].reordered == nil,
      waiting > limit || elapsed(from: since.time, to: now) > reorderTime(slot)
    {
      backlogs.items[index].queues[side].reordered = (moment, since.offset)
    }
    backlogs.items[index].queues[side].queuedSince = waiting > 0 ? since : nil
    if waiting == 0 { sayReordering(slot, side) }
  }

  /// Emits what `noteReordering` has noted.
  mutating func sayReordering(_ slot: Int, _ side: Int) {
    let index = Int(table.connections[slot].backlog)
    guard index >= 0, let (moment, offset) = backlogs.items[index].queues[side].reordered else {
      return
    }
    backlogs.items[index].queues[side].reordered = nil
    steps.append(step(.reorderQueue, slot, side, offset, moment))
  }

  /// Gives up the oldest hole of a direction in which too much waits.
  mutating func keepBounds(_ slot: Int, _ moment: Moment) {
    let index = Int(table.connections[slot].backlog)
    for side in 0..<2 {
      while let bound = exceeded(backlogs.items[index].queues[side]) {
        hit(bound, slot, side, moment)
        if table.connections[slot].flags.contains(.isUndecided) { giveUpRoles(slot) }
        table.connections[slot].flags.remove(.awaitsAnswer)
        sayReordering(slot, side)
        guard let next = backlogs.items[index].queues[side].segments.first else { break }
        declareGaps(upTo: next.end, slot, side, moment, isForced: true)
      }
    }
  }

  private func exceeded(_ queue: SegmentQueue) -> Bound? {
    if queue.byteCount > options.queuedBytes { return .queuedBytes }
    return queue.segments.count > options.queuedSegments ? .queuedSegments : nil
  }

  /// Gives up what has waited longest in the run while too much waits in all connections.
  mutating func keepTotal(_ moment: Moment) {
    while backlogs.total > options.queuedTotal, backlogs.head >= 0 {
      let index = backlogs.head
      let slot = backlogs.items[Int(index)].slot
      hit(.queuedTotal, slot, 0, moment)
      flush(slot, moment)
      backlogs.account(index)
    }
  }

  /// Counts and says that a bound was hit.
  mutating func hit(_ bound: Bound, _ slot: Int, _ side: Int, _ moment: Moment) {
    counters.bounds[Int(bound.rawValue)] &+= 1
    let offset = table.connections[slot].streams[side].offset
    steps.append(step(.boundHit(bound), slot, side, offset, moment))
  }
}
