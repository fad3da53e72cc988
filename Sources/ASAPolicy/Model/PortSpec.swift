import Primitives

/// Ports in an access list, before names are looked up.
enum PortSpec: Hashable, Sendable {
  case any
  /// No port at all, as `lt 0`.
  case none
  case range(UInt16, UInt16)
  case except(UInt16)
  case group(Reference)
}

/// A set of ports: sorted ranges that do not touch.
struct PortSet: Hashable, Sendable {
  private(set) var ranges: [ClosedRange<UInt16>]

  static let all = PortSet([0...65_535])

  /// The union of ranges in any order.
  init(_ ranges: [ClosedRange<UInt16>]) {
    var merged: [ClosedRange<UInt16>] = []
    for range in ranges.sorted(by: { $0.lowerBound < $1.lowerBound }) {
      if let last = merged.last, Int(range.lowerBound) <= Int(last.upperBound) + 1 {
        merged[merged.count - 1] =
          last.lowerBound...max(last.upperBound, range.upperBound)
      } else {
        merged.append(range)
      }
    }
    self.ranges = merged
  }

  var isAll: Bool { ranges.first == 0...65_535 }

  func contains(_ port: UInt16) -> Bool {
    let place = ranges.partitioningIndex { $0.upperBound >= port }
    return place < ranges.count && ranges[place].lowerBound <= port
  }
}
