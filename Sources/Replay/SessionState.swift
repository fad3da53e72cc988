import ASAPolicy
import Crypto
import ESMTPInspection
import Primitives
import Reassembly
import Reports
import Rewriting

/// One direction of a session as the replay counts it.
struct StreamState {
  var bytes: UInt64 = 0
  var missing: UInt64 = 0
  var hash: SHA256?

  init(isHashed: Bool) { hash = isHashed ? SHA256() : nil }
}

/// A session while it is replayed. It is read and changed where it lies: it is large, and to copy it
/// would count a reference for each text that it holds.
struct SessionState: ~Copyable {
  let number: Int
  let client: Socket
  let server: Socket
  let rolesAreKnown: Bool
  let isMidstream: Bool
  let first: Moment
  var last: Moment
  let classification: Classification?
  /// What decides about the session, in words.
  private let decision: DecisionRecord
  /// How long the device keeps the connection.
  var patience: DevicePatience
  var session: Session
  var ledger = EventLedger()
  /// The number of events handed to the ledger.
  var ordinal = 0
  /// What the device would count.
  var counts = SessionCounts()
  /// What was done to the bytes so far.
  private var changes = ChangeDigest()
  var clientStream: StreamState
  var serverStream: StreamState
  private var extraction: SessionExtraction?
  private var forwarded: ForwardedHashes?
  /// The lines of a session that is to be shown.
  private var collector: TranscriptCollector?
  /// The streams of a session that is to be reduced.
  private(set) var reduction: ReducedSession?
  /// Whether what the bytes turned out to be is told.
  private let tellsPassages: Bool
  /// Whether the bytes go to anything beside the engine.
  private let isHeard: Bool
  /// The longest time without a packet, and how long the device waits then, in nanoseconds.
  var longestPause: (frame: Int, duration: Int64, limit: Int64)?
  /// The first bytes of a client that did not wait for the greeting.
  var earlyFrame: Int?
  /// The open switches that the session met before its first byte.
  var doubts: ProfileSwitches = []
  /// The limits of connections that may be reached with it, in a shard.
  var excesses: [ShardSession.Excess] = []
  /// Whether it was told that its frames could not wait.
  var saidHeldOutput = false
  /// What the client and the server may send in one segment; 0 where neither said.
  private var segmentLimit: (client: Int, server: Int) = (0, 0)

  init(
    _ connection: Connection, classification: Classification, decision: DecisionRecord,
    inspection: InspectionPolicy, isPassive: Bool, options: borrowing AnalysisOptions
  ) {
    number = connection.number
    client = connection.client
    server = connection.server
    rolesAreKnown = connection.rolesAreKnown
    isMidstream = connection.isMidstream
    first = connection.first
    last = connection.last
    self.classification = classification
    self.decision = decision
    patience = DevicePatience(
      classification.connectionTimes, isEstablished: connection.isMidstream)
    session = Session(
      policy: inspection, endpoints: Endpoints(connection, classification),
      opening: connection.isMidstream ? .midstream : .handshake, number: number, at: first,
      isPassive: isPassive)
    session.wanted = WantedNames(options.wantedNames)
    clientStream = StreamState(isHashed: options.hashesStreams)
    serverStream = StreamState(isHashed: options.hashesStreams)
    if options.hashesForwarded { forwarded = ForwardedHashes() }
    if let directory = options.extractDirectory, options.isWritten(connection.number) {
      extraction = SessionExtraction(
        directory: directory,
        name: "\(number).\(client.address)_\(client.port)-\(server.address)_\(server.port)")
    }
    if options.shows(connection) { collector = TranscriptCollector(options.transcriptLimits) }
    if options.reduced.contains(number) {
      reduction = ReducedSession(client: client, server: server)
    }
    tellsPassages = collector != nil || reduction != nil
    isHeard = tellsPassages || options.hashesStreams || forwarded != nil || extraction != nil
  }

  /// Learns what the packets have shown by now.
  mutating func learn(_ peers: StepBlock.Peers) {
    session.silentSide = peers.silentSide
    segmentLimit = (Int(peers.clientSegmentLimit), Int(peers.serverSegmentLimit))
  }

  /// Hands bytes of a step to the engine; `cuts` as `AnalysisOptions.cutsToMaximumSegmentSize`.
  mutating func deliver(
    _ step: Step, _ bytes: Span<UInt8>, cuts: Bool, into findings: inout Findings
  ) {
    let limit: Int
    switch step.sender {
    case .client:
      if clientStream.bytes == 0 { noteEarlyTalker(step) }
      clientStream.bytes += UInt64(bytes.count)
      limit = segmentLimit.client
    case .server:
      serverStream.bytes += UInt64(bytes.count)
      limit = segmentLimit.server
    }
    findings.tellsPassages = tellsPassages
    if isHeard { listen(step, bytes) }
    guard limit > 0, bytes.count > limit else {
      _ = session.segment(
        step.sender, bytes, at: step.moment, isCut: step.isCut, rest: Int(step.rest),
        into: &findings)
      return
    }
    // Longer than the wire had it in one piece: put together by a network card. However it is cut, its
    // frame is written whole or not at all, and so it is forwarded.
    let size = cuts ? limit : bytes.count
    var start = 0
    while start < bytes.count {
      let end = min(bytes.count, start + size)
      _ = session.segment(
        step.sender, bytes.extracting(start..<end), at: step.moment,
        isCut: step.isCut && end == bytes.count, rest: bytes.count - end + Int(step.rest),
        into: &findings)
      start = end
    }
    for index in findings.events.indices where findings.events[index].rule.dependsOnBoundaries {
      findings.events[index].confidence = .inferred
    }
  }

  /// Hands bytes of a step to whatever wants them beside the engine.
  @inline(never)
  private mutating func listen(_ step: Step, _ bytes: Span<UInt8>) {
    hash(step.sender, bytes)
    extraction?.append(step.sender, bytes, at: step.offset)
    forwarded?.append(step.sender, bytes, at: step.offset)
    collector?.append(step.sender, bytes, at: step.offset, frame: step.moment.frame)
    switch step.sender {
    case .client: reduction?.clientStream.append(bytes, at: step.offset)
    case .server: reduction?.serverStream.append(bytes, at: step.offset)
    }
  }

  /// Notes a client that speaks first, where the capture has both sides from the start.
  private mutating func noteEarlyTalker(_ step: Step) {
    guard serverStream.bytes == 0, serverStream.missing == 0, session.silentSide == nil,
      !isMidstream
    else { return }
    earlyFrame = step.moment.frame
  }

  /// Notes a time without a packet.
  mutating func notePause(_ silence: StepBlock.Silence) {
    guard silence.duration > max(patience.limit, longestPause?.duration ?? 0) else { return }
    longestPause = (silence.moment.frame, silence.duration, patience.limit)
  }

  /// Writes and hashes what the inspection has forwarded.
  mutating func forwardExtraction() throws(OutputError) {
    forwarded?.forward(session.forwarded)
    try extraction?.forward(session.forwarded)
  }

  /// Writes and hashes the rest.
  mutating func finishExtraction() throws(OutputError) {
    forwarded?.forward(session.forwarded)
    try extraction?.finish(session.forwarded)
  }

  /// Gives the extraction up: what is not whole goes.
  mutating func abandonExtraction() {
    extraction?.discard()
    extraction = nil
  }

  /// Moves what a step found to the ledger.
  mutating func take(_ findings: inout Findings) {
    guard !findings.isEmpty else { return }
    collector?.take(findings.passages, findings.edits)
    if reduction != nil {
      for passage in findings.passages {
        switch passage.sender {
        case .client: reduction?.clientStream.passages.append(passage)
        case .server: reduction?.serverStream.passages.append(passage)
        }
      }
    }
    // Each is moved: a copy counts a reference for all that an event holds.
    findings.events.reverse()
    let divergence = session.divergence?.ordinal
    while let event = findings.events.popLast() {
      ledger.append(event, ordinal: ordinal, divergence: divergence)
      ordinal += 1
    }
    for edit in findings.edits {
      changes.add(edit)
      extraction?.apply(edit)
      forwarded?.apply(edit)
    }
    findings.removeAll()
  }

  /// Adds a hole to the lines of a session that is to be shown.
  mutating func collectGap(_ step: Step, length: UInt64, isSnapped: Bool) {
    collector?.gap(
      step.sender, at: step.offset, length: length, isSnapped: isSnapped,
      frame: step.moment.frame)
  }

  /// The lines of the ended session, where it is to be shown.
  mutating func finishLines() -> [TranscriptLine]? { collector?.finish(session.forwarded) }

  /// Adds bytes to the hash of a stream, where one is made.
  private mutating func hash(_ sender: Sender, _ bytes: Span<UInt8>) {
    guard clientStream.hash != nil else { return }
    var copy: [UInt8] = []
    copy.append(bytes, in: 0..<bytes.count)
    switch sender {
    case .client: clientStream.hash?.update(data: copy)
    case .server: serverStream.hash?.update(data: copy)
    }
  }

  /// The record of the ended session. Its memory is handed on, so that this is done once.
  ///
  /// - Parameters:
  ///   - ending: how it ended, and what its packets showed.
  ///   - platform: the device, as its messages name it; nil where it takes no such session.
  ///   - options: what the replay is asked for.
  /// - Returns: the record.
  mutating func record(
    _ ending: StepBlock.Ending, platform: String?, options: AnalysisOptions
  ) -> SessionRecord {
    let divergence = session.divergence
    let ordinal = divergence?.ordinal
    var verdict = ledger.verdict(upTo: options.countsAfterDivergence ? nil : ordinal)
    var notes = session.blindness.map { CoverageNote(reason: $0.reason, frame: $0.frame) }
    if let divergence {
      notes.append(CoverageNote(reason: .divergence, frame: divergence.divergence.frame))
    }
    var coverage: Coverage =
      !session.hasJudged ? .none : notes.isEmpty ? .full : .partial
    // Connection limits are a feature of their own: they refuse what no class inspects, too.
    switch session.isRefused ? .inspected(0) : classification?.outcome {
    case .inspected:
      if !session.hasJudged, notes.isEmpty {
        let hasData = clientStream.bytes + serverStream.bytes > 0
        notes.append(
          CoverageNote(reason: hasData ? .midstream : .noData, frame: first.frame))
      }
      if ending.unread != nil {
        if coverage == .full { coverage = .partial }
        notes.append(CoverageNote(reason: .readInPart, frame: last.frame))
      }
    case .exempt, .notInspected, nil:
      // So do the times after which a connection is forgotten.
      if session.ending == nil {
        verdict = .exempt
        coverage = .none
        notes.removeAll()
      }
      notes.append(CoverageNote(reason: .policy, frame: first.frame))
    case .undecided:
      verdict = .untouched
      coverage = .none
      notes = [CoverageNote(reason: .policyUndecided, frame: first.frame)]
    }
    notes.sort { ($0.frame, $0.reason) < ($1.frame, $1.reason) }
    let omissions = ledger.omissions(divergence: ordinal)
    var record = SessionRecord(
      id: number, communityID: options.tellsCommunityIDs ? communityID(client, server) : "",
      client: client, server: server,
      rolesAreKnown: rolesAreKnown, first: first, last: last, verdict: verdict,
      coverage: coverage, coverageNotes: notes, className: classification?.className,
      mapName: classification?.mapName, clientStream: stream(clientStream),
      serverStream: stream(serverStream), messages: session.messages,
      divergence: divergence?.divergence, events: ledger.takeRecords(divergence: ordinal),
      omitted: omissions.rules, omittedMessages: session.omittedMessages)
    record.clockTolerance = options.clockTolerance
    record.hasTimesOutside = ending.connection.hasTimesOutside
    record.doubts = session.doubts.union(doubts)
    record.omittedCounterfactual = omissions.counterfactual
    record.omittedDecisions = omissions.decisions
    record.hidesTLS = session.hidesTLS
    record.fate = session.fate
    record.wantedNames = session.wanted.found
    record.messageFates = session.messageFates
    record.changes = changes.value(ending: session.ending?.decision, session.forwarded)
    record.forwarded = forwarded?.record
    record.decision = decision
    record.peaks = session.peaks
    record.marks = session.marks
    record.replies = session.replyDigest
    if let real = classification?.client, real != client { record.realClient = real }
    if let real = classification?.server, real != server { record.realServer = real }
    record.closing = SessionClosing(ending.closing, by: ending.sender)
    record.corroboration = corroborations(record.events, ending)
    record.trouble = troubles(ending, beside: record.events, record.corroboration)
    if let platform { record.device = device(ending, platform: platform) }
    if let shard = options.shard {
      record.shard = ShardSession(ending, of: shard, isDoubtful: !record.doubts.isEmpty)
      record.shard?.excesses = excesses
    }
    return record
  }

  private func stream(_ state: StreamState) -> StreamRecord {
    StreamRecord(
      bytes: state.bytes, missing: state.missing,
      sha256: state.hash.map { hexText($0.finalize()) })
  }
}
