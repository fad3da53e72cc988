import Primitives

/// Finds the ranges that hold an address: a segment tree in arrays.
///
/// Memory is n log n at worst for n ranges, also where all lie within each other; a question costs
/// log n and what it finds.
struct AddressIndex: Sendable {
  private var points: [IPAddress] = []
  /// The identifiers of a node stand in `found[starts[node] ..< starts[node + 1]]`.
  private var starts: [Int32] = []
  private var found: [Int32] = []

  /// An index of ranges with identifiers.
  init(_ ranges: [(range: AddressRange, identifier: Int)]) {
    var points: [IPAddress] = []
    points.reserveCapacity(ranges.count * 2)
    for (range, _) in ranges {
      points.append(range.low)
      if let next = range.high.successor { points.append(next) }
    }
    points.sort()
    self.points = points.reduce(into: []) { if $0.last != $1 { $0.append($1) } }
    let count = self.points.count
    var pairs: [(node: Int32, identifier: Int32)] = []
    for (range, identifier) in ranges {
      var left = slot(range.low) + count
      var right = (range.high.successor.map { slot($0) } ?? count) + count
      while left < right {
        if left & 1 == 1 {
          pairs.append((Int32(left), Int32(identifier)))
          left += 1
        }
        if right & 1 == 1 {
          right -= 1
          pairs.append((Int32(right), Int32(identifier)))
        }
        left >>= 1
        right >>= 1
      }
    }
    starts = [Int32](repeating: 0, count: 2 * count + 1)
    for pair in pairs { starts[Int(pair.node) + 1] += 1 }
    for node in starts.indices.dropFirst() { starts[node] += starts[node - 1] }
    found = [Int32](repeating: 0, count: pairs.count)
    var next = starts
    for pair in pairs {
      found[Int(next[Int(pair.node)])] = pair.identifier
      next[Int(pair.node)] += 1
    }
  }

  /// The last point that is not above an address, or -1.
  private func slot(_ address: IPAddress) -> Int {
    points.partitioningIndex { $0 > address } - 1
  }

  /// Calls `body` with the identifier of each range that holds an address, in no order.
  func forEach(_ address: IPAddress, _ body: (Int) -> Void) {
    let slot = slot(address)
    guard slot >= 0 else { return }
    var node = slot + points.count
    while node > 0 {
      for place in starts[node]..<starts[node + 1] { body(Int(found[Int(place)])) }
      node >>= 1
    }
  }

  /// How many ranges hold an address.
  func count(_ address: IPAddress) -> Int {
    let slot = slot(address)
    guard slot >= 0 else { return 0 }
    var node = slot + points.count
    var count = 0
    while node > 0 {
      count += Int(starts[node + 1] - starts[node])
      node >>= 1
    }
    return count
  }
}

extension IPAddress {
  /// The next address in the order of `<`; nil for the last.
  var successor: IPAddress? {
    if !isIPv6 {
      return v4Bits == .max ? IPAddress(v6High: 0, low: 0) : IPAddress(v4: v4Bits + 1)
    }
    if low != .max { return IPAddress(v6High: high, low: low + 1) }
    return high == .max ? nil : IPAddress(v6High: high + 1, low: 0)
  }
}
