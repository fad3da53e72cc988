public import ASAPolicy
import ESMTPInspection
import Packets
import Primitives
import Reassembly
public import Reports
import Rewriting

/// Steps of sessions in, session records out: inspect.
///
/// Single use: feed every block of every input in order, those of the tracker's end too.
public struct Analysis: ~Copyable {
  let policy: LoadedPolicy
  let options: AnalysisOptions
  /// The place of the policy among those of the run.
  private let side: Int
  /// Whether whoever takes the records selects among them.
  private let isSelective: Bool
  /// By slot of the connection.
  var states = SlotTable<SessionState>()
  var findings = Findings()
  var admission: ConnectionAdmission
  /// The frames of the connection at hand up to the step at hand, both ways.
  private var packets = 0
  /// What the summary counts, but for bare sessions that add the same as others of their kind.
  private var recorded = Totals()
  /// How many of those there are, by their kind.
  private var bareCounts: [Int] = []
  /// The sessions that are not selected.
  public private(set) var passedOver = 0
  /// The frames of the output that are left out because their sessions are not selected.
  var framesPassedOver = 0
  private var decisionTexts = DecisionTexts()
  private var bareSessions: BareSessions
  private var otherLegs = OtherLegs()
  private(set) var counters: CounterTable
  /// What sessions are followed under that nothing inspects.
  private let passive: InspectionPolicy
  /// The policy where the switch that decides about `no inspect esmtp` is turned, if it is open.
  private let otherClasses: LoadedPolicy?
  /// Carries decisions over to the frames of an output, and these; nil where there is none.
  var rewriter: Rewriter?
  var log: FrameLog?
  /// Where the record of the next frame starts.
  var position: UInt64 = 0
  /// How often frames of an output could not wait for their decision.
  var heldOutputHits = 0
  /// The sessions that ended, in order; the caller takes them.
  private var ended: EndedSessions
  /// Whether nobody looks at sessions one by one before they are in the report.
  private let tellsBare: Bool
  /// The first session of those that were to be shown.
  private(set) var transcript: Transcript?
  /// The streams of the sessions that are to be reduced and have ended, by number.
  private(set) var reductions: [Int: ReducedSession] = [:]
  /// The sessions that were asked for by number.
  private(set) var transcripts: [Int: Transcript] = [:]
  /// What went wrong with the extraction, said once.
  public internal(set) var outputError: OutputError?

  /// An analysis under a policy, which is that of `side` where the run has several.
  ///
  /// - Parameters:
  ///   - policy: the policy.
  ///   - options: what the replay is asked for.
  ///   - side: the place of the policy.
  ///   - isSelective: whether the caller selects sessions, so that all are told.
  public init(
    policy: LoadedPolicy, options: AnalysisOptions, side: Int = 0, isSelective: Bool = false
  ) {
    self.policy = policy
    self.side = side
    self.isSelective = isSelective
    self.options = options
    admission = ConnectionAdmission(
      options.admission
        ?? (options.shard == nil || policy.limits.isEmpty ? .counting : .recording))
    bareSessions = BareSessions(tellsCommunityIDs: options.tellsCommunityIDs)
    ended = EndedSessions(bareSessions)
    tellsBare = options.selection == nil && options.shard == nil
    counters = CounterTable(policy)
    passive = Analysis.observing(policy)
    otherClasses =
      policy.openSwitches.contains(.bareNoInspect) ? policy.turned(.bareNoInspect) : nil
  }

  /// The records of the sessions that ended, in the order of the frames at which they did.
  public mutating func takeFinished() -> [SessionRecord] { takeEnded().wholeRecords() }

  /// How many sessions have ended and were not taken.
  var endedCount: Int { ended.count }

  /// The sessions that ended, in the order of the frames at which they did.
  mutating func takeEnded() -> EndedSessions { ended.take(bareSessions) }

  /// Takes the steps of the next frames.
  mutating func take(_ block: StepBlock) {
    block.withBuffer { buffer in take(block, buffer) }
  }

  private mutating func take(_ block: StepBlock, _ buffer: Span<UInt8>) {
    let copied = block.bytes.span
    for index in block.entries.indices {
      let slot = Int(block.entries[index].slot)
      packets = Int(block.entries[index].packets)
      switch block.entries[index].kind {
      case .opened(let opening):
        open(
          slot, block.openings[opening].connection, block.openings[opening].classifications[side])
      case .closed(let ending):
        close(slot, block.endings.span[ending])
      case .bare(let ending): take(slot, bare: block.endings.span[ending])
      case .peers(let peers):
        if states.isLive(slot) { states[slot].learn(peers) }
      case .silence(let silence):
        if states.isLive(slot) { expire(slot, silence) }
      case .segment(let moment):
        admission.touch(slot, at: moment)
      case .time(let moment):
        admission.pass(moment)
      case .step(let step):
        if states.isLive(slot) || options.followed != nil { take(step, slot, buffer, copied) }
      case .frame(let placement):
        place(placement, of: block)
      }
    }
  }

  // MARK: Steps

  /// Ends a session at a packet that came after the device forgot the connection.
  private mutating func expire(_ slot: Int, _ silence: StepBlock.Silence) {
    states[slot].notePause(silence)
    // A SYN opens a connection anew.
    guard silence.duration > states[slot].patience.limit, !silence.bits.contains(.syn),
      states[slot].classification?.endsWithItsTime ?? true
    else { return }
    let packet = LatePacket(
      sender: silence.sender, flags: silence.bits.names, silence: silence.duration,
      patience: states[slot].patience.limit, wasReset: states[slot].isResetWhenIdle)
    states[slot].session.expire(packet, at: silence.moment, into: &findings)
    guard !findings.events.isEmpty else { return }
    states[slot].patience.expire(
      last: silence.moment.time &- silence.duration, bytes: states[slot].bytes)
    settle(slot)
  }

  private mutating func take(
    _ step: Step, _ slot: Int, _ buffer: Span<UInt8>, _ copied: Span<UInt8>
  ) {
    switch step.kind {
    case .bytes(let source):
      if options.followed != nil, !states.isLive(slot) { return }
      switch source {
      case .payload(let range): deliver(slot, step, buffer.extracting(range))
      case .released(let range): deliver(slot, step, copied.extracting(range))
      }
    case .gap(let length, let reason):
      hole(slot, step, length: length, reason)
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
      if verdict == .discarded {
        rewriter?.discard(slot, step.sender, frame: step.moment.frame)
      }
      let text =
        switch verdict {
        case .discarded: "a segment with a wrong checksum is left out"
        case .kept: "segments with wrong checksums are used: their bytes were accepted"
        case .trusted:
          "segments with wrong checksums are used: too few right ones came before to tell damage"
        case .undecided:
          "a segment with a wrong checksum is used: nothing tells whether its bytes were accepted"
        }
      note(slot, step, .badChecksum, length: 0, text)
    case .boundHit(let bound):
      note(slot, step, .boundHit, length: 0, bound.description)
    case .established:
      admission.establish(slot, at: step.moment)
      if states.isLive(slot) { states[slot].patience.establish() }
    case .finished:
      rewriter?.finish(slot, step.sender, at: step.offset)
      admission.halfClose(slot, at: step.moment)
      if states.isLive(slot) { states[slot].patience.halfClose() }
    case .opened, .closed, .dataAfterFIN, .duplicate:
      break
    }
  }

  private mutating func open(
    _ slot: Int, _ connection: Connection, _ classification: Classification
  ) {
    guard !isPassedOver(connection.number) else { return }
    let inspection: InspectionPolicy
    var isPassive = true
    switch classification.outcome {
    case .inspected(let index):
      inspection = policy.inspections[index]
      isPassive = false
    case .exempt, .notInspected, .undecided:
      inspection = passive
    }
    states.insert(
      SessionState(
        connection, classification: classification,
        decision: decisionTexts.record(classification), inspection: inspection,
        isPassive: isPassive, options: options), at: slot)
    if let otherClasses {
      let other = otherClasses.classify(
        client: connection.client, server: connection.server, time: connection.first.time)
      if other.outcome != classification.outcome { states[slot].doubts = .bareNoInspect }
    }
    trackOpening(slot, connection, isInspected: !isPassive)
    admit(slot, connection, classification)
    if connection.isMidstream {
      states[slot].session.noteMidstream(at: connection.first, into: &findings)
      settle(slot)
    }
  }

  private mutating func deliver(_ slot: Int, _ step: Step, _ bytes: Span<UInt8>) {
    states[slot].deliver(step, bytes, cuts: options.cutsToMaximumSegmentSize, into: &findings)
    let isDue = !findings.isEmpty || options.followsForwarding || rewriter != nil
    if isDue { settle(slot) }
  }

  private mutating func hole(
    _ slot: Int, _ step: Step, length: UInt64, _ reason: Step.GapReason
  ) {
    guard states.isLive(slot) else { return }
    switch step.sender {
    case .client: states[slot].clientStream.missing += length
    case .server: states[slot].serverStream.missing += length
    }
    states[slot].collectGap(step, length: length, isSnapped: reason == .snapped)
    let note =
      reason == .overlapping
      ? "\(length) bytes of the \(step.sender) came in fragments that overlap, which are dropped "
        + "(RFC 5722)" : nil
    states[slot].session.gap(
      step.sender, length: length, reason: reason == .snapped ? .snapped : .gap, note: note,
      at: step.moment, into: &findings)
    settle(slot)
  }

  private mutating func note(
    _ slot: Int, _ step: Step, _ rule: Rule, length: Int, _ text: String
  ) {
    guard states.isLive(slot) else { return }
    states[slot].session.note(
      Event(
        rule: rule, moment: step.moment, sender: step.sender, offset: step.offset,
        length: length, note: text), into: &findings)
    settle(slot)
  }

  private mutating func close(_ slot: Int, _ ending: StepBlock.Ending) {
    guard states.isLive(slot) else { return admission.close(slot, ending) }
    tell(finish(slot, ending), ending)
  }

  /// Ends a session.
  private mutating func finish(_ slot: Int, _ ending: StepBlock.Ending) -> SessionRecord {
    admission.close(slot, ending)
    states[slot].last = ending.connection.last
    states[slot].session.close(
      ending.isCutOff ? .endOfCapture : .closed, at: ending.moment, into: &findings)
    settle(slot)
    trackClosing(slot, ending)
    extract(slot) { state throws(OutputError) in try state.finishExtraction() }
    let platform = states[slot].inspectionIndex == nil ? nil : policy.logStyle.facility
    var record = states[slot].record(ending, platform: platform, options: options)
    record.otherLegOf =
      ending.connection.earlierLegNumber ?? otherLegs.earlierLeg(of: record)
    if let index = states[slot].inspectionIndex, record.isCounted {
      let tally = states[slot].tally(countsAfterDivergence: options.countsAfterDivergence)
      counters.add(tally, packets: packets, to: index)
    }
    if let lines = states[slot].finishLines() {
      let ended = Transcript(session: record, lines: lines)
      if options.shownNumbers.contains(record.id) { transcripts[record.id] = ended }
      transcript = transcript ?? ended
    }
    if let reduction = states[slot].reduction { reductions[record.id] = reduction }
    states.remove(slot)
    return record
  }

  /// Takes a session that is told as a whole, because nothing but parts of a handshake came.
  private mutating func take(_ slot: Int, bare ending: StepBlock.Ending) {
    guard !isPassedOver(ending.connection.number) else { return }
    let isPlain =
      policy.decidesByPort && otherClasses == nil && options.shown == nil
      && options.shownNumbers.isEmpty
      && options.extractDirectory == nil && ending.notes.isPlain && ending.greetingSilence == nil
    if isPlain, let kind = bareSessions.kind(of: ending) {
      let earlier = ending.connection.earlierLegNumber
      if let index = bareSessions.kinds[kind].inspection, earlier == nil {
        counters.add(Tally(), packets: packets, to: index)
      }
      trackOpening(
        slot, ending.connection, isInspected: bareSessions.kinds[kind].inspection != nil)
      trackClosing(slot, ending)
      let session = BareSession(ending, kind: kind)
      guard tellsBare, earlier == nil, bareSessions.kinds[kind].isCountedAlike else {
        var record = bareSessions.record(session)
        record.otherLegOf = earlier
        return tell(record, ending)
      }
      while bareCounts.count <= kind { bareCounts.append(0) }
      bareCounts[kind] += 1
      return ended.append(session, endingAt: ending.frame)
    }
    let connection = ending.connection
    let classification = policy.classify(
      client: connection.client, server: connection.server, time: connection.first.time)
    open(slot, connection, classification)
    if ending.isEvicted {
      states[slot].session.note(
        Event(
          rule: .boundHit, moment: ending.moment, sender: .client, offset: 0, length: 0,
          note: Bound.connections.description),
        into: &findings)
      settle(slot)
    }
    let (index, patience) = (states[slot].inspectionIndex, states[slot].patience)
    let record = finish(slot, ending)
    if isPlain {
      bareSessions.note(ending, record, inspection: index, patience)
    }
    tell(record, ending)
  }

  /// Adds the record of an ended session to the totals and to what the caller takes, where it is selected.
  private mutating func tell(_ record: consuming SessionRecord, _ ending: StepBlock.Ending) {
    if let shard = options.shard, record.shard == nil {
      record.shard = ShardSession(ending, of: shard, isDoubtful: !record.doubts.isEmpty)
    }
    guard isSelective || options.selection?.matches(record) ?? true else {
      passedOver += 1
      return
    }
    recorded.add(record)
    ended.append(record, endingAt: ending.frame)
  }

  /// Moves findings to the session's ledger and writes what is forwarded.
  mutating func settle(_ slot: Int) {
    count(slot)
    trackDecisions(slot)
    makeRoom(slot)
    states[slot].take(&findings)
    guard options.followsForwarding else { return }
    extract(slot) { state throws(OutputError) in try state.forwardExtraction() }
  }

  /// Writes for the extraction, until that has failed once.
  private mutating func extract(
    _ slot: Int, _ body: (inout SessionState) throws(OutputError) -> Void
  ) {
    if outputError != nil { states[slot].abandonExtraction() }
    do throws(OutputError) { try body(&states[slot]) } catch {
      outputError = outputError ?? error
      states[slot].abandonExtraction()
    }
  }

  // MARK: Totals

  /// What the summary counts.
  var totals: Totals {
    var totals = recorded
    for kind in bareCounts.indices where bareCounts[kind] > 0 {
      totals.add(bareSessions.kinds[kind].record, times: bareCounts[kind])
    }
    return totals
  }

  /// Counts the events at hand for the session's inspection.
  private mutating func count(_ slot: Int) {
    guard !findings.events.isEmpty, states[slot].inspectionIndex != nil else { return }
    let ends = findings.events.contains { $0.action >= .drop }
    states[slot].count(findings.events, packets: ends ? packets : 0)
  }
}
