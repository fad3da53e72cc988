/// `access-list NAME …` (evidence 6.1).
struct AccessList: Sendable {
  var origin: Origin
  var entries: [AccessEntry] = []
  /// The places of the entries that stand in the list, where a `line N` moved one or a `no` took one out.
  private(set) var order: PositionList?
  /// The word after the name where the list is of a kind that no class takes.
  var otherKind: String?

  /// The places of the entries that stand in the list, in the order in which they are tried.
  var places: [Int] { order?.values ?? Array(entries.indices) }
  /// The entries in the order in which they are tried.
  var ordered: [AccessEntry] { places.map { entries[$0] } }

  /// Puts an entry at the line that a device would give it.
  ///
  /// - Parameters:
  ///   - entry: the entry.
  ///   - line: the line from 1; nil or one behind the end is the end.
  mutating func add(_ entry: AccessEntry, at line: Int?) {
    if order == nil, let line, line <= entries.count { order = PositionList(count: entries.count) }
    order?.append(at: line.map { $0 - 1 } ?? .max)
    entries.append(entry)
  }

  /// Takes an entry out; those behind it move up a line.
  ///
  /// - Parameter place: its index in `entries`, which it keeps, as a remark.
  mutating func takeOut(_ place: Int) {
    order = order ?? PositionList(count: entries.count)
    order?.remove(place)
    entries[place].kind = .remark
  }
}

/// A line of an access list.
struct AccessEntry: Sendable {
  enum Kind: Sendable { case permit, deny, remark }
  /// What the line says of the protocol.
  enum TransportProtocol: Sendable, Hashable {
    /// TCP or IP.
    case tcp
    /// One that no mail session uses.
    case other
    case object(Reference)
    case group(Reference)
  }

  var kind: Kind
  var origin: Origin
  var transport: TransportProtocol = .tcp
  var source: AddressSpec = .any
  var sourcePorts: PortSpec = .any
  var destination: AddressSpec = .any
  var destinationPorts: PortSpec = .any
  var timeRange: Reference?
  var isInactive = false
  /// Whether a user or security group narrows the line.
  var isUnknowable = false

  /// Whether the line can say anything of a TCP session.
  var bearsOnTCP: Bool {
    if kind == .remark || isInactive { return false }
    if case .other = transport { return false }
    return true
  }
}
