public import ESMTPInspection

/// A statement of an effective policy, as a comparison sees it.
public struct PolicyStatement: Sendable, Hashable {
  /// What a statement is about.
  public enum Subject: String, Sendable, CaseIterable {
    /// A `match` of an inspection map.
    case criterion
    /// A line of a map's `parameters`.
    case parameter
    /// What takes sessions: service-policies, classes, their `inspect` lines.
    case classification = "class"
    /// A line of an access list.
    case accessList = "access-list"
    /// What access lists and classes refer to, interfaces and translations.
    case reference
    /// Limits and times of connections.
    case connection
    /// The version, which picks the behaviour.
    case behaviour
  }

  /// What it is about.
  public var subject: Subject
  /// The statement that it stands in, as `policy-map type inspect esmtp M`; empty at the top level.
  public var block: String
  /// The statement as the running configuration prints it.
  public var text: String
  /// The actions of a `match`, else empty.
  public var actions: String
  /// Its line; nil where no line says it.
  public var source: SourceLine?
  /// Statements of one block and key take each other's place.
  var key: String

  init(
    _ subject: Subject, in block: String = "", key: String? = nil, _ text: String,
    actions: String = "", source: SourceLine? = nil
  ) {
    self.subject = subject
    self.block = block
    self.text = text
    self.actions = actions
    self.source = source
    self.key = key ?? text
  }

  /// The inspection map that it stands in.
  public var mapName: String? {
    let head = "policy-map type inspect esmtp "
    return block.hasPrefix(head) ? String(block.dropFirst(head.count)) : nil
  }

  /// The statement with its actions in one line.
  public var line: String { actions.isEmpty ? text : "\(text) \(actions)" }

  /// What the statement has a place among, where the order says something.
  var sequence: String? {
    switch subject {
    case .criterion, .accessList, .classification: return subject.rawValue
    case .reference:
      // Translations: the first that fits holds. Those inside of objects the device orders itself.
      guard let word = text.split(separator: " ").first, ["nat", "static"].contains(word) else {
        return nil
      }
      return text.contains(" after-auto ") ? "\(word) after-auto" : String(word)
    case .parameter, .connection, .behaviour: return nil
    }
  }

  /// Whether two statements say the same, wherever they stand.
  func saysTheSame(as other: PolicyStatement) -> Bool {
    text == other.text && actions == other.actions
  }
}

extension LoadedPolicy {
  /// Everything that the policy rests on, in a fixed order.
  public var statements: [PolicyStatement] {
    var list: [PolicyStatement] = []
    if let version = configuration.version {
      list.append(PolicyStatement(.behaviour, key: "version", version.text))
    }
    list.append(PolicyStatement(.behaviour, key: "profile", "profile \(profile.name)"))
    for line in configuration.connectionLines {
      list.append(PolicyStatement(.connection, key: String(line.prefix(8)), line))
    }
    switch state.method {
    case .ports(let ports):
      for taken in ports {
        let inspection = inspections[taken.inspection]
        list.append(
          PolicyStatement(
            .classification, key: inspection.statement + range(taken.ports), inspection.statement,
            source: inspection.source))
      }
    case .servicePolicies: list += policyStatements
    }
    return list + mapStatements + references
  }

  private func range(_ ports: ClosedRange<UInt16>) -> String {
    ports.count == 1
      ? " on port \(ports.lowerBound)" : " on ports \(ports.lowerBound)-\(ports.upperBound)"
  }

  // MARK: Classes

  private var policyStatements: [PolicyStatement] {
    var list: [PolicyStatement] = []
    for service in configuration.servicePolicies {
      let place = service.interface.map { "interface \($0)" } ?? "global"
      list.append(
        PolicyStatement(
          .classification, key: "service-policy \(place)",
          "service-policy \(service.policy.name) \(place)",
          source: state.texts.source(service.origin)))
    }
    let applied = Set(configuration.servicePolicies.map(\.policy.name))
    var classes: Set<String> = []
    var lists: Set<String> = []
    for policy in configuration.policies.ordered where applied.contains(policy.name) {
      for entry in policy.classes where entry.isShown {
        let name = entry.name.name
        list += statements(of: entry, in: "policy-map \(policy.name) / class \(name)")
        if classes.insert(name).inserted { list += classStatements(name, &lists) }
      }
    }
    return list
  }

  /// The classes of each policy that is applied, in their order.
  var classOrders: [(block: String, classes: [PolicyStatement])] {
    guard case .servicePolicies = state.method else { return [] }
    let applied = Set(configuration.servicePolicies.map(\.policy.name))
    return configuration.policies.ordered.filter { applied.contains($0.name) }.map { policy in
      let block = "policy-map \(policy.name)"
      return (
        block,
        policy.classes.filter(\.isShown).map { entry in
          PolicyStatement(
            .classification, in: block, "class \(entry.name.name)",
            source: state.texts.source(entry.name.origin))
        }
      )
    }
  }

  /// The lines of a class of a policy map.
  func statements(of entry: TrafficPolicy.Entry, in block: String) -> [PolicyStatement] {
    var list: [PolicyStatement] = []
    func add(_ subject: PolicyStatement.Subject, _ key: String, _ text: String, _ origin: Origin?) {
      list.append(
        PolicyStatement(
          subject, in: block, key: key, text, source: origin.map(state.texts.source)))
    }
    if let inspect = entry.inspect {
      let map = inspect.map?.name ?? Interpreter.defaultMap
      add(.classification, "inspect", "inspect esmtp \(map)", inspect.origin)
    } else if let origin = entry.bareNoInspect {
      add(.classification, "inspect", "no inspect esmtp", origin)
    }
    if let origin = entry.stateBypass {
      add(
        .classification, "bypass", "set connection advanced-options tcp-state-bypass", origin)
    }
    if let limits = entry.limits {
      list.append(
        PolicyStatement(
          .connection, in: block, key: "limits", "set connection \(limits.words)",
          source: limits.source))
    }
    if let timeouts = entry.timeouts {
      add(.connection, "timeout", "set connection timeout \(timeouts.words)", nil)
    }
    if let map = entry.tcpMap {
      add(.connection, "tcp-map", "set connection advanced-options \(map.name)", map.origin)
    }
    return list
  }

  /// The statements of a class, and those of its access lists that are not among `lists` yet.
  private func classStatements(_ name: String, _ lists: inout Set<String>) -> [PolicyStatement] {
    guard let map = configuration.classMaps[name] else { return [] }
    return map.matches.flatMap { match, origin in
      var list = [statement(ofMatch: origin, in: "class-map \(name)")]
      if case .accessList(let reference) = match, lists.insert(reference.name).inserted {
        list += listStatements(reference.name)
      }
      return list
    }
  }

  /// A `match` of a class-map.
  func statement(ofMatch origin: Origin, in block: String) -> PolicyStatement {
    PolicyStatement(
      .classification, in: block, key: "match", state.texts.words(origin),
      source: state.texts.source(origin))
  }

  /// The lines of an access list that bear on mail, in its order.
  func listStatements(_ name: String) -> [PolicyStatement] {
    (configuration.accessLists[name]?.ordered ?? []).filter(\.bearsOnTCP).map { entry in
      PolicyStatement(
        .accessList, in: "access-list \(name)", state.texts.entry(entry.origin, of: name),
        source: state.texts.source(entry.origin))
    }
  }

  // MARK: Maps

  private var mapStatements: [PolicyStatement] {
    var seen: Set<String> = []
    return inspections.compactMap(\.map?.name).filter { seen.insert($0).inserted }
      .compactMap { configuration.inspectionMaps[$0] }.flatMap { statements(of: $0) }
  }

  /// The lines of an inspection map.
  func statements(of map: InspectionMap) -> [PolicyStatement] {
    let block = "policy-map type inspect esmtp \(map.name)"
    let parameters = map.parameters.statements(in: block, silentTLS: state.silentTLS)
    return parameters
      + map.matches.map { match in
        PolicyStatement(
          .criterion, in: block,
          key: (match.isNegated ? "not " : "") + match.criterion.definition.words,
          "match \(match.key)",
          actions: match.actions.map(\.description).joined(separator: " "),
          source: state.texts.source(match.origin))
      }
  }

  // MARK: What others refer to

  /// The blocks of the effective policy that speak of neither classes nor maps.
  private var references: [PolicyStatement] { references(in: text) }

  /// The blocks of a text that speak of neither classes nor maps.
  func references(in text: String) -> [PolicyStatement] {
    let heads = ["name", "object", "object-group", "time-range", "tcp-map", "interface", "static"]
    let more = ["nat", "global", "route", "ipv6", "clock", "regex"]
    var list: [PolicyStatement] = []
    var block: [Substring] = []
    func close() {
      if let head = block.first {
        let word = head.prefix { $0 != " " }
        let isRegexClass = head.hasPrefix("class-map type regex")
        if isRegexClass || (heads + more).contains(String(word)) {
          let text = block.map { String($0.drop { $0 == " " }) }.joined(separator: "; ")
          let words = head.split(separator: " ")
          let key =
            switch word {
            case "regex": words.prefix(2).joined(separator: " ")
            case "name": "name \(words.last ?? "")"
            case "object", "interface": String(head)
            default: block.count > 1 ? String(head) : text
            }
          list.append(PolicyStatement(.reference, key: key, text))
        }
      }
      block = []
    }
    for line in text.split(separator: "\n") {
      if !line.hasPrefix(" ") { close() }
      block.append(line)
    }
    close()
    return list
  }
}

extension PolicyMap.Parameters {
  /// What the parameters come to; those that the text leaves open have no line.
  fileprivate func statements(in block: String, silentTLS: Bool) -> [PolicyStatement] {
    let keys = ["mask-banner", "mail-relay", "special-character", "allow-tls"]
    let sources = [
      masksBanner?.source, mailRelay?.source, specialCharacter?.source, allowsTLS?.source,
    ]
    return zip(zip(keys, lines(silentTLS: silentTLS)), sources).map { words, source in
      PolicyStatement(.parameter, in: block, key: words.0, words.1, source: source)
    }
  }
}
