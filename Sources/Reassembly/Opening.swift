import Packets
import Primitives

/// What a SYN for a connection that is in the table is.
private enum SYNVerdict { case ours, late, fresh }

// How connections begin.
extension Reassembler {
  /// Opens a connection with its first segment.
  @inline(never)
  mutating func open(
    _ segment: Segment, in bytes: Span<UInt8>, at moment: Moment,
    after predecessor: (Connection, Predecessor)?
  ) {
    // The first segment of a run is of no connection that is known.
    if counters.segments == 1 { firstTime = moment.time }
    if segment.controlBits.contains(.rst) {
      counters.late &+= 1
      return
    }
    // RFC 9293 section 3.10.7.4: what has no ACK is dropped.
    guard !segment.controlBits.isDisjoint(with: [.ack, .syn]) else { return countStray(segment) }
    if options.checksums == .all, segment.hasWrongChecksum {
      counters.wrongChecksumsDiscarded &+= 1
      return
    }
    if table.openCount >= options.connections { evictOne(at: moment) }
    counters.connections &+= 1
    let slot = table.insert(
      newConnection(segment, moment),
      list: segment.controlBits.contains(.syn) ? .embryonic : .established)
    peaks.connections = max(peaks.connections, table.openCount)
    if nextExpiry == .max { nextExpiry = later(clock, by: options.idleTime) }
    finishing = nil
    if let (old, numbers) = predecessor { inherit(numbers, from: old, slot) }
    let sender: Sender =
      table.connections[slot].client == segment.source ? .client : .server
    owner = Owner(connection: slot, sender: sender)
    if !table.connections[slot].flags.contains(.isUndecided) { announce(slot) }
    if segment.controlBits.contains(.syn) { takeSYN(segment, slot, Int(sender.rawValue)) }
    process(segment, slot, sender, bytes, moment)
  }

  private func newConnection(_ segment: Segment, _ moment: Moment) -> Connection {
    let isSYN = segment.controlBits.contains(.syn)
    let sentByClient =
      isSYN
      ? !segment.controlBits.contains(.ack)
      : !ports.contains(segment.source.port) || ports.contains(segment.destination.port)
    var connection = Connection(
      client: sentByClient ? segment.source : segment.destination,
      server: sentByClient ? segment.destination : segment.source, first: moment,
      number: counters.connections)
    connection.hash = table.hash(segment.source, segment.destination)
    connection.listTime = clock
    connection.identification = segment.identification
    if isSYN {
      connection.flags = .rolesAreKnown
    } else if ports.contains(segment.source.port) == ports.contains(segment.destination.port) {
      connection.flags = [.isMidstream, .isUndecided, .isEstablished]
    } else {
      connection.flags = [.isMidstream, .rolesAreKnown, .isEstablished]
    }
    return connection
  }

  /// Says that a connection exists.
  mutating func announce(_ slot: Int) {
    table.connections[slot].flags.insert(.isOpened)
    steps.append(step(.opened, slot, 0, 0, table.connections[slot].first))
  }

  private mutating func inherit(_ numbers: Predecessor, from old: Connection, _ slot: Int) {
    var numbers = numbers
    if table.connections[slot].client != old.client {
      numbers.initial.swapAt(0, 1)
      numbers.next.swapAt(0, 1)
    }
    backlogs.items[backlog(of: slot)].predecessor = numbers
  }

  /// Treats a SYN for a connection that is in the table.
  ///
  /// - Returns: false where nothing is left to do.
  mutating func judgeSYN(
    _ segment: Segment, _ slot: Int, _ sender: Sender, _ bytes: Span<UInt8>, _ moment: Moment
  ) -> Bool {
    let side = Int(sender.rawValue)
    if isOfOtherLeg(segment, slot, side, moment) {
      openOtherLeg(segment, of: slot, bytes, moment)
      return false
    }
    switch verdict(segment, slot, side) {
    case .ours:
      takeSYN(segment, slot, side)
      return true
    case .late:
      counters.late &+= 1
      owner = nil
      return false
    case .fresh:
      reopen(segment, slot, bytes, moment)
      return false
    }
  }

  /// Ends a connection because of a segment that opens another.
  mutating func reopen(
    _ segment: Segment, _ slot: Int, _ bytes: Span<UInt8>, _ moment: Moment
  ) {
    let sender: Sender = table.connections[slot].client == segment.source ? .client : .server
    if table.connections[slot].list == .closed {
      table.remove(slot)
    } else {
      close(slot, .reused, by: sender, at: moment)
    }
    let old = table.connections[slot]
    let (client, server) = (old.streams[0].used, old.streams[1].used)
    let numbers = Predecessor(
      initial: [client.initial, server.initial], next: [client.next, server.next])
    open(segment, in: bytes, at: moment, after: (old, numbers))
  }

  private func verdict(_ segment: Segment, _ slot: Int, _ side: Int) -> SYNVerdict {
    let connection = table.connections[slot]
    let stream = connection.streams[side]
    let number = segment.sequenceNumber
    if stream.flags.contains(.hasSYN), stream.initial == number {
      return connection.list == .closed ? .late : .ours
    }
    if connection.backlog >= 0,
      backlogs.items[Int(connection.backlog)].predecessor?.initial[side] == number
    {
      return .late
    }
    // RFC 7323 section 5: an older time stamp is that of an older segment.
    if stream.flags.contains(.hasTimestamp), let value = segment.timestampValue,
      Int32(bitPattern: value &- stream.firstTimestamp) < 0
    {
      return .late
    }
    if connection.list == .closed { return .fresh }
    let isAnswer = segment.controlBits.contains(.ack)
    if connection.flags.contains(.awaitsAnswer) { return .ours }
    if isAnswer {
      // A server that keeps no state answers a repeated SYN with another number each time.
      return stream.offset == 0 && !stream.flags.contains(.hasFIN) ? .ours : .late
    }
    // The SYN of a connection whose SYN-ACK, or whose first bytes, were captured before it.
    if stream.flags.contains(.isOpen), !stream.flags.contains(.hasSYN), side == 0 {
      let ahead = stream.initial.distance(from: number)
      if (0...max(0, segment.payloadLength)).contains(ahead) { return .ours }
    }
    return .fresh
  }

  /// Takes the numbers and options of a SYN (RFC 9293 section 3.10.7.2 and 3.10.7.3).
  mutating func takeSYN(_ segment: Segment, _ slot: Int, _ side: Int) {
    let isAnswer = segment.controlBits.contains(.ack)
    let known = table.connections[slot].streams[side]
    if segment.maximumSegmentSize > 0 {
      table.connections[slot].streams[side].maximumSegmentSize = segment.maximumSegmentSize
    }
    if let value = segment.timestampValue {
      table.connections[slot].streams[side].firstTimestamp = value
      table.connections[slot].streams[side].flags.insert(.hasTimestamp)
    }
    let isNew = !known.flags.contains(.hasSYN) || known.initial != segment.sequenceNumber
    if isNew, known.offset == 0 {
      if known.flags.contains(.hasSYN), table.connections[slot].flags.contains(.awaitsAnswer) {
        let index = backlog(of: slot)
        backlogs.items[index].otherInitial = known.initial.value
        backlogs.items[index].queues[side].removeAll()
      }
      table.connections[slot].streams[side].open(at: segment.sequenceNumber + 1)
    }
    table.connections[slot].streams[side].flags.insert(.hasSYN)
    if isAnswer {
      chooseInitial(acknowledged: segment.acknowledgmentNumber, slot, 1 - side)
      table.connections[slot].flags.remove(.awaitsAnswer)
    } else if !table.connections[slot].streams[1 - side].flags.contains(.hasSYN) {
      if !table.connections[slot].flags.contains(.isEstablished) {
        table.connections[slot].flags.insert(.awaitsAnswer)
      }
    }
  }

  /// Of the numbers of several SYNs the acknowledged one counts; where none is, that of a SYN that
  /// was not captured.
  private mutating func chooseInitial(
    acknowledged number: SequenceNumber, _ slot: Int, _ side: Int
  ) {
    let stream = table.connections[slot].streams[side]
    let index = table.connections[slot].backlog
    let other = index < 0 ? nil : backlogs.items[Int(index)].otherInitial
    guard stream.offset == 0 else { return }
    let tolerance = 0...1460
    if stream.flags.contains(.isOpen),
      tolerance.contains(number.distance(from: stream.initial + 1))
    {
      // The latest SYN.
    } else if let other, tolerance.contains(number.distance(from: SequenceNumber(other) + 1)) {
      backlogs.items[Int(index)].queues[side].removeAll()
      table.connections[slot].streams[side].open(at: SequenceNumber(other) + 1)
    } else {
      if index >= 0 { backlogs.items[Int(index)].queues[side].removeAll() }
      table.connections[slot].streams[side].open(at: number)
      table.connections[slot].streams[side].flags.remove(.hasSYN)
    }
    if index >= 0 { backlogs.items[Int(index)].otherInitial = nil }
  }

  /// Whether a segment that answers a SYN acknowledges it.
  func acknowledgesSYN(_ segment: Segment, _ slot: Int) -> Bool {
    guard segment.controlBits.contains(.ack) else { return false }
    let index = table.connections[slot].backlog
    let number = segment.acknowledgmentNumber
    let tolerance = 0...1460
    if tolerance.contains(
      number.distance(from: table.connections[slot].streams[0].initial + 1))
    {
      return true
    }
    guard index >= 0, let other = backlogs.items[Int(index)].otherInitial else { return false }
    return tolerance.contains(number.distance(from: SequenceNumber(other) + 1))
  }

  /// The first segment behind a SYN: the handshake is over, or its end was not captured.
  ///
  /// - Returns: false where the segment cannot be of this connection.
  mutating func establish(_ segment: Segment, _ slot: Int, _ side: Int, _ moment: Moment) -> Bool {
    if table.connections[slot].flags.contains(.awaitsAnswer) {
      if side == 1 {
        guard acknowledgesSYN(segment, slot) else { return false }
        chooseInitial(acknowledged: segment.acknowledgmentNumber, slot, 0)
      } else if let other = otherInitial(of: slot), segment.sequenceNumber == other + 1 {
        chooseInitial(acknowledged: other + 1, slot, 0)
      }
      table.connections[slot].flags.remove(.awaitsAnswer)
    }
    guard !table.connections[slot].flags.contains(.isEstablished),
      side == 0 || segment.payloadLength > 0
    else { return true }
    table.connections[slot].flags.insert(.isEstablished)
    table.unlink(slot)
    table.connections[slot].listTime = clock
    table.append(slot, to: .established)
    steps.append(step(.established, slot, side, 0, moment))
    return true
  }

  private func otherInitial(of slot: Int) -> SequenceNumber? {
    let index = table.connections[slot].backlog
    guard index >= 0, let other = backlogs.items[Int(index)].otherInitial else { return nil }
    return SequenceNumber(other)
  }
}
