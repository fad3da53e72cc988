import ESMTPInspection
import Primitives

/// Makes the policies that sessions are asked of.
struct PolicyLinker {
  let configuration: Configuration
  let texts: SourceTexts
  let profile: Profile
  let silentTLS: Bool
  /// Whether `silentTLS` is another one with that switch of the profile turned.
  let isTLSOpen: Bool
  var diagnostics: [Diagnostic] = []
  var inspections: [InspectionPolicy] = []
  var limits: [ConnectionLimits] = []
  var policies: [CompiledPolicy] = []
  var accessLists: [CompiledAccessList] = []
  var headline: LoadedPolicy.Headline?
  /// What was linked already, by name.
  private var maps: [String: PolicyMap] = [:]
  private var listIndex: [String: Int] = [:]
  private let interfaceNames: Set<String>
  /// The access lists and class maps that bear on the inspection.
  private(set) var relevantLists: Set<String> = []
  private(set) var usedMaps: Set<String> = []

  init(
    _ configuration: Configuration, _ texts: SourceTexts, profile: Profile, silentTLS: Bool,
    isTLSOpen: Bool
  ) {
    self.isTLSOpen = isTLSOpen
    self.configuration = configuration
    interfaceNames = Set(configuration.interfaces.lazy.compactMap(\.name))
    self.texts = texts
    self.profile = profile
    self.silentTLS = silentTLS
  }

  /// `fixup protocol smtp`: seven commands, no map.
  mutating func fixups() -> [(ports: ClosedRange<UInt16>, inspection: Int, origin: Origin)] {
    configuration.fixups.map { fixup in
      let statement = texts.statement(fixup.origin)
      let index = inspection(map: nil, statement, fixup.origin)
      setHeadline(statement, fixup.origin, className: nil, mapName: nil)
      return (fixup.ports, index, fixup.origin)
    }
  }

  /// One map on all traffic of some ports.
  mutating func lone(_ name: String, ports: [UInt16], _ resolver: inout Resolver)
    -> [(ports: ClosedRange<UInt16>, inspection: Int, origin: Origin)]
  {
    guard let map = configuration.inspectionMaps[name] else { return [] }
    usedMaps.insert(name)
    let compiled = profile.usesMap ? resolver.compile(map) : nil
    let statement = texts.statement(map.origin)
    let index = inspection(map: compiled, statement, map.origin)
    setHeadline(statement, map.origin, className: nil, mapName: compiled?.name)
    return ports.map { ($0...$0, index, map.origin) }
  }

  private mutating func inspection(map: PolicyMap?, _ statement: String, _ origin: Origin) -> Int {
    inspections.append(
      InspectionPolicy(
        map: map, profile: profile, statement: statement, source: texts.source(origin),
        silentTLS: silentTLS, logStyle: configuration.version?.logStyle(profile),
        isTLSOpen: isTLSOpen))
    return inspections.count - 1
  }

  private mutating func setHeadline(
    _ statement: String, _ origin: Origin, className: String?, mapName: String?
  ) {
    headline =
      headline
      ?? LoadedPolicy.Headline(
        statement: statement, source: texts.source(origin), className: className,
        mapName: mapName)
  }

  /// The policies of all `service-policy` lines, the global one first for the headline.
  mutating func linkPolicies(_ resolver: inout Resolver) {
    let services = configuration.servicePolicies
    let ordered = services.filter { $0.interface == nil } + services.filter { $0.interface != nil }
    for service in ordered {
      guard let policy = configuration.policies[service.policy.name] else {
        // A part of a configuration that applies a policy is taken for a whole one.
        let isOwn = service.policy.name == BuiltIn.policy
        resolver.undefined(
          "policy-map", service.policy,
          remedy: isOwn
            ? " in this text, which is taken for a whole configuration; "
              + "--base factory types it into a device that has its own" : "")
        continue
      }
      if let interface = service.interface { checkInterface(interface, service, &resolver) }
      policies.append(link(policy, service, &resolver))
    }
    linkUnapplied(&resolver)
  }

  /// Names in a policy that nothing applies are looked up all the same.
  private mutating func linkUnapplied(_ resolver: inout Resolver) {
    let applied = Set(configuration.servicePolicies.map(\.policy.name))
    let (inspections, limits, headline) = (inspections, limits, headline)
    for policy in configuration.policies.ordered where !applied.contains(policy.name) {
      let name = Reference(Token(text: policy.name, word: "", offset: 0), at: policy.origin)
      let linked = link(policy, ServicePolicy(policy: name, interface: nil), &resolver)
      let bears = linked.entries.contains { if case .none = $0.feature { false } else { true } }
      if bears, policy.origin.text > 0 {
        warn(policy.origin, "no service-policy applies policy-map \"\(policy.name)\"")
      }
      self.inspections = inspections
    }
    self.limits = limits
    self.headline = headline
  }

  mutating func warn(_ origin: Origin, offset: Int? = nil, _ message: String) {
    let indent = texts.bytes(origin).prefix { $0 <= 32 }.count
    diagnostics.append(
      texts.diagnostic(.warning, at: origin, offset: offset ?? indent, message))
  }

  private mutating func checkInterface(
    _ name: String, _ service: ServicePolicy, _ resolver: inout Resolver
  ) {
    guard !interfaceNames.isEmpty, !interfaceNames.contains(name) else { return }
    let near =
      resolver.spendSuggestion()
      ? Keyword.nearest(name, in: configuration.interfaces.lazy.compactMap(\.name)) : nil
    diagnostics.append(
      texts.diagnostic(
        .error, at: service.origin, offset: Int(service.policy.offset),
        "there is no interface \"\(name)\"; nameif gives it to one", suggestion: near))
  }

  private mutating func link(
    _ policy: TrafficPolicy, _ service: ServicePolicy, _ resolver: inout Resolver
  ) -> CompiledPolicy {
    var compiled = CompiledPolicy(
      name: policy.name, interface: service.interface, origin: service.origin, entries: [],
      setsConnection: false, exempts: false)
    for entry in policy.classes {
      let bears =
        entry.inspect != nil || entry.bareNoInspect != nil || entry.setsConnection
        || entry.tcpMap != nil
      guard bears else {
        checkName(entry, &resolver)
        continue
      }
      var linked = CompiledPolicy.Entry(
        name: entry.name.name, origin: entry.name.origin, matches: matches(entry, &resolver))
      linked.setsConnection = entry.setsConnection
      linked.stateBypass = entry.stateBypass
      linked.timeouts = entry.timeouts
      if let map = entry.tcpMap {
        linked.reorderQueue = configuration.tcpMaps[map.name]?.queue ?? ReorderQueue()
        compiled.setsReorderQueue = true
        if configuration.tcpMaps[map.name] == nil { undefinedTCPMap(map, &resolver) }
      }
      if let limit = entry.limits {
        linked.limits = limits.count
        limits.append(limit)
      }
      if let inspect = entry.inspect {
        if let index = self.inspect(inspect, entry.name.name, &resolver) {
          linked.feature = .inspect(index)
          linked.featureOrigin = inspect.origin
          linked.mapName = inspections[index].map?.name
        }
      } else if let bare = entry.bareNoInspect {
        linked.feature = .exempt
        linked.featureOrigin = bare
        compiled.exempts = true
      }
      compiled.setsConnection = compiled.setsConnection || linked.setsConnection
      compiled.entries.append(linked)
    }
    return compiled
  }

  private mutating func undefinedTCPMap(_ map: Reference, _ resolver: inout Resolver) {
    resolver.severity = .warning
    resolver.undefined("tcp-map", map)
    resolver.severity = .error
  }

  /// A class that does not bear on the inspection: a missing definition is a warning.
  private mutating func checkName(_ entry: TrafficPolicy.Entry, _ resolver: inout Resolver) {
    guard entry.name.name != "class-default", configuration.classMaps[entry.name.name] == nil
    else { return }
    resolver.severity = .warning
    resolver.undefined("class-map", entry.name)
    resolver.severity = .error
  }

  private mutating func inspect(
    _ inspect: TrafficPolicy.Inspect, _ className: String, _ resolver: inout Resolver
  ) -> Int? {
    let name = inspect.map?.name ?? Interpreter.defaultMap
    usedMaps.insert(name)
    if maps[name] == nil {
      if let map = configuration.inspectionMaps[name] {
        maps[name] = resolver.compile(map)
      } else if let reference = inspect.map, name != Interpreter.defaultMap {
        resolver.undefined("policy-map type inspect esmtp", reference)
        return nil
      }
      // A generation without maps inspects by the fixed rules alone.
    }
    let statement = texts.statement(inspect.origin)
    let map = profile.usesMap ? maps[name] : nil
    setHeadline(statement, inspect.origin, className: className, mapName: map?.name)
    return inspection(map: map, statement, inspect.origin)
  }

  private mutating func matches(_ entry: TrafficPolicy.Entry, _ resolver: inout Resolver)
    -> [(match: CompiledPolicy.Match, origin: Origin)]
  {
    if entry.name.name == "class-default" { return [(.any, entry.name.origin)] }
    guard let map = configuration.classMaps[entry.name.name] else {
      resolver.undefined("class-map", entry.name)
      return []
    }
    let hasDefault = map.matches.contains {
      if case .defaultInspectionTraffic = $0.match { true } else { false }
    }
    return map.matches.map { match, origin in
      switch match {
      case .any: (.any, origin)
      case .defaultInspectionTraffic: (.ports(25...25), origin)
      case .ports(let ports, let isTCP): (isTCP ? .ports(ports) : .never, origin)
      case .never: (.never, origin)
      case .unknowable: (.unknowable, origin)
      case .accessList(let name):
        (
          accessList(name, ignoringPorts: hasDefault, &resolver).map { .accessList($0) } ?? .never,
          origin
        )
      }
    }
  }

  private mutating func accessList(
    _ name: Reference, ignoringPorts: Bool, _ resolver: inout Resolver
  ) -> Int? {
    let key = (ignoringPorts ? "-" : "+") + name.name
    if let known = listIndex[key] { return known }
    relevantLists.insert(name.name)
    guard let list = configuration.accessLists[name.name] else {
      resolver.undefined("access-list", name)
      return nil
    }
    if list.entries.isEmpty, let kind = list.otherKind {
      resolver.report(
        name, "access list \"\(name.name)\" is of type \(kind); a class takes an extended one")
      return nil
    }
    accessLists.append(resolver.compile(list, ignoringPorts: ignoringPorts))
    listIndex[key] = accessLists.count - 1
    return accessLists.count - 1
  }
}
