import Packets
import Primitives

// The long path: everything that is not the next segment in order.
extension Reassembler {
  /// How far ahead of the stream a segment may be: the largest window (RFC 7323 section 2.3).
  var reach: Int64 { 1 << 30 }

  /// Takes a segment of a connection that is in the table.
  @inline(never)
  mutating func receiveSlowly(
    _ segment: Segment, _ slot: Int, _ sender: Sender, _ bytes: Span<UInt8>, _ moment: Moment
  ) {
    let side = Int(sender.rawValue)
    let isClosed = table.connections[slot].list == .closed
    if isClosed,
      elapsed(from: table.connections[slot].listTime, to: clock) > options.lingerTime
    {
      table.remove(slot)
      owner = nil
      open(segment, in: bytes, at: moment, after: nil)
      return
    }
    if !isClosed, isCopy(segment, slot, side, bytes, moment) {
      counters.duplicates &+= 1
      let offset = table.connections[slot].streams[side].offset
      steps.append(step(.duplicate, slot, side, offset, moment))
      return
    }
    if isOfUnknownLeg(segment, slot, side, moment) {
      return openOtherLeg(segment, of: slot, bytes, moment)
    }
    let isSYN =
      segment.controlBits.contains(.syn)
      && segment.controlBits.isDisjoint(with: [.rst, .fin])
      && !(options.checksums == .all && segment.hasWrongChecksum)
    if isSYN,
      isClosed || segment.checksum != .wrong || options.checksums == .none
        || table.connections[slot].streams[side].flags.contains(.hasWrongChecksum)
        || table.connections[slot].streams[side].rightChecksums == 0
    {
      guard judgeSYN(segment, slot, sender, bytes, moment) else { return }
    }
    if !isClosed, isOfPredecessor(segment, slot, side, moment) {
      return takeLateOfPredecessor(segment, slot, side)
    }
    if isClosed || table.connections[slot].hasFIN, isOfAnother(segment, slot, side) {
      return reopen(segment, slot, bytes, moment)
    }
    if isClosed { return takeLate(segment, slot, side) }
    process(segment, slot, sender, bytes, moment)
  }

  /// Takes a segment that is of this connection.
  mutating func process(
    _ segment: Segment, _ slot: Int, _ sender: Sender, _ bytes: Span<UInt8>, _ moment: Moment
  ) {
    let side = Int(sender.rawValue)
    // RFC 9293 section 3.10.7.4: what has no ACK is dropped.
    guard !segment.controlBits.isDisjoint(with: [.ack, .syn, .rst]) else {
      return countStray(segment)
    }
    table.connections[slot].streams[side].frames &+= 1
    table.connections[slot].streams[side].identification = segment.identification
    table.connections[slot].lastTime = max(table.connections[slot].lastTime, moment.time)
    if elapsed(from: table.connections[slot].listTime, to: clock) > 1_000_000_000 { touch(slot) }
    guard admit(segment, slot, side, bytes, moment) else {
      settle(slot, moment)
      return
    }
    // What is not used now is nothing that a later frame is a copy of.
    table.connections[slot].streams[side]
      .noteBare(segment, segment.signature(in: bytes), moment.time)
    if segment.controlBits.contains(.rst) {
      if isExactReset(segment, slot, side) {
        // Where both streams have ended already, the RST only stands for the last ACK.
        let hasEnded = table.connections[slot].hasBothFINs
        close(slot, hasEnded ? .fin : .reset, by: sender, at: moment)
      } else {
        counters.inexactResets &+= 1
      }
      return
    }
    if !segment.controlBits.contains(.syn) {
      guard establish(segment, slot, side, moment) else {
        counters.late &+= 1
        return countStray(segment)
      }
    }
    openStream(segment, slot, side)
    if segment.controlBits.contains(.ack) { takeAcknowledgment(segment, slot, side) }
    takeData(segment, slot, side, bytes, moment)
    settle(slot, moment)
    guard table.connections[slot].streams[0].isFinishAcknowledged,
      table.connections[slot].streams[1].isFinishAcknowledged
    else { return }
    close(slot, .fin, by: sender, at: moment)
  }

  /// Whether a segment is a late one of the connection that had the same sockets before: by its
  /// time stamp, else by numbers that were used there and are not awaited here.
  private mutating func isOfPredecessor(
    _ segment: Segment, _ slot: Int, _ side: Int, _ moment: Moment
  ) -> Bool {
    guard table.connections[slot].backlog >= 0 else { return false }
    let connection = table.connections[slot]
    guard let old = backlogs.items[Int(connection.backlog)].predecessor else { return false }
    if elapsed(from: connection.first.time, to: moment.time) > options.lingerTime {
      backlogs.items[Int(connection.backlog)].predecessor = nil
      return false
    }
    if segment.controlBits.contains(.syn) { return false }
    let stream = connection.streams[side]
    if stream.flags.contains(.hasTimestamp), let value = segment.timestampValue,
      Int32(bitPattern: value &- stream.firstTimestamp) < 0
    {
      return true
    }
    if old.covers(segment.sequenceNumber, side: side),
      !stream.awaits(segment.sequenceNumber)
    {
      return true
    }
    guard segment.controlBits.contains(.ack),
      old.covers(segment.acknowledgmentNumber, side: 1 - side)
    else { return false }
    let peer = connection.streams[1 - side]
    if !peer.awaits(segment.acknowledgmentNumber) { return true }
    // The numbers of the present connection may run into those of the one before. A segment that is not the
    // next, and acknowledges what nobody was seen to send, is of that one.
    let end = backlogs.items[Int(connection.backlog)].queues[1 - side].segments.last?.end ?? 0
    return old.covers(segment.sequenceNumber, side: side)
      && segment.sequenceNumber != stream.receiveNext
      && peer.position(of: segment.acknowledgmentNumber) > Int64(end)
      && segment.acknowledgmentNumber.distance(from: peer.highest) > 0
  }

  /// Whether an RST is the one that ends a connection (RFC 9293 section 3.10.7.4, RFC 5961 section
  /// 3.2): its number is RCV.NXT. Where the capture lacks what the receiver has, RCV.NXT is what
  /// the receiver has acknowledged, or the end of what was captured beyond an acknowledged hole.
  private func isExactReset(_ segment: Segment, _ slot: Int, _ side: Int) -> Bool {
    let connection = table.connections[slot]
    let (stream, peer) = (connection.streams[side], connection.streams[1 - side])
    let number = segment.sequenceNumber
    if connection.flags.contains(.awaitsAnswer), side == 1 { return acknowledgesSYN(segment, slot) }
    guard stream.flags.contains(.isOpen) else {
      if stream.flags.contains(.hasAcknowledged) { return number == stream.acknowledged }
      if segment.controlBits.contains(.ack), peer.flags.contains(.isOpen) {
        return segment.acknowledgmentNumber == peer.receiveNext
      }
      return true
    }
    if stream.flags.contains(.isFinished) || connection.backlog < 0 {
      return number == stream.receiveNext
    }
    let queue = backlogs.items[Int(connection.backlog)].queues[side]
    let end = queue.contiguousEnd(from: stream.offset)
    let place = stream.position(of: number)
    if place == Int64(end) { return true }
    let edge = stream.acknowledgedOffset
    if edge > end, place == Int64(edge) { return true }
    guard let last = queue.segments.last, last.end > end else { return false }
    return place == Int64(last.end) && (edge > end || peer.frames == 0)
  }

  /// Finds the first byte of a stream whose SYN was not captured: what the other side awaits, where
  /// that is known and near, else the first byte seen.
  private mutating func openStream(_ segment: Segment, _ slot: Int, _ side: Int) {
    let stream = table.connections[slot].streams[side]
    guard !stream.flags.contains(.isOpen) else { return }
    var first = segment.sequenceNumber
    if stream.flags.contains(.hasAcknowledged) {
      let ahead = first.distance(from: stream.acknowledged)
      let isKeepAlive = ahead == -1 && segment.payloadLength <= 1
      if isKeepAlive || (0...1 << 20).contains(ahead) { first = stream.acknowledged }
    }
    guard segment.payloadLength > 0 || segment.controlBits.contains(.fin) else {
      table.connections[slot].streams[side].receiveNext = first
      return
    }
    table.connections[slot].streams[side].open(at: first)
  }

  /// Takes what a segment acknowledges of the other side's bytes.
  private mutating func takeAcknowledgment(_ segment: Segment, _ slot: Int, _ side: Int) {
    let other = 1 - side
    let number = segment.acknowledgmentNumber
    let peer = table.connections[slot].streams[other]
    guard isAcknowledgmentBelieved(segment, slot, side) else { return }
    if !peer.flags.contains(.isOpen) {
      // The SYN-ACK was not captured: the first number acknowledged is that of the first byte.
      if !table.connections[slot].isMidstream, !segment.controlBits.contains(.syn) {
        table.connections[slot].streams[other].open(at: number)
      }
    } else if Int64(number.distance(from: peer.receiveNext)) > reach {
      return
    }
    table.connections[slot].streams[other].note(acknowledged: number)
    if isAsideAcknowledged(slot, other) { useAside(slot, other, as: .kept) }
    let now = table.connections[slot].streams[other]
    if now.frames > 0, now.acknowledgedOffset > now.offset { _ = backlog(of: slot) }
  }
}

extension StreamState {
  /// One past the highest number that was used.
  var highest: SequenceNumber {
    var number = receiveNext
    if flags.contains(.hasAcknowledged), acknowledged.distance(from: number) > 0 {
      number = acknowledged
    }
    if flags.contains(.hasFIN), finish.distance(from: number) >= 0 { number = finish + 1 }
    return number
  }

  /// Whether a number is one that this stream has had or will have soon.
  func awaits(_ number: SequenceNumber) -> Bool {
    guard flags.contains(.isOpen) else { return false }
    let place = position(of: number)
    return place >= -1 && place <= Int64(truncatingIfNeeded: offset) + 1 << 20
  }
}
