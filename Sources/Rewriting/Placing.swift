public import Packets
public import Primitives

/// A frame that is to be placed.
public struct PlacedFrame: Sendable {
  /// Its number over all inputs, from 1.
  public var number: Int
  /// Its capture time in nanoseconds.
  public var time: Int64
  /// Its record in the output.
  public var record: FrameRecord
  /// Where its first captured byte is in the output.
  public var position: UInt64
  /// How many bytes were captured.
  public var count: Int

  /// A frame.
  ///
  /// - Parameters:
  ///   - number: its number over all inputs, from 1.
  ///   - time: its capture time in nanoseconds.
  ///   - record: its record in the output.
  ///   - headerLength: the length of the record's own header in bytes.
  public init(number: Int, time: Int64, record: FrameRecord, headerLength: Int) {
    self.number = number
    self.time = time
    self.record = record
    position = record.position &+ UInt64(truncatingIfNeeded: headerLength)
    count = record.length &- headerLength
  }
}

/// The connection that a segment belongs to.
public struct SegmentOwner: Sendable {
  /// The slot of its connection.
  public var slot: Int
  /// The connection's number.
  public var number: Int
  /// Who sent the segment.
  public var sender: Sender
  /// The sequence number of the first byte that the client sent, where it is known.
  public var clientOrigin: SequenceNumber?
  /// The sequence number of the first byte that the server sent, where it is known.
  public var serverOrigin: SequenceNumber?

  /// The connection that a segment belongs to.
  ///
  /// - Parameters:
  ///   - slot: the slot of its connection.
  ///   - number: the connection's number.
  ///   - sender: who sent the segment.
  ///   - clientOrigin: the sequence number of the first byte that the client sent.
  ///   - serverOrigin: the sequence number of the first byte that the server sent.
  public init(
    slot: Int, number: Int, sender: Sender, clientOrigin: SequenceNumber?,
    serverOrigin: SequenceNumber?
  ) {
    self.slot = slot
    self.number = number
    self.sender = sender
    self.clientOrigin = clientOrigin
    self.serverOrigin = serverOrigin
  }

  /// That of the sender's stream.
  var origin: SequenceNumber? { sender == .client ? clientOrigin : serverOrigin }
}

extension Rewriter {
  /// Whether the frame of a segment needs nothing: all of it was forwarded, and nothing was edited.
  @inline(__always)
  public func isPlain(_ segment: Segment, of owner: SegmentOwner) -> Bool {
    guard fresh.isEmpty, repair != .all, owner.slot < heads.count else { return false }
    let head = heads[owner.slot]
    guard head.number == owner.number, head.flags.isDisjoint(with: [.isDropped, .isClosed]),
      head.flags.contains(.isOpen)
    else { return false }
    guard head.flags.contains(.isWatched) else { return true }
    guard head.hasTemplate(of: owner.sender) || segment.controlBits.contains(.syn) else {
      return false
    }
    if segment.payloadLength == 0 { return true }
    guard let origin = owner.origin, !segment.controlBits.contains(.syn) else { return false }
    let mark = head.mark(of: owner.sender)
    // How far the mark and the last edit lie behind the segment's start, modulo 2^32.
    let start = origin.value &+ UInt32(truncatingIfNeeded: mark)
    let ahead = Int64(Int32(bitPattern: start &- segment.sequenceNumber.value))
    let position = Int64(clamping: mark) &- ahead
    return ahead >= Int64(segment.payloadLength)
      && position >= Int64(clamping: head.edited(of: owner.sender))
  }

  /// Keeps a frame with a fragment back until its datagram is there; what is known to be of a dropped
  /// session is left out at once, and so is a datagram that is dropped because its fragments overlap.
  public mutating func placeFragment(
    _ frame: PlacedFrame, isDropped: Bool, store: some FrameStore
  ) {
    let layout = fragmentLayout(of: frame, store: store)
    if isDropped {
      counts.overlapping += leaveOut(frame, ofDatagram: layout?.datagram, store: store)
      return
    }
    if let layout, !dropped.isEmpty {
      if let (source, destination) = layout.sockets {
        fragments.judge(
          layout.datagram, isDropped: dropped.contains(SocketPair(source, destination)),
          at: frame.time)
      }
      if fragments.isDropped(layout.datagram, at: frame.time) {
        leaveOut(frame, ofDatagram: layout.datagram, store: store)
        return
      }
    }
    let ticket = undecided.append(frame.record.position, slot: -1)
    fragments.append(
      WaitingFragments.Item(
        frame: frame.number, time: frame.time, record: frame.record, datagram: layout?.datagram,
        ticket: ticket))
  }

  private func fragmentLayout(of frame: PlacedFrame, store: some FrameStore) -> FragmentLayout? {
    var bytes: [UInt8] = []
    guard store.read(frame.count, at: frame.position, into: &bytes) else { return nil }
    return FragmentLayout(bytes.span, linkType: linkType)
  }

  /// Leaves out a frame and all that waits of the same datagram.
  ///
  /// - Returns: the number of frames.
  @discardableResult
  private mutating func leaveOut(
    _ frame: PlacedFrame, ofDatagram datagram: FragmentKey?, store: some FrameStore
  ) -> Int {
    let items = datagram.map { fragments.takeAll(of: $0) } ?? []
    for record in [frame.record] + items.map(\.record) { store.omit(record) }
    for item in items { if let ticket = item.ticket { undecided.decide(ticket) } }
    counts.leftOut += 1 + items.count
    return 1 + items.count
  }

  /// Repairs the checksum of a frame with a segment that is on no inspected port, where all are repaired.
  public mutating func placeOther(_ frame: PlacedFrame, store: some FrameStore) {
    var bytes: [UInt8] = []
    guard repair == .all, store.read(frame.count, at: frame.position, into: &bytes),
      let layout = FrameLayout(bytes.span, linkType: linkType, originalLength: frame.count),
      let segment = Segment(bytes.span, in: layout.packet)
    else { return }
    let carrier = Carrier.frame(
      CarriedPart(range: 0..<frame.count, position: frame.position, record: frame.record))
    var copy = SegmentCopy(segment, of: bytes.span, repair, carrier)
    repairChecksum(of: &copy, store: store)
  }

  private mutating func repairChecksum(of copy: inout SegmentCopy, store: some FrameStore) {
    guard let correction = copy.correction else { return }
    counts.checksumsRecomputed += 1
    counts.edited += copy.write(checksum: correction, in: store)
    copy.correction = nil
  }

  /// Decides the frames whose datagrams are not to be expected any more.
  @inline(__always)
  public mutating func expireFragments(at time: Int64) {
    while let ticket = fragments.giveUp(at: time) {
      undecided.decide(ticket)
      counts.incomplete += 1
    }
  }

  /// Places the frame of a segment that was not fragmented.
  ///
  /// - Parameters:
  ///   - segment: what was decoded of the frame.
  ///   - owner: the connection that it belongs to.
  ///   - isStray: whether its bytes are of no connection that is open, so that it does not go on.
  ///   - frame: the frame.
  ///   - store: has the frames.
  public mutating func place(
    _ segment: Segment, of owner: SegmentOwner?, isStray: Bool, in frame: PlacedFrame,
    store: some FrameStore
  ) {
    var bytes: [UInt8] = []
    guard store.read(frame.count, at: frame.position, into: &bytes) else { return }
    let carrier = Carrier.frame(
      CarriedPart(range: 0..<frame.count, position: frame.position, record: frame.record))
    if let owner { takeTemplate(bytes.span, segment, of: owner) }
    place(segment, of: owner, isStray: isStray, bytes.span, carrier, at: frame, store: store)
  }

  /// Places the frames of a segment that came in fragments.
  ///
  /// - Parameters:
  ///   - segment: what was decoded of the datagram.
  ///   - owner: the connection that it belongs to.
  ///   - isStray: whether its bytes are of no connection that is open, so that it does not go on.
  ///   - datagram: the datagram.
  ///   - parts: which frames carry what of it.
  ///   - frame: the frame with the last fragment.
  ///   - store: has the frames.
  public mutating func place(
    _ segment: Segment, of owner: SegmentOwner?, isStray: Bool, _ datagram: Span<UInt8>,
    _ parts: [FragmentPart], in frame: PlacedFrame, store: some FrameStore
  ) {
    var carried: [CarriedPart] = []
    for part in parts {
      let record: FrameRecord
      let ticket: UInt64?
      if part.frame == frame.number {
        (record, ticket) = (frame.record, nil)
      } else if let item = fragments.take(frame: part.frame) {
        (record, ticket) = (item.record, item.ticket)
      } else {
        continue
      }
      let header = frame.record.length &- frame.count
      carried.append(
        CarriedPart(
          range: part.range, position: record.position &+ UInt64(header + part.offset),
          record: record, ticket: ticket))
    }
    if let owner { takeTemplate(of: frame, segment, of: owner, store: store) }
    place(
      segment, of: owner, isStray: isStray, datagram, .fragments(carried), at: frame, store: store)
  }

  /// Takes the headers of a frame with a fragment of a segment.
  private mutating func takeTemplate(
    of frame: PlacedFrame, _ segment: Segment, of owner: SegmentOwner, store: some FrameStore
  ) {
    var bytes: [UInt8] = []
    guard owner.slot < heads.count, !heads[owner.slot].hasTemplate(of: owner.sender),
      store.read(frame.count, at: frame.position, into: &bytes),
      let layout = FrameLayout(bytes.span, linkType: linkType, originalLength: frame.count)
    else { return }
    var model = segment
    model.headerOffset = layout.packet.offset
    takeTemplate(bytes.span, model, of: owner)
  }

  private mutating func takeTemplate(
    _ bytes: Span<UInt8>, _ segment: Segment, of owner: SegmentOwner
  ) {
    guard owner.slot < heads.count, heads[owner.slot].number == owner.number,
      !segment.controlBits.contains(.syn), !heads[owner.slot].hasTemplate(of: owner.sender)
    else { return }
    // Nothing is added to a session that is over.
    let flags = heads[owner.slot].flags
    guard !flags.contains(.isClosed) || flags.contains(.isTouched) else { return }
    keepTrack(owner.slot)
    heads[owner.slot].flags.insert(
      owner.sender == .client ? .hasClientTemplate : .hasServerTemplate)
    tracks[owner.slot][owner.sender].template = FrameTemplate(
      bytes, segment, linkType: linkType)
  }

  private mutating func place(
    _ segment: Segment, of owner: SegmentOwner?, isStray: Bool, _ bytes: Span<UInt8>,
    _ carrier: Carrier, at frame: PlacedFrame, store: some FrameStore
  ) {
    var copy = SegmentCopy(segment, of: bytes, repair, carrier)
    copy.frame = frame.number
    if frame.number == discardedFrame { copy.discard() }
    if repair == .all { repairChecksum(of: &copy, store: store) }
    if isStray {
      counts.strays += 1
      return leaveOut(&copy, store: store)
    }
    guard let owner else {
      // Of a connection whose sockets another one has: what was done to it is not done any more.
      if formers.isChanged(segment) {
        counts.tooOld += 1
        leaveOut(&copy, store: store)
      } else {
        pass(&copy)
      }
      return
    }
    let isClient = owner.sender == .client
    begin(
      owner.slot, number: owner.number, client: isClient ? segment.source : segment.destination,
      server: isClient ? segment.destination : segment.source)
    note(owner)
    noteAcknowledgment(segment, of: owner)
    place(&copy, owner.slot, owner.sender, at: frame, store: store)
  }

  private mutating func place(
    _ copy: inout SegmentCopy, _ slot: Int, _ sender: Sender, at frame: PlacedFrame,
    store: some FrameStore
  ) {
    let head = heads[slot]
    let mark = head.mark(of: sender)
    let position = head.position(of: copy.sequenceNumber, sender)
    let end = position.map { $0 + Int64(copy.payloadLength) }
    let isForwarded = copy.payloadLength > 0 && (end ?? .max) <= Int64(clamping: mark)
    if head.flags.contains(.isDropped), !head.flags.contains(.isDropping) || !isForwarded {
      return leaveOut(&copy, store: store)
    }
    if repair == .all, copy.isDiscarded { return leaveOut(&copy, store: store) }
    guard copy.payloadLength > 0, head.flags.contains(.isWatched) || !head.flags.contains(.isOpen)
    else { return pass(&copy) }
    if let position, let end, tracks.isLive(slot) {
      if tracks[slot][sender].history.hasForgotten(position..<end) {
        counts.tooOld += 1
        return leaveOut(&copy, store: store)
      }
      for edit in tracks[slot][sender].history.overlapping(position..<end) {
        note(copy.apply(edit, own: position, in: store))
      }
    }
    // What was known to be forwarded before this frame is decided; else `settle` does it.
    let isOver = head.flags.contains(.isClosed) && !head.flags.contains(.isTouched)
    if isForwarded && fresh.isEmpty { return pass(&copy) }
    if !isOver || !decide(&copy, slot, sender, store: store) {
      wait(&copy, slot, sender, at: frame)
    }
  }

  private mutating func wait(
    _ copy: inout SegmentCopy, _ slot: Int, _ sender: Sender, at frame: PlacedFrame
  ) {
    var undecided = undecided
    self.undecided = UndecidedFrames()
    copy.carrier.forEach { part in
      if let ticket = part.ticket {
        undecided.assign(ticket, slot: slot)
      } else {
        part.ticket = undecided.append(part.record.position, slot: slot)
      }
    }
    self.undecided = undecided
    keepTrack(slot)
    tracks[slot][sender].pending.append(copy)
    heads[slot].flags.insert(.hasPending)
  }

  /// Lets the frames of a copy be written.
  mutating func pass(_ copy: inout SegmentCopy) {
    var tickets: [UInt64] = []
    copy.carrier.forEach { if let ticket = $0.ticket { tickets.append(ticket) } }
    for ticket in tickets { undecided.decide(ticket) }
  }

  /// Leaves the frames of a copy out.
  mutating func leaveOut(
    _ copy: inout SegmentCopy, store: some FrameStore
  ) {
    var count = 0
    copy.carrier.forEach { part in
      store.omit(part.record)
      count += 1
    }
    counts.leftOut += count
    pass(&copy)
  }

  mutating func note(_ outcome: SegmentCopy.Outcome) {
    counts.edited += outcome.edited
    counts.checksumsRecomputed += outcome.isRecomputed ? 1 : 0
    counts.checksumsLeft += outcome.isChecksumLeft ? 1 : 0
    counts.tooLate += outcome.isTooLate ? 1 : 0
  }
}
