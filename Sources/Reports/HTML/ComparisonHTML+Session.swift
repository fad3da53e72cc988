import ESMTPInspection
import Primitives

// One session of a list.
extension ComparisonHTML {
  /// The fields of an item of a list of sessions.
  ///
  /// - Parameters:
  ///   - comparison: the session under both policies.
  ///   - anchor: its id in the page.
  ///   - isPrinted: whether it is printed open.
  ///   - room: the bytes that dialogues may still take.
  /// - Returns: what `comparison.mustache` names.
  func sessionFields(
    _ comparison: SessionComparison, anchor: String, isPrinted: Bool, room: inout Int
  ) -> HTMLFields {
    let (old, new) = (comparison.old, comparison.new)
    let length = elapsed(from: old.first.time, to: old.last.time)
    var facts: [HTMLFields] = [
      .fact(
        "frames",
        "\(Spoken.number(old.first.frame)) to \(Spoken.number(old.last.frame))"
          + (captures.place(of: old.first.frame).map {
            ", the first is \($0.name) frame \(Spoken.number($0.frame))"
          } ?? "")),
      .fact(
        "when",
        "\(Timestamp(nanoseconds: old.first.time).spoken), "
          + "\(Spoken.duration(from: old.first.time, to: old.last.time)) long"),
    ]
    for message in old.messages.prefix(3) { facts.append(.fact("message", message.envelope)) }
    let more = old.messages.count - 3 + old.omittedMessages
    if more > 0 { facts.append(.fact("", "and \(Spoken.count(more, "more message"))")) }
    facts.append(.fact("Wireshark", old.displayFilter, isCode: true))
    let decisions = comparison.decisions
    var fields: HTMLFields = [
      "anchor": anchor, "id": Spoken.number(old.id), "oldVerdict": old.verdict.rawValue,
      "newVerdict": new.verdict.rawValue, "client": "\(old.client)", "server": "\(old.server)",
      "mail": old.mail, "facts": facts, "isPrinted": isPrinted, "time": "\(old.first.time)",
      "durationKey": "\(length)",
      "bytesKey": "\(old.clientStream.bytes &+ old.serverStream.bytes)",
      "sides": [
        Self.side("Old", old, decisions.old), Self.side("New", new, decisions.new),
      ],
    ]
    addDialogue(comparison, to: &fields, room: &room)
    return fields
  }

  private static func side(_ label: String, _ record: SessionRecord, _ decision: SideDecision)
    -> HTMLFields
  {
    var facts: [HTMLFields] = [.fact("decided", decision.text)]
    let fate = record.fate
    facts.append(
      .fact(
        "outcome",
        "\(fate.outcome.rawValue): \(Escape.text(fate.why))"
          + (fate.isExpected ? " (expected: the recording goes another way)" : "")))
    if let event = decision.event?.event {
      facts.append(.fact("what", event.summary))
      facts.append(.fact("client", "sees \(event.clientSees)"))
      facts.append(.fact("server", "sees \(event.serverSees)"))
      if let next = event.next { facts.append(.fact("then", next)) }
      if !event.before.isEmpty {
        let pair = Excerpt.changes(before: event.before, after: event.after, width: 240).first
        facts.append(
          .fact(
            "bytes", pair?.before ?? Excerpt.lines(of: event.before, width: 240).first ?? "",
            isCode: true))
        if !event.after.isEmpty, let pair {
          facts.append(.fact("forwarded", pair.after, isCode: true))
        }
      }
      for line in event.log { facts.append(.fact("log", Escape.text(line), isCode: true)) }
    }
    return ["label": label, "verdict": record.verdict.rawValue, "facts": facts]
  }
}
