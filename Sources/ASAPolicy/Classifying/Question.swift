import ESMTPInspection
import Primitives

/// One session, asked of the policies in their order (evidence 6.3).
struct Question {
  let state: LoadedPolicy.State
  private let client: Socket
  private let server: Socket
  /// Minutes since 1970 in the device's time.
  private let minute: Int
  private var result: Classification

  init(state: LoadedPolicy.State, client: Socket, server: Socket, time: Int64) {
    self.state = state
    self.client = state.translations.real(client)
    self.server = state.translations.real(server)
    minute =
      Int((Double(time) / 60_000_000_000).rounded(.down)) + state.configuration.clockOffset
    result = Classification(
      outcome: .notInspected, className: nil, mapName: nil, chain: [], reason: "",
      client: self.client, server: self.server, ingress: nil, egress: nil, classLimits: nil,
      translationLimits: nil)
    result.ingress = state.ingress ?? state.interfaces.name(self.client.address)
    result.egress = state.egress ?? state.interfaces.name(self.server.address)
    // Both ends on one interface: the configuration does not say where they are.
    let isKnown = result.ingress != result.egress
    result.clientLimits = state.translations.clientLimits(
      self.client.address, on: isKnown ? result.ingress : nil)
    let serverLimits = state.translations.limits(
      self.server.address, on: isKnown ? result.egress : nil)
    // One line does not count both ends of a connection; `nat` is about the host that opens it.
    if serverLimits != result.clientLimits {
      result.translationLimits = serverLimits
      if !isKnown, serverLimits != nil { result.clientLimits = nil }
    }
    result.timeouts = result.timeouts.changed(by: state.configuration.timeouts)
    result.denialResets = state.denialResets(
      ingress: result.ingress, egress: result.egress, server: server.address)
    result.isOutbound = state.interfaces.isOutbound(from: result.ingress, to: result.egress)
  }

  mutating func answer(inspections: [InspectionPolicy]) -> Classification {
    switch state.method {
    case .ports(let list):
      guard let taken = list.first(where: { $0.ports.contains(server.port) }) else {
        result.reason = "no statement inspects port \(server.port)"
        return result
      }
      let inspection = inspections[taken.inspection]
      result.outcome = .inspected(taken.inspection)
      result.mapName = inspection.map?.name
      result.chain = [step(taken.origin)]
      result.reason = "\"\(inspection.statement)\" inspects port \(server.port)"
    case .servicePolicies: askPolicies(inspections)
    }
    return result
  }

  /// The policies in the order in which they are tried.
  private var order: [CompiledPolicy] {
    var order: [CompiledPolicy] = []
    if let ingress = result.ingress, let policy = policy(ingress) { order.append(policy) }
    if let egress = result.egress, egress != result.ingress, let policy = policy(egress) {
      order.append(policy)
    }
    if state.interfaces.isEmpty, state.ingress == nil, state.egress == nil {
      order += state.policies.filter { $0.interface != nil }
    }
    return order + state.policies.filter { $0.interface == nil }
  }

  private func policy(_ interface: String) -> CompiledPolicy? {
    state.policies.first { $0.interface == interface }
  }

  private mutating func askPolicies(_ inspections: [InspectionPolicy]) {
    let order = order
    for policy in order where policy.setsConnection {
      if askConnections(policy) { break }
    }
    for policy in order where policy.setsReorderQueue {
      if askReorderQueue(policy) { break }
    }
    if result.outcome != .notInspected { return }
    for policy in order where ask(policy) { return }
    result.reason =
      state.policies.isEmpty
      ? "no service-policy applies a policy-map"
      : "no class that inspects ESMTP takes the session"
  }

  /// Tries `set connection`, a feature of its own; true where a class has it.
  private mutating func askConnections(_ policy: CompiledPolicy) -> Bool {
    for entry in policy.entries where entry.setsConnection {
      let (answer, origin) = matches(entry)
      if answer == .no { continue }
      if answer == .unknown {
        guard entry.stateBypass != nil else { continue }
        undecided(policy, entry, origin)
        return true
      }
      result.classLimits = entry.limits
      result.timeouts = result.timeouts.changed(by: entry.timeouts)
      if let bypass = entry.stateBypass {
        result.outcome = .exempt
        result.className = entry.name
        result.chain = chain(policy, entry, origin) + [step(bypass)]
        result.reason =
          "class \"\(entry.name)\" bypasses the TCP state checks, and the inspection with them"
      }
      return true
    }
    return false
  }

  /// Tries the tcp-maps, a feature of their own; true where a class has it.
  private mutating func askReorderQueue(_ policy: CompiledPolicy) -> Bool {
    for entry in policy.entries {
      guard let queue = entry.reorderQueue, matches(entry).0 == .yes else { continue }
      result.reorderQueue = queue
      return true
    }
    return false
  }

  /// Tries the classes of a policy; true where one decides.
  private mutating func ask(_ policy: CompiledPolicy) -> Bool {
    if policy.exempts, state.bareNoInspectExempts {
      for entry in policy.entries {
        guard case .exempt = entry.feature else { continue }
        if decide(policy, entry) { return true }
      }
    }
    for entry in policy.entries {
      guard case .inspect = entry.feature else { continue }
      if decide(policy, entry) { return true }
    }
    return false
  }

  private mutating func decide(_ policy: CompiledPolicy, _ entry: CompiledPolicy.Entry) -> Bool {
    let (answer, origin) = matches(entry)
    switch answer {
    case .no: return false
    case .unknown: undecided(policy, entry, origin)
    case .yes:
      result.className = entry.name
      result.chain = chain(policy, entry, origin) + [step(entry.featureOrigin)]
      if case .inspect(let index) = entry.feature {
        result.outcome = .inspected(index)
        result.mapName = entry.mapName
        result.reason = "class \"\(entry.name)\" of policy-map \"\(policy.name)\" inspects it"
      } else {
        result.outcome = .exempt
        result.reason = "class \"\(entry.name)\" of policy-map \"\(policy.name)\" exempts it"
      }
    }
    return true
  }

  private mutating func undecided(
    _ policy: CompiledPolicy, _ entry: CompiledPolicy.Entry, _ origin: Origin
  ) {
    result.outcome = .undecided
    result.className = entry.name
    result.chain = chain(policy, entry, origin)
    result.reason =
      "a capture does not tell whether class \"\(entry.name)\" takes the session"
  }

  /// Whether a class takes the session, and the line that says so.
  private func matches(_ entry: CompiledPolicy.Entry) -> (Answer, Origin) {
    var answer = entry.matches.isEmpty ? Answer.no : .yes
    var deciding = entry.matches.first?.origin ?? entry.origin
    for (match, origin) in entry.matches {
      let next: Answer
      var line = origin
      switch match {
      case .any: next = .yes
      case .ports(let ports): next = ports.contains(server.port) ? .yes : .no
      case .never: next = .no
      case .unknowable: next = .unknown
      case .accessList(let index):
        switch state.accessLists[index].verdict(
          client: client, server: server, isWithin: isWithin)
        {
        case .permit(let origin): (next, line) = (.yes, origin)
        case .deny: next = .no
        case .unknown(let origin): (next, line) = (.unknown, origin)
        }
      }
      if next == .no { return (.no, line) }
      // The line to name is the one in doubt, else the one that says most.
      if answer == .yes, next == .unknown || line != origin { deciding = line }
      answer = answer.and(next)
    }
    return (answer, deciding)
  }

  private func isWithin(_ name: Reference) -> Answer {
    guard let range = state.configuration.timeRanges[name.name] else { return .unknown }
    return range.contains(minute: minute) ? .yes : .no
  }

  private func chain(
    _ policy: CompiledPolicy, _ entry: CompiledPolicy.Entry, _ origin: Origin
  ) -> [Classification.Step] {
    var steps = [step(policy.origin), step(entry.origin)]
    if origin != entry.origin, origin != .none { steps.append(step(origin)) }
    return steps
  }

  private func step(_ origin: Origin) -> Classification.Step {
    Classification.Step(text: state.texts.statement(origin), source: state.texts.source(origin))
  }
}
