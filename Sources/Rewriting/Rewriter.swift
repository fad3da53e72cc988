public import ESMTPInspection
public import Packets
public import Primitives

/// Carries what the inspection decides over to the frames.
///
/// A frame is decided once all its payload lies before what the inspection has forwarded, or the
/// session is over, or it holds nothing that an inspection sees. Until then its copy waits here, and
/// each edit reaches every copy of its bytes. Later copies are edited as they come. What is dropped
/// is left out.
///
/// The calls `open` to `close` come while a frame is inspected, in the order of what happens; then
/// the frame is placed, and `settle` ends it.
public struct Rewriter: ~Copyable, Sendable {
  let repair: ChecksumRepair
  /// What frames start with.
  let linkType: LinkType
  var heads = InPlaceArray<TrackHead>()
  var tracks = SlotTable<SessionTrack>()
  var undecided = UndecidedFrames()
  var fragments = WaitingFragments()
  /// Slots to settle.
  var touched: [Int] = []
  /// Edits of this frame.
  var fresh: [(slot: Int, edit: Edit)] = []
  var resets: [SessionSockets] = []
  /// Sessions whose sockets others take, and to which something was done.
  var reused: [SessionSockets] = []
  /// The latest frame of which the segment is not used, for its wrong checksum.
  var discardedFrame = 0
  /// What was done so far; fragments that still wait are not in it.
  var counts = RewriteCounts()
  /// What the remembered edits of all sessions are charged with in bytes.
  var remembered = 0
  /// Dropped sessions, as long as their sockets are theirs.
  var dropped = DroppedSockets()
  /// Edited and dropped sessions that gave their sockets to others.
  var formers = SocketHistory()

  /// How many bytes of edits are remembered in all; above, each direction forgets its oldest ones and
  /// keeps the latest.
  let rememberedLimit: Int

  /// The bound where nobody wants another one.
  public static let defaultRememberedLimit = 64 << 20

  /// A session and its sockets.
  struct SessionSockets: Sendable {
    var slot: Int
    var number: Int
    var client: Socket
    var server: Socket
  }

  /// A rewriter that has seen nothing.
  ///
  /// - Parameters:
  ///   - repair: what becomes of wrong checksums.
  ///   - linkType: what frames start with.
  ///   - rememberedLimit: how many bytes of edits are remembered in all.
  public init(
    repair: ChecksumRepair, linkType: LinkType,
    rememberedLimit: Int = Rewriter.defaultRememberedLimit
  ) {
    self.repair = repair
    self.linkType = linkType
    self.rememberedLimit = rememberedLimit
  }

  // MARK: What the inspection does

  /// A session begins: its roles are decided.
  ///
  /// - Parameters:
  ///   - slot: the slot of its connection.
  ///   - number: the connection's number.
  ///   - client: the client's socket.
  ///   - server: the server's socket.
  ///   - isWatched: whether something may happen to its frames.
  public mutating func open(
    _ slot: Int, number: Int, client: Socket, server: Socket, isWatched: Bool
  ) {
    begin(slot, number: number, client: client, server: server)
    heads[slot].flags.insert(isWatched ? [.isOpen, .isWatched] : .isOpen)
    if client != server, (client < server) != heads[slot].flags.contains(.clientIsLower) {
      heads[slot].swapRoles()
      if tracks.isLive(slot) { tracks[slot].swapRoles() }
    }
    touch(slot)
  }

  /// Takes an edit of a session's stream.
  public mutating func edit(_ slot: Int, _ edit: Edit) {
    fresh.append((slot, edit))
    touch(slot)
  }

  /// Notes how far the inspection has forwarded the streams.
  @inline(__always)
  public mutating func forward(_ slot: Int, client: UInt64, server: UInt64) {
    guard heads[slot].marks != (client, server) else { return }
    heads[slot].marks = (client, server)
    if heads[slot].flags.contains(.hasPending) { touch(slot) }
  }

  /// Drops a session at the frame at hand: what is not forwarded by now is left out, and every later
  /// frame.
  ///
  /// - Parameters:
  ///   - slot: the slot of its connection.
  ///   - client: the client's socket.
  ///   - server: the server's socket.
  public mutating func drop(_ slot: Int, client: Socket, server: Socket) {
    guard !heads[slot].flags.contains(.isDropped) else { return }
    heads[slot].flags.insert([.isDropped, .isWatched, .isDropping])
    dropped.insert(SocketPair(client, server))
    touch(slot)
  }

  /// Notes that a stream's FIN is next in order.
  ///
  /// - Parameters:
  ///   - slot: the slot of its connection.
  ///   - sender: whose FIN it is.
  ///   - offset: the stream's length in bytes.
  public mutating func finish(_ slot: Int, _ sender: Sender, at offset: UInt64) {
    keepTrack(slot)
    tracks[slot][sender].finish = offset
  }

  /// Notes that reassembly does not use a segment, for its wrong checksum.
  ///
  /// - Parameters:
  ///   - slot: the slot of its connection.
  ///   - sender: who sent it.
  ///   - frame: the frame that has it, or has its last fragment; the one at hand, or one before it.
  public mutating func discard(_ slot: Int, _ sender: Sender, frame: Int) {
    discardedFrame = frame
    guard tracks.isLive(slot) else { return }
    for index in tracks[slot][sender].pending.indices
    where tracks[slot][sender].pending[index].frame == frame {
      tracks[slot][sender].pending[index].discard()
      touch(slot)
    }
  }

  /// Whether a session was dropped.
  public func isDropped(_ slot: Int) -> Bool { heads[slot].flags.contains(.isDropped) }

  /// Adds an RST towards each side of a session that is dropped at the frame at hand.
  ///
  /// - Parameters:
  ///   - slot: the slot of its connection.
  ///   - client: the client's socket.
  ///   - server: the server's socket.
  public mutating func reset(_ slot: Int, client: Socket, server: Socket) {
    resets.append(
      SessionSockets(slot: slot, number: heads[slot].number, client: client, server: server))
  }

  /// Takes what is known of the numbers of a segment's connection.
  @inline(__always)
  public mutating func note(_ owner: SegmentOwner) {
    guard owner.slot < heads.count, heads[owner.slot].number == owner.number,
      heads[owner.slot].origins != (owner.clientOrigin, owner.serverOrigin)
    else { return }
    heads[owner.slot].origins = (owner.clientOrigin, owner.serverOrigin)
  }

  /// Takes what a segment acknowledges, where no frame of the other side is known.
  @inline(__always)
  public mutating func noteAcknowledgment(_ segment: Segment, of owner: SegmentOwner) {
    guard owner.slot < heads.count, heads[owner.slot].number == owner.number,
      !heads[owner.slot].hasTemplate(of: owner.sender.peer), segment.controlBits.contains(.ack)
    else { return }
    keepAcknowledgment(segment, of: owner)
  }

  @inline(never)
  private mutating func keepAcknowledgment(_ segment: Segment, of owner: SegmentOwner) {
    let number = segment.acknowledgmentNumber
    let known = heads[owner.slot].acknowledged
    if let known = owner.sender == .client ? known.1 : known.0, number.distance(from: known) <= 0 {
      return
    }
    switch owner.sender {
    case .client: heads[owner.slot].acknowledged.1 = number
    case .server: heads[owner.slot].acknowledged.0 = number
    }
  }

  /// A session is over: everything about it is decided.
  ///
  /// - Parameters:
  ///   - slot: the slot of its connection.
  ///   - client: the client's socket.
  ///   - server: the server's socket.
  ///   - ends: the stream offsets at which the recording ends.
  ///   - isReused: whether another connection takes its sockets.
  public mutating func close(
    _ slot: Int, client: Socket, server: Socket, ends: (client: UInt64, server: UInt64),
    isReused: Bool
  ) {
    heads[slot].flags.insert(.isClosed)
    for (sender, end) in [(Sender.client, ends.client), (.server, ends.server)]
    where end > heads[slot].mark(of: sender) {
      keepTrack(slot)
      tracks[slot][sender].end = end
    }
    let hasChanged =
      heads[slot].flags.contains(.isDropped) || heads[slot].edited != (0, 0)
      || fresh.contains { $0.slot == slot }
    if isReused, hasChanged {
      reused.append(
        SessionSockets(slot: slot, number: heads[slot].number, client: client, server: server))
    }
    touch(slot)
  }

  /// Makes room for a slot's connection, once.
  mutating func begin(_ slot: Int, number: Int, client: Socket, server: Socket) {
    while heads.count <= slot { heads.append(TrackHead()) }
    guard heads[slot].number != number else { return }
    if tracks.isLive(slot) {
      remembered -= tracks[slot].cost
      tracks.remove(slot)
    }
    heads[slot] = TrackHead()
    heads[slot].number = number
    if client < server { heads[slot].flags.insert(.clientIsLower) }
    if !dropped.isEmpty { dropped.remove(SocketPair(client, server)) }
  }

  /// Makes room for what few sessions need.
  mutating func keepTrack(_ slot: Int) {
    if !tracks.isLive(slot) { tracks.insert(SessionTrack(), at: slot) }
  }

  private mutating func touch(_ slot: Int) {
    guard !heads[slot].flags.contains(.isTouched) else { return }
    heads[slot].flags.insert(.isTouched)
    touched.append(slot)
  }

  /// What was done so far, as if nothing more came.
  public var done: RewriteCounts {
    var done = counts
    done.incomplete += fragments.count
    return done
  }

  // MARK: Bounds

  /// The start of the oldest record that cannot be written yet; nil where there is none.
  public var oldestUndecided: UInt64? { undecided.oldest }

  /// How many frames stand behind the oldest undecided one at most.
  public static let undecidedLimit = 1 << 20

  /// Whether too many frames wait.
  public var isFull: Bool { undecided.count > Rewriter.undecidedLimit }

  /// Decides the oldest undecided frame as it stands.
  ///
  /// - Returns: the slot of its session, -1 where that is not known; nil where nothing waits.
  public mutating func forceOldest() -> Int? { undecided.forceOldest() }
}
