public import Packets
public import Primitives

/// Turns segments into the two byte streams of each connection (RFC 9293 section 3.10.7.4).
///
/// Nothing is called back: each call replaces `steps`, which the caller reads. Bytes in order are
/// never copied; they are ranges of what the caller lent. The result depends on the frames of a
/// connection alone, whatever others are around it, but for the bounds of the run.
public struct Reassembler: ~Copyable, Sendable {
  /// What the last call found, in order. The memory is kept between calls.
  public internal(set) var steps = StepList()
  /// The bytes of the last call's steps that had waited.
  public internal(set) var released: [UInt8] = []
  /// What was counted so far.
  public internal(set) var counters = ReassemblyCounters()
  /// The connection and side of the last received segment; nil where it belongs to none.
  public internal(set) var owner: Owner?
  /// The time between the latest time of a connection and its last received segment, in nanoseconds;
  /// negative where times run backwards.
  public internal(set) var silence: Int64 = 0
  /// No connection ends for idleness before a frame later than this (nanoseconds since 1970).
  public internal(set) var nextExpiry = Int64.max

  /// The most that there was at a time of what is bounded in the whole run.
  public internal(set) var peaks = ReassemblyPeaks()

  /// The time of the first segment in nanoseconds since 1970; nil where there was none.
  public internal(set) var firstTime: Int64?

  /// Whether the last received segment was captured before.
  public var isDuplicate: Bool { steps.count > 0 && steps[0].kind == .duplicate }

  private let place = InPlace()
  let ports: [UInt16]
  let options: ReassemblyOptions
  var table: ConnectionTable
  var backlogs = BacklogPool()
  var recent = InPlaceArray<RecentSegments>()
  var freeRecent: [Int32] = []
  /// The latest capture time.
  var clock = Int64.min
  /// The open connections in reverse order of their numbers, once the capture has ended.
  var finishing: [Int]?

  /// Whose segment it was.
  public struct Owner: Sendable, Equatable {
    /// The slot of the connection.
    public var connection: Int
    /// The side that sent it.
    public var sender: Sender
  }

  /// A reassembler without connections.
  ///
  /// - Parameters:
  ///   - ports: the ports of servers; where no SYN tells, the other side is the client.
  ///   - options: the limits and policies.
  public init(ports: [UInt16], options: ReassemblyOptions = ReassemblyOptions()) {
    self.ports = ports
    self.options = options
    table = ConnectionTable(limit: options.slots)
  }

  /// The connection in a slot. It may be read until the call after the one that closed it.
  public func connection(_ slot: Int) -> Connection { table.connections[slot] }

  /// The sequence number of the first byte of a stream; nil where its start is not known.
  @inline(__always)
  public func origin(_ slot: Int, _ sender: Sender) -> SequenceNumber? {
    let side = Int(sender.rawValue)
    guard table.connections[slot].streams[side].flags.contains(.isOpen) else { return nil }
    let next = table.connections[slot].streams[side].nextByte
    return next + -Int(truncatingIfNeeded: table.connections[slot].streams[side].offset)
  }

  /// The frames of the connection in a slot so far, both ways, without a copy of all that is known of it.
  @inline(__always)
  public func frames(of slot: Int) -> Int {
    Int(table.connections[slot].streams[0].frames)
      &+ Int(table.connections[slot].streams[1].frames)
  }

  /// The first frame of the connection in a slot, from 1.
  @inline(__always)
  public func firstFrame(of slot: Int) -> Int { table.connections[slot].first.frame }

  /// Whether the opening of the connection in a slot was captured, and it is certain who the client is.
  @inline(__always)
  public func isWhole(_ slot: Int) -> Bool {
    table.connections[slot].rolesAreKnown && !table.connections[slot].isMidstream
  }

  /// The number of the connection in a slot.
  @inline(__always)
  public func number(of slot: Int) -> Int { table.connections[slot].number }

  /// The slot of the connection that is next to make room for another one.
  public var nextEvicted: Int? { table.head(of: .embryonic) }

  /// Has what is needed for a segment fetched that soon comes, and for one that comes still sooner.
  public func foresee(_ segment: borrowing Segment, _ sooner: borrowing Segment) {
    table.prefetchEntry(segment.source, segment.destination)
    table.prefetchConnection(sooner.source, sooner.destination)
  }

  /// Takes a segment.
  ///
  /// - Parameters:
  ///   - segment: what the decoder found.
  ///   - bytes: what the ranges of the segment are ranges of.
  ///   - moment: the frame and its time.
  public mutating func receive(_ segment: Segment, in bytes: Span<UInt8>, at moment: Moment) {
    begin(at: moment)
    counters.segments &+= 1
    silence = 0
    guard var found = table.find(segment.source, segment.destination) else {
      owner = nil
      open(segment, in: bytes, at: moment, after: nil)
      return
    }
    if table.connections[found.slot].otherLeg >= 0 { found = leg(of: segment, among: found) }
    owner = Owner(connection: found.slot, sender: found.sender)
    // One frame whose time runs back is no silence, neither before it nor behind it.
    let latest = table.connections[found.slot].lastTime
    if !receiveInOrder(segment, found.slot, found.sender, bytes, moment) {
      receiveSlowly(segment, found.slot, found.sender, bytes, moment)
    }
    if let owner {
      if owner.connection == found.slot {
        silence = moment.time.since(latest)
        if silence < 0 { table.connections[found.slot].noteEarlier(moment.time) }
      }
      table.connections[owner.connection].last = moment
    }
  }

  /// Ends the connections that have been idle for longer than the limit at this frame.
  ///
  /// The clock stays: it is that of segments, so that it does not depend on which connections are open.
  public mutating func advance(to moment: Moment) {
    let clock = clock
    begin(at: moment)
    self.clock = clock
  }

  /// Ends one open connection because the capture has ended, in order of first frames.
  ///
  /// - Returns: false where none was open.
  public mutating func finishNext(at moment: Moment) -> Bool {
    begin(at: moment)
    if finishing == nil { finishing = openSlots() }
    // Taken where it lies: a copy for each connection made the end of a flood quadratic.
    while let slot = finishing?.popLast() {
      if table.connections[slot].isClosed { continue }
      close(slot, .endOfCapture, by: .client, at: moment)
      return true
    }
    return false
  }

  private func openSlots() -> [Int] {
    // To look up each number whenever two are compared costs more than to keep them.
    var open: [(number: Int, slot: Int)] = []
    open.reserveCapacity(table.openCount)
    for slot in table.connections.indices where !table.connections[slot].isClosed {
      open.append((table.connections[slot].number, slot))
    }
    open.sort { $0.number > $1.number }
    return open.map(\.slot)
  }

  @inline(__always)
  mutating func begin(at moment: Moment) {
    steps.removeAll()
    if !released.isEmpty { forgetReleased() }
    table.reclaim()
    if moment.time > clock { clock = moment.time }
    if clock > nextExpiry { expire(at: moment) }
  }

  @inline(never)
  private mutating func forgetReleased() { released.removeAll(keepingCapacity: true) }
}

// The short path.
extension Reassembler {
  static let second: Int64 = 1_000_000_000

  /// Takes the next segment in order of a connection in which nothing waits.
  ///
  /// - Returns: false where it is anything else; then nothing has changed.
  @inline(__always)
  private mutating func receiveInOrder(
    _ segment: Segment, _ slot: Int, _ sender: Sender, _ bytes: Span<UInt8>, _ moment: Moment
  ) -> Bool {
    let side = Int(sender.rawValue)
    let signature = segment.signature
    guard
      let taken = table.connections[slot]
        .takeInOrder(
          segment, side, signature, moment.time, options.checksums, options.duplicateTime)
    else { return false }
    if options.checksums == .auto, segment.hasWrongChecksum || segment.checksum == .partial {
      counters.wrongChecksumsKept &+= 1
    }
    if clock.since(taken.listTime) > Reassembler.second { touch(slot) }
    if segment.payload.upperBound > segment.payload.lowerBound {
      handOut(
        segment.payload, of: segment, bytes, at: taken.offset, sum: segment.payloadSum(in: bytes),
        slot, side, moment, signature, taken.recent)
    }
    return true
  }

  /// Hands out bytes of a segment that are next in order.
  mutating func deliver(
    _ segment: Segment, _ range: Range<Int>, _ slot: Int, _ side: Int, _ bytes: Span<UInt8>,
    _ moment: Moment, _ signature: UInt64
  ) {
    let offset = table.connections[slot].streams[side].advance(by: range.count)
    let sum =
      range == segment.payload ? segment.payloadSum(in: bytes) : normalizedSum(bytes, in: range)
    handOut(
      range, of: segment, bytes, at: offset, sum: sum, slot, side, moment, signature,
      table.connections[slot].recent)
  }

  @inline(__always)
  private mutating func handOut(
    _ range: Range<Int>, of segment: Segment, _ bytes: Span<UInt8>, at offset: UInt64,
    sum: UInt16, _ slot: Int, _ side: Int, _ moment: Moment, _ signature: UInt64, _ recent: Int32
  ) {
    steps.append(
      Step(
        kind: .bytes(.payload(range)), connection: slot, sender: side == 0 ? .client : .server,
        offset: offset, moment: moment))
    record(
      RecentSegment(
        offset: UInt32(truncatingIfNeeded: offset),
        length: UInt32(truncatingIfNeeded: range.upperBound &- range.lowerBound),
        signature: UInt32(truncatingIfNeeded: signature >> 32),
        tick: RecentSegment.tick(moment.time), sum: sum, timeToLive: segment.timeToLive),
      bytes, in: range, slot, side, recent)
  }

  @inline(__always)
  mutating func record(
    _ segment: RecentSegment, _ bytes: Span<UInt8>, in range: Range<Int>, _ slot: Int, _ side: Int,
    _ place: Int32
  ) {
    let place = place < 0 ? takeRecent(slot) : Int(place)
    recent[place].record(segment, bytes, in: range, side: side)
  }

  /// Where what is remembered of a connection's latest segments is; it is made where there is nothing.
  mutating func place(ofRecent slot: Int) -> Int {
    let place = table.connections[slot].recent
    return place < 0 ? takeRecent(slot) : Int(place)
  }

  /// Gives a connection its place for recent segments.
  @inline(never)
  private mutating func takeRecent(_ slot: Int) -> Int {
    if let index = freeRecent.popLast() {
      recent[Int(index)] = RecentSegments()
      table.connections[slot].recent = index
    } else {
      table.connections[slot].recent = Int32(truncatingIfNeeded: recent.count)
      recent.append(RecentSegments())
    }
    return Int(table.connections[slot].recent)
  }

  /// Puts a connection at the end of its list, at most once a second.
  @inline(never)
  mutating func touch(_ slot: Int) {
    let list = table.connections[slot].list
    table.unlink(slot)
    table.connections[slot].listTime = clock
    table.append(slot, to: list)
  }

  func step(_ kind: Step.Kind, _ slot: Int, _ side: Int, _ offset: UInt64, _ moment: Moment) -> Step
  {
    Step(
      kind: kind, connection: slot, sender: side == 0 ? .client : .server, offset: offset,
      moment: moment)
  }
}

/// What reassembly has counted.
public struct ReassemblyCounters: Sendable, Equatable {
  /// Segments received.
  public var segments = 0
  /// Connections, midstream ones too.
  public var connections = 0
  /// Frames that were captured twice.
  public var duplicates = 0
  /// Segments of connections that were over, and RSTs that belong to none.
  public var late = 0
  /// Segments with bytes that no stream has a place for: those behind its end, before its start, out of reach
  /// or without ACK.
  public var strays = 0
  /// Segments with bytes that had been passed over as missing.
  public var fillingGaps = 0
  /// RSTs that were not exact and ended nothing.
  public var inexactResets = 0
  /// Segments whose wrong checksum made them useless.
  public var wrongChecksumsDiscarded = 0
  /// Segments whose checksum was wrong or partial and whose bytes were used all the same.
  public var wrongChecksumsKept = 0
  /// How often each bound was hit, by `Bound.rawValue`.
  var bounds = InlineArray<5, Int>(repeating: 0)

  /// Nothing counted.
  public init() {}

  /// How often a bound was hit.
  public func hits(of bound: Bound) -> Int { bounds[Int(bound.rawValue)] }

  /// Equal counts.
  public static func == (a: ReassemblyCounters, b: ReassemblyCounters) -> Bool {
    a.segments == b.segments && a.connections == b.connections && a.duplicates == b.duplicates
      && a.late == b.late && a.strays == b.strays && a.fillingGaps == b.fillingGaps
      && a.inexactResets == b.inexactResets
      && a.wrongChecksumsDiscarded == b.wrongChecksumsDiscarded
      && a.wrongChecksumsKept == b.wrongChecksumsKept
      && Bound.allCases.allSatisfy { a.hits(of: $0) == b.hits(of: $0) }
  }
}
