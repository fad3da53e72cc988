import Packets
import Primitives

// When what waits is handed out.
extension Reassembler {
  /// Hands out what can go, declares the gaps that are due, and keeps the bounds.
  mutating func settle(_ slot: Int, _ moment: Moment) {
    let index = table.connections[slot].backlog
    if index >= 0 {
      decideRoles(slot, at: moment)
      drain(slot)
      for side in 0..<2 { noteReordering(slot, side, moment) }
      for side in 0..<2 { settleHole(slot, side, moment) }
      keepBounds(slot, moment)
      backlogs.account(index)
    }
    for side in 0..<2 { finishIfReached(slot, side, moment, isForced: false) }
    if index >= 0 {
      keepTotal(moment)
      if table.connections[slot].backlog >= 0, backlogs.items[Int(index)].isEmpty {
        table.connections[slot].backlog = -1
        backlogs.give(index)
      }
    }
    table.connections[slot].noteSimple(options.overlap)
  }

  /// Hands out the segments that are next, those of both sides in the order of their frames, but
  /// none before the bytes of the other side that it acknowledges.
  mutating func drain(_ slot: Int) {
    let index = Int(table.connections[slot].backlog)
    guard index >= 0,
      table.connections[slot].flags.isDisjoint(with: [.isUndecided, .awaitsAnswer])
    else { return }
    var taken = InlineArray<2, Int>(repeating: 0)
    while let side = nextSide(slot, taken) {
      release(backlogs.items[index].queues[side].segments[taken[side]], slot, side)
      taken[side] += 1
    }
    for side in 0..<2 { backlogs.items[index].queues[side].removeFirst(taken[side]) }
  }

  private func nextSide(_ slot: Int, _ taken: InlineArray<2, Int>) -> Int? {
    let index = Int(table.connections[slot].backlog)
    var best: (side: Int, isFree: Bool, frame: Int)?
    for side in 0..<2 {
      let stream = table.connections[slot].streams[side]
      let peer = table.connections[slot].streams[1 - side]
      guard taken[side] < backlogs.items[index].queues[side].segments.count else { continue }
      let (offset, end, after, frame) = place(index, side, taken[side])
      guard offset == stream.offset else { continue }
      if options.overlap == .last, peer.frames > 0, end > stream.acknowledgedOffset { continue }
      let isFree = peer.frames == 0 || after <= peer.offset
      // Both wait for each other, which no real pair of hosts does: in the order of frames.
      let isStuck =
        !isFree
        && after
          <= backlogs.items[index].queues[1 - side].contiguousEnd(from: peer.offset)
      guard isFree || isStuck else { continue }
      if let found = best, (found.isFree ? 0 : 1, found.frame) < (isFree ? 0 : 1, frame) {
        continue
      }
      best = (side, isFree, frame)
    }
    return best?.side
  }

  private func place(_ index: Int, _ side: Int, _ segment: Int) -> (UInt64, UInt64, UInt64, Int) {
    let queue = backlogs.items[index].queues[side]
    let one = queue.segments[segment]
    return (one.offset, one.end, one.after, one.moment.frame)
  }

  /// Hands out bytes that waited.
  private mutating func release(_ segment: QueuedSegment, _ slot: Int, _ side: Int) {
    let start = released.count
    released.append(contentsOf: segment.bytes)
    var released = step(
      .bytes(.released(start..<released.count)), slot, side, segment.offset, segment.moment)
    released.rest = UInt32(clamping: segment.segmentEnd - segment.end)
    steps.append(released)
    let backlog = Int(table.connections[slot].backlog)
    if backlogs.items[backlog].queues[side].snapped.contains(where: {
      $0.range.lowerBound == segment.end
    }
    ) {
      steps.markLastAsCut()
    }
    record(
      segment.recent, segment.bytes.span, in: 0..<segment.bytes.count, slot, side,
      table.connections[slot].recent)
    table.connections[slot].streams[side].advance(by: segment.bytes.count)
  }

  /// Passes over the holes below an offset, and hands out what can go then.
  ///
  /// What the other side has sent between two of them goes between them: a hole of several replies is one for
  /// each that was answered before the next.
  ///
  /// What still waits for the other side stays, unless it `isForced`: what it acknowledges was sent, so
  /// that holes of the other side are passed over before it.
  mutating func declareGaps(
    upTo edge: UInt64, _ slot: Int, _ side: Int, _ moment: Moment, isForced: Bool = false
  ) {
    drain(slot)
    while table.connections[slot].streams[side].offset < edge {
      let offset = table.connections[slot].streams[side].offset
      let index = Int(table.connections[slot].backlog)
      let next = index < 0 ? nil : backlogs.items[index].queues[side].segments.first
      if let next, next.offset == offset {
        guard isForced else { return }
        declareGaps(upTo: next.after, slot, 1 - side, moment)
        releaseFirst(at: offset, slot, side)
      } else if hasAside(before: edge, slot, side) {
        useAside(slot, side, as: .undecided)
      } else {
        guard let end = gapEnd(at: offset, slot, side, isForced: isForced) else { return }
        declareGap(offset..<min(edge, end), slot, side, moment)
      }
      drain(slot)
    }
  }

  /// Where a gap ends at the latest: at the bytes that a side has waiting, and where those of the other side
  /// go that acknowledge a part of it.
  ///
  /// - Returns: nil where those go before the gap and still wait for a hole of their own, which ends in time.
  private func gapEnd(at offset: UInt64, _ slot: Int, _ side: Int, isForced: Bool) -> UInt64? {
    let index = Int(table.connections[slot].backlog)
    guard index >= 0 else { return .max }
    let own = backlogs.items[index].queues[side].segments.first
    let end = own?.offset ?? .max
    guard let other = backlogs.items[index].queues[1 - side].segments.first else { return end }
    if other.after > offset { return min(end, other.after) }
    let peer = table.connections[slot].streams[1 - side]
    let isFree = own.map { $0.after <= peer.offset } ?? false
    return isForced || isFree || peer.acknowledgedOffset <= peer.offset ? end : nil
  }

  /// Hands out the first segment of a side that waits, where it begins at an offset.
  private mutating func releaseFirst(at offset: UInt64, _ slot: Int, _ side: Int) {
    let index = Int(table.connections[slot].backlog)
    guard table.connections[slot].streams[side].offset == offset,
      let next = backlogs.items[index].queues[side].segments.first
    else { return }
    release(next, slot, side)
    backlogs.items[index].queues[side].removeFirst(1)
  }

  private mutating func declareGap(
    _ range: Range<UInt64>, _ slot: Int, _ side: Int, _ moment: Moment
  ) {
    let index = Int(table.connections[slot].backlog)
    if index >= 0 {
      // A hole of the capture says nothing about the order on the wire.
      backlogs.items[index].queues[side].reordered = nil
      backlogs.items[index].queues[side].queuedSince = nil
    }
    let parts =
      index < 0
      ? [(range, .missing, nil)] : backlogs.items[index].queues[side].reasons(in: range)
    for (range, reason, cut) in parts {
      let length = range.upperBound - range.lowerBound
      steps.append(
        step(.gap(length: length, reason: reason), slot, side, range.lowerBound, cut ?? moment))
      table.connections[slot].streams[side].advance(by: Int(length))
      if reason == .missing {
        recent[place(ofRecent: slot)].recordGap(side: side, range)
      }
    }
  }

  /// Ends a stream whose FIN is next; what was queued behind it is set apart.
  mutating func finishIfReached(_ slot: Int, _ side: Int, _ moment: Moment, isForced: Bool) {
    let stream = table.connections[slot].streams[side]
    guard stream.flags.contains(.hasFIN), !stream.flags.contains(.isFinished),
      stream.receiveNext == stream.finish, !table.connections[slot].flags.contains(.isUndecided)
    else { return }
    let index = Int(table.connections[slot].backlog)
    if index >= 0 {
      let peer = table.connections[slot].streams[1 - side]
      let after = backlogs.items[index].queues[side].finishAfter
      guard isForced || peer.frames == 0 || after <= peer.offset else { return }
      for late in backlogs.items[index].queues[side].segments {
        counters.strays &+= 1
        steps.append(
          step(.dataAfterFIN(length: late.bytes.count), slot, side, late.offset, late.moment))
      }
      backlogs.items[index].queues[side].removeAll()
      backlogs.account(Int32(index))
    }
    table.connections[slot].streams[side].receiveNext = stream.receiveNext + 1
    table.connections[slot].streams[side].flags.insert(.isFinished)
    steps.append(step(.finished, slot, side, stream.offset, moment))
  }
}

extension Connection {
  /// Notes whether nothing but the next segments in order is awaited.
  fileprivate mutating func noteSimple(_ overlap: OverlapPolicy) {
    let isSimple =
      overlap == .first && list == .established && backlog < 0
      && flags.isDisjoint(with: [.isUndecided, .awaitsAnswer])
      && !streams[0].flags.contains(.hasFIN) && !streams[1].flags.contains(.hasFIN)
    if isSimple { flags.insert(.isSimple) } else { flags.remove(.isSimple) }
  }
}
