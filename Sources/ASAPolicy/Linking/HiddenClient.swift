import Primitives

/// A client that a capture shows by an address of a dynamic rule: one of several hosts, at a port that
/// nobody knows.
struct HiddenClient: Sendable {
  /// The addresses that it may have.
  var ranges: [AddressRange] = []
  /// The interfaces that it may be on.
  var interfaces: Set<String> = []
  /// Whether it may be on any interface besides.
  var isAnywhere = false
  /// The first rule that shows it.
  var origin: Origin

  init(origin: Origin) { self.origin = origin }

  /// The one host that it is; nil where there are several.
  var host: IPAddress? {
    guard ranges.count == 1, let range = ranges.first, range.low == range.high else { return nil }
    return range.low
  }

  /// The interface on which its sessions come in; nil where a capture does not tell.
  var interface: String? { isAnywhere || interfaces.count != 1 ? nil : interfaces.first }
}

extension AddressSet {
  /// Whether it holds an address of which no more is known than that it is in one of some ranges.
  func contains(oneOf others: [AddressRange]) -> Answer {
    if others.count == 1, let other = others.first, other.low == other.high {
      return contains(other.low)
    }
    var (holdsAll, holdsNone) = (true, true)
    for other in others {
      let place = ranges.partitioningIndex { $0.high >= other.low }
      guard place < ranges.count, ranges[place].low <= other.high else {
        holdsAll = false
        continue
      }
      holdsNone = false
      if ranges[place].low > other.low || ranges[place].high < other.high { holdsAll = false }
    }
    if holdsAll { return .yes }
    // A mask with holes may hold some of them.
    return holdsNone && isPlain ? .no : .unknown
  }
}
