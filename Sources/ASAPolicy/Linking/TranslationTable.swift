import Primitives

/// Real addresses for mapped ones (evidence 7.2): object NAT, twice NAT, `static`.
struct TranslationTable: Sendable {
  private struct Entry: Sendable {
    var mapped: AddressRange
    var real: AddressRange
    var ports: Ports?
    /// What the other end must be.
    var peer: AddressSet?
  }

  /// Ports that are mapped, one by one.
  private struct Ports: Sendable {
    var mapped: ClosedRange<UInt16>
    var real: ClosedRange<UInt16>

    func real(_ port: UInt16) -> UInt16 {
      let (sum, overflow) = real.lowerBound.addingReportingOverflow(port - mapped.lowerBound)
      return overflow || sum > real.upperBound ? real.lowerBound : sum
    }
  }

  /// A dynamic rule.
  private struct Hiding: Sendable {
    var real: AddressSet
    var realInterface: String
    var mappedInterface: String
    var peer: AddressSet?
    var origin: Origin
  }

  private var entries: [Entry] = []
  private var hidings: [Hiding] = []
  private var hidingIndex = AddressIndex([])
  private var index = AddressIndex([])
  private var limitIndex = AddressIndex([])
  private var clientLimitIndex = AddressIndex([])
  private var limitOf: [Int] = []
  /// The interface whose hosts a `nat` line of old limits; nil for `static`.
  private var hostsOf: [String?] = []

  /// Whether sessions are classified by their real addresses (evidence 6.1: from 8.3 on).
  let classifiesReal: Bool

  /// No translation.
  init() { classifiesReal = true }

  /// The translations of a configuration; `limits` grows by those that they set.
  init(_ resolver: inout Resolver, limits: inout [ConnectionLimits], usesReal: Bool) {
    classifiesReal = usesReal
    var limited: [(range: AddressRange, identifier: Int)] = []
    var limitedClients: [(range: AddressRange, identifier: Int)] = []
    var hidden: [(range: AddressRange, identifier: Int)] = []
    let ordered = resolver.configuration.translations.ordered.enumerated().sorted {
      // `static` before `nat` of old.
      ($0.element.section, $0.element.isOldNAT ? 1 : 0, $0.offset)
        < ($1.element.section, $1.element.isOldNAT ? 1 : 0, $1.offset)
    }
    for (_, translation) in ordered {
      let real =
        translation.policyList.map { resolver.sources($0) }
        ?? resolver.addresses(translation.real)
      let mapped = TranslationTable.mapped(translation, real, &resolver)
      if translation.isDynamic {
        // An interface that gets its address from elsewhere shows one that nobody knows here.
        for range in mapped.ranges { hidden.append((range, hidings.count)) }
        hidings.append(
          Hiding(
            real: real, realInterface: translation.realInterface,
            mappedInterface: translation.mappedInterface,
            peer: translation.peer.map { resolver.addresses($0) }, origin: translation.origin))
        continue
      }
      if let limit = translation.limits {
        for range in real.ranges + mapped.ranges { limited.append((range, limitOf.count)) }
        if translation.isOldNAT {
          for range in real.ranges { limitedClients.append((range, limitOf.count)) }
        }
        hostsOf.append(translation.isOldNAT ? translation.realInterface : nil)
        limitOf.append(limits.count)
        limits.append(limit)
      }
      guard mapped.isPlain, real.isPlain,
        let ports = TranslationTable.ports(translation, &resolver)
      else { continue }
      let peer = translation.peer.map { resolver.addresses($0) }
      let pairs =
        real == mapped || real.ranges.count == 1 && mapped.ranges.count == 1
        ? zip(mapped.ranges, real.ranges).map { $0 } : []
      for (mapped, real) in pairs where real.low.isIPv6 == mapped.low.isIPv6 {
        entries.append(Entry(mapped: mapped, real: real, ports: ports, peer: peer))
      }
    }
    hidingIndex = AddressIndex(hidden)
    index = AddressIndex(entries.enumerated().map { ($1.mapped, $0) })
    limitIndex = AddressIndex(limited)
    clientLimitIndex = AddressIndex(limitedClients)
  }

  /// Whether it says nothing of any address.
  var isEmpty: Bool { entries.isEmpty && hidings.isEmpty && limitOf.isEmpty }

  /// The addresses that a translation shows.
  private static func mapped(
    _ translation: Translation, _ real: AddressSet, _ resolver: inout Resolver
  ) -> AddressSet {
    if translation.isDynamic {
      let sides = [translation.mapped] + translation.furtherMapped
      return AddressSet(union: sides.map { shown($0, translation, &resolver) })
    }
    let mapped = shown(translation.mapped, translation, &resolver)
    // An address by itself is where a network of the size of the object's starts.
    guard translation.section == 2, case .spec(.range) = translation.mapped, real.ranges.count == 1,
      mapped.ranges.count == 1,
      let range = real.ranges[0].moved(to: mapped.ranges[0].low)
    else { return mapped }
    return AddressSet(ranges: [range])
  }

  /// The addresses of one side of a translation.
  private static func shown(
    _ side: Translation.Side, _ translation: Translation, _ resolver: inout Resolver
  ) -> AddressSet {
    if case .spec(let spec) = side { return resolver.addresses(spec) }
    guard translation.mappedInterface != "" else { return AddressSet() }
    let word = Token(text: translation.mappedInterface, word: "", offset: 0)
    return resolver.addresses(.interface(Reference(word, at: translation.origin)))
  }

  /// The ports that a translation is about: nil within for all of them, nil for none.
  private static func ports(_ translation: Translation, _ resolver: inout Resolver) -> Ports?? {
    if let real = translation.realPort, let mapped = translation.mappedPort {
      return .some(Ports(mapped: mapped...mapped, real: real...real))
    }
    guard let (first, second) = translation.services else { return .some(nil) }
    guard let first = resolver.service(first), let second = resolver.service(second) else {
      return nil
    }
    let (mapped, real) =
      translation.isDestination
      ? (first.destination, second.destination) : (second.source, first.source)
    guard case .range(let mappedLow, let mappedHigh) = mapped,
      case .range(let realLow, let realHigh) = real
    else { return .some(nil) }
    return .some(Ports(mapped: mappedLow...mappedHigh, real: realLow...realHigh))
  }

  /// The real socket of one that a capture shows beside another one.
  func real(_ socket: Socket, beside other: Socket) -> Socket {
    if entries.isEmpty { return socket }
    var best = Int.max
    index.forEach(socket.address) { place in
      guard place < best else { return }
      if let ports = entries[place].ports, !ports.mapped.contains(socket.port) { return }
      if let peer = entries[place].peer, peer.contains(other.address) == .no { return }
      best = place
    }
    guard best < entries.count else { return socket }
    let entry = entries[best]
    guard let address = entry.real.address(like: socket.address, in: entry.mapped) else {
      return socket
    }
    return Socket(address: address, port: entry.ports?.real(socket.port) ?? socket.port)
  }

  /// Who may stand behind a client that a capture shows, where dynamic rules show it and lists speak of
  /// real addresses.
  ///
  /// - Parameters:
  ///   - client: its socket as captured, which no static rule translates.
  ///   - server: the other end.
  ///   - egress: the interface on which the session leaves; nil where nobody knows.
  ///   - table: which interface an address is on.
  /// - Returns: what the rules leave open; nil where none shows it.
  func hidden(
    _ client: Socket, beside server: Socket, leavingOn egress: String?, _ table: InterfaceTable
  ) -> HiddenClient? {
    if hidings.isEmpty || !classifiesReal { return nil }
    var places: [Int] = []
    hidingIndex.forEach(client.address) { place in
      let hiding = hidings[place]
      if let peer = hiding.peer, peer.contains(server.address) == .no { return }
      if let egress, hiding.mappedInterface != "any", hiding.mappedInterface != egress { return }
      places.append(place)
    }
    var hidden: HiddenClient?
    for hiding in places.sorted().map({ hidings[$0] }) {
      let all: AddressRange = client.address.isIPv6 ? .allIPv6 : .allIPv4
      // What a capture does not tell may be any address.
      let ranges =
        hiding.real.isPlain
        ? hiding.real.ranges.filter { $0.low.isIPv6 == client.address.isIPv6 } : [all]
      if ranges.isEmpty { continue }
      var known = hidden ?? HiddenClient(origin: hiding.origin)
      known.ranges = AddressSet(ranges: known.ranges + ranges).ranges
      if hiding.realInterface != "any" {
        known.interfaces.insert(hiding.realInterface)
      } else if let name = table.name(ofAll: ranges) {
        known.interfaces.insert(name)
      } else {
        known.isAnywhere = !table.isEmpty
      }
      hidden = known
    }
    return hidden
  }

  /// The limits of a server on an interface: an index into the policy's limits.
  func limits(_ address: IPAddress, on interface: String?) -> Int? {
    limits(address, on: interface, in: limitIndex)
  }

  /// The limits of a host that opens connections: an index into the policy's limits.
  func clientLimits(_ address: IPAddress, on interface: String?) -> Int? {
    limits(address, on: interface, in: clientLimitIndex)
  }

  private func limits(_ address: IPAddress, on interface: String?, in index: AddressIndex)
    -> Int?
  {
    var best = Int.max
    index.forEach(address) { place in
      if let hosts = hostsOf[place], let interface, hosts != interface { return }
      best = min(best, place)
    }
    return best < limitOf.count ? limitOf[best] : nil
  }
}

extension Resolver {
  /// The hosts that an access list's lines have for sources.
  fileprivate mutating func sources(_ name: Reference) -> AddressSet {
    guard let list = configuration.accessLists[name.name] else {
      undefined("access-list", name)
      return AddressSet()
    }
    let entries = list.entries.prefix(1_024).filter { $0.kind == .permit && !$0.isInactive }
    return AddressSet(union: entries.map { addresses($0.source) })
  }

  /// A service object; nil for one that is not there or has no service.
  fileprivate mutating func service(_ name: Reference) -> ServiceSpec? {
    guard let object = configuration.serviceObjects[name.name] else {
      if name.name != "any" { undefined("object service", name) }
      return nil
    }
    return object.service
  }
}

extension AddressRange {
  /// A range of the same size that starts elsewhere; nil where addresses do not reach.
  fileprivate func moved(to start: IPAddress) -> AddressRange? {
    guard low.isIPv6 == start.isIPv6, low != high else { return nil }
    if !low.isIPv6 {
      let (end, overflow) = start.v4Bits.addingReportingOverflow(high.v4Bits - low.v4Bits)
      return overflow ? nil : AddressRange(start, IPAddress(v4: end))
    }
    return isSubnet ? AddressRange(start, prefix: prefixLength) : nil
  }

  /// The address that is as far from the start as another one is in its range.
  fileprivate func address(like other: IPAddress, in range: AddressRange) -> IPAddress? {
    let result: IPAddress
    if low.isIPv6 {
      let (offset, borrow) = other.low.subtractingReportingOverflow(range.low.low)
      let offsetHigh = other.high &- range.low.high &- (borrow ? 1 : 0)
      let (sum, carry) = low.low.addingReportingOverflow(offset)
      result = IPAddress(v6High: low.high &+ offsetHigh &+ (carry ? 1 : 0), low: sum)
    } else {
      result = IPAddress(v4: low.v4Bits &+ (other.v4Bits &- range.low.v4Bits))
    }
    return contains(result) ? result : nil
  }
}
