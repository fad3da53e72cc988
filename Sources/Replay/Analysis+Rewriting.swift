import CaptureFiles
import ESMTPInspection
import Packets
import Primitives
import Reassembly
import Reports
import Rewriting

// What carries the inspection's decisions over to the frames of the output.
extension Analysis {
  /// Notes that a session begins.
  mutating func trackOpening(_ slot: Int, _ connection: Connection, isInspected: Bool) {
    rewriter?.open(
      slot, number: connection.number, client: connection.client, server: connection.server,
      isWatched: isInspected && options.isWritten(connection.number))
  }

  /// Notes what the inspection has decided of a session.
  mutating func trackDecisions(_ slot: Int) {
    guard rewriter != nil else { return }
    for edit in findings.edits { rewriter?.edit(slot, edit) }
    let forwarded = states[slot].session.forwarded
    rewriter?.forward(slot, client: forwarded.client, server: forwarded.server)
    guard let ending = states[slot].session.ending, rewriter?.isDropped(slot) == false,
      options.isWritten(states[slot].number)
    else { return }
    let (client, server) = (states[slot].client, states[slot].server)
    rewriter?.drop(slot, client: client, server: server)
    if ending.decision == .reset { rewriter?.reset(slot, client: client, server: server) }
  }

  /// Notes that a session is over.
  mutating func trackClosing(_ slot: Int, _ ending: StepBlock.Ending) {
    guard rewriter != nil else { return }
    let connection = ending.connection
    rewriter?.close(
      slot, client: connection.client, server: connection.server,
      ends: (connection.nextOffset(of: .client), connection.nextOffset(of: .server)),
      isReused: ending.closing == .reused)
  }

  /// Takes the steps of the next frames, and the frames where they are written again.
  mutating func take(_ block: inout StepBlock, _ rewriting: RewriteState?) throws(OutputError) {
    guard let rewriting, let log = rewriting.log, let linkType = rewriting.linkType else {
      return take(block)
    }
    if let span = block.span,
      !SavefileFormat.times.contains(span.lowerBound)
        || !SavefileFormat.times.contains(span.upperBound)
    {
      abandonRewriting()
      take(block)
      throw OutputError(
        path: rewriting.request.path,
        reason:
          "cannot be written: frame \(block.firstFrame(outside: SavefileFormat.times)) is of a "
          + "time that a classic capture, which ends in 2106, cannot tell",
        remedy: "'--annotate' and '--carve' write captures that can")
    }
    if rewriter == nil {
      rewriter = Rewriter(repair: rewriting.request.repair, linkType: linkType)
      self.log = log
    }
    log.begin(&block.records)
    take(block)
    keepBound(in: log, at: block.last)
    try log.retire(upTo: rewriter?.oldestUndecided, returning: &block.records)
  }

  /// Goes on without the frames of the output, which could not be written.
  mutating func abandonRewriting() {
    rewriter = nil
    log = nil
  }

  /// Places the frame that was just inspected, and does what it has decided.
  ///
  /// - Parameters:
  ///   - index: the frame's place among the placements of the block.
  ///   - block: has the frame.
  mutating func place(_ index: Int, of block: StepBlock) {
    guard let log else { return }
    let moment = block.placements[index].moment
    var record = FrameRecord(position: position, length: 0)
    if !block.placements[index].isEmpty {
      record.length = SavefileFormat.recordHeaderLength + block.placements[index].length
      position = position &+ UInt64(record.length)
      if let written = options.written, !written.frames.contains(moment.frame) {
        framesPassedOver += 1
        log.omit(record)
      } else {
        rewriter?.place(index, of: block, as: record, in: log)
      }
    }
    rewriter?.settle(at: moment.time, position: position, store: log)
  }

  /// Lets the oldest frames go that wait for a decision, until a bound is kept.
  private mutating func keepBound(in log: FrameLog, at moment: Moment) {
    while let oldest = rewriter?.oldestUndecided,
      log.isOverLimit(from: oldest) || rewriter?.isFull == true
    {
      guard let slot = rewriter?.forceOldest() else { return }
      heldOutputHits += 1
      noteHeldOutput(slot, at: moment)
    }
  }

  /// What was done to the frames; nil where nothing is rewritten.
  func rewriting(frames: Int) -> RewritingRecord? {
    switch rewriter {
    case .none: return nil
    case .some(let rewriter): return rewriting(rewriter.done, frames: frames)
    }
  }

  private func rewriting(_ counts: RewriteCounts, frames: Int) -> RewritingRecord {
    RewritingRecord(
      frames: frames - counts.leftOut - framesPassedOver + counts.inserted, edited: counts.edited,
      leftOut: counts.leftOut, passedOver: framesPassedOver, inserted: counts.inserted,
      checksumsRecomputed: counts.checksumsRecomputed, checksumsLeft: counts.checksumsLeft,
      tooLate: counts.tooLate, tooOld: counts.tooOld, overlapping: counts.overlapping,
      incomplete: counts.incomplete, resetsMissing: counts.resetsMissing,
      strays: counts.strays)
  }

  /// Says that frames of a session were written before they were decided.
  mutating func noteHeldOutput(_ slot: Int, at moment: Moment) {
    guard slot >= 0, states.isLive(slot), !states[slot].saidHeldOutput else { return }
    states[slot].saidHeldOutput = true
    states[slot].session.note(
      Event(
        rule: .boundHit, moment: moment, sender: .client, offset: 0, length: 0,
        note: "frames are written as captured: too much waited for their decision"),
      into: &findings)
    settle(slot)
  }
}

extension Rewriter {
  /// Places the frame that was just inspected.
  fileprivate mutating func place(
    _ index: Int, of block: StepBlock, as record: FrameRecord, in log: FrameLog
  ) {
    let moment = block.placements[index].moment
    expireFragments(at: moment.time)
    let owner = block.placements[index].owner
    if let owner { note(owner) }
    let isStray = block.placements[index].isStray
    let frame = PlacedFrame(
      number: moment.frame, time: moment.time, record: record,
      headerLength: SavefileFormat.recordHeaderLength)
    switch block.placements[index].decoded {
    case .malformed: break
    case .other: placeOther(frame, store: log)
    case .fragment(let isDropped): placeFragment(frame, isDropped: isDropped, store: log)
    case .segment(let segment):
      if let owner { noteAcknowledgment(segment, of: owner) }
      if !isStray, let owner, isPlain(segment, of: owner) { break }
      place(segment, of: owner, isStray: isStray, in: frame, store: log)
    case .reassembled(let segment):
      let datagram = block.datagram(of: block.placements[index])
      place(
        segment, of: owner, isStray: isStray, datagram.bytes.span, datagram.parts, in: frame,
        store: log)
    }
  }
}
