import Primitives

extension Interpreter {
  /// `object network NAME`, `object service NAME`.
  mutating func object(_ cursor: inout Cursor, isNegated: Bool) throws(Problem) -> Bool {
    mode = .block
    let kind = try kind(&cursor, ["network", "service"])
    let name = try cursor.next("a name").text
    if let token = cursor.peek, token.word == "rename" { throw token.isRename }
    let origin = cursor.line.origin
    if kind == "network" { try cursor.end() }
    switch kind {
    case "network":
      if isNegated { configuration.networkObjects[name] = nil } else { mode = .networkObject(name) }
      if !isNegated {
        configuration.networkObjects.update(name, or: NetworkObject(origin: origin)) { _ in }
      }
    case "service":
      if isNegated { configuration.serviceObjects[name] = nil } else { mode = .serviceObject(name) }
      if !isNegated {
        configuration.serviceObjects.update(name, or: ServiceObject(origin: origin)) { _ in }
      }
      if !isNegated, !cursor.isAtEnd { return try serviceObjectDefinition(&cursor, name) }
    default: break
    }
    return true
  }

  /// The kind of an object or a group; nil for one of another feature.
  private func kind(_ cursor: inout Cursor, _ kinds: [String]) throws(Problem) -> String? {
    let token = try cursor.next(kinds.map { "\"\($0)\"" }.joined(separator: " or "))
    if let kind = Keyword.find(token.word, in: kinds) { return kind }
    if Interpreter.otherKinds.contains(token.word) { return nil }
    guard let near = Keyword.nearest(token.word, in: kinds) else { return nil }
    throw Problem(
      offset: token.offset, message: "\"\(token.text)\" is not a kind of object", suggestion: near)
  }

  private static let otherKinds: Set<String> = [
    "icmp-type", "network-service", "security", "user",
  ]

  mutating func networkObjectLine(_ line: Line, _ name: String) throws(Problem) -> Bool {
    var cursor = Cursor(line)
    let isNegated = cursor.take("no")
    let words = ["host", "subnet", "range", "fqdn", "nat", "description"]
    let word = Heads.blockWord(try cursor.next("a word"), words)
    let address: AddressSpec
    switch word {
    case "host": address = try cursor.hostAddress()
    case "subnet": address = try cursor.network(try cursor.next("an address"))
    case "range": address = .range(try addressRange(&cursor))
    case "fqdn": address = .unknowable
    case "nat" where !isTwiceNAT(line):
      return try objectNAT(&cursor, name, isNegated: isNegated)
    case "description": return true
    default: return false
    }
    let origin = line.origin
    let before = configuration.networkObjects[name]?.address
    if isNegated {
      guard before == address else {
        return takesNothing(line, line.tokens[1].offset, "object \"\(name)\"")
      }
      configuration.networkObjects.update(name, or: NetworkObject(origin: origin)) {
        $0.address = nil
      }
      return true
    }
    if let before, before != address {
      warn(
        line, offset: line.tokens[0].offset,
        "object \"\(name)\" was defined otherwise above; this definition holds")
    }
    configuration.networkObjects.update(name, or: NetworkObject(origin: origin)) {
      $0.address = address
    }
    return true
  }

  private func addressRange(_ cursor: inout Cursor) throws(Problem) -> AddressRange {
    let first = try cursor.next("an address")
    let second = try cursor.next("an address")
    guard let low = IPAddress(first.text), let high = IPAddress(second.text),
      low.isIPv6 == high.isIPv6, low <= high
    else {
      throw Problem(
        offset: first.offset,
        message: "\"\(first.text) \(second.text)\" is not a range of addresses")
    }
    return AddressRange(low, high)
  }

  mutating func serviceObjectLine(_ line: Line, _ name: String) throws(Problem) -> Bool {
    var cursor = Cursor(line)
    if cursor.take("service") { return try serviceObjectDefinition(&cursor, name) }
    return line.head == "description"
  }

  private mutating func serviceObjectDefinition(_ cursor: inout Cursor, _ name: String)
    throws(Problem) -> Bool
  {
    let service = try service(&cursor)
    let origin = cursor.line.origin
    if let before = configuration.serviceObjects[name]?.service, before != service {
      warn(
        cursor.line, offset: cursor.line.tokens[0].offset,
        "object \"\(name)\" was defined otherwise above; this definition holds")
    }
    configuration.serviceObjects.update(name, or: ServiceObject(origin: origin)) {
      $0.service = service
    }
    return true
  }

  /// `PROTOCOL [source OP] [destination OP]`, or the older `tcp OP`.
  private func service(_ cursor: inout Cursor) throws(Problem) -> ServiceSpec {
    let token = try cursor.next("a protocol")
    let isTCP = ["tcp", "ip", "tcp-udp", "6", "0"].contains(token.word)
    var service = ServiceSpec(isTCP: isTCP)
    guard isTCP else {
      let isKnown =
        PortNames.otherProtocols.contains(token.word)
        || (Keyword.number(token.text).map { $0 <= 255 } ?? false)
      if isKnown {
        // Ports of other protocols do not matter.
        cursor.index = cursor.line.tokens.count
        return service
      }
      throw Problem(
        offset: token.offset, message: "\"\(token.text)\" is not a protocol",
        suggestion: Keyword.nearest(token.word, in: ["tcp", "udp", "tcp-udp", "icmp", "object"]))
    }
    if cursor.take("source") {
      service.source = try cursor.portOperation() ?? .any
    }
    _ = cursor.take("destination")
    if let operation = try cursor.portOperation() { service.destination = operation }
    try cursor.end()
    return service
  }

  /// `object-group network|service|protocol NAME`; other kinds are passed over.
  mutating func objectGroup(_ cursor: inout Cursor, isNegated: Bool) throws(Problem) -> Bool {
    mode = .block
    let kind = try kind(&cursor, ["network", "service", "protocol"])
    let name = try cursor.next("a name").text
    let origin = cursor.line.origin
    if kind == "network" || kind == "protocol" { try cursor.end() }
    switch kind {
    case "network":
      if isNegated {
        configuration.networkGroups[name] = nil
      } else {
        mode = .networkGroup(name)
        configuration.networkGroups.update(name, or: NetworkGroup(origin: origin)) { _ in }
      }
    case "service":
      if isNegated {
        configuration.serviceGroups[name] = nil
      } else {
        mode = .serviceGroup(name)
        let protocols = ["tcp", "udp", "tcp-udp"]
        let isTCP =
          cursor.isAtEnd
          ? true : try cursor.keyword(protocols, "\"tcp\", \"udp\" or \"tcp-udp\"") != "udp"
        configuration.serviceGroups.update(name, or: ServiceGroup(origin: origin)) {
          $0.isTCP = isTCP
        }
      }
    case "protocol":
      if isNegated {
        configuration.protocolGroups[name] = nil
      } else {
        mode = .protocolGroup(name)
        configuration.protocolGroups.update(name, or: ProtocolGroup(origin: origin)) { _ in }
      }
    default: return false
    }
    return true
  }

  mutating func networkGroupLine(_ line: Line, _ name: String) throws(Problem) -> Bool {
    var cursor = Cursor(line)
    let isNegated = cursor.take("no")
    let member: AddressSpec
    let words = ["network-object", "group-object", "description"]
    switch Heads.blockWord(try cursor.next("a word"), words) {
    case "network-object": member = try cursor.address()
    case "group-object": member = .group(Reference(try cursor.next("an object-group"), line))
    case "description": return true
    default: return false
    }
    try cursor.end()
    let origin = line.origin
    configuration.networkGroups.update(name, or: NetworkGroup(origin: origin)) { group in
      if isNegated {
        group.members.remove(member)
      } else {
        group.members.append(member)
      }
    }
    return true
  }

  mutating func serviceGroupLine(_ line: Line, _ name: String) throws(Problem) -> Bool {
    var cursor = Cursor(line)
    let isNegated = cursor.take("no")
    let member: ServiceGroup.Member
    let words = ["port-object", "service-object", "group-object", "description"]
    switch Heads.blockWord(try cursor.next("a word"), words) {
    case "port-object":
      guard let operation = try cursor.portOperation() else {
        throw Problem(offset: cursor.offset, message: "\"eq\" or \"range\" is due here")
      }
      member = .service(ServiceSpec(isTCP: true, destination: operation))
    case "service-object":
      if cursor.take("object") {
        member = .object(Reference(try cursor.next("an object"), line))
      } else {
        member = .service(try service(&cursor))
      }
    case "group-object": member = .group(Reference(try cursor.next("an object-group"), line))
    case "description": return true
    default: return false
    }
    try cursor.end()
    let origin = line.origin
    configuration.serviceGroups.update(name, or: ServiceGroup(origin: origin)) { group in
      if isNegated {
        group.members.remove(member)
      } else {
        group.members.append(member)
      }
    }
    return true
  }

  mutating func protocolGroupLine(_ line: Line, _ name: String) throws(Problem) -> Bool {
    var cursor = Cursor(line)
    let isNegated = cursor.take("no")
    let origin = line.origin
    let words = ["protocol-object", "group-object", "description"]
    switch Heads.blockWord(try cursor.next("a word"), words) {
    case "protocol-object":
      let isTCP = ["tcp", "ip", "6", "0"].contains(try cursor.next("a protocol").word)
      configuration.protocolGroups.update(name, or: ProtocolGroup(origin: origin)) {
        if isTCP { $0.holdsTCP = !isNegated }
      }
    case "group-object":
      let reference = Reference(try cursor.next("an object-group"), line)
      configuration.protocolGroups.update(name, or: ProtocolGroup(origin: origin)) {
        if isNegated {
          $0.groups.remove(reference)
        } else {
          $0.groups.append(reference)
        }
      }
    case "description": return true
    default: return false
    }
    return true
  }
}
