import ESMTPInspection
import Primitives

extension PolicyLinker {
  /// Warns of what a device takes and nobody means, and looks up what nothing uses.
  mutating func check(_ resolver: inout Resolver, isSelected: (String) -> Bool) {
    // A class that names a map that is not there may mean any of them.
    let isMissing = usedMaps.contains {
      $0 != Interpreter.defaultMap && configuration.inspectionMaps[$0] == nil
    }
    for map in configuration.inspectionMaps.ordered {
      if !usedMaps.contains(map.name), !isSelected(map.name) {
        _ = resolver.compile(map)
        if !isMissing, map.origin.text > 0, map.name != Interpreter.defaultMap {
          warn(map.origin, "no class uses map \"\(map.name)\"")
        }
      }
      if map.name == Interpreter.defaultMap, map.origin.text > 0, map.matches.isEmpty {
        warn(
          map.origin,
          "this is taken for a print of the whole built-in map, which has no \"match\" then")
      }
      checkMatches(map)
    }
    for policy in policies { checkClasses(policy) }
    checkClassMaps()
    resolver.severity = .warning
    checkUnused(&resolver)
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
      for member in list.members.ordered where configuration.regexes[member.name] == nil {
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
