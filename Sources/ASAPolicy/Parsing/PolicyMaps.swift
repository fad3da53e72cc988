import ESMTPInspection

extension Interpreter {
  /// The inspection map that `inspect esmtp` without a name uses (evidence 2.1).
  static let defaultMap = "_default_esmtp_map"

  /// `policy-map NAME`, `policy-map type inspect esmtp NAME`; other types are passed over.
  mutating func policyMap(_ cursor: inout Cursor, isNegated: Bool) throws(Problem) -> Bool {
    mode = .block
    let isTyped = cursor.takeShort("type")
    if isTyped {
      guard let token = cursor.peek else {
        throw Problem(offset: cursor.offset, message: "the line ends where \"inspect\" is due")
      }
      guard let kind = Keyword.find(token.word, in: ["inspect", "management"]) else {
        throw Problem(
          offset: token.offset, message: "\"\(token.text)\" is not a type of policy-map",
          suggestion: Keyword.nearest(token.word, in: ["inspect", "management"]))
      }
      cursor.index += 1
      guard kind == "inspect" else { return false }
      guard let token = cursor.peek, inspection(token) == "esmtp" else {
        return try otherInspection(cursor)
      }
      cursor.index += 1
    }
    let token = try cursor.next("a name")
    try cursor.end()
    try token.checkNameLength()
    let name = token.text
    let origin = cursor.line.origin
    if isTyped {
      if isNegated {
        configuration.inspectionMaps[name] = nil
        if name == Interpreter.defaultMap { builtInMap = nil }
        return true
      }
      guard try hasRoom(configuration.inspectionMaps, name, "policy-maps", at: token) else {
        return true
      }
      let builtIn = name == Interpreter.defaultMap ? builtInMap : nil
      configuration.inspectionMaps.update(
        name, or: builtIn ?? InspectionMap(name: name, origin: origin)
      ) { _ in }
      mapHead = origin
      mode = .inspectionMap(name)
      return true
    }
    if isNegated {
      configuration.policies[name] = nil
      return true
    }
    guard try hasRoom(configuration.policies, name, "policy-maps", at: token) else { return true }
    configuration.policies.update(name, or: TrafficPolicy(name: name, origin: origin)) { _ in }
    mode = .policy(name)
    return true
  }

  /// The protocols that a device inspects; a word near `esmtp` that is none of them is a mistake.
  static let inspections = [
    "ctiqbe", "dcerpc", "diameter", "dns", "ftp", "gtp", "h323", "http", "icmp", "ils", "im",
    "ip-options", "ipsec-pass-thru", "ipv6", "lisp", "m3ua", "mgcp", "mmp", "netbios", "pptp",
    "radius-accounting", "rsh", "rtsp", "scansafe", "sctp", "sip", "skinny", "smtp", "snmp",
    "sqlnet", "stun", "sunrpc", "tftp", "vxlan", "waas", "xdmcp", "esmtp",
  ]

  /// The protocol that a word is or abbreviates without ambiguity.
  func inspection(_ token: Token) -> String? {
    Keyword.find(token.word, in: Interpreter.inspections)
  }

  private func otherInspection(_ cursor: Cursor) throws(Problem) -> Bool {
    guard let token = cursor.peek else {
      throw Problem(offset: cursor.offset, message: "the line ends where a protocol is due")
    }
    if inspection(token) == nil,
      let near = Keyword.nearest(token.word, in: ["esmtp"])
    {
      throw Problem(
        offset: token.offset, message: "\"\(token.text)\" is not a protocol that is inspected",
        suggestion: near)
    }
    return false
  }

  /// How many classes a policy map may have beside class-default (evidence 6.3).
  static let mostClasses = 63

  mutating func policyLine(_ line: Line, _ name: String) throws(Problem) -> Bool {
    var cursor = Cursor(line)
    let isNegated = cursor.take("no")
    let origin = line.origin
    guard let token = cursor.peek,
      let word = Keyword.find(token.word, in: ["class", "description"])
    else { return false }
    cursor.index += 1
    if word == "description" {
      let text = isNegated ? nil : cursor.rest
      configuration.policies.update(name, or: TrafficPolicy(name: name, origin: origin)) {
        $0.description = text
      }
      return true
    }
    let reference = Reference(try cursor.next("a class"), line)
    if origin.text > 0, reference.name == "inspection_default" { namesDefaults = true }
    // `insert-before NAME` is how a device puts a class elsewhere than at the end.
    var before: String?
    if cursor.takeShort("insert-before") { before = try cursor.next("a class").text }
    try cursor.end()
    let isFull = configuration.policies[name].map { policy in
      policy.classes.count > Interpreter.mostClasses
        && !policy.classes.contains { $0.name == reference }
    }
    if isFull ?? false, !isNegated {
      throw Problem(
        offset: token.offset,
        message: "a policy-map takes at most \(Interpreter.mostClasses) classes")
    }
    if isNegated,
      !(configuration.policies[name]?.classes.contains { $0.name == reference } ?? false)
    {
      mode = .policy(name)
      return takesNothing(line, Int(reference.offset), "policy-map \"\(name)\"")
    }
    let place = configuration.policies.update(
      name, or: TrafficPolicy(name: name, origin: origin)
    ) { policy -> Int in
      let known = policy.classes.firstIndex { $0.name == reference }
      if isNegated {
        if let known { policy.classes.remove(at: known) }
        return 0
      }
      if let known { return known }
      let end = policy.classes.firstIndex { $0.name.name == "class-default" }
      let place =
        before.flatMap { before in policy.classes.firstIndex { $0.name.name == before } }
        ?? end ?? policy.classes.count
      policy.classes.insert(TrafficPolicy.Entry(name: reference), at: place)
      return place
    }
    mode = isNegated ? .policy(name) : .policyClass(name, place)
    return true
  }

  mutating func policyClassLine(_ line: Line, _ name: String, _ place: Int) throws(Problem)
    -> Bool
  {
    var cursor = Cursor(line)
    let isNegated = cursor.take("no")
    guard let token = cursor.peek, token.word != "class" else { return false }
    switch Keyword.find(token.word, in: ["inspect", "set"]) {
    case "inspect":
      cursor.index += 1
      try inspect(&cursor, name, place, isNegated: isNegated)
      return true
    case "set":
      cursor.index += 1
      guard cursor.takeShort("connection") else {
        changeClass(name, place) { $0.holdsOther = true }
        return true
      }
      try setConnection(&cursor, name, place, isNegated: isNegated)
      return true
    default: break
    }
    // `service-policy NAME` in a class is of QoS; with a place it is a statement by itself.
    let isNested = token.word == "service-policy" && line.tokens.count == cursor.index + 2
    guard isNested || mode.passesOver.contains(token.word) else { return false }
    changeClass(name, place) { $0.holdsOther = true }
    return true
  }

  mutating func changeClass(
    _ name: String, _ place: Int, _ body: (inout TrafficPolicy.Entry) -> Void
  ) {
    configuration.policies.update(name, or: TrafficPolicy(name: name, origin: .none)) { policy in
      if policy.classes.indices.contains(place) { body(&policy.classes[place]) }
    }
  }

  private mutating func inspect(
    _ cursor: inout Cursor, _ name: String, _ place: Int, isNegated: Bool
  ) throws(Problem) {
    let token = try cursor.next("a protocol")
    let inspected = inspection(token)
    guard inspected == "esmtp" || inspected == "smtp" else {
      if inspection(token) == nil,
        let near = Keyword.nearest(token.word, in: ["esmtp"])
      {
        throw Problem(
          offset: token.offset, message: "\"\(token.text)\" is not a protocol that is inspected",
          suggestion: near)
      }
      changeClass(name, place) { $0.holdsOther = true }
      return
    }
    if inspected == "smtp", !isNegated {
      warn(
        cursor.line, offset: token.offset,
        "\"inspect smtp\" is taken as \"inspect esmtp\"; an FWSM's takes the seven commands of profile "
          + "pix-6.3 alone")
    }
    var map: Reference?
    if let token = cursor.peek {
      cursor.index += 1
      map = Reference(token, cursor.line)
    }
    try cursor.end()
    let line = cursor.line
    let entry = configuration.policies[name].flatMap {
      $0.classes.indices.contains(place) ? $0.classes[place] : nil
    }
    guard let entry else { return }
    if isNegated {
      // inspection_default always counts as having held the inspection.
      let held = entry.heldInspect || entry.name.name == "inspection_default"
      changeClass(name, place) {
        $0.inspect = nil
        $0.heldInspect = held
        if !held { $0.bareNoInspect = line.origin }
      }
      return
    }
    let before = entry.inspect.map { $0.map?.name ?? Interpreter.defaultMap }
    let after = map?.name ?? Interpreter.defaultMap
    // Of lines without a prompt nobody knows whether they were typed or printed.
    let isOver = line.prompt != nil || entry.inspect.map { $0.origin.text > 0 } ?? false
    if let before, before != after, isOver {
      warn(
        line, offset: token.offset,
        "class \"\(entry.name.name)\" has \"inspect esmtp \(before)\" already, and a device keeps that; "
          + "type \"no inspect esmtp\" before this line, which is taken as if that stood there")
    }
    changeClass(name, place) {
      $0.inspect = TrafficPolicy.Inspect(map: map, origin: line.origin)
      $0.heldInspect = true
      $0.bareNoInspect = nil
    }
  }
}
