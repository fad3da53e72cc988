import ESMTPInspection

/// The rules that decided something and that no document of the vendor proves.
struct UnprovenRules: Sendable {
  private var found: [Rule: (confidence: Confidence, sessions: Int)] = [:]

  /// Adds a session, as each of several policies decides it; a rule counts once.
  mutating func add(_ records: [SessionRecord]) {
    var rules: Set<Rule> = []
    for record in records {
      for entry in record.events where entry.isObserved && entry.event.action > .none {
        let event = entry.event
        guard event.confidence != .documented else { continue }
        let isNew = rules.insert(event.rule).inserted
        let known = found[event.rule] ?? (event.confidence, 0)
        found[event.rule] = (
          Self.weaker(known.confidence, event.confidence), known.sessions + (isNew ? 1 : 0)
        )
      }
    }
  }

  private static func weaker(_ a: Confidence, _ b: Confidence) -> Confidence {
    a == .inferred || b == .inferred ? .inferred : a == .observed ? a : b
  }

  /// The rows of a table.
  var fields: [HTMLFields] {
    Rule.allCases.compactMap { rule in
      found[rule].map { known in
        [
          "rule": rule.rawValue, "confidence": known.confidence.rawValue,
          "sessions": Spoken.number(known.sessions), "summary": rule.explanation.summary,
          "source": rule.explanation.source,
        ]
      }
    }
  }
}
