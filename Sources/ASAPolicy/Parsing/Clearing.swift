extension Interpreter {
  /// `clear configure SECTION [TYPE] [NAME]`.
  mutating func clear(_ cursor: inout Cursor) throws(Problem) -> Bool {
    mode = .root
    guard cursor.takeShort("configure") else { return false }
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
    case "class-map": clearClassMaps(&cursor)
    case "object": clearObjects(&cursor)
    case "object-group": clearGroups(&cursor)
    case "policy-map": clearPolicyMaps(&cursor)
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

  /// `[type KIND [PROTOCOL] [NAME] | NAME]`: a kind that is not read has nothing here.
  private mutating func clearClassMaps(_ cursor: inout Cursor) {
    guard cursor.takeWhole("type") else {
      drop(\.classMaps, cursor.peek?.text)
      if cursor.isAtEnd { configuration.regexClasses.removeAll() }
      return
    }
    if cursor.takeShort("regex") { drop(\.regexClasses, cursor.peek?.text) }
  }

  private mutating func clearPolicyMaps(_ cursor: inout Cursor) {
    guard cursor.takeWhole("type") else {
      drop(\.policies, cursor.peek?.text)
      if cursor.isAtEnd { configuration.inspectionMaps.removeAll() }
      return
    }
    guard cursor.takeShort("inspect") else { return }
    guard let token = cursor.peek else { return configuration.inspectionMaps.removeAll() }
    cursor.index += 1
    if inspection(token) == "esmtp" { drop(\.inspectionMaps, cursor.peek?.text) }
  }

  private mutating func clearObjects(_ cursor: inout Cursor) {
    let kind = cursor.kind(["id", "network", "service"])
    let name = kind == "id" ? cursor.peek?.text : nil
    if kind != "service" { drop(\.networkObjects, name) }
    if kind != "network" { drop(\.serviceObjects, name) }
  }

  private mutating func clearGroups(_ cursor: inout Cursor) {
    // Those of other kinds are not read.
    let kind = cursor.isAtEnd ? "id" : cursor.kind(["id", "network", "protocol", "service"])
    let name = kind == "id" ? cursor.peek?.text : nil
    if kind == "id" || kind == "network" { drop(\.networkGroups, name) }
    if kind == "id" || kind == "service" { drop(\.serviceGroups, name) }
    if kind == "id" || kind == "protocol" { drop(\.protocolGroups, name) }
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

extension Cursor {
  /// Takes `type`, which abbreviated may be a name where nothing follows.
  fileprivate mutating func takeWhole(_ keyword: String) -> Bool {
    isLast ? take(keyword) : takeShort(keyword)
  }

  /// Takes the next word if it is one of a list of kinds.
  fileprivate mutating func kind(_ kinds: [String]) -> String? {
    guard let kind = peek.flatMap({ Keyword.find($0.word, in: kinds) }) else { return nil }
    index += 1
    return kind
  }
}
