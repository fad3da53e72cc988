import Primitives

/// Real addresses for mapped ones (evidence 7.2): object NAT, twice NAT, `static`.
struct TranslationTable: Sendable {
  private struct Entry: Sendable {
    var mapped: AddressRange
    var real: AddressRange
    var mappedPort: UInt16?
    var realPort: UInt16?
  }

  private var entries: [Entry] = []
  private var index = AddressIndex([])
  private var limitIndex = AddressIndex([])
  private var clientLimitIndex = AddressIndex([])
  private var limitOf: [Int] = []
  /// The interface whose hosts a `nat` line of old limits; nil for `static`.
  private var hostsOf: [String?] = []

  /// No translation.
  init() {}

  /// The translations of a configuration; `limits` grows by those that they set.
  init(_ resolver: inout Resolver, limits: inout [ConnectionLimits], usesReal: Bool) {
    var limited: [(range: AddressRange, identifier: Int)] = []
    var limitedClients: [(range: AddressRange, identifier: Int)] = []
    let ordered = resolver.configuration.translations.enumerated().sorted {
      // `static` before `nat` of old.
      ($0.element.section, $0.element.isOldNAT ? 1 : 0, $0.offset)
        < ($1.element.section, $1.element.isOldNAT ? 1 : 0, $1.offset)
    }
    for (_, translation) in ordered {
      let real = resolver.addresses(translation.real)
      var mapped = AddressSet()
      switch translation.mapped {
      case .spec(let spec): mapped = resolver.addresses(spec)
      case .interface:
        if translation.mappedInterface != "" {
          let word = Token(text: translation.mappedInterface, word: "", offset: 0)
          mapped = resolver.addresses(.interface(Reference(word, at: translation.origin)))
        }
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
      guard usesReal, real.ranges.count == 1, mapped.ranges.count == 1, mapped.isPlain,
        real.isPlain, real.ranges[0].low.isIPv6 == mapped.ranges[0].low.isIPv6
      else { continue }
      entries.append(
        Entry(
          mapped: mapped.ranges[0], real: real.ranges[0], mappedPort: translation.mappedPort,
          realPort: translation.realPort))
    }
    index = AddressIndex(entries.enumerated().map { ($1.mapped, $0) })
    limitIndex = AddressIndex(limited)
    clientLimitIndex = AddressIndex(limitedClients)
  }

  /// Whether it says nothing of any address.
  var isEmpty: Bool { entries.isEmpty && limitOf.isEmpty }

  /// The real socket of one that a capture shows.
  func real(_ socket: Socket) -> Socket {
    if entries.isEmpty { return socket }
    var best = Int.max
    index.forEach(socket.address) { place in
      if place < best, entries[place].mappedPort.map({ $0 == socket.port }) ?? true { best = place }
    }
    guard best < entries.count else { return socket }
    let entry = entries[best]
    guard let address = entry.real.address(like: socket.address, in: entry.mapped) else {
      return socket
    }
    return Socket(address: address, port: entry.realPort ?? socket.port)
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

extension AddressRange {
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
