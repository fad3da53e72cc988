public import ESMTPInspection
import Primitives

/// A line of a shard's report.
public enum ShardLine: Sendable {
  /// The run.
  case run(RunRecord)
  /// An input.
  case capture(CaptureRecord)
  /// A session; its `shard` says what belongs to it.
  case session(SessionRecord)
  /// The session before it, where its SYN is dropped.
  case refused(SessionRecord)
  /// Something that limits of connections hang on.
  case connection(ConnectionStep)
  /// What `merge` has to know.
  case shard(ShardRecord)
  /// The last record.
  case summary
}

/// Reads the report of a shard, line by line.
public struct ShardReader: Sendable {
  /// Why a line is none of a shard's report, in a sentence without a full stop.
  public struct Fault: Error, Sendable {
    /// What is wrong.
    public var reason: String
  }

  /// Whether a line is of limits of connections, without a look at all of it.
  public static func isConnection(_ line: [UInt8]) -> Bool { line.starts(with: connectionStart) }
  private static let connectionStart = Array("{\"record\":\"connection\"".utf8)

  /// Whether a line is that of a session whose SYN is dropped.
  public static func isRefused(_ line: [UInt8]) -> Bool { line.starts(with: refusedStart) }
  private static let refusedStart = Array("{\"record\":\"refused\"".utf8)

  /// Whether a line is the one with what `merge` has to know.
  public static func isShard(_ line: [UInt8]) -> Bool { line.starts(with: shardStart) }
  private static let shardStart = Array("{\"record\":\"shard\"".utf8)

  /// The members of the latest decision as they stand, which sessions in a row mostly share.
  private var known: (members: [UInt8], decision: DecisionRecord)?

  /// Nothing read.
  public init() {}

  /// Reads a line without its line feed.
  ///
  /// - Throws: `Fault` where it is no record of a shard's report.
  public mutating func read(_ line: [UInt8]) throws(Fault) -> ShardLine {
    do throws(RecordFault) {
      var reader = JSONReader(line)
      try reader.beginObject()
      switch try reader.word(.record) {
      case "run": return .run(try reader.run())
      case "capture": return .capture(try reader.capture())
      case "session": return .session(try session(&reader))
      case "refused": return .refused(try session(&reader))
      case "connection": return .connection(try reader.connection())
      case "shard": return .shard(try reader.shard())
      case "summary": return .summary
      default: throw RecordFault(offset: 0)
      }
    } catch {
      throw Fault(reason: "it is no record of a report, from byte \(error.offset + 1) on")
    }
  }

  /// The first frame of a session, without all that follows it; nil for any other line.
  public static func firstFrame(of line: [UInt8]) -> Int? {
    var reader = JSONReader(line)
    do throws(RecordFault) {
      try reader.beginObject()
      guard try reader.word(.record) == "session" else { return nil }
      _ = try reader.identifier(.id)
      _ = try reader.word(.communityID)
      try reader.object(.client) { (reader) throws(RecordFault) in _ = try reader.socket() }
      try reader.object(.server) { (reader) throws(RecordFault) in _ = try reader.socket() }
      return try reader.count(.firstFrame)
    } catch {
      return nil
    }
  }

  // MARK: Sessions

  private mutating func session(_ reader: inout JSONReader) throws(RecordFault) -> SessionRecord {
    let id = try reader.identifier(.id)
    let communityID = try reader.word(.communityID)
    let client = try reader.socket(.client)
    let server = try reader.socket(.server)
    let (first, last): (Int, Int) = (try reader.count(.firstFrame), try reader.count(.lastFrame))
    let (start, end) = (try reader.time(.start), try reader.time(.end))
    guard let start, let end else { throw reader.fault }
    let verdict: Verdict = try reader.word(.verdict)
    let coverage: Coverage = try reader.word(.coverage)
    let notes = try reader.notes()
    let (className, mapName) = (try reader.text(.class), try reader.text(.map))
    let (clientStream, serverStream) = (
      try reader.stream(.clientStream), try reader.stream(.serverStream)
    )
    var record = SessionRecord(
      id: id, communityID: communityID, client: client, server: server, rolesAreKnown: true,
      first: Moment(frame: first, time: start), last: Moment(frame: last, time: end),
      verdict: verdict, coverage: coverage, coverageNotes: notes, className: className,
      mapName: mapName, clientStream: clientStream, serverStream: serverStream)
    try reader.messages(into: &record)
    if !reader.skipNull(.divergence) {
      try reader.object(.divergence) { (reader) throws(RecordFault) in
        record.divergence = Divergence(
          frame: try reader.count(.frame), why: try reader.word(.why))
      }
    }
    try reader.array(.events) { (reader) throws(RecordFault) in
      try reader.element { (reader) throws(RecordFault) in
        record.events.append(try reader.event())
      }
    }
    try reader.names(.omitted) { (reader, name) throws(RecordFault) in
      guard let rule = Rule(rawValue: name), !record.omitted.contains(where: { $0.rule == rule })
      else { throw reader.fault }
      record.omitted.append((rule, try reader.element()))
    }
    record.omittedMessages = try reader.count(.omittedMessages)
    record.rolesAreKnown = try reader.boolean(.rolesKnown)
    record.closing = try reader.word(.closing)
    record.decision = try decision(&reader)
    if reader.hasKey(.otherLegOf) { record.otherLegOf = try reader.identifier(.otherLegOf) }
    record.realClient = try reader.socketOrNull(.realClient)
    record.realServer = try reader.socketOrNull(.realServer)
    try reader.fate(into: &record)
    try reader.corroboration(into: &record)
    try reader.trouble(into: &record)
    let filter: String = try reader.word(.displayFilter)
    record.hasTimesOutside =
      start >= 0 && start <= end && !filter.contains("frame.time_epoch")
    if reader.hasKey(.shard) { try reader.part(into: &record) }
    try reader.endObject()
    guard reader.isAtEnd else { throw reader.fault }
    return record
  }

  private mutating func decision(
    _ reader: inout JSONReader
  ) throws(RecordFault) -> DecisionRecord {
    if let known, reader.skip(known.members) { return known.decision }
    let start = reader.place
    var chain: [ChainStep] = []
    try reader.array(.chain) { (reader) throws(RecordFault) in
      try reader.element { (reader) throws(RecordFault) in
        let text = try reader.word(.text)
        guard let source = try reader.source() else { throw reader.fault }
        chain.append(ChainStep(text: text, source: source))
      }
    }
    let decision = DecisionRecord(chain: chain, reason: try reader.word(.policyReason))
    known = (reader.read(from: start), decision)
    return decision
  }
}

extension JSONReader {
  fileprivate mutating func socket() throws(RecordFault) -> Socket {
    Socket(address: try address(.address), port: try count(.port))
  }

  /// An address of the Internet.
  mutating func address(_ key: JSONKey) throws(RecordFault) -> IPAddress {
    let start = place
    guard let address = IPAddress(try word(key)) else { throw RecordFault(offset: start) }
    return address
  }

  fileprivate mutating func socket(_ key: JSONKey) throws(RecordFault) -> Socket {
    guard let socket = try socketOrNull(key) else { throw fault }
    return socket
  }

  fileprivate mutating func socketOrNull(_ key: JSONKey) throws(RecordFault) -> Socket? {
    if skipNull(key) { return nil }
    var found: Socket?
    try object(key) { (reader) throws(RecordFault) in found = try reader.socket() }
    return found
  }

  fileprivate mutating func stream(_ key: JSONKey) throws(RecordFault) -> StreamRecord {
    var stream = StreamRecord()
    try object(key) { (reader) throws(RecordFault) in
      stream.bytes = try reader.count(.bytes)
      stream.missing = try reader.count(.missing)
      stream.sha256 = try reader.text(.sha256)
    }
    return stream
  }

  /// Why a session was not looked at; there are as many notes as reasons at most, each once.
  fileprivate mutating func notes() throws(RecordFault) -> [CoverageNote] {
    var notes: [CoverageNote] = []
    try array(.coverageNotes) { (reader) throws(RecordFault) in
      try reader.element { (reader) throws(RecordFault) in
        let start = reader.place
        guard let reason = CoverageReason(rawValue: try reader.word(.reason)),
          !notes.contains(where: { $0.reason == reason })
        else { throw RecordFault(offset: start) }
        notes.append(CoverageNote(reason: reason, frame: try reader.count(.frame)))
      }
    }
    return notes
  }

  fileprivate mutating func messages(into record: inout SessionRecord) throws(RecordFault) {
    try array(.messages) { (reader) throws(RecordFault) in
      try reader.element { (reader) throws(RecordFault) in
        var message = Message()
        message.sender = try reader.captured(.sender)
        message.recipients = try reader.count(.recipients)
        message.messageID = try reader.captured(.messageID)
        message.bytes = try reader.count(.bytes)
        message.reply = try reader.captured(.reply)
        message.firstRecipient = try reader.captured(.firstRecipient)
        record.messages.append(message)
        if !reader.skipNull(.outcome) {
          record.messageFates.append(MailFate(try reader.word(.outcome), why: ""))
        }
      }
    }
  }

  /// `FILE:LINE`; nil for null.
  mutating func source(_ key: JSONKey = .source) throws(RecordFault) -> SourceLine? {
    let start = place
    guard let text = try text(key) else { return nil }
    guard let colon = text.lastIndex(of: ":"), let line = Int(text[text.index(after: colon)...])
    else { throw RecordFault(offset: start) }
    return SourceLine(file: String(text[..<colon]), line: line)
  }

  /// A side of a session.
  mutating func sender(_ key: JSONKey) throws(RecordFault) -> Sender {
    let word = try word(key)
    guard let sender = Sender.allCases.first(where: { $0.description == word }) else { throw fault }
    return sender
  }

  fileprivate mutating func event() throws(RecordFault) -> EventRecord {
    let frame: Int = try count(.frame)
    guard let time = try time(.time) else { throw fault }
    let sender = try sender(.direction)
    let (offset, length): (UInt64, Int) = (try count(.offset), try count(.length))
    let rule: Rule = try word(.rule)
    let match = try text(.match)
    let source = try source()
    let name = try word(.action)
    guard let action = EventAction.allCases.first(where: { $0.name == name }) else { throw fault }
    let certainty = try word(.certainty)
    guard certainty == "observed" || certainty == "counterfactual" else { throw fault }
    let (before, after) = (try capturedBytes(.before), try capturedBytes(.after))
    let log = try lines(.log)
    let confidence: Confidence = try word(.confidence)
    let event = Event(
      rule: rule, moment: Moment(frame: frame, time: time), sender: sender, offset: offset,
      length: length, match: match, source: source, action: action, before: before, after: after,
      log: log, confidence: confidence, note: try text(.note))
    return EventRecord(event: event, isObserved: certainty == "observed")
  }

  fileprivate mutating func fate(into record: inout SessionRecord) throws(RecordFault) {
    let outcome: MailOutcome = try word(.outcome)
    let frame: Int? = try number(.outcomeFrame)
    let start = place
    var cause: Cause?
    if let name = try text(.outcomeRule) {
      guard let known = Rule(rawValue: name) else { throw RecordFault(offset: start) }
      cause = Cause(known)
    }
    // Nobody decides by a line alone.
    let (match, source) = (try text(.outcomeMatch), try self.source(.outcomeSource))
    cause?.match = match
    cause?.source = source
    let basis = try word(.outcomeBasis)
    guard basis == "expected" || basis == "recorded" else { throw RecordFault(offset: start) }
    record.fate = MailFate(
      outcome, frame: frame, cause: cause, isExpected: basis == "expected",
      why: try word(.outcomeReason))
  }

  fileprivate mutating func corroboration(into record: inout SessionRecord) throws(RecordFault) {
    try array(.corroboration) { (reader) throws(RecordFault) in
      try reader.element { (reader) throws(RecordFault) in
        let state: CorroborationRecord.State = try reader.word(.state)
        let rule: Rule = try reader.word(.rule)
        let frame: Int = try reader.count(.frame)
        let (first, last): (Int?, Int?) = (
          try reader.number(.evidenceFrame), try reader.number(.evidenceLastFrame)
        )
        var evidence: ClosedRange<Int>?
        if let first, let last {
          guard first <= last else { throw reader.fault }
          evidence = first...last
        }
        record.corroboration.append(
          CorroborationRecord(
            state, rule: rule, frame: frame, evidence: evidence, why: try reader.word(.why)))
      }
    }
  }

  fileprivate mutating func trouble(into record: inout SessionRecord) throws(RecordFault) {
    try array(.trouble) { (reader) throws(RecordFault) in
      try reader.element { (reader) throws(RecordFault) in
        record.trouble.append(
          TroubleRecord(
            try reader.word(.kind), frame: try reader.count(.frame),
            count: try reader.count(.count), why: try reader.word(.why)))
      }
    }
  }

  /// What `merge` has to know of a session.
  fileprivate mutating func part(into record: inout SessionRecord) throws(RecordFault) {
    try object(.shard) { (reader) throws(RecordFault) in
      let ended: Int? = try reader.number(.ended)
      let isProvisional = try reader.boolean(.provisional)
      record.marks = InspectionMarks(rawValue: try reader.count(.marks))
      let start = reader.place
      guard let replies = UInt64(try reader.word(.replies)) else {
        throw RecordFault(offset: start)
      }
      record.replies = ReplyDigest(value: replies, count: try reader.count(.replyCount))
      var part = ShardSession(
        ended: ended, isProvisional: isProvisional, isDoubtful: try reader.boolean(.doubtful),
        earlierLeg: try reader.number(.earlierLeg))
      if reader.hasKey(.omittedCounterfactual) {
        try reader.names(.omittedCounterfactual) { (reader, name) throws(RecordFault) in
          let start = reader.place
          let count: Int = try reader.element()
          guard let rule = Rule(rawValue: name),
            record.omitted.contains(where: { $0.rule == rule && $0.count >= count }),
            !record.omittedCounterfactual.contains(where: { $0.rule == rule })
          else { throw RecordFault(offset: start) }
          record.omittedCounterfactual.append((rule, count))
        }
      }
      if reader.hasKey(.excesses) {
        try reader.array(.excesses) { (reader) throws(RecordFault) in
          try reader.element { (reader) throws(RecordFault) in
            part.excesses.append(try reader.excess())
          }
        }
      }
      record.shard = part
    }
  }

  private mutating func excess() throws(RecordFault) -> ShardSession.Excess {
    let holder = try sender(.holder)
    let isEmbryonic = try boolean(.halfOpen)
    var record: EventRecord?
    try object(.event) { (reader) throws(RecordFault) in record = try reader.event() }
    guard let record else { throw fault }
    return ShardSession.Excess(holder: holder, isEmbryonic: isEmbryonic, event: record.event)
  }
}
