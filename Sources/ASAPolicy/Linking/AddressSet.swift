import Primitives

/// What a question has for an answer where a capture does not tell everything.
enum Answer: Sendable {
  case yes, no, unknown

  /// Both.
  func and(_ other: Answer) -> Answer {
    switch (self, other) {
    case (.no, _), (_, .no): .no
    case (.unknown, _), (_, .unknown): .unknown
    case (.yes, .yes): .yes
    }
  }
}

/// Addresses without names: sorted ranges, masks with holes, and what a capture does not tell.
struct AddressSet: Sendable, Hashable {
  /// An IPv4 address under a mask whose ones are not all in front.
  struct Masked: Sendable, Hashable {
    var bits: UInt32
    var mask: UInt32
  }

  private(set) var ranges: [AddressRange] = []
  private(set) var masked: [Masked] = []
  private(set) var isUnknowable = false

  static let any = AddressSet(ranges: [.allIPv4, .allIPv6])

  init() {}

  /// The union of ranges in any order.
  init(ranges: [AddressRange]) { self.ranges = AddressSet.merged(ranges) }

  init(masked: Masked) { self.masked = [masked] }

  static let unknowable = {
    var set = AddressSet()
    set.isUnknowable = true
    return set
  }()

  /// The union of sets.
  init(union sets: [AddressSet]) {
    if sets.count == 1 {
      self = sets[0]
      return
    }
    ranges = AddressSet.merged(sets.flatMap(\.ranges))
    masked = Array(Set(sets.flatMap(\.masked)))
    isUnknowable = sets.contains { $0.isUnknowable }
  }

  /// Whether it is made of ranges alone.
  var isPlain: Bool { masked.isEmpty && !isUnknowable }

  func contains(_ address: IPAddress) -> Answer {
    let place = ranges.partitioningIndex { $0.high >= address }
    if place < ranges.count, ranges[place].low <= address { return .yes }
    if !address.isIPv6, masked.contains(where: { address.v4Bits & $0.mask == $0.bits }) {
      return .yes
    }
    return isUnknowable ? .unknown : .no
  }

  private static func merged(_ ranges: [AddressRange]) -> [AddressRange] {
    if ranges.count < 2 { return ranges }
    var result: [AddressRange] = []
    for range in ranges.sorted(by: { $0.low < $1.low }) {
      if let last = result.last, range.low <= last.high {
        if range.high > last.high { result[result.count - 1].high = range.high }
      } else {
        result.append(range)
      }
    }
    return result
  }
}
