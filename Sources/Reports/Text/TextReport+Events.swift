import ESMTPInspection
import Primitives

extension TextReport {
  /// The events of a session: what decides in full, what else was noticed as counts, and apart what
  /// would have happened only if the recording were right.
  mutating func putEvents(_ session: SessionRecord) {
    canvas.line()
    let observed = session.events.filter(\.isObserved).map(\.event)
    let decisive = observed.filter { isShownInFull($0) }
    var shown: [(rule: Rule, action: EventAction)] = []
    for event in decisive {
      if shown.contains(where: { $0.rule == event.rule && $0.action == event.action }) {
        continue
      }
      putEvent(event)
      shown.append((event.rule, event.action))
      let again = decisive.filter { $0.rule == event.rule && $0.action == event.action }.dropFirst()
      if options.isVerbose {
        for event in again { putEvent(event) }
      } else {
        putRepeats(again)
      }
    }
    putCounted(observed.filter { !isShownInFull($0) })
    putOmitted(session)
    putDivergence(session)
  }

  private func isShownInFull(_ event: Event) -> Bool {
    event.action > .none || options.isVerbose
      || event.rule.ruleClass == .verdict || event.rule.stallsClients
  }

  private mutating func putEvent(_ event: Event) {
    canvas.put("  ")
    canvas.put("frame \(frameName(event.moment.frame))", .strong)
    canvas.put("  ")
    canvas.put(event.rule.rawValue, TextStyle(event.action))
    canvas.put(" · \(event.action == .none ? "no action" : event.action.name)")
    canvas.put(" · \(event.confidence.rawValue)", .faint)
    canvas.end()
    putDetail("what", event.summary)
    putDetail(
      "where",
      "\(event.sender) byte \(Spoken.number(event.offset)), \(Spoken.count(event.length, "byte")), "
        + Timestamp(nanoseconds: event.moment.time).spoken)
    putDetail("by", Cause(event).statement)
    putBytes(event)
    if let note = event.note { putDetail("note", Escape.text(note)) }
    for line in event.log { putDetail("log", Escape.text(line)) }
    putDetail("client", "sees \(event.clientSees)")
    putDetail("server", "sees \(event.serverSees)")
    if let next = event.next, explained.insert(next).inserted {
      putDetail("then", next)
      if options.isVerbose { putNextSteps(event) }
    }
    canvas.line()
  }

  /// What well-known servers do and log, those that send first.
  private mutating func putNextSteps(_ event: Event) {
    for isClient in [true, false] {
      let steps = event.nextSteps.filter { $0.isClient == isClient }
      for (index, step) in steps.enumerated() {
        putDetail(
          index > 0 ? "" : isClient ? "sender" : "receiver", "\(step.server) \(step.text)")
      }
    }
  }

  private mutating func putDetail(_ label: String, _ text: String, _ style: TextStyle = .plain) {
    putField(label, text, style, indent: 4, column: 13)
  }

  /// Before and after, or the bytes alone where none are forwarded changed.
  private mutating func putBytes(_ event: Event) {
    guard !event.before.isEmpty else { return }
    let width = max(8, canvas.width - 13)
    if event.after.isEmpty || event.after == event.before {
      putLines("bytes", Excerpt.lines(of: event.before, width: width))
    } else {
      let pairs = Excerpt.changes(before: event.before, after: event.after, width: width)
      for pair in pairs.prefix(lineLimit) {
        putDetail("before", pair.before)
        putDetail("after", pair.after)
      }
      putMore(pairs.count)
    }
    if event.length > event.before.count, event.before.count == Event.excerptLimit {
      putDetail("", "only the first \(Spoken.count(event.before.count, "byte")) are kept", .faint)
    }
  }

  private var lineLimit: Int { options.isVerbose ? Int.max : 6 }

  private mutating func putLines(_ label: String, _ lines: [String]) {
    for (index, line) in lines.prefix(lineLimit).enumerated() {
      putDetail(index == 0 ? label : "", line)
    }
    putMore(lines.count)
  }

  private mutating func putMore(_ count: Int) {
    guard count > lineLimit else { return }
    putDetail("", "and \(Spoken.count(count - lineLimit, "more line")); -v shows them", .faint)
  }

  private mutating func putRepeats(_ events: ArraySlice<Event>) {
    guard let first = events.first else { return }
    var frames = events.prefix(8).map { Spoken.number($0.moment.frame) }.joined(separator: ", ")
    if events.count > 8 { frames += ", …" }
    canvas.put("    ")
    canvas.wrap(
      "\(first.rule.rawValue), \(first.action == .none ? "no action" : first.action.name): "
        + "\(Spoken.count(events.count, "more event")), frames \(frames)", .faint)
    canvas.line()
  }

  private mutating func putCounted(_ events: [Event]) {
    var counts: [(rule: Rule, count: Int, frame: Int)] = []
    for event in events {
      if let index = counts.firstIndex(where: { $0.rule == event.rule }) {
        counts[index].count += 1
      } else {
        counts.append((event.rule, 1, event.moment.frame))
      }
    }
    guard !counts.isEmpty else { return }
    let text = counts.map { rule, count, frame in
      "\(rule.rawValue) \(Spoken.number(count)) (first in frame \(Spoken.number(frame)))"
    }.joined(separator: ", ")
    putField("noticed", text)
    canvas.line()
  }

  private mutating func putOmitted(_ session: SessionRecord) {
    guard !session.omitted.isEmpty else { return }
    let text = session.omitted.map { "\($0.rule.rawValue) \(Spoken.number($0.count))" }
      .joined(separator: ", ")
    putField("not kept", "further events: \(text)")
    canvas.line()
  }

  /// What stands after the divergence point, apart.
  private mutating func putDivergence(_ session: SessionRecord) {
    guard let divergence = session.divergence else { return }
    putField(
      "divergence", "frame \(frameName(divergence.frame)): \(Escape.text(divergence.why))", .strong)
    let events = session.events.filter { !$0.isObserved }.map(\.event)
    guard !events.isEmpty else {
      putField("", "later frames cannot be what would have happened; they hold no event")
      canvas.line()
      return
    }
    putField(
      "",
      "would have happened only if the dialogue had gone on as recorded, and does not count"
        + (run?.afterDivergence == "assume" ? " but under --after-divergence assume:" : ":"))
    var counts: [(rule: Rule, action: EventAction, count: Int, frame: Int)] = []
    for event in events {
      let same = counts.firstIndex { $0.rule == event.rule && $0.action == event.action }
      if let same {
        counts[same].count += 1
      } else {
        counts.append((event.rule, event.action, 1, event.moment.frame))
      }
    }
    for (rule, action, count, frame) in counts {
      putField(
        "",
        "frame \(frameName(frame))  \(rule.rawValue) · \(action == .none ? "no action" : action.name)"
          + (count > 1 ? ", \(Spoken.number(count - 1)) more" : ""))
    }
    canvas.line()
  }
}

extension TextStyle {
  /// The style of what an event does.
  init(_ action: EventAction) {
    switch action {
    case .none: self = .plain
    case .log: self = .cyan
    case .mask: self = .yellow
    case .rewrite: self = .magenta
    case .drop: self = .red
    case .reset: self = .boldRed
    }
  }
}
