extension Interpreter {
  /// `clear configure SECTION [NAME]`.
  mutating func clear(_ cursor: inout Cursor) throws(Problem) -> Bool {
    mode = .root
    guard let token = cursor.peek, Keyword.find(token.word, in: ["configure"]) != nil else {
      return false
    }
    cursor.index += 1
    let section = cursor.peek?.word ?? ""
    cursor.index += 1
    let name = cursor.peek?.text
    switch section {
    case "all":
      configuration = Configuration()
      interfacePlaces = [:]
    case "access-list": drop(\.accessLists, name)
    case "class-map": drop(\.classMaps, name)
    case "object", "object-group":
      configuration.networkObjects.removeAll()
      configuration.serviceObjects.removeAll()
      configuration.networkGroups.removeAll()
      configuration.serviceGroups.removeAll()
      configuration.protocolGroups.removeAll()
    case "policy-map":
      drop(\.policies, name)
      if name == nil { configuration.inspectionMaps.removeAll() }
    case "service-policy": configuration.servicePolicies.removeAll()
    case "fixup": configuration.fixups.removeAll()
    case "regex": drop(\.regexes, name)
    case "route": configuration.routes.removeAll()
    case "static", "nat": configuration.translations.removeAll()
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
