import ESMTPInspection
import Primitives

extension MarkdownReport {
  /// A session with its messages and events.
  mutating func put(_ session: SessionRecord) {
    lines += [
      "### Session \(Spoken.number(session.id)): \(session.verdict.rawValue), \(session.fate.outcome.rawValue)",
      "",
    ]
    if let reason = session.reason {
      lines.append(
        "- because \(Markdown.prose(Escape.text(reason.what)))"
          + (reason.frame.map { ", frame \(frameName($0))" } ?? "")
          + (reason.isExpected ? " (expected)" : ""))
      lines.append("- by \(reason.cause?.hasLine ?? false ? Markdown.code(reason.by) : reason.by)")
    }
    lines.append(
      "- client \(Markdown.code("\(session.client)")), server \(Markdown.code("\(session.server)"))"
        + (session.rolesAreKnown ? "" : " (which end is the client is a guess)"))
    lines.append(
      "- frames \(frameName(session.first.frame)) to \(frameName(session.last.frame)), "
        + "\(Timestamp(nanoseconds: session.first.time).spoken), "
        + "\(Spoken.duration(from: session.first.time, to: session.last.time)) long")
    if let other = session.otherLegOf {
      lines.append("- the other leg of session \(other); not counted")
    }
    for step in session.decision.chain {
      lines.append(
        "- policy \(Markdown.code(step.source.description)): \(Markdown.code(step.text))")
    }
    if session.decision.chain.isEmpty, !session.decision.reason.isEmpty {
      lines.append("- policy: \(Markdown.code(session.decision.reason))")
    }
    for note in session.coverageNotes.prefix(4) {
      lines.append(
        "- not seen from frame \(frameName(note.frame)) on: \(note.reason.sentence)")
    }
    for message in session.messages.prefix(3) {
      lines.append("- message \(Markdown.code(message.envelope))")
    }
    let more = max(0, session.messages.count - 3) + session.omittedMessages
    if more > 0 { lines.append("- and \(Spoken.count(more, "more message"))") }
    let fate = session.fate
    lines.append(
      "- outcome: \(fate.outcome.rawValue), \(Escape.text(fate.why))"
        + (fate.frame.map { ", frame \(frameName($0))" } ?? "")
        + (fate.isExpected ? " (expected)" : ""))
    putPath(session)
    lines.append("")
    putEvents(session)
  }

  private mutating func putEvents(_ session: SessionRecord) {
    let acting = session.events.filter { $0.isObserved && $0.event.action > .none }.map(\.event)
    var shown: [Event] = []
    for event in acting
    where !shown.contains(where: { $0.rule == event.rule && $0.action == event.action }) {
      shown.append(event)
      let count = acting.count { $0.rule == event.rule && $0.action == event.action }
      put(event, repeats: count - 1)
    }
    if let divergence = session.divergence {
      let later = session.events.count { !$0.isObserved }
      lines += [
        "Divergence at frame \(frameName(divergence.frame)): \(Markdown.code(divergence.why)). "
          + (later > 0
            ? "\(Spoken.count(later, "later event")) would have happened only if the dialogue had "
              + "gone on as recorded."
            : "Later frames hold no event."),
        "",
      ]
    }
  }

  private mutating func put(_ event: Event, repeats: Int) {
    lines += [
      "#### Frame \(frameName(event.moment.frame)): \(event.rule.rawValue), \(event.action.name)",
      "",
      "\(Spoken.sentence(event.summary))", "",
    ]
    if let match = event.match {
      let source = event.source.map { "\(Markdown.code($0.description)) " } ?? ""
      lines.append("- by \(source)\(Markdown.code(match)) (\(event.confidence.rawValue))")
    } else {
      lines.append("- by a fixed part of the inspection (\(event.confidence.rawValue))")
    }
    lines.append(
      "- at \(event.sender) byte \(Spoken.number(event.offset)), "
        + "\(Spoken.count(event.length, "byte")), "
        + Timestamp(nanoseconds: event.moment.time).spoken)
    if !event.before.isEmpty {
      if event.after.isEmpty || event.after == event.before {
        lines.append("- bytes \(Markdown.excerpt(excerpt(event.before)))")
      } else {
        for pair in Excerpt.changes(before: event.before, after: event.after, width: 120).prefix(6)
        {
          lines.append("- before \(Markdown.excerpt(pair.before))")
          lines.append("- after \(Markdown.excerpt(pair.after))")
        }
      }
    }
    if let note = event.note { lines.append("- note: \(Markdown.code(note))") }
    lines.append("- the client sees \(Markdown.prose(event.clientSees))")
    lines.append("- the server sees \(Markdown.prose(event.serverSees))")
    if let next = event.next, explained.insert(next).inserted {
      lines.append("- then \(Markdown.prose(next))")
      for isClient in [true, false] {
        for step in event.nextSteps where step.isClient == isClient {
          lines.append(
            "- \(isClient ? "sender" : "receiver") \(step.server): \(Markdown.prose(step.text))")
        }
      }
    }
    if repeats > 0 { lines.append("- and \(Spoken.count(repeats, "more event")) of this kind") }
    lines.append("")
    if !event.log.isEmpty { lines += Markdown.block(event.log) + [""] }
  }

  private func excerpt(_ bytes: [UInt8]) -> String {
    Excerpt.lines(of: bytes, width: 120).first ?? ""
  }

  /// A frame's number, and where there are several inputs, which one and its own number.
  func frameName(_ frame: Int) -> String {
    guard let place = captures.place(of: frame) else { return Spoken.number(frame) }
    let own = "\(Markdown.code(place.lastName)) \(Spoken.number(place.frame))"
    return "\(Spoken.number(frame)) (\(own))"
  }
}

extension Markdown {
  /// A sentence of this tool, in which stars and angle brackets are no markup.
  static func prose(_ text: String) -> String {
    text.replacing("*", with: "\\*").replacing("<", with: "&lt;").replacing("_", with: "\\_")
  }

  /// An excerpt, which is escaped already but for the ellipses of what it leaves out.
  static func excerpt(_ text: String) -> String { code(text.replacing("…", with: "...")) }
}
