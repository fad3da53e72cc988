import ESMTPInspection
import Primitives

extension LoadedPolicy {
  /// The effective policy as configuration text, defaults filled in.
  ///
  /// Read again under the same options it gives the same text. It holds what bears on ESMTP
  /// inspection and nothing else.
  public var text: String {
    var printer = ConfigurationPrinter(self)
    return printer.print()
  }
}

/// Prints the statements that a policy rests on, or what they may refer to.
struct ConfigurationPrinter {
  private let policy: LoadedPolicy
  private let configuration: Configuration
  private let texts: SourceTexts
  private var lines: [String] = []
  private var printed: Set<String> = []

  init(_ policy: LoadedPolicy) {
    self.policy = policy
    configuration = policy.state.configuration
    texts = policy.state.texts
  }

  mutating func print() -> String {
    if let version = configuration.version { lines.append(version.text) }
    lines += configuration.connectionLines
    switch policy.state.method {
    case .ports: printPorts()
    case .servicePolicies:
      if configuration.servicePolicies.isEmpty {
        // A text that says nothing at all would get the defaults.
        if configuration.version == nil { lines.append("no service-policy global_policy global") }
      } else {
        printPolicies()
      }
    }
    return lines.map { $0 + "\n" }.joined()
  }

  /// What statements may refer to, also what none refers to: interfaces, translations, names, objects,
  /// groups, regular expressions.
  mutating func printReferences() -> String {
    printNetwork()
    func name(_ text: String) -> Reference {
      Reference(Token(text: text, word: "", offset: 0), at: .none)
    }
    for text in configuration.names.sorted { printAddress(.named(name(text), mask: .max)) }
    for text in configuration.networkObjects.names { printAddress(.object(name(text))) }
    for text in configuration.networkGroups.names { printAddress(.group(name(text))) }
    for name in configuration.serviceObjects.names { printServiceObject(name) }
    for name in configuration.serviceGroups.names { printServiceGroup(name) }
    for name in configuration.protocolGroups.names { printProtocolGroup(name) }
    for name in configuration.timeRanges.names { printTimeRange(name) }
    for name in configuration.tcpMaps.names { printTCPMap(name) }
    for name in configuration.regexes.names { printRegex(name, isClass: false) }
    for name in configuration.regexClasses.names { printRegex(name, isClass: true) }
    return lines.map { $0 + "\n" }.joined()
  }

  private mutating func printPorts() {
    printNetwork()
    if let map = policy.headline?.mapName, policy.inspections.first?.map != nil {
      printMap(map)
      return
    }
    if configuration.version?.hasModularPolicies ?? true, policy.inspections.isEmpty {
      lines.append("no fixup protocol smtp 25")
      return
    }
    if !configuration.fixups.contains(where: { $0.ports == 25...25 }) {
      lines.append("no fixup protocol smtp 25")
    }
    for fixup in configuration.fixups {
      let (low, high) = (fixup.ports.lowerBound, fixup.ports.upperBound)
      lines.append("fixup protocol smtp \(low)" + (low == high ? "" : "-\(high)"))
    }
  }

  private mutating func printPolicies() {
    printNetwork()
    let applied = Set(configuration.servicePolicies.map(\.policy.name))
    let policies = configuration.policies.ordered.filter { applied.contains($0.name) }
    let entries = policies.flatMap(\.classes).filter(\.isShown)
    for entry in entries { printClassReferences(entry.name.name) }
    for entry in entries { printClass(entry.name.name) }
    for entry in entries {
      if let name = entry.tcpMap?.name { printTCPMap(name) }
    }
    for entry in entries {
      if let inspect = entry.inspect { printMap(inspect.map?.name ?? Interpreter.defaultMap) }
    }
    for policy in policies {
      lines.append("policy-map \(policy.name)")
      for entry in policy.classes where entry.isShown { printEntry(entry) }
    }
    for service in configuration.servicePolicies {
      let place = service.interface.map { "interface \($0)" } ?? "global"
      lines.append("service-policy \(service.policy.name) \(place)")
    }
  }

  // MARK: Interfaces and translations

  private mutating func printNetwork() {
    for interface in configuration.interfaces {
      guard let name = interface.name else { continue }
      lines.append("interface \(interface.hardware)")
      if interface.isShutDown { lines.append(" shutdown") }
      if interface.isManagementOnly { lines.append(" management-only") }
      lines.append(" nameif \(name)")
      lines.append(" security-level \(interface.level)")
      for (address, subnet) in interface.addresses {
        lines.append(
          address.isIPv6
            ? " ipv6 address \(address)/\(subnet.prefixLength)"
            : " ip address \(address) \(IPAddress(v4: subnet.v4Mask))")
      }
    }
    if configuration.clockOffset != 0 {
      let offset = configuration.clockOffset
      lines.append("clock timezone LOCAL \(offset / 60) \(abs(offset % 60))")
    }
    let translations = configuration.translations.ordered
    for translation in translations {
      printAddress(translation.real)
      for case .spec(let spec) in [translation.mapped] + translation.furtherMapped {
        printAddress(spec)
      }
      if let services = translation.services {
        for name in [services.first.name, services.second.name] { printServiceObject(name) }
      }
      if let list = translation.policyList { printList(list.name) }
    }
    for translation in translations {
      let statement = texts.words(translation.origin)
      if translation.section == 2, case .object(let name) = translation.real {
        once("object network \(name.name)\n \(statement)")
      } else {
        once(statement)
      }
    }
    for route in configuration.routes.ordered {
      let statement = texts.words(route.origin)
      for word in statement.split(separator: " ").dropFirst(2).map(String.init) {
        if let address = configuration.names[word] { once("name \(address) \(word)") }
      }
      once(statement)
    }
  }

  private mutating func once(_ text: String) {
    guard printed.insert(text).inserted else { return }
    lines += text.split(separator: "\n").map(String.init)
  }

  // MARK: Names, objects, groups

  private mutating func printAddress(_ spec: AddressSpec) {
    switch spec {
    case .named(let name, _):
      if let address = configuration.names[name.name] { once("name \(address) \(name.name)") }
    case .object(let name):
      guard let object = configuration.networkObjects[name.name] else { return }
      guard let address = object.address, let text = address.objectText else {
        return once("object network \(name.name)")
      }
      printAddress(address)
      once("object network \(name.name)\n \(text)")
    case .group(let name):
      guard let group = configuration.networkGroups[name.name],
        printed.insert("group \(name.name)").inserted
      else { return }
      for member in group.members.ordered { printAddress(member) }
      lines.append("object-group network \(name.name)")
      for member in group.members.ordered {
        if case .group(let inner) = member {
          lines.append(" group-object \(inner.name)")
        } else {
          lines.append(" network-object \(member.text)")
        }
      }
    default: break
    }
  }

  private mutating func printServiceGroup(_ name: String) {
    guard let group = configuration.serviceGroups[name],
      printed.insert("services \(name)").inserted
    else { return }
    var body: [String] = []
    for member in group.members.ordered {
      switch member {
      case .service(let service): body.append(" service-object \(service.text)")
      case .object(let object):
        printServiceObject(object.name)
        body.append(" service-object object \(object.name)")
      case .group(let inner):
        printServiceGroup(inner.name)
        body.append(" group-object \(inner.name)")
      }
    }
    lines.append("object-group service \(name)" + (group.isTCP ? "" : " udp"))
    lines += body
  }

  private mutating func printServiceObject(_ name: String) {
    guard let object = configuration.serviceObjects[name] else { return }
    guard let service = object.service else { return once("object service \(name)") }
    once("object service \(name)\n service \(service.text)")
  }

  private mutating func printProtocolGroup(_ name: String) {
    guard let group = configuration.protocolGroups[name],
      printed.insert("protocols \(name)").inserted
    else { return }
    for inner in group.groups.ordered { printProtocolGroup(inner.name) }
    lines.append("object-group protocol \(name)")
    if group.holdsTCP { lines.append(" protocol-object tcp") }
    for inner in group.groups.ordered { lines.append(" group-object \(inner.name)") }
  }

  // MARK: Classes

  /// What the access lists of a class speak of, and the lists.
  private mutating func printClassReferences(_ name: String) {
    guard let map = configuration.classMaps[name] else { return }
    for case (.accessList(let reference), _) in map.matches { printList(reference.name) }
  }

  private mutating func printList(_ name: String) {
    guard let list = configuration.accessLists[name], printed.insert("list \(name)").inserted
    else { return }
    let entries = list.ordered.filter(\.bearsOnTCP)
    for entry in entries { printEntryReferences(entry) }
    // A list of which no line speaks of TCP must still be there.
    if entries.isEmpty { lines.append("access-list \(name) remark empty") }
    for entry in entries { lines.append(texts.entry(entry.origin, of: name)) }
  }

  private mutating func printEntryReferences(_ entry: AccessEntry) {
    switch entry.transport {
    case .object(let name): printServiceObject(name.name)
    case .group(let name):
      printServiceGroup(name.name)
      printProtocolGroup(name.name)
    case .tcp, .other: break
    }
    for spec in [entry.source, entry.destination] { printAddress(spec) }
    for case .group(let name) in [entry.sourcePorts, entry.destinationPorts] {
      printServiceGroup(name.name)
    }
    if let name = entry.timeRange { printTimeRange(name.name) }
  }

  private mutating func printTimeRange(_ name: String) {
    guard let range = configuration.timeRanges[name] else { return }
    once("time-range \(name)\n" + range.lines.map { " " + $0 }.joined(separator: "\n"))
  }

  private mutating func printTCPMap(_ name: String) {
    guard let map = configuration.tcpMaps[name] else { return }
    once((["tcp-map \(name)"] + map.lines.map { " " + $0 }).joined(separator: "\n"))
  }

  private mutating func printClass(_ name: String) {
    guard let map = configuration.classMaps[name], printed.insert("class \(name)").inserted
    else { return }
    lines.append("class-map \(name)")
    for (match, origin) in map.matches {
      switch match {
      case .any: lines.append(" match any")
      case .accessList(let list): lines.append(" match access-list \(list.name)")
      case .defaultInspectionTraffic: lines.append(" match default-inspection-traffic")
      case .ports, .never, .unknowable: lines.append(" " + texts.words(origin))
      }
    }
  }

  private mutating func printEntry(_ entry: TrafficPolicy.Entry) {
    lines.append(" class \(entry.name.name)")
    if let limits = entry.limits { lines.append("  set connection \(limits.words)") }
    if let timeouts = entry.timeouts {
      lines.append("  set connection timeout \(timeouts.words)")
    }
    if entry.stateBypass != nil {
      lines.append("  set connection advanced-options tcp-state-bypass")
    } else if entry.limits == nil, entry.timeouts == nil, let origin = entry.setsOther {
      lines.append("  " + texts.words(origin))
    }
    if let map = entry.tcpMap { lines.append("  set connection advanced-options \(map.name)") }
    if let inspect = entry.inspect {
      let map = inspect.map?.name ?? Interpreter.defaultMap
      // A generation without maps has no default one either.
      let isBare = inspect.map == nil && configuration.inspectionMaps[map] == nil
      lines.append("  inspect esmtp" + (isBare ? "" : " \(map)"))
    } else if entry.bareNoInspect != nil || entry.name.name == "inspection_default" {
      lines.append("  no inspect esmtp")
    }
  }

  // MARK: Inspection maps

  private mutating func printMap(_ name: String) {
    guard let map = configuration.inspectionMaps[name], printed.insert("map \(name)").inserted
    else { return }
    for match in map.matches {
      guard case .regex(let reference, let isClass) = match.argument else { continue }
      printRegex(reference.name, isClass: isClass)
    }
    lines.append("policy-map type inspect esmtp \(name)")
    if let description = map.description { lines.append(" description \(description)") }
    lines.append(" parameters")
    lines += map.parameters.lines(silentTLS: policy.state.silentTLS).map { "  " + $0 }
    for match in map.matches {
      lines.append(" match \(match.key)")
      for action in match.actions { lines.append("  \(action)") }
    }
  }

  private mutating func printRegex(_ name: String, isClass: Bool) {
    if isClass {
      guard let list = configuration.regexClasses[name],
        printed.insert("regexes \(name)").inserted
      else { return }
      for member in list.members.ordered { printRegex(member.name, isClass: false) }
      lines.append("class-map type regex match-any \(name)")
      for member in list.members.ordered { lines.append(" match regex \(member.name)") }
    } else if let regex = configuration.regexes[name] {
      once("regex \(name) " + (regex.isQuoted ? "\"\(regex.pattern)\"" : regex.pattern))
    }
  }
}
