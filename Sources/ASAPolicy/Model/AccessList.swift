/// `access-list NAME …` (evidence 6.1).
struct AccessList: Sendable {
  var origin: Origin
  var entries: [AccessEntry] = []
  /// The places of the entries in the list, where a `line N` moved one.
  var order: PositionList?
  /// The word after the name where the list is of a kind that no class takes.
  var otherKind: String?

  /// The entries in the order in which they are tried.
  var ordered: [AccessEntry] { order?.values.map { entries[$0] } ?? entries }
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

/// Positions in an order that `insert(at:)` changes in less than linear time.
struct PositionList: Sendable {
  private static let chunkSize = 1_024
  private var chunks: [[Int32]] = []

  init(count: Int) {
    var start = 0
    while start < count {
      let end = min(start + PositionList.chunkSize / 2, count)
      chunks.append((start..<end).map { Int32(truncatingIfNeeded: $0) })
      start = end
    }
  }

  mutating func insert(_ value: Int, at position: Int) {
    var left = position
    for index in chunks.indices {
      if left > chunks[index].count {
        left -= chunks[index].count
        continue
      }
      chunks[index].insert(Int32(truncatingIfNeeded: value), at: left)
      if chunks[index].count > PositionList.chunkSize {
        let half = chunks[index].count / 2
        let tail = Array(chunks[index][half...])
        chunks[index].removeSubrange(half...)
        chunks.insert(tail, at: index + 1)
      }
      return
    }
    chunks.append([Int32(truncatingIfNeeded: value)])
  }

  var values: [Int] { chunks.flatMap { $0.map(Int.init) } }
}
