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
  private func inspection(_ token: Token) -> String? {
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

  private mutating func changeClass(
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
    if let before, before != after, line.origin.text == entry.inspect?.origin.text {
      warn(
        line, offset: token.offset,
        "class \"\(entry.name.name)\" has \"inspect esmtp \(before)\" already; this line holds")
    }
    changeClass(name, place) {
      $0.inspect = TrafficPolicy.Inspect(map: map, origin: line.origin)
      $0.heldInspect = true
      $0.bareNoInspect = nil
    }
  }

  /// `set connection …` (evidence 7.1).
  private mutating func setConnection(
    _ cursor: inout Cursor, _ name: String, _ place: Int, isNegated: Bool
  ) throws(Problem) {
    let origin = cursor.line.origin
    if cursor.takeShort("advanced-options") {
      // A tcp-map may have any name, so that an abbreviation must be a long one.
      let isBypass =
        cursor.peek.map { $0.word.hasPrefix("tcp-s") && "tcp-state-bypass".hasPrefix($0.word) }
        ?? false
      if cursor.take("sctp-state-bypass") { return }
      let map = isBypass ? nil : cursor.peek.map { Reference($0, cursor.line) }
      changeClass(name, place) {
        if isBypass {
          $0.stateBypass = isNegated ? nil : origin
        } else {
          $0.tcpMap = isNegated ? nil : map
        }
      }
      return
    }
    if cursor.takeShort("timeout") {
      let before = configuration.policies[name].flatMap {
        $0.classes.indices.contains(place) ? $0.classes[place].timeouts : nil
      }
      let settings = try connectionTimeout(
        &cursor, before ?? TimeoutSettings(), isNegated: isNegated)
      changeClass(name, place) {
        $0.timeouts = settings.isEmpty ? nil : settings
      }
      return
    }
    var limits =
      configuration.policies[name].flatMap {
        $0.classes.indices.contains(place) ? $0.classes[place].limits : nil
      } ?? ConnectionLimits(source: texts.source(origin))
    let most = 2_000_000
    while let token = cursor.peek {
      cursor.index += 1
      guard let word = Keyword.find(token.word, in: ConnectionLimits.all) else {
        try refuseNear(token, ConnectionLimits.keywords)
        continue
      }
      guard ConnectionLimits.keywords.contains(word) else { continue }
      let value = isNegated && cursor.isAtEnd ? 0 : try cursor.number(0...Int.max, "a limit")
      if let old = limits.value(word), old > 0, !isNegated, old != value,
        limits.source.file == texts.source(origin).file
      {
        warn(
          cursor.line, offset: token.offset, "\"\(word)\" was \(old) above; this line holds")
      }
      let version = configuration.version
      if value > most {
        warn(
          cursor.line, offset: token.offset,
          "\(value) is above \(most), the most that a device takes")
      } else if value > 65_535, let version, version.platform != .ngfw, !version.isAtLeast(9, 0) {
        warn(
          cursor.line, offset: token.offset,
          "\(value) is above 65535, the most that a device takes before 9.0")
      }
      limits.source = texts.source(origin)
      limits.set(word, isNegated ? 0 : value)
    }
    changeClass(name, place) { [limits] in
      if isNegated, !limits.isLimited {
        $0.limits = nil
        $0.setsOther = nil
        return
      }
      if limits.isLimited || $0.limits != nil {
        $0.limits = limits
      } else {
        $0.setsOther = $0.setsOther ?? origin
      }
    }
  }

  /// `service-policy NAME {global | interface IF}`.
  mutating func servicePolicy(_ cursor: inout Cursor, isNegated: Bool) throws(Problem) -> Bool {
    mode = .root
    let policy = Reference(try cursor.next("a policy-map"), cursor.line)
    let offset = cursor.offset
    let place = try cursor.keyword(["global", "interface"], "\"global\" or \"interface\"")
    let interface = place == "global" ? nil : try cursor.next("an interface").text
    _ = cursor.take("fail-close")
    try cursor.end()
    let known = configuration.servicePolicies.firstIndex { $0.interface == interface }
    if configuration.servicePolicies.count >= 4_096 {
      throw Problem(
        offset: Int(policy.offset), message: "there are more than 4096 service-policies")
    }
    if isNegated {
      if let known, configuration.servicePolicies[known].policy == policy {
        configuration.servicePolicies.remove(at: known)
      }
      return true
    }
    let service = ServicePolicy(policy: policy, interface: interface)
    guard let known else {
      configuration.servicePolicies.append(service)
      return true
    }
    let before = configuration.servicePolicies[known]
    if before.policy != policy, before.origin.text == cursor.line.origin.text {
      let where_ = interface.map { "interface \"\($0)\"" } ?? "the device"
      warn(
        cursor.line, offset: offset,
        "\(where_) has service-policy \"\(before.policy.name)\" already; this line holds")
    }
    configuration.servicePolicies[known] = service
    return true
  }

  /// `fixup protocol smtp PORT[-PORT]` (evidence 3.13).
  mutating func fixup(_ cursor: inout Cursor, isNegated: Bool) throws(Problem) -> Bool {
    mode = .root
    _ = try cursor.keyword(["protocol"], "\"protocol\"")
    let token = try cursor.next("a protocol")
    guard token.word == "smtp" else { return false }
    let ports = cursor.isAtEnd ? 25...25 : try cursor.dashedPorts()
    try cursor.end()
    let before = configuration.fixups.count
    configuration.fixups.removeAll { $0.ports == ports }
    if isNegated {
      if configuration.fixups.count == before {
        let words =
          ports.count == 1 ? "\(ports.lowerBound)" : "\(ports.lowerBound)-\(ports.upperBound)"
        warn(
          cursor.line, offset: token.offset,
          "there is no \"fixup protocol smtp \(words)\"; nothing is taken away")
      }
      return true
    }
    if configuration.fixups.count >= 1_024 {
      throw Problem(offset: token.offset, message: "there are more than 1024 fixups")
    }
    // In the order of their ports, whatever was typed first: each does the same.
    let place =
      configuration.fixups.firstIndex {
        (ports.lowerBound, ports.upperBound) < ($0.ports.lowerBound, $0.ports.upperBound)
      } ?? configuration.fixups.count
    configuration.fixups.insert(
      Configuration.Fixup(ports: ports, origin: cursor.line.origin), at: place)
    return true
  }
}

extension ConnectionLimits {
  static let keywords = [
    "conn-max", "embryonic-conn-max", "per-client-max", "per-client-embryonic-max",
  ]
  /// With those that do not limit anything.
  fileprivate static let all = keywords + ["random-sequence-number", "decrement-ttl"]

  fileprivate func value(_ word: String) -> Int? {
    switch word {
    case "conn-max": connections
    case "embryonic-conn-max": embryonic
    case "per-client-max": perClient
    case "per-client-embryonic-max": perClientEmbryonic
    default: nil
    }
  }

  mutating func set(_ word: String, _ value: Int) {
    switch word {
    case "conn-max": connections = value
    case "embryonic-conn-max": embryonic = value
    case "per-client-max": perClient = value
    default: perClientEmbryonic = value
    }
  }
}
