import ESMTPInspection
import Primitives

extension JSONReport {
  /// A session, with its messages and events.
  public mutating func session(_ session: SessionRecord) {
    put(session, as: .session)
    for refused in session.shard?.refused ?? [] { put(refused, as: .refused) }
  }

  private mutating func put(_ session: SessionRecord, as kind: JSONWord) {
    writer.beginObject()
    writer.word(kind)
    writer.identifier(.id, session.id)
    writer.text(.communityID, session.communityID)
    writer.object(.client) { $0.socket(session.client) }
    writer.object(.server) { $0.socket(session.server) }
    writer.number(.firstFrame, session.first.frame)
    writer.number(.lastFrame, session.last.frame)
    writer.time(.start, session.first.time)
    writer.time(.end, session.last.time)
    writer.word(.verdict(session.verdict))
    writer.word(.coverage(session.coverage))
    writer.array(.coverageNotes, session.coverageNotes) { writer, note in
      writer.beginObject()
      writer.text(.reason, note.reason.rawValue)
      writer.number(.frame, note.frame)
      writer.endObject()
    }
    writer.text(.class, session.className)
    writer.text(.map, session.mapName)
    writer.object(.clientStream) { $0.stream(session.clientStream) }
    writer.object(.serverStream) { $0.stream(session.serverStream) }
    writer.array(.messages, session.messages.indices) { writer, index in
      let fates = session.messageFates
      writer.message(session.messages[index], fate: index < fates.count ? fates[index] : nil)
    }
    if let divergence = session.divergence {
      writer.object(.divergence) { writer in
        writer.number(.frame, divergence.frame)
        writer.text(.why, divergence.why)
      }
    } else {
      writer.null(.divergence)
    }
    writer.array(.events, session.events) { $0.event($1) }
    writer.object(.omitted) { writer in
      for (rule, count) in session.omitted { writer.number(JSONKey(rule.rawValue), count) }
    }
    writer.number(.omittedMessages, session.omittedMessages)
    writer.boolean(.rolesKnown, session.rolesAreKnown)
    writer.word(.closing, session.closing.rawValue)
    put(session.decision)
    if let other = session.otherLegOf { writer.identifier(.otherLegOf, other) }
    writer.socket(.realClient, session.realClient)
    writer.socket(.realServer, session.realServer)
    writer.members(of: session.fate)
    writer.array(.corroboration, session.corroboration) { writer, item in
      writer.beginObject()
      writer.word(.state, item.state.rawValue)
      writer.word(.rule, item.rule.rawValue)
      writer.number(.frame, item.frame)
      writer.number(.evidenceFrame, item.evidence?.lowerBound)
      writer.number(.evidenceLastFrame, item.evidence?.upperBound)
      writer.text(.why, item.why)
      writer.endObject()
    }
    writer.array(.trouble, session.trouble) { writer, item in
      writer.beginObject()
      writer.word(.kind, item.kind.rawValue)
      writer.number(.frame, item.frame)
      writer.number(.count, item.count)
      writer.text(.why, item.why)
      writer.endObject()
    }
    writer.beginString(.displayFilter)
    session.appendDisplayFilter(to: &writer.bytes)
    writer.endString()
    if let part = session.shard { writer.shard(part, session) }
    writer.endRecord()
  }

  /// What decides: mostly the same as for the session before, which is copied then.
  private mutating func put(_ decision: DecisionRecord) {
    if let written, written.decision == decision {
      return writer.bytes.append(contentsOf: written.members)
    }
    let start = writer.bytes.count
    writer.array(.chain, decision.chain) { writer, step in
      writer.beginObject()
      writer.text(.text, step.text)
      writer.source(step.source)
      writer.endObject()
    }
    writer.text(.policyReason, decision.reason)
    written = (decision, Array(writer.bytes[start...]))
  }
}

extension JSONWriter {
  mutating func socket(_ socket: Socket) {
    address(.address, socket.address)
    number(.port, socket.port)
  }

  /// A key and an address.
  mutating func address(_ key: JSONKey, _ address: IPAddress) {
    beginString(key)
    address.append(to: &bytes)
    endString()
  }

  /// A key and a socket; null for nil.
  fileprivate mutating func socket(_ key: JSONKey, _ socket: Socket?) {
    guard let socket else { return null(key) }
    object(key) { $0.socket(socket) }
  }

  fileprivate mutating func stream(_ stream: StreamRecord) {
    number(.bytes, stream.bytes)
    number(.missing, stream.missing)
    text(.sha256, stream.sha256)
  }

  mutating func message(_ message: Message) {
    beginObject()
    members(message)
    endObject()
  }

  /// A message and its outcome, null where nobody followed it.
  fileprivate mutating func message(_ message: Message, fate: MailFate?) {
    beginObject()
    members(message)
    if let fate { word(.outcome(fate.outcome)) } else { null(.outcome) }
    endObject()
  }

  /// What becomes of the mail, and what decides that.
  mutating func members(of fate: MailFate) {
    word(.outcome(fate.outcome))
    number(.outcomeFrame, fate.frame)
    text(.outcomeRule, fate.rule?.rawValue)
    text(.outcomeMatch, fate.cause?.match)
    source(fate.cause?.source, as: .outcomeSource)
    word(.basis(isExpected: fate.isExpected))
    text(.outcomeReason, fate.why)
  }

  private mutating func members(_ message: Message) {
    captured(.sender, message.sender)
    number(.recipients, message.recipients)
    captured(.messageID, message.messageID)
    number(.bytes, message.bytes)
    captured(.reply, message.reply)
    captured(.firstRecipient, message.firstRecipient)
  }

  mutating func event(_ record: EventRecord) {
    beginObject()
    members(record)
    endObject()
  }

  /// What an event says, without the braces.
  mutating func members(_ record: EventRecord) {
    number(.frame, record.event.moment.frame)
    time(.time, record.event.moment.time)
    word(.direction(record.event.sender))
    number(.offset, record.event.offset)
    number(.length, record.event.length)
    word(.rule, record.event.rule.rawValue)
    text(.match, record.event.match)
    source(record.event.source)
    word(.action(record.event.action))
    word(.certainty(isObserved: record.isObserved))
    captured(.before, record.event.before)
    captured(.after, record.event.after)
    lines(.log, record.event.log)
    word(.confidence(record.event.confidence))
    text(.note, record.event.note)
  }

  /// A configuration line, as `SourceLine.description` has it; null for nil.
  fileprivate mutating func source(_ line: SourceLine?, as key: JSONKey = .source) {
    guard let line else { return null(key) }
    beginString(key)
    append(line.file, .text)
    bytes.append(UInt8(ascii: ":"))
    appendDecimal(line.line, to: &bytes)
    endString()
  }
}

extension IPAddress {
  /// Appends the text of the address.
  func append(to out: inout [UInt8]) {
    guard !isIPv6 else { return out.append(contentsOf: description.utf8) }
    for byte: UInt64 in 0..<4 {
      appendDecimal(UInt8(truncatingIfNeeded: low &>> (24 &- 8 &* byte)), to: &out)
      if byte < 3 { out.append(UInt8(ascii: ".")) }
    }
  }
}
