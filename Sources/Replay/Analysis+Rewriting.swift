import ESMTPInspection
import Packets
import Primitives
import Reassembly
import Reports
import Rewriting

// What carries the inspection's decisions over to the frames of the output.
extension Analysis {
  /// Begins to rewrite; before the first frame.
  mutating func rewrite(_ repair: ChecksumRepair, linkType: LinkType) {
    rewriter = Rewriter(repair: repair, hasLinkAddresses: linkType == .ethernet)
  }

  /// Whether frames are rewritten.
  var isRewriting: Bool { rewriter != nil }

  // MARK: While a frame is inspected

  /// Announces a session.
  mutating func trackSession(_ slot: Int, _ connection: Connection, isPassive: Bool) {
    rewriter?.open(
      slot, number: connection.number, client: connection.client, isWatched: !isPassive)
  }

  /// Notes what the inspection has decided of a session.
  mutating func trackDecisions(_ slot: Int) {
    guard rewriter != nil else { return }
    for edit in findings.edits { rewriter?.edit(slot, edit) }
    let forwarded = states[slot].session.forwarded
    rewriter?.forward(slot, client: forwarded.client, server: forwarded.server)
    guard let ending = states[slot].session.ending, rewriter?.isDropped(slot) == false else {
      return
    }
    rewriter?.drop(slot, frame: frames)
    guard ending.decision == .reset else { return }
    rewriter?.reset(
      slot, client: states[slot].client, server: states[slot].server,
      clientNumber: reassembler.awaited(slot, .client, after: forwarded.client),
      serverNumber: reassembler.awaited(slot, .server, after: forwarded.server))
  }

  /// Notes that a session is over.
  mutating func trackClosing(_ slot: Int, _ closing: Step.Closing) {
    guard rewriter != nil else { return }
    let connection = reassembler.connection(slot)
    rewriter?.close(
      slot, ends: (connection.nextOffset(of: .client), connection.nextOffset(of: .server)),
      isReused: closing == .reused)
  }

  // MARK: Behind a frame

  /// Places the frame that was just received, and does what it has decided.
  mutating func place(
    _ decoded: DecodedFrame, _ frame: PlacedFrame, _ datagram: Span<UInt8>, _ parts: [FragmentPart],
    in log: inout FrameLog
  ) {
    rewriter?.expireFragments(at: frame.time)
    switch decoded {
    case .other, .malformed: break
    case .fragment: rewriter?.placeFragment(frame)
    case .segment(let segment):
      let owner = owner
      if let owner, rewriter?.isPlain(segment, of: owner) == true { break }
      rewriter?.place(segment, of: owner, in: frame, store: &log)
    case .reassembled(let segment):
      let owner = owner
      rewriter?.place(segment, of: owner, datagram, parts, in: frame, store: &log)
    }
    settle(at: frame.time, position: frame.record.position &+ UInt64(frame.record.length), in: &log)
  }

  /// Does what was decided since the last frame was placed.
  ///
  /// - Parameters:
  ///   - time: the time of frames that are added.
  ///   - position: where they are added.
  ///   - log: the frames.
  mutating func settle(at time: Int64, position: UInt64, in log: inout FrameLog) {
    guard rewriter?.hasWork == true, var rewriter = rewriter.take() else { return }
    rewriter.settle(
      at: time, position: position, origin: { reassembler.origin($0, $1) }, store: &log)
    self.rewriter = rewriter
  }

  /// Lets the oldest frames go that wait for a decision, until a bound is kept.
  mutating func keepBound(in log: borrowing FrameLog) {
    while let oldest = rewriter?.oldestUndecided,
      log.isOverLimit(from: oldest) || rewriter?.isFull == true
    {
      guard let slot = rewriter?.forceOldest() else { return }
      heldOutputHits += 1
      noteHeldOutput(slot)
    }
  }

  /// The connection of the segment at hand.
  private var owner: SegmentOwner? {
    guard let owner = reassembler.owner else { return nil }
    return SegmentOwner(
      slot: owner.connection, number: reassembler.number(of: owner.connection),
      sender: owner.sender, origin: reassembler.origin(owner.connection, owner.sender))
  }

  /// What was done to the frames; nil where nothing is rewritten.
  func rewriting(frames: Int) -> RewritingRecord? {
    guard let counts = rewriter?.counts else { return nil }
    return RewritingRecord(
      frames: frames - counts.leftOut + counts.inserted, edited: counts.edited,
      leftOut: counts.leftOut, inserted: counts.inserted,
      checksumsRecomputed: counts.checksumsRecomputed, checksumsLeft: counts.checksumsLeft,
      tooLate: counts.tooLate, tooOld: counts.tooOld)
  }
}
