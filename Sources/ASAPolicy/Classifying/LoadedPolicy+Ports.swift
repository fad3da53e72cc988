public import ESMTPInspection

extension LoadedPolicy {
  /// The ports that lines of the texts name for ESMTP, each with the first such line.
  ///
  /// *Limits*: a class that takes all ports names none, nor does a line with more than
  /// `namedPortLimit` of them.
  public var namedPorts: [(port: UInt16, source: SourceLine)] {
    var found: [(port: UInt16, source: SourceLine)] = []
    let add = { (ports: ClosedRange<UInt16>, origin: Origin) in
      guard ports.count <= LoadedPolicy.namedPortLimit else { return }
      for port in ports where !found.contains(where: { $0.port == port }) {
        found.append((port, state.texts.source(origin)))
      }
    }
    switch state.method {
    // With `--policy-map` the ports are those that were asked for.
    case .ports(let places): for place in places { add(place.ports, place.origin) }
    case .servicePolicies:
      for entry in state.policies.flatMap(\.entries) {
        guard case .inspect = entry.feature else { continue }
        for (match, origin) in entry.matches {
          switch match {
          case .any, .never, .unknowable: break
          case .ports(let ports): add(ports, origin)
          case .accessList(let index):
            for (ports, origin) in state.accessLists[index].permittedPorts { add(ports, origin) }
          }
        }
      }
    }
    return found.sorted { $0.port < $1.port }
  }

  /// How many ports a line names at most that means some ports and no range of all kinds of traffic.
  private static let namedPortLimit = 16

  /// That lines of the texts inspect ports at which nobody looks.
  ///
  /// - Parameter ports: those that are looked at.
  /// - Returns: a sentence without a full stop; nil where they do not.
  public func portRemark(beside ports: [UInt16]) -> String? {
    // Port 25 is looked at unless somebody has left it out on purpose.
    let missing = namedPorts.filter { $0.port != 25 && !ports.contains($0.port) }
    guard !missing.isEmpty else { return nil }
    let places = missing.prefix(LoadedPolicy.namedPortLimit).map { "\($0.port) (\($0.source))" }
    let options = (ports + missing.prefix(LoadedPolicy.namedPortLimit).map(\.port)).map {
      "--port \($0)"
    }
    return
      "the configuration inspects port \(places.joined(separator: ", ")), too, at which nothing is "
      + "looked here; '\(options.joined(separator: " "))' looks there"
  }
}
