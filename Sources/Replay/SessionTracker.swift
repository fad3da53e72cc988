import ASAPolicy
import CaptureFiles
import ESMTPInspection
import Packets
import Primitives
import Reassembly

/// Frames in, steps of sessions out: decode, reassemble, classify.
///
/// It looks at no stream byte, so that it can run ahead of the inspection. Several policies may be asked
/// about the same sessions.
///
/// Limits: a connection that was silent for an hour longer than the device keeps any is followed no
/// further: what comes then is a session that starts in the middle, and nothing says of it that the
/// device has forgotten its connection. To remember such connections for ever a shard would have to read
/// all captures behind its own. What the device queues of segments out of order (`tcp-map`) is what the
/// first policy says.
struct SessionTracker: ~Copyable, Sendable {
  private let policies: [LoadedPolicy]
  var decoder: PacketDecoder
  var reassembler: Reassembler
  private var sessions = TrackedSessions()
  /// Whether each segment is told: connection limits have times that packets put off.
  private let tellsSegments: Bool
  /// The time of a frame from which on it is told that time has gone on, in nanoseconds.
  private var nextTime = Int64.max
  var last = Moment(frame: 0, time: 0)
  /// The open connections with bytes that made room for others.
  private(set) var connectionsGivenUp = 0
  /// The last frame before something that could not be read; nil where all could.
  private var unread: Moment?
  /// Whether a connection lacks its beginning or has holes.
  private(set) var hasMissingParts = false
  /// Whether a connection has bytes of one side before anything of the other one has come.
  private(set) var lacksDirections = false
  /// Whether frames are placed.
  private var isRecording = false
  /// Whether all frames are kept, and every session is told from its first one on.
  let keepsFrames: Bool
  /// The latest classifications and their port, where ports alone decide.
  private var known: (port: UInt16, classifications: [Classification])?
  private let decidesByPort: Bool

  /// From which time without a segment on the next one is told, in nanoseconds: devices forget no
  /// connection sooner.
  private static let shortestSilence: Int64 = 1_000_000_000

  init(policies: [LoadedPolicy], options: AnalysisOptions) {
    self.policies = policies
    tellsSegments = policies.contains { !$0.limits.isEmpty }
    if tellsSegments, options.shard != nil { nextTime = .min }
    keepsFrames = options.keepsFrames
    decidesByPort = policies.allSatisfy(\.decidesByPort)
    decoder = PacketDecoder(
      ports: options.ports, validatesChecksums: options.reassembly.checksums != .none)
    var reassembly = options.reassembly
    // However many policies ask about them, sessions are the same.
    let idleTime = reassembly.idleTime
    reassembly.idleTime = policies.map { $0.followingTime(idleTime) }.max() ?? idleTime
    reassembler = Reassembler(ports: options.ports, options: reassembly)
  }

  /// Takes the next frame.
  ///
  /// - Parameters:
  ///   - bytes: its captured bytes.
  ///   - offset: where in the block's buffer they lie; nil where they do not.
  ///   - linkType: what they start with.
  ///   - originalLength: its length on the wire in bytes.
  ///   - moment: its number over all inputs, and its time.
  ///   - isPlaced: whether it is told where the frame belongs: the capture is written again.
  ///   - block: receives what it brings.
  mutating func receive(
    _ bytes: Span<UInt8>, lentAt offset: Int? = nil, linkType: LinkType, originalLength: Int,
    at moment: Moment, isPlaced: Bool = false, into block: inout StepBlock
  ) {
    begin(at: moment, length: bytes.count, isPlaced: isPlaced, into: &block)
    let decoded = decoder.decode(
      bytes, linkType: linkType, originalLength: originalLength, number: moment.frame,
      time: moment.time)
    let strays = reassembler.counters.strays
    switch decoded {
    case .segment(let segment):
      take(segment, bytes, offset ?? -1, at: moment, into: &block)
    case .reassembled(let segment):
      let datagram = decoder.datagram
      take(segment, datagram.span, -1, at: moment, into: &block)
    case .fragment, .other, .malformed:
      break
    }
    if isPlaced {
      place(decoded, length: bytes.count, strays: strays, at: moment, into: &block)
    }
  }

  /// Takes the next frame, in which `decoder.common` has found a segment.
  @inline(__always)
  mutating func receive(
    _ segment: Segment, of bytes: Span<UInt8>, lentAt offset: Int?, at moment: Moment,
    isPlaced: Bool, into block: inout StepBlock
  ) {
    begin(at: moment, length: bytes.count, isPlaced: isPlaced, into: &block)
    decoder.count(segment)
    let strays = reassembler.counters.strays
    take(segment, bytes, offset ?? -1, at: moment, into: &block)
    if isPlaced {
      place(.segment(segment), length: bytes.count, strays: strays, at: moment, into: &block)
    }
  }

  /// Takes the next frame, in which `decoder.common` has found no segment that is wanted.
  @inline(__always)
  mutating func receiveOther(
    _ bytes: Span<UInt8>, at moment: Moment, isPlaced: Bool, into block: inout StepBlock
  ) {
    begin(at: moment, length: bytes.count, isPlaced: isPlaced, into: &block)
    decoder.countOther()
    if isPlaced {
      place(
        .other, length: bytes.count, strays: reassembler.counters.strays, at: moment, into: &block)
    }
  }

  /// Ends what ends before a frame.
  @inline(__always)
  private mutating func begin(
    at moment: Moment, length: Int, isPlaced: Bool, into block: inout StepBlock
  ) {
    if isPlaced { isRecording = true }
    last = moment
    block.count(moment, length: length)
    tellTime(at: moment, into: &block)
    if moment.time > reassembler.nextExpiry {
      reassembler.advance(to: moment)
      takeSteps([UInt8]().span, into: &block)
      if isPlaced { block.append(.none(at: moment)) }
    }
  }

  /// Tells that time has gone on, where that matters.
  @inline(__always)
  mutating func tellTime(at moment: Moment, into block: inout StepBlock) {
    guard moment.time >= nextTime else { return }
    nextTime = later(moment.time, by: ConnectionTimeline.margin)
    block.append(.time(moment), 0, packets: 0)
  }

  /// Notes that frames behind the last one could not be read, or were lost before they could be.
  ///
  /// Where more of a session comes, it shows what is missing. Of one that is open and of which nothing
  /// comes it is not known whether it is whole.
  mutating func noteUnread() { unread = last }

  /// The last frame before something that may hold the rest of a connection; nil where nothing may.
  @inline(__always)
  private func unread(_ slot: Int, _ closing: Step.Closing) -> Moment? {
    guard let unread else { return nil }
    let connection = reassembler.connection(slot)
    guard connection.last.frame <= unread.frame, !connection.hasBothFINs else { return nil }
    switch closing {
    case .fin, .reset: return nil
    case .timeout, .reused, .endOfCapture: return unread
    }
  }

  /// Ends sessions that are still open until a block is full; false where none is left.
  mutating func finishBlock(_ block: inout StepBlock) -> Bool {
    while finishNext(into: &block) {
      if block.isFull { return true }
    }
    return false
  }

  /// Ends one session that is still open; false where none is. Call until it returns false.
  mutating func finishNext(into block: inout StepBlock) -> Bool {
    if nextTime < .max {
      // What ends here comes behind all that the last frame brings, in other shards, too.
      nextTime = .max
      block.append(.time(Moment(frame: last.frame + 1, time: .min)), 0, packets: 0)
    }
    guard reassembler.finishNext(at: last) else {
      decoder.finish()
      return false
    }
    takeSteps([UInt8]().span, into: &block)
    if isRecording { block.append(.none(at: last)) }
    return true
  }

  @inline(__always)
  private mutating func take(
    _ segment: Segment, _ bytes: Span<UInt8>, _ place: Int, at moment: Moment,
    into block: inout StepBlock
  ) {
    reassembler.receive(segment, in: bytes, at: moment)
    tell(segment, bytes, place, at: moment, into: &block)
  }

  /// Tells what the segment at hand has brought.
  ///
  /// - Parameters:
  ///   - segment: what came.
  ///   - bytes: what its ranges are ranges of.
  ///   - place: where in the block's buffer these lie; -1 where they do not.
  ///   - moment: the frame and its time.
  ///   - block: receives what it brings.
  @inline(__always)
  mutating func tell(
    _ segment: Segment, _ bytes: Span<UInt8>, _ place: Int = -1, at moment: Moment,
    into block: inout StepBlock
  ) {
    if reassembler.silence >= SessionTracker.shortestSilence, let owner = reassembler.owner,
      !sessions.isUnopened(owner.connection)
    {
      let silence = StepBlock.Silence(
        sender: owner.sender, bits: segment.controlBits, duration: reassembler.silence,
        moment: moment)
      block.append(.silence(silence), owner.connection, packets: packets(owner.connection))
    }
    if tellsSegments, let slot = reassembler.owner?.connection {
      block.append(.segment(moment), slot, packets: packets(slot))
    }
    if !reassembler.steps.isEmpty { takeSteps(bytes, place, into: &block) }
    // What was captured twice was sent once.
    if let owner = reassembler.owner, sessions.isLive(owner.connection), !reassembler.isDuplicate {
      let isTaken = sessions.take(
        segment, of: owner.sender, at: moment.frame, owner.connection)
      if !isTaken {
        sessions.takeFirst(
          segment, of: owner.sender, at: moment.frame, owner.connection,
          first: reassembler.firstFrame(of: owner.connection))
      }
    }
  }

  /// The frames of a connection up to now, both ways.
  private func packets(_ slot: Int) -> Int { reassembler.frames(of: slot) }

  mutating func takeSteps(
    _ bytes: Span<UInt8>, _ place: Int = -1, into block: inout StepBlock
  ) {
    var evicted = -1
    for index in 0..<reassembler.steps.count {
      let step = reassembler.steps[index]
      let slot = step.connection
      let packets = packets(slot)
      switch step.kind {
      case .opened:
        sessions.begin(slot)
        if !reassembler.isWhole(slot) { hasMissingParts = true }
        if !mayWait(slot) { open(slot, into: &block) }
      case _ where !sessions.isLive(slot): break
      case .boundHit(.connections) where sessions.isUnopened(slot) && isEviction(index):
        evicted = slot
        if let next = reassembler.nextEvicted { sessions.prefetch(next) }
      case .bytes(.payload(let range)):
        tellPeers(slot, step.sender, into: &block)
        if place >= 0 {
          let range = place &+ range.lowerBound..<place &+ range.upperBound
          block.append(step, at: range, slot, packets: packets)
        } else {
          block.append(step, bytes.extracting(range), slot, packets: packets)
        }
      case .bytes(.released(let range)):
        tellPeers(slot, step.sender, into: &block)
        let released = reassembler.released
        block.append(step, released.span.extracting(range), slot, packets: packets)
      case .gap(let length, .missing) where hasDroppedOverlap(slot):
        var step = step
        step.kind = .gap(length: length, reason: .overlapping)
        block.append(.step(step), slot, packets: packets)
      case .gap, .conflict, .reorderQueue, .wrongChecksum, .boundHit, .established, .finished:
        if sessions.isUnopened(slot) { open(slot, into: &block) }
        if case .gap(_, .missing) = step.kind { hasMissingParts = true }
        if case .boundHit(.connections) = step.kind, hasBytes(slot) { connectionsGivenUp &+= 1 }
        block.append(.step(step), slot, packets: packets)
      case .closed(let closing):
        let ending = StepBlock.Ending(
          connection: reassembler.connection(slot), closing: closing, sender: step.sender,
          moment: step.moment, isEvicted: slot == evicted,
          notes: sessions.notes(slot, first: reassembler.firstFrame(of: slot)),
          unread: unread(slot, closing))
        if sessions.isUnopened(slot) {
          block.append(bare: ending, slot, packets: packets)
        } else {
          block.append(ending, slot, packets: packets)
        }
        sessions.remove(slot)
      case .dataAfterFIN, .duplicate:
        break
      }
    }
  }

  /// Whether a connection has carried bytes.
  private func hasBytes(_ slot: Int) -> Bool {
    let connection = reassembler.connection(slot)
    return connection.nextOffset(of: .client) > 0 || connection.nextOffset(of: .server) > 0
  }

  /// Whether bytes of a session that is told may have been in a datagram of overlapping fragments.
  private func hasDroppedOverlap(_ slot: Int) -> Bool {
    guard decoder.counts.datagramsOverlapping > 0, !sessions.isUnopened(slot) else {
      return false
    }
    let connection = reassembler.connection(slot)
    return decoder.hasDroppedOverlap(
      AddressPair(connection.client.address, connection.server.address))
  }

  /// Whether a session may wait to be told until more than its handshake has come. Connection limits
  /// are about handshakes.
  private func mayWait(_ slot: Int) -> Bool {
    !tellsSegments && !keepsFrames && reassembler.isWhole(slot)
  }

  /// Whether the step behind one of a bound ends the same connection.
  private func isEviction(_ index: Int) -> Bool {
    guard index + 1 < reassembler.steps.count else { return false }
    let next = reassembler.steps[index + 1]
    return next.kind == .closed(.timeout)
      && next.connection == reassembler.steps[index].connection
  }

  /// What the policies say of a connection.
  private mutating func classify(_ connection: Connection) -> [Classification] {
    if let known, known.port == connection.server.port {
      var classifications = known.classifications
      for index in classifications.indices {
        classifications[index].client = connection.client
        classifications[index].server = connection.server
      }
      return classifications
    }
    let classifications = policies.map {
      $0.classify(
        client: connection.client, server: connection.server, time: connection.first.time)
    }
    if decidesByPort { known = (connection.server.port, classifications) }
    return classifications
  }

  private mutating func open(_ slot: Int, into block: inout StepBlock) {
    let connection = reassembler.connection(slot)
    let classifications = classify(connection)
    if let queue = classifications.first?.reorderQueue {
      reassembler.setReorderQueue(segments: queue.segments, seconds: queue.seconds, of: slot)
    }
    sessions.open(slot, first: connection.first.frame)
    block.append(
      StepBlock.Opening(connection: connection, classifications: classifications), slot,
      packets: connection.frames)
  }

  /// Tells what is known of the peers before bytes of `sender`.
  @inline(__always)
  private mutating func tellPeers(_ slot: Int, _ sender: Sender, into block: inout StepBlock) {
    if sessions.knowsPeers(slot) { return }
    tellNewPeers(slot, sender, into: &block)
  }

  @inline(never)
  private mutating func tellNewPeers(_ slot: Int, _ sender: Sender, into block: inout StepBlock) {
    if sessions.isUnopened(slot) { open(slot, into: &block) }
    let connection = reassembler.connection(slot)
    let knowsBoth = connection.frames(of: .client) > 0 && connection.frames(of: .server) > 0
    switch sessions[slot].told {
    case .both: return
    case _ where knowsBoth: sessions[slot].told = .both
    case .oneSide: return
    case .nothing where connection.isMidstream:
      sessions[slot].told = .undecided(acknowledged: connection.acknowledged(of: sender.peer))
      return
    case .undecided(let first) where connection.acknowledged(of: sender.peer) == first: return
    case .unopened, .nothing, .undecided: sessions[slot].told = .oneSide
    }
    if !knowsBoth { lacksDirections = true }
    // The MSS option says what its sender is ready to receive (RFC 9293 section 3.7.1).
    let peers = StepBlock.Peers(
      clientSegmentLimit: UInt16(clamping: connection.maximumSegmentSize(of: .server)),
      serverSegmentLimit: UInt16(clamping: connection.maximumSegmentSize(of: .client)),
      silentSide: knowsBoth ? nil : sender.peer)
    block.append(.peers(peers), slot, packets: connection.frames)
  }
}
