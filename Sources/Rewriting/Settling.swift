import ESMTPInspection
import Packets
import Primitives

// What a frame has decided about frames, itself among them.
extension Rewriter {
  /// Makes the edits of this frame and decides what can be decided.
  ///
  /// - Parameters:
  ///   - time: the time stamp of frames that are added.
  ///   - position: the end of the frame's record, where they are added.
  ///   - store: has the frames.
  @inline(__always)
  public mutating func settle(at time: Int64, position: UInt64, store: some FrameStore) {
    if !touched.isEmpty { settleTouched(at: time, position: position, store: store) }
  }

  private mutating func settleTouched(
    at time: Int64, position: UInt64, store: some FrameStore
  ) {
    for (slot, edit) in fresh { make(edit, slot, store: store) }
    fresh.removeAll(keepingCapacity: true)
    for order in resets { insert(order, at: time, position: position, store: store) }
    resets.removeAll()
    for slot in touched {
      heads[slot].flags.subtract([.isTouched, .isDropping])
      guard tracks.isLive(slot) else { continue }
      for sender in Sender.allCases { settle(slot, sender, store: store) }
      if tracks[slot].client.pending.isEmpty, tracks[slot].server.pending.isEmpty {
        heads[slot].flags.remove(.hasPending)
      }
    }
    for session in reused where heads[session.slot].number == session.number { remember(session) }
    reused.removeAll(keepingCapacity: true)
    // Only the edits are needed for late copies, and where the recording ends.
    for slot in touched where heads[slot].flags.contains(.isClosed) && tracks.isLive(slot) {
      tracks[slot].close(behind: heads[slot].marks)
      if tracks[slot].isEmpty { tracks.remove(slot) }
    }
    touched.removeAll(keepingCapacity: true)
  }

  /// Keeps what late frames of a session need that gives its sockets away.
  private mutating func remember(_ session: SessionSockets) {
    let head = heads[session.slot]
    formers.add(
      client: session.client, server: session.server, isDropped: head.flags.contains(.isDropped),
      origins: head.origins, tracks.isLive(session.slot) ? tracks[session.slot] : SessionTrack())
  }

  private mutating func make(
    _ edit: Edit, _ slot: Int, store: some FrameStore
  ) {
    let sender = edit.sender
    keepTrack(slot)
    var old = [UInt8?](repeating: nil, count: edit.bytes.count)
    let start = Int64(clamping: edit.offset)
    var pending: [SegmentCopy] = []
    swap(&pending, &tracks[slot][sender].pending)
    for index in pending.indices {
      guard let own = heads[slot].position(of: pending[index].sequenceNumber, sender) else {
        continue
      }
      pending[index].fill(&old, from: start, own: own, in: store)
    }
    let isKnown = !old.contains(nil)
    let retained = RetainedEdit(
      offset: edit.offset, bytes: edit.bytes.withoutSpareRoom,
      old: isKnown ? old.compactMap { $0 }.withoutSpareRoom : [])
    for index in pending.indices {
      guard let own = heads[slot].position(of: pending[index].sequenceNumber, sender) else {
        continue
      }
      note(pending[index].apply(retained, own: own, in: store))
    }
    swap(&pending, &tracks[slot][sender].pending)
    let room = max(0, rememberedLimit - remembered)
    remembered -= tracks[slot].cost
    tracks[slot][sender].history.append(retained, room: room)
    remembered += tracks[slot].cost
    let end = tracks[slot][sender].history.end
    switch sender {
    case .client: heads[slot].edited.0 = end
    case .server: heads[slot].edited.1 = end
    }
  }

  private mutating func settle(
    _ slot: Int, _ sender: Sender, store: some FrameStore
  ) {
    guard !tracks[slot][sender].pending.isEmpty else { return }
    var pending: [SegmentCopy] = []
    swap(&pending, &tracks[slot][sender].pending)
    var kept = 0
    for index in pending.indices {
      if decide(&pending[index], slot, sender, store: store) { continue }
      if kept != index { pending.swapAt(kept, index) }
      kept += 1
    }
    pending.removeLast(pending.count - kept)
    swap(&pending, &tracks[slot][sender].pending)
  }

  /// Lets a copy be written or leaves it out; false where it has to wait.
  mutating func decide(
    _ copy: inout SegmentCopy, _ slot: Int, _ sender: Sender, store: some FrameStore
  ) -> Bool {
    switch fate(of: copy, slot, sender) {
    case .passes: pass(&copy)
    case .isLeftOut: leaveOut(&copy, store: store)
    case .waits: return false
    }
    return true
  }

  private enum Fate { case passes, isLeftOut, waits }

  private func fate(of copy: SegmentCopy, _ slot: Int, _ sender: Sender) -> Fate {
    let head = heads[slot]
    // What was wrong with it is repaired already.
    if repair == .all, copy.isDiscarded { return .isLeftOut }
    let mark = Int64(clamping: head.mark(of: sender))
    guard head.flags.contains(.isWatched) || !head.flags.contains(.isOpen) else { return .passes }
    guard let position = head.position(of: copy.sequenceNumber, sender) else {
      // No byte of the stream was ever placed.
      if head.flags.contains(.isDropped) { return .isLeftOut }
      return head.flags.contains(.isClosed) ? .passes : .waits
    }
    if position + Int64(copy.payloadLength) <= mark { return .passes }
    if head.flags.contains(.isDropped) { return .isLeftOut }
    guard head.flags.contains(.isClosed) else { return .waits }
    // What was held to the end is not forwarded, whatever its segment repeats in front of it; what never
    // was in the stream stays as it is.
    let end = tracks.isLive(slot) ? tracks[slot][sender].end : 0
    return max(position, mark) < Int64(clamping: end) ? .isLeftOut : .passes
  }

  /// What the receiver awaits after the bytes that are forwarded: behind the FIN where these are all. Of a
  /// side that was never captured the receiver's own acknowledgments tell (RFC 9293 section 3.10.7.4).
  private func awaited(_ slot: Int, _ sender: Sender) -> SequenceNumber? {
    let head = heads[slot]
    let mark = head.mark(of: sender)
    let isLive = tracks.isLive(slot)
    let hasFrames =
      isLive
      && (tracks[slot][sender].template != nil || !tracks[slot][sender].pending.isEmpty)
    let acknowledged = sender == .client ? head.acknowledged.0 : head.acknowledged.1
    if mark == 0, !hasFrames, let acknowledged { return acknowledged }
    guard let origin = head.origin(of: sender) else { return nil }
    let isFinished = isLive && tracks[slot][sender].finish == mark
    return origin + Int(truncatingIfNeeded: mark) + (isFinished ? 1 : 0)
  }

  private mutating func insert(
    _ order: SessionSockets, at time: Int64, position: UInt64, store: some FrameStore
  ) {
    let isLive = tracks.isLive(order.slot)
    let client = isLive ? tracks[order.slot].client.template : nil
    let server = isLive ? tracks[order.slot].server.template : nil
    let clientNumber = awaited(order.slot, .client)
    let serverNumber = awaited(order.slot, .server)
    let inserted = counts.inserted
    if let number = clientNumber, let template = client ?? server?.mirrored {
      let frame = template.reset(
        from: order.client, to: order.server, sequenceNumber: number,
        acknowledgmentNumber: serverNumber)
      store.insert(frame, time: time, at: position)
      counts.inserted += 1
    }
    if let number = serverNumber, let template = server ?? client?.mirrored {
      let frame = template.reset(
        from: order.server, to: order.client, sequenceNumber: number,
        acknowledgmentNumber: clientNumber)
      store.insert(frame, time: time, at: position)
      counts.inserted += 1
    }
    counts.resetsMissing += 2 - (counts.inserted - inserted)
  }
}

extension [UInt8] {
  /// The same bytes in no more memory than they take, for a time.
  fileprivate var withoutSpareRoom: [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(count)
    bytes += self
    return bytes
  }
}
