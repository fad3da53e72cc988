import ESMTPInspection

/// Which statements decide about a session, as places in the policy: no text is made until somebody
/// asks for it, so that a session costs little to classify.
public struct Decision: Hashable, Sendable {
  enum Kind: UInt8, Sendable {
    /// No statement inspects the port; `port` is it.
    case noPort
    /// A `fixup` or a map by itself; `policy` is its place in the list.
    case port
    /// No service-policy, or none of their classes.
    case noClass
    /// A class that inspects leaves the session out by a line of its access list, and no other takes it.
    case leftOut
    case inspects
    case exempts
    case bypasses
    case undecided
    /// A line with a `time-range` decides, and the time is not known.
    case awaitsTime
    /// A dynamic rule, `origin`, hides on which interface the session comes in.
    case hidden
  }

  var kind: Kind
  /// A place in the policies of the state, or in the list of ports.
  var policy: Int32 = -1
  /// The place of the class in its policy.
  var entry: Int32 = -1
  /// The line that says that the class takes the session.
  var origin = Origin.none
  var port: UInt16 = 0
  /// The dynamic rule that hides the client of a session that is undecided.
  var hidden = Origin.none
}

extension LoadedPolicy.State {
  /// The class of a decision; nil where none decides.
  func entry(_ decision: Decision) -> (policy: CompiledPolicy, entry: CompiledPolicy.Entry)? {
    switch decision.kind {
    case .noPort, .port, .noClass, .hidden: return nil
    case .leftOut, .inspects, .exempts, .bypasses, .undecided, .awaitsTime: break
    }
    let policy = policies[Int(decision.policy)]
    return (policy, policy.entries[Int(decision.entry)])
  }

  /// The statements of a decision, from the service-policy to the map.
  func chain(_ decision: Decision) -> [Classification.Step] {
    if decision.kind == .port, case .ports(let list) = method {
      return [step(list[Int(decision.policy)].origin)]
    }
    if decision.kind == .hidden { return [step(decision.origin)] }
    guard let (policy, entry) = entry(decision) else { return [] }
    // The matches of its class-map, and the line of an access list that one of them refers to.
    var origins = [policy.origin, entry.origin]
    origins += entry.matches.map(\.origin).filter { $0 != entry.origin && $0 != decision.origin }
    if decision.origin != entry.origin { origins.append(decision.origin) }
    switch decision.kind {
    case .inspects:
      origins.append(entry.featureOrigin)
      if let map = entry.mapName.flatMap({ configuration.inspectionMaps[$0] }) {
        origins.append(map.origin)
      }
    case .exempts: origins.append(entry.featureOrigin)
    case .bypasses: origins.append(entry.stateBypass ?? .none)
    case .undecided: origins.append(decision.hidden)
    case .noPort, .port, .noClass, .leftOut, .awaitsTime, .hidden: break
    }
    return origins.filter { $0 != .none }.map(step)
  }

  /// The answer of a decision in a sentence.
  func reason(_ decision: Decision) -> String {
    switch decision.kind {
    case .noPort: return "no statement inspects port \(decision.port)"
    case .port:
      let statement = chain(decision).first?.text ?? ""
      return "\"\(statement)\" inspects port \(decision.port)"
    case .noClass:
      return policies.isEmpty
        ? "no service-policy applies a policy-map"
        : "no class that inspects ESMTP takes the session"
    case .hidden:
      return "a dynamic translation hides the client, and a capture does not tell on which "
        + "interface the session comes in"
    case .leftOut, .inspects, .exempts, .bypasses, .undecided, .awaitsTime: break
    }
    guard let (policy, entry) = entry(decision) else { return "" }
    let name = "class \"\(entry.name)\""
    return switch decision.kind {
    case .exempts: "\(name) of policy-map \"\(policy.name)\" exempts it"
    case .bypasses: "\(name) bypasses the TCP state checks, and the inspection with them"
    case .leftOut: "the access list of \(name) leaves it out, and no other class inspects it"
    case .undecided:
      (decision.hidden == .none ? "" : "a dynamic translation hides the client, and ")
        + "a capture does not tell whether \(name) takes the session"
    case .awaitsTime:
      "whether \(name) takes the session depends on the time\(timeRange(decision.origin))"
    case .noPort, .port, .noClass, .inspects, .hidden:
      "\(name) of policy-map \"\(policy.name)\" inspects it"
    }
  }

  /// `: time-range NAME` for the one of a line of an access list; empty where it has none.
  func timeRange(_ origin: Origin) -> String {
    configuration.accessLists.ordered.lazy.flatMap(\.entries)
      .first { $0.origin == origin }?.timeRange.map { ": time-range \($0.name)" } ?? ""
  }

  func step(_ origin: Origin) -> Classification.Step {
    Classification.Step(text: texts.words(origin), source: texts.source(origin))
  }
}

extension Classification {
  /// The class, or nil where no class decides (a `fixup`, a map by itself).
  public var className: String? {
    decision.kind == .leftOut ? nil : state.entry(decision)?.entry.name
  }

  /// The inspection map.
  public var mapName: String? {
    switch decision.kind {
    case .port: state.loneMapName
    case .inspects: state.entry(decision)?.entry.mapName
    case .noPort, .noClass, .leftOut, .exempts, .bypasses, .undecided, .awaitsTime, .hidden: nil
    }
  }

  /// The statements that decide, from the service-policy to the map.
  public var chain: [Step] { state.chain(decision) }

  /// The answer in a sentence.
  public var reason: String { state.reason(decision) }
}
