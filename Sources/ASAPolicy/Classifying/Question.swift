import ESMTPInspection
import Primitives

/// One session, asked of the policies in their order (evidence 6.3).
struct Question {
  let state: LoadedPolicy.State
  private let client: Socket
  private let server: Socket
  /// What is known of a client that a dynamic rule hides.
  let hidden: HiddenClient?
  /// Minutes since 1970 in the device's time; nil where the time is not known.
  private let minute: Int?
  private var result: Classification
  /// The classes that were tried, in order; nil where nobody asks for them.
  private(set) var trials: [Trial]?

  /// A class that was tried.
  struct Trial: Sendable {
    enum Feature: Sendable { case connections, inspection }
    var policy: CompiledPolicy
    var entry: CompiledPolicy.Entry
    var feature: Feature
    var answer: Answer
    /// The line that says so.
    var origin: Origin
    /// Whether nothing but the time is missing to an answer.
    var awaitsTime: Bool

    init(
      _ policy: CompiledPolicy, _ entry: CompiledPolicy.Entry, _ feature: Feature,
      _ answer: Answer, _ origin: Origin, awaitsTime: Bool
    ) {
      self.awaitsTime = awaitsTime
      self.policy = policy
      self.entry = entry
      self.feature = feature
      self.answer = answer
      self.origin = origin
    }
  }

  init(
    state: LoadedPolicy.State, client: Socket, server: Socket, time: Int64?, isTraced: Bool = false
  ) {
    if isTraced { trials = [] }
    self.state = state
    var realClient = state.translations.real(client, beside: server)
    let realServer = state.translations.real(server, beside: client)
    let egress = state.egress ?? state.interfaces.name(realServer.address)
    hidden =
      realClient == client
      ? state.translations.hidden(client, beside: server, leavingOn: egress, state.interfaces) : nil
    if let host = hidden?.host { realClient = Socket(address: host, port: client.port) }
    let classifiesReal = state.translations.classifiesReal
    self.client = classifiesReal ? realClient : client
    self.server = classifiesReal ? realServer : server
    minute = time.map {
      Int((Double($0) / 60_000_000_000).rounded(.down)) + state.configuration.clockOffset
    }
    result = Classification(
      outcome: .notInspected, decision: Decision(kind: .noClass), state: state,
      client: realClient, server: realServer, ingress: nil, egress: nil, classLimits: nil,
      translationLimits: nil)
    result.ingress =
      state.ingress
      ?? (hidden.map { state.interfaces.isEmpty ? nil : $0.interface }
        ?? state.interfaces.name(realClient.address))
    result.egress = egress
    // Both ends on one interface: the configuration does not say where they are.
    let isKnown = result.ingress != result.egress
    result.clientLimits = state.translations.clientLimits(
      realClient.address, on: isKnown ? result.ingress : nil)
    let serverLimits = state.translations.limits(
      realServer.address, on: isKnown ? result.egress : nil)
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

  mutating func answer() -> Classification {
    switch state.method {
    case .ports(let list):
      guard let place = list.firstIndex(where: { $0.ports.contains(server.port) }) else {
        result.decision = Decision(kind: .noPort, port: server.port)
        return result
      }
      result.outcome = .inspected(list[place].inspection)
      result.decision = Decision(kind: .port, policy: Int32(clamping: place), port: server.port)
    case .servicePolicies: askPolicies()
    }
    return result
  }

  /// The policies in the order in which they are tried.
  var order: [CompiledPolicy] {
    // Mostly the order is the same for all sessions.
    let isKnown = result.ingress != nil || result.egress != nil
    if !state.hasInterfacePolicies || !isKnown && state.interfaces.isEmpty {
      return state.commonOrder
    }
    var order: [CompiledPolicy] = []
    if let ingress = result.ingress, let policy = policy(ingress) { order.append(policy) }
    if let egress = result.egress, egress != result.ingress, let policy = policy(egress) {
      order.append(policy)
    }
    return order + state.policies.filter { $0.interface == nil }
  }

  private func policy(_ interface: String) -> CompiledPolicy? {
    state.policies.first { $0.interface == interface }
  }

  /// Whether the interface of a hidden client decides which policy is asked.
  private var isOrderInDoubt: Bool {
    guard let hidden, !state.interfaces.isEmpty, state.ingress == nil, hidden.interface == nil
    else { return false }
    return state.policies.contains { policy in
      policy.interface.map {
        $0 != result.egress && (hidden.isAnywhere || hidden.interfaces.contains($0))
      } ?? false
    }
  }

  private mutating func askPolicies() {
    if isOrderInDoubt {
      result.outcome = .undecided
      result.decision = Decision(kind: .hidden, origin: hidden?.origin ?? .none)
      return
    }
    let order = order
    for policy in order where policy.setsConnection {
      if askConnections(policy) { break }
    }
    for policy in order where policy.setsReorderQueue {
      if askReorderQueue(policy) { break }
    }
    if result.outcome != .notInspected { return }
    for policy in order where ask(policy) { return }
  }

  /// Tries `set connection`, a feature of its own; true where a class has it.
  private mutating func askConnections(_ policy: CompiledPolicy) -> Bool {
    for entry in policy.entries where entry.setsConnection {
      let (answer, origin) = matches(entry)
      let awaitsTime = answer == .unknown && awaitsTime(entry)
      trials?.append(
        Trial(policy, entry, .connections, answer, origin, awaitsTime: awaitsTime))
      if answer == .no { continue }
      if answer == .unknown {
        guard entry.stateBypass != nil else { continue }
        undecided(policy, entry, origin, awaitsTime: awaitsTime)
        return true
      }
      result.classLimits = entry.limits
      result.timeouts = result.timeouts.changed(by: entry.timeouts)
      if entry.stateBypass != nil {
        result.outcome = .exempt
        result.decision = decision(.bypasses, policy, entry, origin)
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
    let awaitsTime = answer == .unknown && awaitsTime(entry)
    trials?.append(Trial(policy, entry, .inspection, answer, origin, awaitsTime: awaitsTime))
    switch answer {
    case .no:
      noteLeftOut(policy, entry, origin)
      return false
    case .unknown: undecided(policy, entry, origin, awaitsTime: awaitsTime)
    case .yes:
      if case .inspect(let index) = entry.feature {
        result.outcome = .inspected(index)
        result.decision = decision(.inspects, policy, entry, origin)
      } else {
        result.outcome = .exempt
        result.decision = decision(.exempts, policy, entry, origin)
      }
    }
    return true
  }

  /// Keeps the first line of an access list that says that a class does not take the session.
  private mutating func noteLeftOut(
    _ policy: CompiledPolicy, _ entry: CompiledPolicy.Entry, _ origin: Origin
  ) {
    guard result.decision.kind == .noClass, entry.isInspecting, origin != entry.origin,
      !entry.matches.contains(where: { $0.origin == origin })
    else { return }
    result.decision = decision(.leftOut, policy, entry, origin)
  }

  private mutating func undecided(
    _ policy: CompiledPolicy, _ entry: CompiledPolicy.Entry, _ origin: Origin, awaitsTime: Bool
  ) {
    result.outcome = .undecided
    result.decision = decision(awaitsTime ? .awaitsTime : .undecided, policy, entry, origin)
    if !awaitsTime, let hidden { result.decision.hidden = hidden.origin }
  }

  private func decision(
    _ kind: Decision.Kind, _ policy: CompiledPolicy, _ entry: CompiledPolicy.Entry,
    _ origin: Origin
  ) -> Decision {
    Decision(kind: kind, policy: policy.place, entry: entry.place, origin: origin)
  }

  /// Whether a class that is in doubt is so for want of the time alone.
  private func awaitsTime(_ entry: CompiledPolicy.Entry) -> Bool {
    minute == nil
      && [Answer.yes, .no].allSatisfy { matches(entry, ifTimed: $0).0 != .unknown }
  }

  /// Whether a class takes the session, and the line that says so; the answer of a time-range where
  /// the time is not known.
  private func matches(_ entry: CompiledPolicy.Entry, ifTimed: Answer = .unknown) -> (
    Answer, Origin
  ) {
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
        let list = state.accessLists[index]
        let verdict =
          if let hidden {
            list.verdict(
              client: hidden, server: server, isWithin: { isWithin($0, ifTimed: ifTimed) })
          } else {
            list.verdict(
              client: client, server: server, isWithin: { isWithin($0, ifTimed: ifTimed) })
          }
        switch verdict {
        case .permit(let origin): (next, line) = (.yes, origin)
        case .deny(let origin): (next, line) = (.no, origin ?? line)
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

  private func isWithin(_ name: Reference, ifTimed: Answer) -> Answer {
    guard let range = state.configuration.timeRanges[name.name] else { return .unknown }
    guard let minute else { return ifTimed }
    return range.contains(minute: minute) ? .yes : .no
  }
}
