import ESMTPInspection

// The exemption that a device certainly stores (evidence 6.4).
extension PolicyLinker {
  /// The exemptions of a policy as configuration text that does without `no inspect esmtp` in classes
  /// of their own; nil where lists and one class cannot say the same.
  ///
  /// A list that denies the exempt hosts and permits the rest stands in a class that inspects, and the
  /// class that inspected everything is told not to. Typed into the device after the policy, it takes
  /// the same sessions out of the inspection.
  func robustForm(of policy: CompiledPolicy) -> String? {
    let exempting = policy.entries.filter { $0.isExempting }
    let inspecting = policy.entries.filter { $0.isInspecting }
    guard policy.interface == nil, inspecting.count == 1, let inspecting = inspecting.first,
      inspecting.takesPort25,
      let source = configuration.policies[policy.name],
      let inspect = source.classes.first(where: { $0.name.name == inspecting.name })?.inspect
    else { return nil }
    let list = freeName("esmtp_inspect") { configuration.accessLists[$0] != nil }
    let name = freeName("esmtp_cm") { configuration.classMaps[$0] != nil }
    var lines: [String] = []
    for entry in exempting {
      guard let inverted = inverted(entry, isAlone: exempting.count == 1) else { return nil }
      lines += inverted.map { "access-list \(list) extended \($0)" }
    }
    lines += [
      "access-list \(list) extended permit tcp any any eq smtp", "class-map \(name)",
      " match access-list \(list)", "policy-map \(policy.name)",
    ]
    for entry in source.classes where entry.holdsNothing {
      if exempting.contains(where: { $0.name == entry.name.name }) {
        lines.append(" no class \(entry.name.name)")
      }
    }
    lines += [
      " class \(inspecting.name)", "  no inspect esmtp", " class \(name)",
      "  inspect esmtp" + (inspect.map.map { " \($0.name)" } ?? ""),
    ]
    return lines.joined(separator: "\n")
  }

  /// The lines of a class's access list with permit and deny exchanged, for port 25.
  private func inverted(_ entry: CompiledPolicy.Entry, isAlone: Bool) -> [String]? {
    guard let map = configuration.classMaps[entry.name] else { return nil }
    var reference: Reference?
    var compiled: CompiledAccessList?
    for (match, linked) in zip(map.matches, entry.matches) {
      switch (match.match, linked.match) {
      case (.accessList(let name), .accessList(let index)):
        reference = name
        compiled = accessLists[index]
      case (.defaultInspectionTraffic, _): continue
      default: return nil
      }
    }
    guard let reference, let compiled, let list = configuration.accessLists[reference.name],
      list.entries.count <= Self.longestRobustForm
    else { return nil }
    let rulesByLine = compiled.rulesByLine
    var lines: [String] = []
    for line in list.ordered {
      guard line.bearsOnTCP else { continue }
      let rules = (rulesByLine[line.origin] ?? []).filter { $0.destinationPorts.contains(25) }
      if rules.isEmpty { continue }
      // What a list alone cannot say, or not for port 25 by itself.
      if line.isUnknowable || line.source == .unknowable || line.destination == .unknowable {
        return nil
      }
      if line.kind == .deny, !isAlone { return nil }
      var sourcePorts = ""
      if !rules.contains(where: { $0.sourcePorts.isAll }) {
        guard case .tcp = line.transport else { return nil }
        sourcePorts = " " + line.sourcePorts.text
      }
      let time = line.timeRange.map { " time-range \($0.name)" } ?? ""
      lines.append(
        "\(line.kind == .permit ? "deny" : "permit") tcp \(line.source.text)\(sourcePorts) "
          + "\(line.destination.text) eq smtp\(time)")
    }
    return lines
  }

  /// How many lines a list may have that is written out again.
  static let longestRobustForm = 512
}

extension CompiledPolicy.Entry {
  /// Whether a bare `no inspect esmtp` stands here.
  var isExempting: Bool { if case .exempt = feature { true } else { false } }
  /// Whether an `inspect esmtp` stands here.
  var isInspecting: Bool { if case .inspect = feature { true } else { false } }

  /// Whether the class is all of port 25 and nothing else.
  fileprivate var takesPort25: Bool {
    guard matches.count == 1, case .ports(let ports) = matches[0].match else { return false }
    return ports == 25...25
  }
}

extension TrafficPolicy.Entry {
  /// Whether nothing but a bare `no inspect esmtp` stands here.
  fileprivate var holdsNothing: Bool { inspect == nil && doesNothingElse }

  /// Whether nothing but the inspection of ESMTP stands here, or a bare `no` of it.
  var doesNothingElse: Bool { !setsConnection && tcpMap == nil && !holdsOther }
}
