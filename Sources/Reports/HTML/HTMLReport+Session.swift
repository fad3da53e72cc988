import ESMTPInspection
import Primitives

// One session of the list.
extension HTMLReport {
  /// The fields of a session.
  ///
  /// - Parameters:
  ///   - session: the session.
  ///   - isPrinted: whether it is printed open.
  ///   - room: the bytes that dialogues may still take.
  /// - Returns: what `session.mustache` names.
  func sessionFields(_ session: KeptSession, isPrinted: Bool, room: inout Int) -> HTMLFields {
    let record = session.record
    let length = Spoken.duration(from: record.first.time, to: record.last.time)
    var fields: HTMLFields = [
      "id": "\(record.id)", "verdict": record.verdict.rawValue,
      "outcome": record.fate.outcome.rawValue, "hasOutcome": true, "isPrinted": isPrinted,
      "time": "\(record.first.time)",
      "durationKey":
        "\(elapsed(from: record.first.time, to: record.last.time))",
      "bytesKey": "\(record.clientStream.bytes &+ record.serverStream.bytes)",
      "client": "\(record.client)", "server": "\(record.server)", "mail": record.mail,
    ]
    fields["ruleNames"] = session.actingRules.map(\.rawValue).joined(separator: ", ")
    fields["facts"] = facts(session.reason) + facts(record, length)
    fields.set("messages", list: record.messages.map(\.pageFields))
    fields.set(
      "moreMessages",
      record.omittedMessages > 0
        ? "And \(Spoken.count(record.omittedMessages, "more message"))." : nil)
    fields["notices"] = notices(record)
    addEvents(session, to: &fields)
    fields.set(
      "divergence",
      record.divergence.map {
        "frame \(Spoken.number($0.frame)): \(Escape.text($0.why)); from there on the recording is not "
          + "what would have happened."
      })
    addDialogue(record, to: &fields, room: &room)
    return fields
  }

  /// What decides.
  private func facts(_ reason: SessionReason?) -> [HTMLFields] {
    guard let reason else { return [] }
    return [
      .fact(
        "because",
        Escape.text(reason.what) + (reason.frame.map { ", frame \(Spoken.number($0))" } ?? "")
          + (reason.isExpected ? " (expected)" : "")),
      .fact("by", reason.by, isCode: reason.cause?.hasLine ?? false),
    ]
  }

  private func facts(_ record: SessionRecord, _ length: String) -> [HTMLFields] {
    var facts: [HTMLFields] = [
      .fact("client", "\(record.client)"), .fact("server", "\(record.server)"),
    ]
    if let other = record.otherLegOf {
      facts.append(.fact("other leg", "of session \(other); not counted"))
    }
    if let client = record.realClient {
      facts.append(.fact("client before translation", "\(client)"))
    }
    if let server = record.realServer {
      facts.append(.fact("server before translation", "\(server)"))
    }
    if !record.rolesAreKnown { facts.append(.fact("roles", "which end is the client is a guess")) }
    facts += [
      .fact("frames", frames(record)),
      .fact("when", "\(Timestamp(nanoseconds: record.first.time).spoken), \(length) long"),
      .fact("bytes", "client \(text(record.clientStream)); server \(text(record.serverStream))"),
    ]
    let parts = [
      record.className.map { "class \(Escape.text($0))" },
      record.mapName.map { "map \(Escape.text($0))" },
    ].compactMap { $0 }
    if !parts.isEmpty { facts.append(.fact("policy", parts.joined(separator: ", "))) }
    for step in record.decision.chain {
      facts.append(
        .fact("by", "\(Escape.text(step.source.description)): \(Escape.text(step.text))"))
    }
    if record.decision.chain.isEmpty, !record.decision.reason.isEmpty {
      facts.append(.fact("policy", Escape.text(record.decision.reason)))
    }
    switch record.coverage {
    case .full: facts.append(.fact("coverage", "looked at in full"))
    case .partial: facts.append(.fact("coverage", "looked at in part"))
    case .none: facts.append(.fact("coverage", "not looked at"))
    }
    for note in record.coverageNotes {
      facts.append(
        .fact(
          "not seen", "frame \(Spoken.number(note.frame)) on: \(note.reason.sentence)"))
    }
    let fate = record.fate
    facts.append(
      .fact(
        "outcome",
        "\(fate.outcome.rawValue): \(Escape.text(fate.why))"
          + (fate.frame.map { ", frame \(Spoken.number($0))" } ?? "")
          + (fate.isExpected ? " (expected: the recording goes another way)" : "")))
    facts.append(.fact("client notices", record.verdict.clientNotices))
    facts.append(.fact("server notices", record.verdict.serverNotices))
    facts.append(.fact("Wireshark", record.displayFilter, isCode: true))
    if !record.communityID.isEmpty {
      facts.append(.fact("Community ID", Escape.text(record.communityID)))
    }
    return facts
  }

  private func frames(_ record: SessionRecord) -> String {
    "\(Spoken.number(record.first.frame)) to \(Spoken.number(record.last.frame))"
      + (captures.place(of: record.first.frame).map {
        ", the first is \($0.name) frame \(Spoken.number($0.frame))"
      } ?? "")
  }

  private func text(_ stream: StreamRecord) -> String {
    Spoken.number(stream.bytes)
      + (stream.missing > 0 ? " and \(Spoken.number(stream.missing)) missing" : "")
      + (stream.sha256.map { " (SHA-256 \(Escape.text($0)))" } ?? "")
  }

  /// What the capture says of the predictions, and what else is wrong.
  private func notices(_ record: SessionRecord) -> [HTMLFields] {
    let states: [CorroborationRecord.State] = [.contradicted, .confirmed, .silent]
    let shown = states.flatMap { state in record.corroboration.filter { $0.state == state } }
    let predictions = shown.map { item in
      "\(item.state.rawValue): \(item.rule.rawValue) in frame \(Spoken.number(item.frame)): "
        + Escape.text(item.why)
        + (item.evidence.map { ", frame \(Spoken.number($0.lowerBound))" } ?? "")
    }
    func troubles(_ mayBeInspection: Bool) -> [String] {
      record.trouble.filter { $0.kind.mayBeInspection == mayBeInspection }.map(trouble)
    }
    func trouble(_ item: TroubleRecord) -> String {
      "\(item.kind.rawValue): \(Escape.text(item.why)), frame \(Spoken.number(item.frame))"
        + (item.count > 1 ? ", \(Spoken.count(item.count, "time"))" : "")
    }
    let both = [true, false].map {
      (TroubleRecord.Kind.title(mayBeInspection: $0), troubles($0))
    }
    return ([("The capture against the prediction", predictions)] + both)
      .filter { !$0.1.isEmpty }.map { ["title": $0.0, "items": $0.1] }
  }

  // MARK: Events

  private func addEvents(_ session: KeptSession, to fields: inout HTMLFields) {
    let isFull = { (group: KeptSession.Group) in
      group.event.action > .none || group.event.rule.ruleClass == .verdict
        || group.event.rule.stallsClients
    }
    fields["events"] = session.groups.filter(isFull).map(eventFields)
    let noticed = session.groups.filter { !isFull($0) }.map { group in
      "\(group.event.rule.rawValue) \(Spoken.number(group.count)) (first in frame "
        + "\(Spoken.number(group.event.moment.frame)))"
    }
    fields.set("noticed", noticed.joined(separator: ", "))
    fields.set(
      "omitted",
      session.record.omitted.map { "\($0.rule.rawValue) \(Spoken.number($0.count))" }
        .joined(separator: ", "))
  }

  private func eventFields(_ group: KeptSession.Group) -> HTMLFields {
    let event = group.event
    var fields: HTMLFields = [
      "rule": event.rule.rawValue, "frame": Spoken.number(event.moment.frame),
      "action": event.action == .none ? "no action" : event.action.name,
      "confidence": event.confidence.rawValue, "isCounterfactual": !group.isObserved,
      "log": event.log.map(Escape.text),
    ]
    var facts: [HTMLFields] = [
      .fact("what", event.summary),
      .fact(
        "where",
        "\(event.sender) byte \(Spoken.number(event.offset)), "
          + "\(Spoken.count(event.length, "byte")), "
          + Timestamp(nanoseconds: event.moment.time).spoken),
      .fact("by", Cause(event).statement, isCode: Cause(event).hasLine),
    ]
    if let note = event.note { facts.append(.fact("note", Escape.text(note))) }
    facts.append(.fact("client", "sees \(event.clientSees)"))
    facts.append(.fact("server", "sees \(event.serverSees)"))
    if let next = event.next { facts.append(.fact("then", next)) }
    for isClient in [true, false] {
      for step in event.nextSteps where step.isClient == isClient {
        facts.append(
          .fact(isClient ? "sender" : "receiver", "\(step.server) \(step.text)"))
      }
    }
    if group.count > 1 {
      let more = group.count - 1 - group.frames.count
      facts.append(
        .fact(
          "again",
          "\(Spoken.count(group.count - 1, "more event")), frames "
            + group.frames.map { Spoken.number($0) }.joined(separator: ", ")
            + (more > 0 ? " and others" : "")))
    }
    fields["facts"] = facts
    fields.set("changes", list: changes(event))
    return fields
  }

  /// Lines before and after, or the bytes alone where none are forwarded changed.
  private func changes(_ event: Event) -> [HTMLFields] {
    guard !event.before.isEmpty else { return [] }
    if event.after.isEmpty || event.after == event.before {
      return Excerpt.lines(of: event.before, width: 400).prefix(8).map {
        ["before": $0, "after": event.action >= .drop ? "(not forwarded)" : $0]
      }
    }
    return Excerpt.changes(before: event.before, after: event.after, width: 400).prefix(8).map {
      ["before": $0.before, "after": $0.after]
    }
  }
}

extension SessionRecord {
  /// The first message in a few words.
  var mail: String {
    guard let message = messages.first else { return "no message" }
    var text = message.sender.map { "<\(Escape.captured($0))>" } ?? "sender not seen"
    if let recipient = message.firstRecipient { text += " to <\(Escape.captured(recipient))>" }
    let more = messages.count - 1 + omittedMessages
    return more > 0 ? text + " and \(Spoken.count(more, "more message"))" : text
  }
}

extension Message {
  /// A row of a table of messages.
  var pageFields: HTMLFields {
    var names = firstRecipient.map { "<\(Escape.captured($0))>" } ?? ""
    let others = recipients - (firstRecipient == nil ? 0 : 1)
    if firstRecipient == nil {
      names = Spoken.count(recipients, "recipient")
    } else if others > 0 {
      names += " and \(Spoken.count(others, "other"))"
    }
    return [
      "sender": sender.map { "<\(Escape.captured($0))>" } ?? "not seen", "recipients": names,
      "messageID": messageID.map { Escape.captured($0) } ?? "none",
      "bytes": Spoken.number(bytes), "reply": reply.map { Escape.captured($0) } ?? "none",
    ]
  }
}
