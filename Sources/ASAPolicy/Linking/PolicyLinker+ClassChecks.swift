import ESMTPInspection
import Primitives

// Classes that nothing reaches, and exemptions that leave something inspected (evidence 6.3, 6.4).
extension PolicyLinker {
  mutating func checkClasses(_ policy: CompiledPolicy) {
    // A class that exempts is asked before those that inspect, wherever it stands.
    var before: [CompiledPolicy.Entry] = []
    let exempting = policy.entries.filter { $0.isExempting && $0.matches.count == 1 }
    if profile.bareNoInspectExempts { before = exempting }
    // What one class that exempts lacks another one may have.
    let exempted = NamedHosts(
      policy.entries.filter(\.isExempting).flatMap { permitted($0).flatMap(\.lines) }, hostNames)
    for entry in policy.entries {
      switch entry.feature {
      case .none: continue
      case .exempt: checkExemption(entry, policy, exempted)
      case .inspect:
        checkLeftOut(entry, policy)
        if let taken = before.first(where: { takes($0.matches[0].match, all: entry) }) {
          warn(
            entry.origin,
            "class \"\(taken.name)\" takes everything that class \"\(entry.name)\" would; "
              + "nothing reaches this one")
        }
        if entry.matches.count == 1 { before.append(entry) }
      }
      if !isInDoubt(entry), entry.matches.contains(where: { takesNothing($0.match) }) {
        warn(entry.origin, "class \"\(entry.name)\" takes no TCP session; nothing reaches this one")
      }
    }
  }

  /// Whether a class refers to a list that is not there or holds a mistake, which is told already.
  private func isInDoubt(_ entry: CompiledPolicy.Entry) -> Bool {
    (configuration.classMaps[entry.name]?.matches ?? []).contains { match, _ in
      guard case .accessList(let name) = match else { return false }
      return configuration.accessLists[name.name] == nil
        || configuration.brokenLists.contains(name.name)
    }
  }

  private func takesNothing(_ match: CompiledPolicy.Match) -> Bool {
    switch match {
    case .never: true
    case .accessList(let index): !accessLists[index].permitsAnything
    case .any, .ports, .unknowable: false
    }
  }

  /// Whether nothing that a class would take is left behind a match.
  private func takes(_ match: CompiledPolicy.Match, all entry: CompiledPolicy.Entry) -> Bool {
    let mine: PortSet
    switch match {
    case .any: return true
    case .ports(let ports): mine = PortSet([ports])
    case .accessList(let index):
      let isSame = entry.matches.contains {
        if case .accessList(index) = $0.match { true } else { false }
      }
      if isSame { return true }
      if accessLists[index].deniesAnything { return false }
      mine = accessLists[index].portsOfAll
    case .never, .unknowable: return false
    }
    if mine.isAll { return true }
    return entry.matches.contains {
      guard case .ports(let other) = $0.match else { return false }
      return mine.ranges.contains {
        $0.lowerBound <= other.lowerBound && other.upperBound <= $0.upperBound
      }
    }
  }

  /// Whether a class takes mail sessions whatever their addresses are.
  private func takesAllMail(_ entry: CompiledPolicy.Entry) -> Bool {
    !entry.matches.isEmpty
      && entry.matches.allSatisfy {
        switch $0.match {
        case .any: true
        case .ports(let ports): ports.contains(25)
        case .accessList(let index): accessLists[index].portsOfAll.contains(25)
        case .never, .unknowable: false
        }
      }
  }

  /// A list that takes all mail but that of some hosts: what it leaves out must not fall into another
  /// class, and must be left out both ways.
  private mutating func checkLeftOut(_ entry: CompiledPolicy.Entry, _ policy: CompiledPolicy) {
    guard let map = configuration.classMaps[entry.name], takesAllMail(entry) else { return }
    for case (.accessList(let name), _) in map.matches {
      guard let list = configuration.accessLists[name.name] else { continue }
      let lines = list.ordered.filter { $0.bearsOnTCP && $0.mayBeMail }
      let end = lines.firstIndex(where: \.permitsAllMail) ?? lines.endIndex
      for line in lines[end...] where line.kind == .deny && line.isNarrow {
        warn(
          line.origin,
          "access list \"\(name.name)\" permits all mail above this line; mail never reaches it")
      }
      let denied = lines[..<end].filter { $0.kind == .deny }
      guard let first = denied.first else { continue }
      checkDirections(denied, "denies", name.name, beside: NamedHosts(denied, hostNames))
      let global = policy.interface == nil ? [] : policies.filter { $0.interface == nil }
      for other in [policy] + global {
        for others in other.entries
        where others.isInspecting && others.origin != entry.origin && takesAllMail(others) {
          warn(
            first.origin,
            "access list \"\(name.name)\" leaves sessions out of class \"\(entry.name)\", and class "
              + "\"\(others.name)\" of policy-map \"\(other.name)\" still inspects them; "
              + "type \"no inspect esmtp\" there")
        }
      }
    }
  }

  private mutating func checkExemption(
    _ entry: CompiledPolicy.Entry, _ policy: CompiledPolicy, _ exempted: NamedHosts
  ) {
    guard profile.bareNoInspectExempts else {
      warn(
        entry.featureOrigin,
        "a device does not store \"no inspect esmtp\" in a class that never held the inspection; "
          + "profile \(profile.name) ignores it")
      return
    }
    warn(
      entry.featureOrigin,
      "class \"\(entry.name)\" never held \"inspect esmtp\", and a device may not store this line; "
        + "to be sure, give \"inspect esmtp\" to a class whose access list denies these hosts and "
        + "permits the rest, and take it from inspection_default")
    if policy.entries.first(where: { $0.isExempting })?.origin == entry.origin {
      diagnostics[diagnostics.count - 1].remedy = robustForm(of: policy)
    }
    if policy.interface == nil {
      for other in policies where other.interface != nil && other.inspects {
        warn(
          entry.featureOrigin,
          "policy-map \"\(other.name)\" of interface \"\(other.interface ?? "")\" is tried first "
            + "and still inspects what this class exempts")
      }
    }
    for (name, lines) in permitted(entry) {
      checkDirections(lines, "permits", name, beside: exempted)
    }
  }

  /// The lines of a class's access lists that take sessions.
  private func permitted(_ entry: CompiledPolicy.Entry) -> [(list: String, lines: [AccessEntry])] {
    (configuration.classMaps[entry.name]?.matches ?? []).compactMap { match, _ in
      guard case .accessList(let name) = match, let list = configuration.accessLists[name.name]
      else { return nil }
      return (name.name, list.entries.filter { $0.kind == .permit && $0.bearsOnTCP })
    }
  }

  /// An access list that exempts a server alone leaves the mail that it sends.
  private mutating func checkDirections(
    _ lines: [AccessEntry], _ does: String, _ name: String, beside all: NamedHosts
  ) {
    for (hosts, others, word, missing) in [
      (lines.compactMap(\.server), all.clients, "server", "mail that it sends"),
      (lines.compactMap(\.client), all.servers, "client", "mail that it gets"),
    ] {
      guard let host = hosts.first(where: { !others.contains(all.name($0)) }) else { continue }
      let line = lines.first { (word == "server" ? $0.destination : $0.source) == host }
      warn(
        line?.origin ?? .none,
        "access list \"\(name)\" \(does) \(host.brief) as a \(word) alone; \(missing) "
          + "is still inspected")
    }
  }

  /// The real address of each one that a `static` shows, where the access lists speak of addresses as they
  /// are seen: both name one host.
  private var hostNames: [AddressSpec: AddressSpec] {
    if configuration.usesRealAddresses(profile) { return [:] }
    var names: [AddressSpec: AddressSpec] = [:]
    for translation in configuration.translations.ordered {
      guard case .spec(let mapped) = translation.mapped, translation.policyList == nil else {
        continue
      }
      names[mapped] = translation.real
    }
    return names
  }

  mutating func checkClassMaps() {
    let used = Set(configuration.policies.ordered.flatMap { $0.classes.map(\.name.name) })
    for map in configuration.classMaps.ordered where map.origin.text > 0 {
      if !used.contains(map.name), map.name != "inspection_default" {
        warn(map.origin, "no policy-map uses class \"\(map.name)\"")
      } else if map.matches.isEmpty, !map.isBroken {
        warn(map.origin, "class \"\(map.name)\" has no \"match\" and takes nothing")
      }
    }
  }
}

extension AccessEntry {
  /// Whether it takes all mail, whoever sends it to whom.
  fileprivate var permitsAllMail: Bool {
    guard kind == .permit, source == .any, destination == .any, timeRange == nil, !isUnknowable,
      case .tcp = transport, case .any = sourcePorts
    else { return false }
    return switch destinationPorts {
    case .group: false
    case .any, .none, .range, .except: mayBeMail
    }
  }

  /// Whether it is about some hosts alone.
  fileprivate var isNarrow: Bool { source.narrow != nil || destination.narrow != nil }

  /// Whether it may be about port 25.
  fileprivate var mayBeMail: Bool {
    switch destinationPorts {
    case .any, .group: true
    case .none: false
    case .range(let low, let high): low <= 25 && 25 <= high
    case .except(let port): port != 25
    }
  }
}

extension AddressSpec {
  fileprivate var isAny: Bool { self == .any || self == .anyIPv4 || self == .anyIPv6 }

  /// The same, where it is not everybody.
  fileprivate var narrow: AddressSpec? { isAny ? nil : self }

  /// In a message.
  fileprivate var brief: String {
    if case .range(let range) = self, range.low == range.high { "\(range.low)" } else { text }
  }
}

extension CompiledPolicy {
  fileprivate var inspects: Bool { entries.contains { $0.isInspecting } }
}

/// The hosts that lines of access lists name for one side of a session, whoever the other one is.
private struct NamedHosts {
  let servers: Set<AddressSpec>
  let clients: Set<AddressSpec>
  /// The one name of a host that has several.
  private let names: [AddressSpec: AddressSpec]

  init(_ lines: [AccessEntry], _ names: [AddressSpec: AddressSpec]) {
    self.names = names
    let name = { names[$0] ?? $0 }
    servers = Set(lines.compactMap(\.server).map(name))
    clients = Set(lines.compactMap(\.client).map(name))
  }

  /// A host by its one name.
  func name(_ host: AddressSpec) -> AddressSpec { names[host] ?? host }
}

extension AccessEntry {
  /// The one server whose sessions with any client it takes.
  fileprivate var server: AddressSpec? { source.isAny ? destination.narrow : nil }
  /// The one client whose sessions with any server it takes.
  fileprivate var client: AddressSpec? { destination.isAny ? source.narrow : nil }
}
