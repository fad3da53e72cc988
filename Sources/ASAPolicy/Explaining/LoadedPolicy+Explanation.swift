import ESMTPInspection

extension LoadedPolicy {
  /// The policy in sentences: what takes which sessions, and each rule that they then meet.
  public var explanation: Explanation {
    var explanation = Explanation()
    switch state.method {
    case .ports(let list): explainPorts(list, in: &explanation)
    case .servicePolicies:
      if state.commonOrder.isEmpty {
        explanation.heading("No service-policy", beside: "nothing is inspected")
      }
      for policy in state.commonOrder { explain(policy, in: &explanation) }
    }
    var seen: Set<String> = []
    for inspection in usedInspections {
      guard let map = inspection.map, seen.insert(map.name).inserted else { continue }
      explanation.map(map, inspection)
    }
    if let first = usedInspections.first {
      explanation.fixedRules(first)
      explanation.logLines(first)
    }
    return explanation
  }

  /// The inspections that sessions can fall into, in the order in which they are explained.
  private var usedInspections: [InspectionPolicy] {
    switch state.method {
    case .ports(let list): list.map { inspections[$0.inspection] }
    case .servicePolicies:
      state.commonOrder.flatMap(\.entries).compactMap { entry in
        if case .inspect(let index) = entry.feature { inspections[index] } else { nil }
      }
    }
  }

  private func explainPorts(
    _ list: [(ports: ClosedRange<UInt16>, inspection: Int, origin: Origin)],
    in explanation: inout Explanation
  ) {
    let isMap = state.loneMapName != nil
    explanation.heading(
      isMap ? "A map by itself" : "fixup protocol smtp",
      beside: list.isEmpty ? "nothing is inspected" : "no class and no service-policy")
    for (ports, _, origin) in list {
      explanation.statement(state.texts.words(origin), at: state.texts.source(origin))
      let (low, high) = (ports.lowerBound, ports.upperBound)
      explanation.field(
        "takes", low == high ? "sessions to port \(low)" : "sessions to the ports \(low) to \(high)"
      )
    }
  }

  private func explain(_ policy: CompiledPolicy, in explanation: inout Explanation) {
    explanation.heading(
      state.texts.words(policy.origin), beside: state.texts.source(policy.origin).description)
    if policy.entries.isEmpty {
      explanation.field("does", "nothing: no class of it bears on ESMTP or on connections")
    }
    for entry in policy.entries {
      explanation.statement("class \(entry.name)", at: state.texts.source(entry.origin))
      for (place, match) in entry.matches.enumerated() {
        explanation.field(place == 0 ? "takes" : "and", words(match, entry))
      }
      explainFeature(entry, in: &explanation)
      if let limits = entry.limits.map({ self.limits[$0] }), limits.isLimited {
        explanation.field("limits", "\(limits.source): \(limits.sentence)")
      }
      if let times = entry.timeouts {
        explanation.field("times", ConnectionTimeouts().changed(by: times).sentence(of: times))
      }
      if let bypass = entry.stateBypass {
        explanation.field(
          "bypass",
          "\(state.texts.source(bypass)): its sessions bypass the TCP state checks, and the "
            + "inspection with them")
      }
    }
  }

  /// Which sessions a `match` of a class takes.
  func words(_ match: (match: CompiledPolicy.Match, origin: Origin), _ entry: CompiledPolicy.Entry)
    -> String
  {
    if entry.name == "class-default" { return "every session that no class before it took" }
    let place = state.texts.source(match.origin)
    let statement = "\(place): \(state.texts.words(match.origin)): "
    return switch match.match {
    case .any: statement + "every session"
    case .ports(let ports):
      statement
        + (ports.count == 1
          ? "sessions to port \(ports.lowerBound)"
          : "sessions to the ports \(ports.lowerBound) to \(ports.upperBound)")
    case .never: statement + "no mail session"
    case .unknowable: statement + "a capture does not tell which sessions"
    case .accessList: statement + "sessions that the list permits, the first line that fits decides"
    }
  }

  private func explainFeature(_ entry: CompiledPolicy.Entry, in explanation: inout Explanation) {
    guard entry.featureOrigin != .none else { return }
    let statement =
      "\(state.texts.source(entry.featureOrigin)): \(state.texts.words(entry.featureOrigin)): "
    switch entry.feature {
    case .none: break
    case .inspect(let index):
      let map = inspections[index].map
      explanation.field(
        "does",
        statement + "inspects them"
          + (map.map { " under map \($0.name) of \($0.source)" } ?? " by the fixed rules alone"))
    case .exempt:
      explanation.field(
        "does",
        statement
          + (state.bareNoInspectExempts
            ? "takes them out of the inspection; a device may not store this line (evidence 6.4), "
              + "and policy check prints a form that it does"
            : "nothing: profile \(profile.name) ignores the line"))
    }
  }
}

extension ConnectionTimeouts {
  /// The times that are set, or all, in words.
  func sentence(of settings: TimeoutSettings? = nil) -> String {
    let times = [
      ("half-open", embryonic, settings == nil || settings?.embryonic != nil),
      ("half-closed", halfClosed, settings == nil || settings?.halfClosed != nil),
      ("idle", idle, settings == nil || settings?.idle != nil),
    ].filter { $0.2 }
    let ended = times.filter { $0.1 > 0 }.map { "\($0.0) for \(TimeoutSettings.clock($0.1))" }
    let kept = times.filter { $0.1 == 0 }.map { "forgets none that is \($0.0)" }
    let forgets = ended.isEmpty ? [] : ["forgets a connection \(ended.joined(separator: ", "))"]
    return (forgets + kept).joined(separator: "; ")
  }
}

extension ConnectionLimits {
  /// The limits in words.
  var sentence: String {
    [
      (connections, "connections at a time"), (embryonic, "half-open ones"),
      (perClient, "connections of one client"),
      (perClientEmbryonic, "half-open ones of one client"),
    ].filter { $0.0 > 0 }.map { "at most \($0.0) \($0.1)" }.joined(separator: ", ")
  }
}
