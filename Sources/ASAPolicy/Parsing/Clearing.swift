extension Interpreter {
  /// `clear configure SECTION [NAME]`.
  mutating func clear(_ cursor: inout Cursor) throws(Problem) -> Bool {
    mode = .root
    guard let token = cursor.peek, Keyword.find(token.word, in: ["configure"]) != nil else {
      return false
    }
    cursor.index += 1
    let sections = [
      "all", "access-list", "class-map", "fixup", "nat", "object", "object-group", "policy-map",
      "regex", "route", "service", "service-policy", "static", "tcp-map", "time-range", "timeout",
    ]
    let section = cursor.peek.flatMap { Keyword.find($0.word, in: sections) } ?? ""
    cursor.index += 1
    let name = cursor.peek?.text
    switch section {
    case "all":
      configuration = Configuration()
      interfacePlaces = [:]
    case "access-list": drop(\.accessLists, name)
    case "class-map" where name?.lowercased() == "type":
      if cursor.line.tokens.last?.word == "regex" { configuration.regexClasses.removeAll() }
    case "class-map": drop(\.classMaps, name)
    case "object":
      if name != "service" { configuration.networkObjects.removeAll() }
      if name != "network" { configuration.serviceObjects.removeAll() }
    case "object-group":
      if name == nil || name == "network" { configuration.networkGroups.removeAll() }
      if name == nil || name == "service" { configuration.serviceGroups.removeAll() }
      if name == nil || name == "protocol" { configuration.protocolGroups.removeAll() }
    case "policy-map" where name?.lowercased() == "type": configuration.inspectionMaps.removeAll()
    case "policy-map":
      drop(\.policies, name)
      if name == nil { configuration.inspectionMaps.removeAll() }
    case "service-policy": configuration.servicePolicies.removeAll()
    case "fixup": configuration.fixups.removeAll()
    case "regex": drop(\.regexes, name)
    case "route": configuration.routes.removeAll()
    case "static", "nat": configuration.translations = Translations()
    case "time-range": drop(\.timeRanges, name)
    case "timeout": configuration.timeouts = TimeoutSettings()
    case "tcp-map": drop(\.tcpMaps, name)
    case "service": configuration.serviceResets.removeAll()
    default: return false
    }
    accessListIndex.removeAll()
    return true
  }

  private mutating func drop<Value>(
    _ section: WritableKeyPath<Configuration, Named<Value>>, _ name: String?
  ) {
    if let name {
      configuration[keyPath: section][name] = nil
    } else {
      configuration[keyPath: section].removeAll()
    }
  }
}
