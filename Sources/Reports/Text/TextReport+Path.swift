import ESMTPInspection

extension TextReport {
  /// What the capture says of the predicted actions; what it is silent of is counted alone.
  mutating func putCorroboration(_ session: SessionRecord) {
    var label = "capture"
    for state in [CorroborationRecord.State.contradicted, .confirmed] {
      for item in session.corroboration where item.state == state {
        var text =
          "\(state.rawValue): \(item.rule.rawValue) in frame \(frameName(item.frame)), "
          + Escape.text(item.why)
        if let evidence = item.evidence {
          text += ", frame \(frameName(evidence.lowerBound))"
          if evidence.count > 1 { text += " to \(frameName(evidence.upperBound))" }
        }
        putField(label, text, state == .contradicted ? .boldRed : .plain)
        label = ""
      }
    }
    let silent = session.corroboration.filter { $0.state == .silent }.map(\.rule.rawValue)
    guard !silent.isEmpty else { return }
    putField(label, "silent: neither shows nor excludes \(silent.joined(separator: ", "))")
  }

  /// What else is wrong in the session.
  mutating func putTrouble(_ session: SessionRecord) {
    for (index, item) in session.trouble.enumerated() {
      var text = "\(item.kind.rawValue): \(Escape.text(item.why)), frame \(frameName(item.frame))"
      if item.count > 1 { text += ", \(Spoken.count(item.count, "time"))" }
      putField(index == 0 ? "beside it" : "", text)
    }
  }

  /// What else is wrong in the sessions.
  mutating func putTrouble(_ summary: SummaryRecord) {
    for section in summary.troubleSections {
      putHeading(section.title, section.about)
      put(section.trouble)
    }
  }

  private mutating func put(_ trouble: [(kind: TroubleRecord.Kind, count: Int)]) {
    let column = min(26, max(4, canvas.width / 3))
    for (kind, count) in trouble {
      canvas.put("  \(kind.rawValue)")
      canvas.put(Spoken.number(count), endingAt: column - 3)
      canvas.move(to: column)
      canvas.wrap(kind.meaning)
    }
    canvas.line()
  }
}

extension SummaryRecord {
  /// What else is wrong, apart by whether it may be an inspection's doing; those that occur.
  var troubleSections:
    [(title: String, about: String, trouble: [(kind: TroubleRecord.Kind, count: Int)])]
  {
    [
      (
        TroubleRecord.Kind.title(mayBeInspection: true),
        "sessions that look as if one had dropped them",
        trouble.filter { $0.kind.mayBeInspection }
      ),
      (
        TroubleRecord.Kind.title(mayBeInspection: false),
        "sessions in which something else is wrong", trouble.filter { !$0.kind.mayBeInspection }
      ),
    ].filter { !$0.2.isEmpty }
  }
}

extension TroubleRecord.Kind {
  /// What a report calls the kinds of one sort.
  static func title(mayBeInspection: Bool) -> String {
    mayBeInspection ? "Perhaps an inspection" : "Not the inspection"
  }

  /// What it is, in a sentence without a full stop.
  var meaning: String {
    switch self {
    case .synUnanswered: "nobody answers the SYN: the server is down, or a filter drops it"
    case .synRefused:
      "an RST answers the SYN: nothing listens there, or a filter refuses it"
    case .noGreeting: "the server takes the connection and never greets"
    case .neverAcknowledged:
      "it looks as if the session was dropped: ask the device's log for 108004 or 507003, and give its "
        + "configuration with -p"
    case .contentStops:
      "it looks like the server's side of a dropped session; the bytes that tell why are on the client's "
        + "side: capture there"
    case .pathMTU:
      "large segments never arrive, small ones do: look for a path MTU that nobody learns of"
    case .retransmissions: "a segment is sent again and again: packets are lost"
    case .idle: "nothing comes for longer than the device keeps a connection"
    case .zeroWindow: "a receiver takes no more bytes: an end is overloaded or waits for a disk"
    case .serverRefusal: "the server answers with 4xx or 5xx"
    case .serverCloses: "the server closes the connection with 421"
    case .earlyTalker: "the client speaks before the greeting, as spam senders do"
    case .peerReset: "one end resets the connection"
    }
  }
}
