import ESMTPInspection
import Primitives

extension JSONReport {
  /// A session, with its messages and events.
  public mutating func session(_ session: SessionRecord) {
    begin("session")
    writer.text("id", String(session.id))
    writer.text("community_id", session.communityID)
    writer.object("client") { $0.socket(session.client) }
    writer.object("server") { $0.socket(session.server) }
    writer.number("first_frame", session.first.frame)
    writer.number("last_frame", session.last.frame)
    writer.time("start", session.first.time)
    writer.time("end", session.last.time)
    writer.text("verdict", session.verdict.rawValue)
    writer.text("coverage", session.coverage.rawValue)
    writer.array("coverage_notes", session.coverageNotes) { writer, note in
      writer.beginObject()
      writer.text("reason", note.reason)
      writer.number("frame", note.frame)
      writer.endObject()
    }
    writer.text("class", session.className)
    writer.text("map", session.mapName)
    writer.object("client_stream") { $0.stream(session.clientStream) }
    writer.object("server_stream") { $0.stream(session.serverStream) }
    writer.array("messages", session.messages) { $0.message($1) }
    if let divergence = session.divergence {
      writer.object("divergence") { writer in
        writer.number("frame", divergence.frame)
        writer.text("why", divergence.why)
      }
    } else {
      writer.null("divergence")
    }
    writer.array("events", session.events) { $0.event($1) }
    writer.object("omitted") { writer in
      for (rule, count) in session.omitted { writer.number(rule.rawValue, count) }
    }
    writer.number("omitted_messages", session.omittedMessages)
    writer.boolean("roles_known", session.rolesAreKnown)
    writer.endRecord()
  }
}

extension JSONWriter {
  fileprivate mutating func socket(_ socket: Socket) {
    text("address", socket.address.description)
    number("port", socket.port)
  }

  fileprivate mutating func stream(_ stream: StreamRecord) {
    number("bytes", stream.bytes)
    number("missing", stream.missing)
    text("sha256", stream.sha256)
  }

  fileprivate mutating func message(_ message: Message) {
    beginObject()
    captured("sender", message.sender)
    number("recipients", message.recipients)
    captured("message_id", message.messageID)
    number("bytes", message.bytes)
    captured("reply", message.reply)
    captured("first_recipient", message.firstRecipient)
    endObject()
  }

  fileprivate mutating func event(_ record: EventRecord) {
    let event = record.event
    beginObject()
    number("frame", event.moment.frame)
    time("time", event.moment.time)
    text("direction", event.sender.description)
    number("offset", event.offset)
    number("length", event.length)
    text("rule", event.rule.rawValue)
    text("match", event.match)
    text("source", event.source?.description)
    text("action", event.action.name)
    text("certainty", record.isObserved ? "observed" : "counterfactual")
    captured("before", event.before)
    captured("after", event.after)
    lines("log", event.log)
    text("confidence", event.confidence.rawValue)
    text("note", event.note)
    endObject()
  }
}
