import ESMTPInspection

/// What each line of the policy, and each rule that is not proven, did to how many sessions.
struct PolicyHits: Sendable {
  /// What a line did.
  struct Line: Sendable {
    var text: String
    /// Sessions that came by it.
    var sessions = 0
    /// Events up to a divergence by action, and those behind one.
    var actions: [Int] = [Int](repeating: 0, count: EventAction.allCases.count)
    var counterfactual = 0
  }

  private(set) var lines: [SourceLine: Line] = [:]
  /// Sessions that a rule which is not documented decided something in.
  private(set) var unproven = UnprovenRules()

  mutating func add(_ record: SessionRecord) {
    var met: Set<SourceLine> = []
    unproven.add([record])
    for step in record.decision.chain where met.insert(step.source).inserted {
      lines[step.source, default: Line(text: step.text)].sessions += 1
    }
    for entry in record.events {
      let event = entry.event
      guard let source = event.source else { continue }
      var line = lines[source] ?? Line(text: event.match ?? "")
      if met.insert(source).inserted { line.sessions += 1 }
      if entry.isObserved {
        line.actions[Int(event.action.rawValue)] += 1
      } else {
        line.counterfactual += 1
      }
      lines[source] = line
    }
  }
}

extension PolicyHits.Line {
  /// What it did, the gravest first.
  var did: String {
    var parts = EventAction.allCases.reversed().filter { $0 > .none }.compactMap { action in
      let count = actions[Int(action.rawValue)]
      return count == 0 ? nil : "\(action.name) \(Spoken.number(count))"
    }
    if counterfactual > 0 { parts.append("behind a divergence \(Spoken.number(counterfactual))") }
    return parts.joined(separator: ", ")
  }

  /// Whether an action of it counted.
  var hasActed: Bool { actions.dropFirst().contains { $0 > 0 } }
}
