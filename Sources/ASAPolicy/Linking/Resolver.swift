import ESMTPInspection
import Primitives

/// Looks names up over the whole configuration, in any order.
struct Resolver {
  let configuration: Configuration
  let texts: SourceTexts
  var diagnostics: [Diagnostic] = []
  /// How grave an undefined name is.
  var severity = Diagnostic.Severity.error

  /// The regular expressions that were compiled.
  var usedRegexes: Set<String> = []

  /// How deep groups may stand in groups.
  static let deepest = 64
  /// How many members all groups together may expand to.
  static let mostMembers = 1_000_000
  /// How many names that are not there get a suggestion, which takes a walk over all that are.
  static let mostSuggestions = 50

  private var members = 0
  private var suggestions = 0
  private var reported: Set<String> = []
  private var networkGroups: [String: AddressSet] = [:]
  private var serviceGroups: [String: Services] = [:]
  private var portSets: [PortSpec: PortSet] = [:]
  private var open: Set<String> = []
  private var interfaces: [String: [AddressRange]] = [:]

  /// The TCP services of a group: destination ports for any source port, and the others.
  struct Services: Sendable {
    var destinations: [ClosedRange<UInt16>] = []
    var others: [(source: PortSet, destination: PortSet)] = []
  }

  init(_ configuration: Configuration, _ texts: SourceTexts) {
    self.configuration = configuration
    self.texts = texts
    for interface in configuration.interfaces {
      guard let name = interface.name else { continue }
      interfaces[name, default: []] += interface.addresses.map { AddressRange($0.address) }
    }
  }

  /// Reports an undefined name, once for each place; not where its definition has a mistake.
  ///
  /// - Parameters:
  ///   - kind: what it would be.
  ///   - name: the name.
  ///   - remedy: what the message goes on with.
  mutating func undefined(_ kind: String, _ name: Reference, remedy: String = "") {
    let broken = kind == "access-list" ? configuration.brokenLists : configuration.brokenNames
    if broken.contains(name.name) { return }
    let suggestion = spendSuggestion() ? Keyword.nearest(name.name, in: names(of: kind)) : nil
    report(name, "there is no \(kind) \"\(name.name)\"\(remedy)", suggestion: suggestion)
  }

  /// Whether one more name that is not there gets a suggestion.
  mutating func spendSuggestion() -> Bool {
    suggestions += 1
    return suggestions <= Resolver.mostSuggestions
  }

  /// The names that are defined of a kind.
  private func names(of kind: String) -> [String] {
    switch kind {
    case "access-list": configuration.accessLists.names
    case "class-map": configuration.classMaps.names
    case "class-map type regex": configuration.regexClasses.names
    case "name": configuration.names.sorted
    case "object network": configuration.networkObjects.names
    case "object service": configuration.serviceObjects.names
    case "object-group": configuration.serviceGroups.names + configuration.protocolGroups.names
    case "object-group network": configuration.networkGroups.names
    case "object-group protocol": configuration.protocolGroups.names
    case "object-group service": configuration.serviceGroups.names
    case "policy-map": configuration.policies.names
    case "policy-map type inspect esmtp": configuration.inspectionMaps.names
    case "regex": configuration.regexes.names
    case "time-range": configuration.timeRanges.names
    default: []
    }
  }

  mutating func report(_ name: Reference, _ message: String, suggestion: String? = nil) {
    report(name.origin, offset: Int(name.offset), message, suggestion: suggestion)
  }

  mutating func report(
    _ origin: Origin, offset: Int, _ message: String, suggestion: String? = nil
  ) {
    let key = "\(origin.text):\(origin.line):\(offset):\(message)"
    guard reported.insert(key).inserted else { return }
    diagnostics.append(
      texts.diagnostic(severity, at: origin, offset: offset, message, suggestion: suggestion))
  }

  // MARK: Addresses

  mutating func addresses(_ spec: AddressSpec) -> AddressSet {
    switch spec {
    case .any: return .any
    case .anyIPv4: return AddressSet(ranges: [.allIPv4])
    case .anyIPv6: return AddressSet(ranges: [.allIPv6])
    case .range(let range): return AddressSet(ranges: [range])
    case .masked(let bits, let mask):
      return AddressSet(masked: AddressSet.Masked(bits: bits, mask: mask))
    case .unknowable: return .unknowable
    case .named(let name, let mask):
      guard let address = configuration.names[name.name] else {
        undefined("name", name)
        return AddressSet()
      }
      if address.isIPv6 { return AddressSet(ranges: [AddressRange(address)]) }
      return addresses(AddressSpec(address.v4Bits, mask: mask))
    case .interface(let name):
      guard let ranges = interfaces[name.name], !ranges.isEmpty else { return .unknowable }
      return AddressSet(ranges: ranges)
    case .object(let name):
      guard let object = configuration.networkObjects[name.name] else {
        undefined("object network", name)
        return AddressSet()
      }
      guard let address = object.address, !address.isObject else { return AddressSet() }
      return addresses(address)
    case .group(let name): return networkGroup(name)
    }
  }

  private mutating func networkGroup(_ name: Reference) -> AddressSet {
    if members > Resolver.mostMembers { return AddressSet() }
    if let known = networkGroups[name.name] { return known }
    guard let group = configuration.networkGroups[name.name] else {
      undefined("object-group network", name)
      return AddressSet()
    }
    guard enter(name) else { return AddressSet() }
    var sets: [AddressSet] = []
    for member in group.members.ordered {
      let set = addresses(member)
      guard spend(set.ranges.count + set.masked.count + 1, name) else { break }
      sets.append(set)
    }
    open.remove(name.name)
    let union = AddressSet(union: sets)
    networkGroups[name.name] = union
    return union
  }

  /// Refuses groups that hold themselves and groups that stand too deep.
  private mutating func enter(_ name: Reference) -> Bool {
    if open.contains(name.name) {
      report(name, "object-group \"\(name.name)\" holds itself")
      return false
    }
    guard open.count < Resolver.deepest else {
      report(name, "object-groups stand more than \(Resolver.deepest) deep in each other")
      return false
    }
    open.insert(name.name)
    return true
  }

  mutating func spend(_ count: Int, _ name: Reference) -> Bool {
    if members > Resolver.mostMembers { return false }
    members += count
    guard members <= Resolver.mostMembers else {
      report(name, "the object-groups expand to more than \(Resolver.mostMembers) members")
      return false
    }
    return true
  }

  // MARK: Services

  mutating func ports(_ spec: PortSpec) -> PortSet {
    if case .any = spec { return .all }
    if let known = portSets[spec] { return known }
    let set = makePorts(spec)
    portSets[spec] = set
    return set
  }

  private mutating func makePorts(_ spec: PortSpec) -> PortSet {
    switch spec {
    case .any: return .all
    case .none: return PortSet([])
    case .range(let low, let high): return PortSet([low...high])
    case .except(let port):
      var ranges: [ClosedRange<UInt16>] = []
      if port > 0 { ranges.append(0...port - 1) }
      if port < .max { ranges.append(port + 1 ... .max) }
      return PortSet(ranges)
    case .group(let name): return PortSet(services(name).destinations)
    }
  }

  mutating func services(_ name: Reference) -> Services {
    if let known = serviceGroups[name.name] { return known }
    guard let group = configuration.serviceGroups[name.name] else {
      undefined("object-group service", name)
      return Services()
    }
    guard enter(name) else { return Services() }
    var services = Services()
    for member in group.members.ordered {
      var more = Services()
      switch member {
      case .service(let service): more = self.services(service)
      case .object(let object): more = self.services(object: object)
      case .group(let group): more = self.services(group)
      }
      guard spend(more.destinations.count + more.others.count + 1, name) else { break }
      services.destinations += more.destinations
      services.others += more.others
    }
    open.remove(name.name)
    services.destinations = PortSet(services.destinations).ranges
    if !group.isTCP { services = Services() }
    serviceGroups[name.name] = services
    return services
  }

  mutating func services(_ service: ServiceSpec) -> Services {
    guard service.isTCP else { return Services() }
    let source = ports(service.source)
    let destination = ports(service.destination)
    return source.isAll
      ? Services(destinations: destination.ranges) : Services(others: [(source, destination)])
  }

  mutating func services(object name: Reference) -> Services {
    guard let object = configuration.serviceObjects[name.name] else {
      undefined("object service", name)
      return Services()
    }
    return object.service.map { services($0) } ?? Services()
  }

  /// The services that the protocol part of an access-list line names; nil for all of TCP.
  mutating func services(_ transport: AccessEntry.TransportProtocol) -> Services? {
    switch transport {
    case .tcp: return nil
    case .other: return Services()
    case .object(let name): return services(object: name)
    case .group(let name):
      if configuration.serviceGroups[name.name] != nil { return services(name) }
      guard configuration.protocolGroups[name.name] != nil else {
        undefined("object-group", name)
        return Services()
      }
      return holdsTCP(name) ? nil : Services()
    }
  }

  private mutating func holdsTCP(_ name: Reference) -> Bool {
    guard let group = configuration.protocolGroups[name.name] else {
      undefined("object-group protocol", name)
      return false
    }
    if group.holdsTCP { return true }
    guard spend(group.groups.ordered.count + 1, name), enter(name) else { return false }
    defer { open.remove(name.name) }
    for member in group.groups.ordered where holdsTCP(member) { return true }
    return false
  }
}

extension AddressSpec {
  fileprivate var isObject: Bool {
    switch self {
    case .object, .group: true
    default: false
    }
  }
}
