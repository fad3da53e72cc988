import Primitives

extension Resolver {
  /// A list with its names looked up; without ports where the class's other match decides them.
  mutating func compile(_ list: AccessList, ignoringPorts: Bool) -> CompiledAccessList {
    var rules: [CompiledAccessList.Rule] = []
    var sources = SetTable()
    var destinations = SetTable()
    for entry in list.ordered {
      guard entry.bearsOnTCP else { continue }
      let services = services(entry.transport)
      let before = sources.size + destinations.size
      let source = sources.identifier(entry.source) { addresses($0) }
      let destination = destinations.identifier(entry.destination) { addresses($0) }
      let place = Reference(Token(text: "", word: "", offset: 0), at: entry.origin)
      guard spend(sources.size + destinations.size - before, place) else {
        return CompiledAccessList(rules: [], sources: [], destinations: [])
      }
      if let timeRange = entry.timeRange, configuration.timeRanges[timeRange.name] == nil {
        undefined("time-range", timeRange)
      }
      let sourcePorts = ports(entry.sourcePorts)
      let destinationPorts = ports(entry.destinationPorts)
      func append(_ from: PortSet, _ to: PortSet) {
        rules.append(
          CompiledAccessList.Rule(
            permits: entry.kind == .permit, origin: entry.origin, source: source,
            destination: destination, sourcePorts: ignoringPorts ? .all : from,
            destinationPorts: ignoringPorts ? .all : to, timeRange: entry.timeRange,
            isUnknowable: entry.isUnknowable))
      }
      guard let services else {
        append(sourcePorts, destinationPorts)
        continue
      }
      if !services.destinations.isEmpty { append(.all, PortSet(services.destinations)) }
      for other in services.others { append(other.source, other.destination) }
    }
    return CompiledAccessList(rules: rules, sources: sources.sets, destinations: destinations.sets)
  }

  /// Address sets under numbers, one for each way to write them.
  private struct SetTable {
    var sets: [AddressSet] = []
    /// The ranges in all sets.
    var size = 0
    private var identifiers: [AddressSpec: Int32] = [:]

    mutating func identifier(_ spec: AddressSpec, _ resolve: (AddressSpec) -> AddressSet) -> Int32 {
      if let known = identifiers[spec] { return known }
      let set = resolve(spec)
      size += set.ranges.count + set.masked.count
      sets.append(set)
      let identifier = Int32(clamping: sets.count - 1)
      identifiers[spec] = identifier
      return identifier
    }
  }
}
