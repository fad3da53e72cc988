import ESMTPInspection
import Primitives

extension PolicyLinker {
  /// Warns of what a device takes and nobody means, and looks up what nothing uses.
  mutating func check(_ resolver: inout Resolver, isSelected: (String) -> Bool) {
    // A class that names a map that is not there may mean any of them.
    let isMissing = usedMaps.contains { configuration.inspectionMaps[$0] == nil }
    for map in configuration.inspectionMaps.ordered {
      if !usedMaps.contains(map.name), !isSelected(map.name) {
        _ = resolver.compile(map)
        if !isMissing, map.origin.text > 0, map.name != Interpreter.defaultMap {
          warn(map.origin, "no class uses map \"\(map.name)\"")
        }
      }
      checkMatches(map)
    }
    for policy in policies { checkClasses(policy) }
    checkClassMaps()
    resolver.severity = .warning
    checkUnused(&resolver)
  }

  // MARK: Maps

  private mutating func checkMatches(_ map: InspectionMap) {
    var ending: [Criterion: Int] = [:]
    var words: [Criterion: Set<Int>] = [:]
    for match in map.matches {
      if match.actions.isEmpty {
        warn(match.origin, "\"match \(match.key)\" has no action and does nothing")
      }
      guard !match.isNegated, case .value(let argument) = match.argument else { continue }
      let ends = match.actions.contains { $0.endsSession }
      switch argument {
      case .greaterThan(let number):
        if let before = ending[match.criterion], before <= number {
          warn(
            match.origin, offset: match.argumentOffset,
            "an earlier match ends the session above \(before) already; this one is never reached")
        } else if ends {
          ending[match.criterion] = number
        }
      case .words(let indices, _):
        if words[match.criterion]?.isSuperset(of: indices) ?? false {
          warn(
            match.origin, offset: match.argumentOffset,
            "earlier matches end the session for all of these already; this one is never reached")
        } else if ends {
          words[match.criterion, default: []].formUnion(indices)
        }
      case .regex: break
      }
    }
  }

  // MARK: Classes

  private mutating func checkClasses(_ policy: CompiledPolicy) {
    var before: [(name: String, match: CompiledPolicy.Match)] = []
    for entry in policy.entries {
      switch entry.feature {
      case .none: continue
      case .exempt: checkExemption(entry, policy)
      case .inspect:
        if let taken = before.first(where: { $0.match.takes(entry.matches.map(\.match)) }) {
          warn(
            entry.origin,
            "class \"\(taken.name)\" takes everything that class \"\(entry.name)\" would; "
              + "nothing reaches this one")
        }
        if entry.matches.count == 1 { before.append((entry.name, entry.matches[0].match)) }
      }
    }
  }

  private mutating func checkExemption(
    _ entry: CompiledPolicy.Entry, _ policy: CompiledPolicy
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
    checkDirections(entry)
  }

  /// An access list that exempts a server alone leaves the mail that it sends.
  private mutating func checkDirections(_ entry: CompiledPolicy.Entry) {
    guard let map = configuration.classMaps[entry.name] else { return }
    for (match, _) in map.matches {
      guard case .accessList(let name) = match,
        let list = configuration.accessLists[name.name]
      else { continue }
      let permits = list.entries.filter { $0.kind == .permit && $0.bearsOnTCP }
      let servers = permits.compactMap { $0.source.isAny ? $0.destination.host : nil }
      let clients = permits.compactMap { $0.destination.isAny ? $0.source.host : nil }
      for (hosts, others, word, missing) in [
        (servers, Set(clients), "server", "mail that it sends"),
        (clients, Set(servers), "client", "mail that it gets"),
      ] {
        guard let host = hosts.first(where: { !others.contains($0) }) else { continue }
        let line = permits.first {
          (word == "server" ? $0.destination.host : $0.source.host) == host
        }
        warn(
          line?.origin ?? list.origin,
          "access list \"\(name.name)\" permits \(host) as a \(word) alone; \(missing) "
            + "is still inspected")
      }
    }
  }

  private mutating func checkClassMaps() {
    let used = Set(configuration.policies.ordered.flatMap { $0.classes.map(\.name.name) })
    for map in configuration.classMaps.ordered where map.origin.text > 0 {
      if !used.contains(map.name), map.name != "inspection_default" {
        warn(map.origin, "no policy-map uses class \"\(map.name)\"")
      } else if map.matches.isEmpty {
        warn(map.origin, "class \"\(map.name)\" has no \"match\" and takes nothing")
      }
    }
  }

  // MARK: What nothing uses

  private func checkUnused(_ resolver: inout Resolver) {
    for name in configuration.accessLists.names where !relevantLists.contains(name) {
      guard let list = configuration.accessLists[name] else { continue }
      for entry in list.entries where entry.bearsOnTCP { resolver.lookUp(entry) }
    }
    for map in configuration.classMaps.ordered {
      for case (.accessList(let name), _) in map.matches
      where configuration.accessLists[name.name] == nil && !relevantLists.contains(name.name) {
        resolver.undefined("access-list", name)
      }
    }
    for list in configuration.regexClasses.ordered {
      for member in list.members where configuration.regexes[member.name] == nil {
        resolver.undefined("regex", member)
      }
    }
    let used = resolver.usedRegexes
    for name in configuration.regexes.names where !used.contains(name) {
      guard let object = configuration.regexes[name] else { continue }
      let token = Token(text: name, word: name, offset: 0)
      resolver.program(Reference(token, at: object.origin), isClass: false)
    }
  }
}

extension Resolver {
  /// Looks at the names of a line without expanding them.
  fileprivate mutating func lookUp(_ entry: AccessEntry) {
    for spec in [entry.source, entry.destination] {
      switch spec {
      case .object(let name) where configuration.networkObjects[name.name] == nil:
        undefined("object network", name)
      case .group(let name) where configuration.networkGroups[name.name] == nil:
        undefined("object-group network", name)
      case .named(let name, _) where configuration.names[name.name] == nil:
        undefined("name", name)
      default: break
      }
    }
    for case .group(let name) in [entry.sourcePorts, entry.destinationPorts]
    where configuration.serviceGroups[name.name] == nil {
      undefined("object-group service", name)
    }
    if let name = entry.timeRange, configuration.timeRanges[name.name] == nil {
      undefined("time-range", name)
    }
  }
}

extension Action {
  /// Whether nothing is tried after it.
  fileprivate var endsSession: Bool {
    switch self {
    case .dropConnection, .reset: true
    case .mask, .log, .rateLimit: false
    }
  }
}

extension AddressSpec {
  fileprivate var isAny: Bool { self == .any || self == .anyIPv4 || self == .anyIPv6 }

  /// The address, where it is a single one.
  fileprivate var host: IPAddress? {
    if case .range(let range) = self, range.low == range.high { range.low } else { nil }
  }
}

extension CompiledPolicy {
  fileprivate var inspects: Bool {
    entries.contains { if case .inspect = $0.feature { true } else { false } }
  }
}

extension CompiledPolicy.Match {
  /// Whether nothing that others take is left.
  fileprivate func takes(_ others: [CompiledPolicy.Match]) -> Bool {
    switch self {
    case .any: return true
    case .ports(let mine):
      return others.contains {
        if case .ports(let other) = $0 {
          mine.lowerBound <= other.lowerBound && other.upperBound <= mine.upperBound
        } else {
          false
        }
      }
    case .never, .unknowable, .accessList: return false
    }
  }
}
