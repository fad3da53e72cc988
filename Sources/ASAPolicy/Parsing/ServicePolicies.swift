// What applies an inspection: a service-policy, or a fixup.
extension Interpreter {
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
      guard let known else { return true }
      let applied = configuration.servicePolicies[known].policy
      if applied == policy {
        configuration.servicePolicies.remove(at: known)
      } else {
        warn(
          cursor.line, offset: Int(policy.offset),
          "what is applied here is policy-map \"\(applied.name)\"; nothing is taken away")
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
