import ESMTPInspection

extension LoadedPolicy {
  /// By how much thresholds are raised.
  static let factors = [2, 4, 16]

  /// What may let a session through; whoever types it tries it first.
  ///
  /// - Parameter question: what stopped it.
  /// - Returns: remedies, the smallest change first; empty where none is known.
  public func remedies(_ question: RemedyQuestion) -> [Remedy] {
    // What the device does to each connection does not hang on the inspection.
    if question.rule.precedesInspection { return longerTimes(question) }
    var remedies: [Remedy] = []
    let map = inspections.lazy.compactMap(\.map).first { $0.name == question.mapName }
    if let map {
      if let match = map.matches.first(where: { $0.source == question.source }) {
        remedies += changes(of: match).map { remedy($0.kind, $0.summary, [$0.edit], map, question) }
      }
      remedies += parameters(question.rule, map).map {
        remedy(.parameter, $0, [.parameter($0)], map, question)
      }
    }
    if let exemption = exemption(question) { remedies.append(exemption) }
    return remedies
  }

  private func changes(
    of match: PolicyMap.Match
  ) -> [(kind: Remedy.Kind, summary: String, edit: MapEdit)] {
    let old = "match \(match.text)"
    var changes: [(kind: Remedy.Kind, summary: String, edit: MapEdit)] = []
    if case .greaterThan(let limit) = match.argument, !match.isNegated {
      let words = match.text.split(separator: " ").dropLast().joined(separator: " ")
      let statement = match.actions.map(\.description)
      for factor in Self.factors {
        let text = "match \(words) \(limit * factor)"
        changes.append((.threshold, text, .match(old, with: (text, statement))))
      }
    }
    // What masks a reply cannot log instead: the mask is all it does.
    if match.actions.contains(where: { $0.ends }) {
      changes.append((.action, "\(old) log", .match(old, with: (old, ["log"]))))
    }
    changes.append((.criterion, "no \(old)", .match(old, with: nil)))
    return changes
  }

  private func parameters(_ rule: Rule, _ map: PolicyMap) -> [String] {
    switch rule {
    case .maskBanner, .bannerBroken: ["no mask-banner"]
    case .allowTLS: ["allow-tls", "allow-tls action log"]
    case .ehloReplyParameter: map.parameters.allowsTLS?.value == nil ? ["allow-tls"] : []
    case .specialCharacter: ["special-character action log", "no special-character"]
    case .mailRelay:
      (map.parameters.mailRelay?.value).map {
        ["mail-relay \($0.domain) action log", "no mail-relay"]
      } ?? []
    default: []
    }
  }

  /// A change of a map as lines: the built-in one cannot be edited, so that a copy takes its place.
  private func remedy(
    _ kind: Remedy.Kind, _ summary: String, _ edits: [MapEdit], _ map: PolicyMap,
    _ question: RemedyQuestion
  ) -> Remedy {
    guard map.source.file == "built-in", let policyMap = question.policyMap,
      let className = question.className
    else {
      return Remedy(
        kind: kind, summary: summary,
        lines: ["policy-map type inspect esmtp \(map.name)"] + edits.flatMap(\.lines))
    }
    let name = freeName("esmtp_map") { name in inspections.contains { $0.map?.name == name } }
    var statements = configuration.inspectionMaps[map.name].map { self.statements(of: $0) } ?? []
    var added: [(text: String, actions: [String])] = []
    var parameters: [String] = []
    for edit in edits {
      switch edit {
      case .match(let old, let new):
        statements.removeAll { $0.subject == .criterion && $0.text == old }
        if let new { added.append(new) }
      case .parameter(let line):
        let word = line.split(separator: " ").first { $0 != "no" } ?? ""
        statements.removeAll { $0.subject == .parameter && $0.text.contains(word) }
        parameters.append(line)
      }
    }
    // What a new map does without does not have to be typed.
    let usual = ["no mail-relay", "no special-character"]
    parameters =
      statements.filter { $0.subject == .parameter }.map(\.text).filter { !usual.contains($0) }
      + parameters
    var lines = ["policy-map type inspect esmtp \(name)"]
    if !parameters.isEmpty { lines += [" parameters"] + parameters.map { "  \($0)" } }
    for statement in statements where statement.subject == .criterion {
      lines += [" \(statement.text)"] + statement.actionLines.map { "  \($0)" }
    }
    for statement in added { lines += [" \(statement.text)"] + statement.actions.map { "  \($0)" } }
    lines += [
      "policy-map \(policyMap)", " class \(className)", "  no inspect esmtp",
      "  inspect esmtp \(name)",
    ]
    return Remedy(kind: kind, summary: summary, lines: lines)
  }
}

extension MapEdit {
  /// The lines inside the map.
  fileprivate var lines: [String] {
    switch self {
    case .match(let old, let new):
      [" no \(old)"] + (new.map { [" \($0.text)"] + $0.actions.map { "  \($0)" } } ?? [])
    case .parameter(let line): [" parameters", "  \(line)"]
    }
  }
}

extension Action {
  /// Whether it ends sessions.
  var ends: Bool {
    switch self {
    case .dropConnection, .reset, .rateLimit: true
    case .mask, .log: false
    }
  }
}
