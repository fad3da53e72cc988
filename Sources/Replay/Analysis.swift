public import ASAPolicy
import ESMTPInspection
import Packets
import Primitives
import Reassembly
public import Reports
import Rewriting

/// Decoded frames in, session records out: reassemble, inspect.
///
/// Single use: feed every frame of every input in order, then call `finishNext` until it is false.
public struct Analysis: ~Copyable {
  private let policy: LoadedPolicy
  private let options: AnalysisOptions
  /// The decoder; away while an input is read on another thread.
  var decoder: PacketDecoder
  private(set) var reassembler: Reassembler
  /// By slot of the connection; vacant where it has none.
  private(set) var states: [SessionState] = []
  private(set) var findings = Findings()
  private var limiter = ConnectionLimiter()
  private var lastMoment = Moment(frame: 0, time: 0)
  private var totals = Totals()
  private var counters: CounterTable
  /// Carries decisions over to the frames of an output; nil where there is none.
  var rewriter: Rewriter?
  /// How often frames of an output could not wait for their decision.
  var heldOutputHits = 0
  /// The records of sessions that ended, in order; the caller takes them.
  private var finished: [SessionRecord] = []
  /// What went wrong with the extraction, said once.
  public private(set) var outputError: OutputError?
  /// The number of the last frame, over all inputs.
  public private(set) var frames = 0

  /// An analysis under a policy.
  public init(policy: LoadedPolicy, options: AnalysisOptions) {
    self.policy = policy
    self.options = options
    counters = CounterTable(policy)
    decoder = PacketDecoder(
      ports: options.ports, validatesChecksums: options.reassembly.checksums != .none)
    reassembler = Reassembler(ports: options.ports, options: options.reassembly)
  }

  /// The time of the last frame.
  var lastTime: Int64 { lastMoment.time }

  /// Whether sessions have ended since the last `takeFinished`.
  public var hasFinished: Bool { !finished.isEmpty }

  /// The records of the sessions that ended, in the order of the frames at which they did.
  public mutating func takeFinished() -> [SessionRecord] {
    let records = finished
    finished.removeAll(keepingCapacity: true)
    return records
  }

  /// Takes what the decoder made of the next frame.
  ///
  /// - Parameters:
  ///   - decoded: what the frame holds.
  ///   - bytes: the bytes that its ranges are of.
  ///   - moment: the frame's number over all inputs and its time.
  mutating func receive(_ decoded: DecodedFrame, _ bytes: Span<UInt8>, at moment: Moment) {
    frames = moment.frame
    lastMoment = moment
    if isExpiring(at: moment) { advance(to: moment) }
    switch decoded {
    case .segment(let segment), .reassembled(let segment):
      reassembler.receive(segment, in: bytes, at: moment)
      touch(at: moment)
      if !reassembler.steps.isEmpty { takeSteps(bytes) }
    case .fragment, .other, .malformed:
      break
    }
  }

  /// Takes a frame of a block.
  @inline(__always)
  mutating func receive(_ index: Int, of block: borrowing FrameBlock) {
    let moment = Moment(frame: block.entries[index].number, time: block.entries[index].time)
    let range = block.entries[index].bytes
    if case .reassembled = block.entries[index].decoded {
      receive(block.entries[index].decoded, block.datagrams.span.extracting(range), at: moment)
    } else {
      receive(block.entries[index].decoded, block.bytes.span.extracting(range), at: moment)
    }
  }

  /// Whether sessions may have been idle for too long by now.
  func isExpiring(at moment: Moment) -> Bool { moment.time > reassembler.nextExpiry }

  /// Ends the sessions that have been idle for too long.
  mutating func advance(to moment: Moment) {
    reassembler.advance(to: moment)
    takeSteps([UInt8]().span)
  }

  /// Ends one session that is still open; false where none is. Call until it returns false.
  public mutating func finishNext() -> Bool {
    guard reassembler.finishNext(at: lastMoment) else { return false }
    takeSteps([UInt8]().span)
    return true
  }

  /// Under which sessions are followed that nothing inspects.
  static let observing = InspectionPolicy(
    map: nil, profile: .asa, statement: "", source: SourceLine(file: "built-in", line: 1),
    silentTLS: true)

  // MARK: Steps

  /// Notes the last frame of the session that the segment at hand belongs to.
  private mutating func touch(at moment: Moment) {
    guard let slot = reassembler.owner?.connection, isLive(slot) else { return }
    states[slot].last = moment
    if !limiter.isEmpty { limiter.touch(slot, at: moment.time) }
  }

  private mutating func takeSteps(_ bytes: Span<UInt8>) {
    let before = finished.count
    for index in 0..<reassembler.steps.count {
      let step = reassembler.steps[index]
      take(step, bytes)
    }
    if finished.count > before + 1 {
      finished[before...].sort { $0.first.frame < $1.first.frame }
    }
  }

  private mutating func take(_ step: Step, _ bytes: Span<UInt8>) {
    let slot = step.connection
    switch step.kind {
    case .opened:
      open(slot)
    case .bytes(.payload(let range)):
      deliver(slot, step, bytes.extracting(range))
    case .bytes(.released(let range)):
      let released = reassembler.released
      deliver(slot, step, released.span.extracting(range))
    case .gap(let length, let reason):
      hole(slot, step, length: length, reason: reason == .snapped ? .snapped : .gap)
    case .conflict(let length, let isBelow):
      note(
        slot, step, .overlapConflict, length: length,
        isBelow
          ? "a second copy of acknowledged bytes differs and is left out"
          : "two copies of these bytes differ")
      if step.sender == .client {
        note(
          slot, step, .streamEditing, length: length,
          "the client sent bytes again with other content")
      }
    case .reorderQueue:
      note(
        slot, step, .reorderQueue, length: 0,
        "more segments out of order than the device queues, or for longer")
    case .wrongChecksum(let verdict):
      note(
        slot, step, .badChecksum, length: 0,
        verdict == .discarded
          ? "a segment with a wrong checksum is left out"
          : "segments with wrong checksums are used: their bytes were accepted")
    case .boundHit(let bound):
      note(slot, step, .boundHit, length: 0, bound.description)
    case .closed(let closing):
      close(slot, step, closing)
    case .established:
      limiter.establish(slot, at: step.moment.time)
    case .finished:
      limiter.halfClose(slot, at: step.moment.time)
    case .dataAfterFIN, .duplicate:
      break
    }
  }

  private mutating func open(_ slot: Int) {
    let connection = reassembler.connection(slot)
    let classification = policy.classify(
      client: connection.client, server: connection.server, time: connection.first.time)
    let inspection: InspectionPolicy
    var isPassive = true
    switch classification.outcome {
    case .inspected(let index):
      inspection = policy.inspections[index]
      isPassive = false
    case .exempt, .notInspected, .undecided:
      inspection = Analysis.observing
    }
    while states.count <= slot { states.append(.vacant) }
    states[slot] = SessionState(
      connection, classification: classification, inspection: inspection, isPassive: isPassive,
      last: lastMoment, options: options)
    reassembler.setReorderQueue(
      segments: classification.reorderQueue.segments, seconds: classification.reorderQueue.seconds,
      of: slot)
    trackSession(slot, connection, isPassive: isPassive)
    admit(slot, connection, classification)
    if connection.isMidstream {
      states[slot].session.noteMidstream(at: connection.first, into: &findings)
      settle(slot)
    }
  }

  /// Puts a session under the connection limits of its class and of its translation.
  private mutating func admit(
    _ slot: Int, _ connection: Connection, _ classification: Classification
  ) {
    states[slot].session.denialNote = classification.denialNote
    guard !policy.limits.isEmpty else { return }
    let admission = limiter.open(
      slot, classification.claims(policy.limits), times: classification.connectionTimes,
      hasStart: !connection.isMidstream, at: connection.first.time)
    switch admission {
    case .admitted: return
    case .refused(let excess):
      states[slot].session.refuse(excess, at: connection.first, into: &findings)
    case .intercepted(let excess):
      states[slot].session.noteIntercept(excess, at: connection.first, into: &findings)
    }
    settle(slot)
  }

  /// Whether a slot holds a session.
  private func isLive(_ slot: Int) -> Bool { slot < states.count && !states[slot].isVacant }

  private mutating func deliver(_ slot: Int, _ step: Step, _ bytes: Span<UInt8>) {
    guard isLive(slot) else { return }
    if !states[slot].knowsPeers { states[slot].learn(reassembler.connection(slot), step.sender) }
    states[slot].deliver(step, bytes, options: options, into: &findings)
    let isIdle = findings.events.isEmpty && findings.edits.isEmpty
    if !isIdle || options.extractDirectory != nil || isRewriting { settle(slot) }
  }

  private mutating func hole(_ slot: Int, _ step: Step, length: UInt64, reason: Rule) {
    guard isLive(slot) else { return }
    switch step.sender {
    case .client: states[slot].clientStream.missing += length
    case .server: states[slot].serverStream.missing += length
    }
    states[slot].session.gap(
      step.sender, length: length, reason: reason, at: step.moment, into: &findings)
    settle(slot)
  }

  /// Says that frames of a session were written before they were decided.
  mutating func noteHeldOutput(_ slot: Int) {
    guard slot >= 0, isLive(slot), !states[slot].saidHeldOutput else { return }
    states[slot].saidHeldOutput = true
    states[slot].session.note(
      Event(
        rule: .boundHit, moment: lastMoment, sender: .client, offset: 0, length: 0,
        confidence: Rule.boundHit.confidence,
        note: "frames are written as captured: too much waited for their decision"),
      into: &findings)
    settle(slot)
  }

  private mutating func note(
    _ slot: Int, _ step: Step, _ rule: Rule, length: Int, _ text: String
  ) {
    guard isLive(slot) else { return }
    states[slot].session.note(
      Event(
        rule: rule, moment: step.moment, sender: step.sender, offset: step.offset,
        length: length, confidence: rule.confidence, note: text), into: &findings)
    settle(slot)
  }

  private mutating func close(_ slot: Int, _ step: Step, _ closing: Step.Closing) {
    guard isLive(slot) else { return }
    limiter.close(slot)
    states[slot].session.close(
      closing == .endOfCapture ? .endOfCapture : .closed, at: step.moment, into: &findings)
    settle(slot)
    trackClosing(slot, closing)
    do throws(OutputError) { try states[slot].finishExtraction() } catch {
      outputError = outputError ?? error
    }
    var record = states[slot].record(options: options)
    noteClosing(slot, step, closing, in: &record)
    states[slot] = .vacant
    totals.add(record)
    finished.append(record)
  }

  /// Moves findings to the session's ledger and writes what is forwarded.
  private mutating func settle(_ slot: Int) {
    count(slot)
    trackDecisions(slot)
    states[slot].take(&findings)
    guard options.extractDirectory != nil, outputError == nil else { return }
    do throws(OutputError) { try states[slot].forwardExtraction() } catch { outputError = error }
  }

  // MARK: Totals

  /// The number of sessions that ended.
  public var sessions: Int { totals.sessions }
  /// Sessions of which nothing was looked at, for a reason that is not the policy's.
  public var unchecked: Int { totals.unchecked }
  /// The gravest verdict so far.
  public var gravest: Verdict? { totals.gravest }

  /// The summary of everything so far.
  public func summary(status: Int) -> SummaryRecord {
    var summary = totals.summary(packets: packetCounts, bounds: boundCounts, status: status)
    summary.counters = counters.records
    summary.rewriting = rewriting(frames: frames)
    return summary
  }

  /// What the device would have counted up to now, an item for each inspection of the policy.
  public var counted: [CountersRecord] { counters.records }

  /// Counts the events at hand for the session's inspection.
  private mutating func count(_ slot: Int) {
    guard !findings.events.isEmpty, states[slot].inspectionIndex != nil else { return }
    let ends = findings.events.contains { $0.action >= .drop }
    states[slot].count(findings.events, packets: ends ? packets(slot) : 0)
  }

  /// The packets of a connection up to now, both ways.
  private func packets(_ slot: Int) -> Int {
    let connection = reassembler.connection(slot)
    return connection.frames(of: .client) + connection.frames(of: .server)
  }

  /// Adds to the record of a session how it ended, and to the counters what it brought.
  private mutating func noteClosing(
    _ slot: Int, _ step: Step, _ closing: Step.Closing, in record: inout SessionRecord
  ) {
    let connection = reassembler.connection(slot)
    record.closing = SessionClosing(closing, by: step.sender)
    guard let index = states[slot].inspectionIndex else { return }
    record.device = states[slot].device(
      connection, closing, idleTime: options.reassembly.idleTime,
      usesMap: policy.inspections[index].profile.usesMap)
    counters.add(
      states[slot].tally(countsAfterDivergence: options.countsAfterDivergence),
      packets: packets(slot), to: index)
  }

  private var packetCounts: [(name: String, count: Int)] {
    let packets = decoder.counts
    let streams = reassembler.counters
    return [
      ("frames", packets.frames), ("ip_packets", packets.internetPackets),
      ("tcp_segments", packets.segments),
      ("ip_checksums_right", packets.headerChecksumsRight),
      ("ip_checksums_wrong", packets.headerChecksumsWrong),
      ("tcp_checksums_right", packets.checksumsRight),
      ("tcp_checksums_wrong", packets.checksumsWrong),
      ("tcp_checksums_partial", packets.checksumsPartial),
      ("tcp_checksums_unchecked", packets.checksumsUnchecked),
      ("wrong_checksums_discarded", streams.wrongChecksumsDiscarded),
      ("wrong_checksums_kept", streams.wrongChecksumsKept),
      ("fragments", packets.fragments), ("fragments_duplicate", packets.duplicateFragments),
      ("datagrams_reassembled", packets.datagramsReassembled),
      ("datagrams_overlapping", packets.datagramsOverlapping),
      ("datagrams_expired", packets.datagramsExpired), ("malformed", packets.malformed),
      ("snapped", packets.snapped), ("duplicate_frames", streams.duplicates),
      ("late_segments", streams.late), ("inexact_resets", streams.inexactResets),
    ]
  }

  private var boundCounts: [(name: String, count: Int)] {
    let bounds = Bound.allCases.map {
      (name: $0.description, count: reassembler.counters.hits(of: $0))
    }
    let all =
      bounds + [("fragments", decoder.counts.datagramsEvicted), ("held-output", heldOutputHits)]
    return all.filter { $0.count > 0 }
  }
}
