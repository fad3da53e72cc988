import Primitives

/// Which interface an address is on.
struct InterfaceTable: Sendable {
  private var index = AddressIndex([])
  private var lengths: [Int] = []
  private var names: [String] = []
  private var fallback: String?
  private var levels: [String: Int] = [:]
  /// Whether the configuration names interfaces at all.
  let isEmpty: Bool

  init(_ configuration: Configuration) {
    let interfaces = configuration.interfaces.filter(\.counts)
    isEmpty = interfaces.isEmpty
    var ranges: [(range: AddressRange, identifier: Int)] = []
    for interface in interfaces {
      for (_, subnet) in interface.addresses {
        ranges.append((subnet, names.count))
        // A connected network beats a route of the same length.
        lengths.append(subnet.prefixLength * 2 + 1)
        names.append(interface.name ?? "")
      }
    }
    let known = Set(interfaces.compactMap(\.name))
    for route in configuration.routes.ordered where known.contains(route.interface) {
      ranges.append((route.destination, names.count))
      lengths.append(route.destination.prefixLength * 2)
      names.append(route.interface)
    }
    index = AddressIndex(ranges)
    for interface in interfaces { levels[interface.name ?? ""] = interface.level }
    fallback = interfaces.min { $0.level < $1.level }?.name
  }

  /// Whether a session from one interface to another goes to a lower security-level.
  func isOutbound(from ingress: String?, to egress: String?) -> Bool {
    guard let ingress, let egress, let from = levels[ingress], let to = levels[egress] else {
      return false
    }
    return from > to
  }

  /// The interface that the first and the last address of each of some ranges are on; nil where they are on
  /// several, or where it is all addresses.
  func name(ofAll ranges: [AddressRange]) -> String? {
    if ranges.contains(where: { $0 == .allIPv4 || $0 == .allIPv6 }) { return nil }
    let names = Set(ranges.flatMap { [name($0.low), name($0.high)] })
    return names.count == 1 ? names.first ?? nil : nil
  }

  /// The interface whose subnet or route holds an address, else the one of the lowest
  /// security-level; nil where there is none.
  func name(_ address: IPAddress) -> String? {
    var best = -1
    index.forEach(address) { place in
      if best < 0 || lengths[place] > lengths[best] { best = place }
    }
    return best < 0 ? fallback : names[best]
  }
}
