import Primitives

/// Random configurations in the form in which the effective policy is printed, so that reading one and
/// printing it must give it back.
struct RandomConfiguration {
  private var random: SplitMix64
  private var lines: [String] = []
  private var number = 0
  private var interfaces: [String] = []
  /// The maps that stand in the text by now.
  private var maps: [String] = []

  init(seed: UInt64) { random = SplitMix64(seed: seed) }

  /// The next configuration.
  mutating func next() -> String {
    lines = []
    number = 0
    interfaces = []
    maps = []
    if chance(2) { lines.append("ASA Version 9.\(Int.random(in: 0...18, using: &random))(2)") }
    connectionLines()
    network()
    policies()
    return lines.map { $0 + "\n" }.joined()
  }

  // MARK: Dice

  private mutating func chance(_ sides: Int) -> Bool {
    Int.random(in: 0..<sides, using: &random) == 0
  }

  private mutating func pick<T>(_ list: [T]) -> T {
    list[Int.random(in: list.indices, using: &random)]
  }

  private mutating func some(_ list: [String]) -> [String] {
    let chosen = list.filter { _ in Bool.random(using: &random) }
    return chosen.isEmpty ? [pick(list)] : chosen
  }

  private mutating func name(_ stem: String) -> String {
    number += 1
    return stem + pick(["", "-", "_x.", "ñ"]) + "\(number)"
  }

  private mutating func octet() -> Int { Int.random(in: 1...254, using: &random) }

  private mutating func host() -> String { "10.\(octet()).\(octet()).\(octet())" }

  private mutating func clock(_ hours: ClosedRange<Int>) -> String {
    let (minute, second) = (
      Int.random(in: 0...59, using: &random), Int.random(in: 0...59, using: &random)
    )
    func two(_ value: Int) -> String { value < 10 ? "0\(value)" : "\(value)" }
    return "\(Int.random(in: hours, using: &random)):\(two(minute)):\(two(second))"
  }

  // MARK: The device

  private mutating func connectionLines() {
    if chance(3) {
      let words = some(["conn", "half-closed", "embryonic"])
      lines.append("timeout " + words.map { "\($0) \(clock(0...30))" }.joined(separator: " "))
    }
    if chance(3) {
      for kind in some(["resetinbound", "resetoutbound", "resetoutside"]) {
        lines.append("service \(kind)" + (chance(2) ? "" : " interface outside"))
      }
    }
  }

  private mutating func network() {
    for place in 0..<Int.random(in: 0...3, using: &random) {
      let interface = ["outside", "inside", "dmz"][place]
      interfaces.append(interface)
      lines.append("interface GigabitEthernet0/\(place)")
      if chance(8) { lines.append(" shutdown") }
      if chance(8) { lines.append(" management-only") }
      lines += [
        " nameif \(interface)", " security-level \(Int.random(in: 0...100, using: &random))",
        " ip address 10.0.\(place).1 255.255.255.0",
      ]
      if chance(3) { lines.append(" ipv6 address 2001:db8:\(place + 1)::1/64") }
    }
    if chance(4) { lines.append("clock timezone LOCAL \(pick([-11, -3, 1, 12])) \(pick([0, 30]))") }
    translations()
    for interface in interfaces where chance(2) {
      lines.append("route \(interface) 10.\(octet()).0.0 255.255.0.0 \(host())")
    }
  }

  private mutating func translations() {
    var statements: [String] = []
    for _ in 0..<Int.random(in: 0...2, using: &random) {
      let object = name("nat")
      lines += ["object network \(object)", " host \(host())"]
      let service = chance(2) ? " service tcp smtp 2525" : ""
      statements += [
        "object network \(object)", " nat (inside,outside) static 203.0.113.\(octet())\(service)",
      ]
    }
    lines += statements
    if chance(3) {
      let limits = chance(2) ? " tcp \(octet()) \(octet())" : ""
      lines.append(
        "static (inside,outside) 203.0.113.\(octet()) \(host()) netmask 255.255.255.255\(limits)")
    }
  }

  // MARK: Policies

  private struct Class {
    var name: String
    var body: [String]
    var map: String?
  }

  private mutating func policies() {
    let applied =
      ["global"] + interfaces.filter { _ in Bool.random(using: &random) }.map { "interface \($0)" }
    let names = applied.map { _ in name("policy") }
    var classes: [[Class]] = []
    var bodies: [[String]] = []
    for _ in names {
      var list: [Class] = []
      for _ in 0..<Int.random(in: 1...3, using: &random) {
        let (new, body) = classMap()
        list.append(new)
        bodies.append(body)
      }
      if chance(3) { list.append(action(Class(name: "class-default", body: []))) }
      classes.append(list)
    }
    for body in bodies { lines += body }
    tcpMaps(classes.flatMap { $0 })
    for item in classes.flatMap({ $0 }) {
      if let map = item.map, !maps.contains(map) { inspectionMap(map) }
    }
    for (policy, list) in zip(names, classes) {
      lines.append("policy-map \(policy)")
      for item in list { lines += [" class \(item.name)"] + item.body }
    }
    for (policy, place) in zip(names, applied) { lines.append("service-policy \(policy) \(place)") }
  }

  private mutating func tcpMaps(_ classes: [Class]) {
    let prefix = "  set connection advanced-options queue"
    for line in classes.flatMap(\.body) where line.hasPrefix(prefix) {
      let name = line.dropFirst("  set connection advanced-options ".count)
      lines.append("tcp-map \(name)")
      if chance(2) { lines.append(" queue-limit 9" + (chance(2) ? " timeout 7" : "")) }
    }
  }

  /// What a class does.
  private mutating func action(_ item: Class) -> Class {
    var item = item
    if chance(3) {
      let limits = [
        "conn-max", "embryonic-conn-max", "per-client-max", "per-client-embryonic-max",
      ]
      item.body.append(
        "  set connection " + some(limits).map { "\($0) \(octet())" }.joined(separator: " "))
    }
    if chance(3) {
      let words = some(["embryonic", "half-closed", "idle"])
      let reset = words.last == "idle" && chance(2) ? " reset" : ""
      item.body.append(
        "  set connection timeout "
          + words.map { "\($0) \(clock(0...30))" }.joined(separator: " ") + reset)
    }
    if chance(6) { item.body.append("  set connection advanced-options tcp-state-bypass") }
    if chance(4) { item.body.append("  set connection advanced-options \(name("queue"))") }
    if item.body.isEmpty || chance(2) {
      let map =
        chance(4) ? "_default_esmtp_map" : maps.isEmpty || chance(2) ? name("map") : pick(maps)
      item.map = map
      item.body.append("  inspect esmtp \(map)")
    } else if item.name == "inspection_default" || chance(3) {
      item.body.append("  no inspect esmtp")
    }
    return item
  }

  /// A class, what it needs before it, and its own lines, which come behind those of all others.
  private mutating func classMap() -> (Class, [String]) {
    let item = action(Class(name: name("class"), body: []))
    var matches = [
      pick(["any", "default-inspection-traffic", "port tcp eq smtp", "port tcp range 25 2525"])
    ]
    if chance(2) {
      matches = ["access-list \(accessList())"]
      if chance(4) { matches.insert("default-inspection-traffic", at: 0) }
    }
    return (item, ["class-map \(item.name)"] + matches.map { " match \($0)" })
  }

  // MARK: Access lists

  private mutating func accessList() -> String {
    let list = name("list")
    var entries: [String] = []
    for _ in 0..<Int.random(in: 1...5, using: &random) {
      let kind = pick(["permit", "permit", "deny"])
      let transport = transport()
      let (source, destination) = (address(), address())
      let isTCP = transport == "tcp"
      var line = "access-list \(list) extended \(kind) \(transport) \(source)"
      if isTCP, chance(4) { line += " gt 1023" }
      line += " \(destination)"
      if isTCP { line += pick(["", " eq smtp", " eq 25", " neq 80", " range 20 30", " lt 26"]) }
      line += pick(["", "", " log", " log 4 interval 300"])
      if chance(6) { line += " time-range \(timeRange())" }
      entries.append(line)
    }
    lines += entries
    return list
  }

  private mutating func transport() -> String {
    switch Int.random(in: 0..<6, using: &random) {
    case 0: return "ip"
    case 1:
      let group = name("services")
      lines += ["object-group service \(group)", " service-object tcp destination eq 25"]
      if chance(2) { lines.append(" service-object tcp source range 1 9 destination eq 587") }
      return "object-group \(group)"
    case 2:
      let group = name("protocols")
      lines += ["object-group protocol \(group)", " protocol-object tcp"]
      return "object-group \(group)"
    default: return "tcp"
    }
  }

  private mutating func address() -> String {
    switch Int.random(in: 0..<8, using: &random) {
    case 0: return "any"
    case 1: return pick(["any4", "any6"])
    case 2: return "host \(host())"
    case 3: return "10.\(octet()).0.0 255.255.0.0"
    case 4: return pick(["2001:db8::/32", "host 2001:db8::\(octet())"])
    case 5: return "object \(object())"
    case 6: return "object-group \(group(depth: 0))"
    default: return "any"
    }
  }

  private mutating func object() -> String {
    let object = name("object")
    lines += [
      "object network \(object)",
      pick([
        " host \(host())", " subnet 10.\(octet()).0.0 255.255.0.0", " subnet 2001:db8:9::/48",
        " range 10.1.0.5 10.1.2.9", " fqdn name.invalid",
      ]),
    ]
    return object
  }

  private mutating func group(depth: Int) -> String {
    var body: [String] = []
    for _ in 0..<Int.random(in: 1...3, using: &random) {
      switch Int.random(in: 0..<5, using: &random) {
      case 0: body.append(" network-object host \(host())")
      case 1: body.append(" network-object 10.\(octet()).\(octet()).0 255.255.255.0")
      case 2: body.append(" network-object object \(object())")
      case 3 where depth < 3: body.append(" group-object \(group(depth: depth + 1))")
      default: body.append(" network-object 2001:db8:\(octet())::/48")
      }
    }
    let group = name("group")
    lines += ["object-group network \(group)"] + body
    return group
  }

  private mutating func timeRange() -> String {
    let range = name("time")
    lines.append("time-range \(range)")
    if chance(2) { lines.append(" absolute start 08:00 1 January 2024 end 23:59 29 February 2028") }
    if chance(2) { lines.append(" periodic Monday Friday 08:00 to 17:59") }
    lines.append(" periodic Friday 22:00 to Monday 05:00")
    return range
  }

  // MARK: Inspection maps

  private static let thresholds = [
    "body length", "body line length", "cmd line length", "cmd RCPT count", "header length",
    "header line length", "header to-fields count", "invalid-recipients count",
    "MIME filename length", "sender-address length",
  ]

  private mutating func inspectionMap(_ map: String) {
    maps.append(map)
    var body: [String] = []
    for criterion in some(Self.thresholds + ["cmd verb", "ehlo-reply-parameter", "regex"]) {
      var takesMask = false
      var line = " match " + (chance(4) ? "not " : "")
      switch criterion {
      case "cmd verb":
        line += "cmd verb " + some(["AUTH", "EHLO", "HELP", "VRFY"]).joined(separator: " ")
        takesMask = true
      case "ehlo-reply-parameter":
        line += criterion + " " + some(["auth", "dsn", "others", "size"]).joined(separator: " ")
        takesMask = true
      case "regex":
        line += pick(["sender-address regex ", "MIME filetype regex "]) + regex()
      default: line += "\(criterion) gt \(Int.random(in: 1...2_147_483_647, using: &random))"
      }
      let actions =
        ["log", "reset", "reset log", "drop-connection", "drop-connection log"]
        + (takesMask ? ["mask", "mask log"] : [])
      body += [line, "  " + pick(actions)]
      if criterion == "cmd verb", chance(2) { body.append("  rate-limit \(octet())") }
    }
    lines.append("policy-map type inspect esmtp \(map)")
    if chance(2) { lines.append(" description for \(map), and nothing else") }
    lines += [
      " parameters", "  " + pick(["mask-banner", "no mask-banner"]),
      "  "
        + pick([
          "no mail-relay", "mail-relay example.com action log",
          "mail-relay Example.NET action drop-connection log",
        ]),
      "  "
        + pick([
          "no special-character", "special-character action log",
          "special-character action drop-connection",
        ]), "  " + pick(["no allow-tls", "allow-tls", "allow-tls action log"]),
    ]
    lines += body
  }

  private mutating func regex() -> String {
    var names: [String] = []
    for _ in 0..<Int.random(in: 1...2, using: &random) {
      let regex = name("regex")
      lines.append(
        "regex \(regex) " + pick(["^a.c", "\"x y\"", "a|(b|c)+", "\\.exe", "[A-Fa-f]{3}", "\\x2a"]))
      names.append(regex)
    }
    guard names.count > 1 || chance(2) else { return names[0] }
    let list = name("regexes")
    lines.append("class-map type regex match-any \(list)")
    lines += names.map { " match regex \($0)" }
    return "class \(list)"
  }
}
