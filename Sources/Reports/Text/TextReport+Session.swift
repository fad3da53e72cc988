import ESMTPInspection
import Primitives

extension TextReport {
  mutating func putGravest(_ summary: SummaryRecord) {
    let grave = summary.verdicts.reduce(0) { $0 + ($1.verdict > .untouched ? $1.count : 0) }
    guard !gravest.sessions.isEmpty else {
      putHeading("Sessions in full")
      canvas.put("  ")
      canvas.wrap(
        summary.sessions == 0
          ? summary.noneWords : "in what was looked at, no session was logged, changed or ended")
      canvas.line()
      return
    }
    let beside =
      gravest.sessions.count < grave
      ? "the \(gravest.sessions.count) gravest of \(Spoken.number(grave)) that \(gravest.words)"
      : "all that \(gravest.words)"
    putHeading("Sessions in full", beside)
    for session in gravest.sessions { putSession(session) }
  }

  /// Some sessions in full, and nothing else: a page of its own. Inputs come before.
  ///
  /// - Parameters:
  ///   - sessions: the sessions; of many the first ten.
  ///   - record: the run.
  public mutating func page(_ sessions: [SessionRecord], _ record: RunRecord) {
    run = record
    for session in sessions.prefix(options.sessionLimit) { putSession(session) }
    let more = sessions.count - options.sessionLimit
    if more > 0 { canvas.line("and \(Spoken.count(more, "more session"))") }
  }

  /// A session in one line, for `listsAll`.
  mutating func putSessionLine(_ session: SessionRecord) {
    canvas.put(Spoken.number(session.id), endingAt: 7)
    canvas.move(to: 9)
    canvas.put(session.verdict.rawValue, TextStyle(session.verdict))
    canvas.move(to: 19)
    canvas.put(
      session.fate.outcome == .deliveredInClear ? "in-clear" : session.fate.outcome.rawValue,
      TextStyle(session.fate.outcome))
    canvas.move(to: 29)
    canvas.put(coverageWord(session.coverage))
    canvas.move(to: 37)
    putEnds(of: session)
    if canvas.width >= 120 {
      canvas.move(to: 84)
      canvas.put("frame \(Spoken.number(session.first.frame))")
      canvas.move(to: 100)
    }
    let names = session.actingRules.map(\.rawValue).joined(separator: ", ")
    if !names.isEmpty, canvas.cutsLines, canvas.column + 2 >= canvas.width {
      // Addresses of IPv6 leave no room.
      canvas.end()
      canvas.move(to: 37)
    }
    canvas.put("  \(names)", .faint)
    canvas.end()
  }

  /// Both ends: in two lines where a line that is cut has no room for them, as for addresses of IPv6.
  private mutating func putEnds(of session: SessionRecord) {
    let (client, server) = ("\(session.client)", "\(session.server)")
    guard canvas.cutsLines, canvas.column + client.count + server.count + 3 > canvas.width else {
      return canvas.put("\(client) > \(server)")
    }
    for (index, end) in [client, server].enumerated() {
      let text = index == 0 ? end : "> \(end)"
      if index > 0 || canvas.column + text.count > canvas.width {
        canvas.end()
        canvas.move(to: max(0, min(37, canvas.width - text.count)))
      }
      canvas.put(text)
    }
  }

  private func coverageWord(_ coverage: Coverage) -> String {
    coverage == .none ? "unseen" : coverage.rawValue
  }

  private mutating func putSession(_ session: SessionRecord) {
    putRule(session)
    let span =
      "\(Timestamp(nanoseconds: session.first.time).spoken), "
      + "\(Spoken.duration(from: session.first.time, to: session.last.time)) long"
    var frames =
      "\(Spoken.number(session.first.frame)) to \(Spoken.number(session.last.frame))"
    if let first = captures.place(of: session.first.frame),
      let last = captures.place(of: session.last.frame)
    {
      let isSame = first.name == last.name
      frames += ": \(first.lastName) frame \(Spoken.number(first.frame)) to "
      frames += "\(isSame ? "" : "\(last.lastName) frame ")\(Spoken.number(last.frame))"
    }
    putDecisive(session)
    putField("ends", "client \(session.client), server \(session.server)")
    if let other = session.otherLegOf {
      putField("other leg", "of session \(other); not counted")
    }
    if let client = session.realClient { putField("", "client before translation \(client)") }
    if let server = session.realServer { putField("", "server before translation \(server)") }
    if !session.rolesAreKnown { putField("", "which end is the client is a guess") }
    putField("frames", frames)
    putField("when", span)
    putField("bytes", "client \(text(session.clientStream)); server \(text(session.serverStream))")
    putClass(session)
    for note in session.coverageNotes.prefix(4) {
      putField("not seen", "frame \(frameName(note.frame)) on: \(note.reason.sentence)")
    }
    putMessages(session)
    putFate(session)
    putCorroboration(session)
    putTrouble(session)
    putField("wireshark", session.displayFilter)
    putEvents(session)
  }

  /// `── session 3 · dropped ─────…`
  private mutating func putRule(_ session: SessionRecord) {
    canvas.put("── ", .faint)
    canvas.put("session \(Spoken.number(session.id))", .strong)
    canvas.put(" · ", .faint)
    canvas.put(session.verdict.rawValue, TextStyle(session.verdict))
    canvas.put(" · ", .faint)
    canvas.put(session.fate.outcome.rawValue, TextStyle(session.fate.outcome))
    canvas.put(" · ", .faint)
    switch session.coverage {
    case .full: canvas.put("looked at in full ")
    case .partial: canvas.put("looked at in part ")
    case .none: canvas.put("not looked at ")
    }
    canvas.put(String(repeating: "─", count: max(0, canvas.width - canvas.column)), .faint)
    canvas.end()
  }

  /// What decides, so that nobody has to look for it among what else happens.
  private mutating func putDecisive(_ session: SessionRecord) {
    guard let reason = session.reason else { return }
    var text = Escape.text(reason.what)
    if let frame = reason.frame { text += ", frame \(frameName(frame))" }
    if reason.isExpected { text += " (expected)" }
    putField("because", text)
    putField("", "by \(reason.by)")
  }

  private func text(_ stream: StreamRecord) -> String {
    var text = Spoken.number(stream.bytes)
    if stream.missing > 0 { text += " and \(Spoken.number(stream.missing)) missing" }
    if let hash = stream.sha256 { text += " (SHA-256 \(Escape.text(hash)))" }
    return text
  }

  private mutating func putClass(_ session: SessionRecord) {
    let parts = [
      session.className.map { "class \(Escape.text($0))" },
      session.mapName.map { "map \(Escape.text($0))" },
    ].compactMap { $0 }
    var label = "policy"
    if !parts.isEmpty {
      putField(label, parts.joined(separator: ", "))
      label = ""
    }
    for step in session.decision.chain {
      putField(label, "\(Escape.text(step.source.description)): \(Escape.text(step.text))")
      label = ""
    }
    if session.decision.chain.isEmpty, !session.decision.reason.isEmpty {
      putField(label, Escape.text(session.decision.reason))
    }
  }

  private mutating func putMessages(_ session: SessionRecord) {
    let shown = options.isVerbose ? session.messages.count : 3
    for message in session.messages.prefix(shown) {
      var text = "from \(path(message.sender))"
      if let first = message.firstRecipient { text += " to \(path(first))" }
      let others = message.recipients - (message.firstRecipient == nil ? 0 : 1)
      if message.firstRecipient == nil {
        text += ", \(Spoken.count(message.recipients, "recipient"))"
      } else if others > 0 {
        text += " and \(Spoken.count(others, "other"))"
      }
      text += ", \(Spoken.count(message.bytes, "byte"))"
      text += message.reply.map { ", reply \(Escape.captured($0))" } ?? ", no reply"
      putField("message", text)
      if let id = message.messageID { putField("", "Message-ID \(Escape.captured(id))") }
    }
    let more = max(0, session.messages.count - shown) + session.omittedMessages
    if more > 0 { putField("", "and \(Spoken.count(more, "more message"))") }
  }

  /// What becomes of the mail, and why.
  private mutating func putFate(_ session: SessionRecord) {
    let fate = session.fate
    var text = "\(fate.outcome.rawValue): \(Escape.text(fate.why))"
    if let frame = fate.frame { text += ", frame \(frameName(frame))" }
    if fate.isExpected { text += " (expected: the recording goes another way)" }
    putField("outcome", text)
  }

  private func path(_ address: String?) -> String {
    address.map { "<\(Escape.captured($0))>" } ?? "a sender that was not seen"
  }
}
