/// An IPv4 or IPv6 address as a fixed-size value in network order.
///
/// IPv4 addresses stand in the low 32 bits of `low`.
public struct IPAddress: Hashable, Sendable {
  /// The first eight bytes of an IPv6 address; zero for IPv4.
  public let high: UInt64
  /// The last eight bytes of an IPv6 address, or the IPv4 address in the low 32 bits.
  public let low: UInt64
  /// Whether the address is of version 6.
  public let isIPv6: Bool

  /// An IPv4 address from its 32 bits, the first byte in the highest place.
  public init(v4 bits: UInt32) {
    high = 0
    low = UInt64(bits)
    isIPv6 = false
  }

  /// An IPv6 address from its two halves, the first byte in the highest place.
  public init(v6High high: UInt64, low: UInt64) {
    self.high = high
    self.low = low
    isIPv6 = true
  }
}

extension IPAddress: Comparable {
  /// IPv4 before IPv6, then by value.
  public static func < (a: IPAddress, b: IPAddress) -> Bool {
    if a.isIPv6 != b.isIPv6 { return b.isIPv6 }
    return (a.high, a.low) < (b.high, b.low)
  }
}

extension IPAddress: CustomStringConvertible {
  /// Dotted quad for IPv4, RFC 5952 section 4 text for IPv6, without brackets.
  public var description: String {
    isIPv6 ? sixText : quad(UInt32(truncatingIfNeeded: low))
  }

  private func quad(_ bits: UInt32) -> String {
    "\(bits >> 24).\(bits >> 16 & 255).\(bits >> 8 & 255).\(bits & 255)"
  }

  private var sixText: String {
    // RFC 5952 section 5: IPv4-mapped addresses are printed in mixed notation.
    if high == 0, low >> 32 == 0xFFFF { return "::ffff:" + quad(UInt32(truncatingIfNeeded: low)) }
    let groups = (0..<8).map { index -> UInt16 in
      let half = index < 4 ? high : low
      return UInt16(truncatingIfNeeded: half >> UInt64(48 - 16 * (index & 3)))
    }
    let zeros = longestZeroRun(groups)
    let text = { (range: Range<Int>) in
      range.map { String(groups[$0], radix: 16) }.joined(separator: ":")
    }
    guard !zeros.isEmpty else { return text(0..<8) }
    return text(0..<zeros.lowerBound) + "::" + text(zeros.upperBound..<8)
  }

  /// The first of the longest runs of two or more zero groups (RFC 5952 section 4.2).
  private func longestZeroRun(_ groups: [UInt16]) -> Range<Int> {
    var best = 0..<0
    var start = 0
    for index in 0...8 where index == 8 || groups[index] != 0 {
      if index - start > best.count, index - start > 1 { best = start..<index }
      start = index + 1
    }
    return best
  }
}

extension IPAddress {
  /// Parses a dotted quad or an IPv6 address (RFC 4291 section 2.2); nil where the text is neither.
  public init?(_ text: String) {
    if text.utf8.contains(UInt8(ascii: ":")) {
      guard let halves = IPAddress.sixHalves(text) else { return nil }
      self.init(v6High: halves.0, low: halves.1)
    } else {
      guard let bits = IPAddress.quadBits(text[...]) else { return nil }
      self.init(v4: bits)
    }
  }

  private static func quadBits(_ text: Substring) -> UInt32? {
    let parts = text.split(separator: ".", omittingEmptySubsequences: false)
    guard parts.count == 4 else { return nil }
    var bits: UInt32 = 0
    for part in parts {
      guard (1...3).contains(part.utf8.count), part.utf8.allSatisfy(\.isDigit),
        let value = UInt8(part)
      else { return nil }
      bits = bits << 8 | UInt32(value)
    }
    return bits
  }

  private static func sixHalves(_ text: String) -> (UInt64, UInt64)? {
    var left: [UInt16] = []
    var right: [UInt16] = []
    var rest = text[...]
    var compressed = false
    if let gap = text.firstRange(ofDoubleColon: ()) {
      compressed = true
      guard let groups = groups(text[..<gap.lowerBound], mayEndInQuad: false) else { return nil }
      left = groups
      rest = text[gap.upperBound...]
    }
    guard let groups = groups(rest, mayEndInQuad: true) else { return nil }
    right = groups
    let count = left.count + right.count
    guard compressed ? count <= 7 : count == 8 else { return nil }
    let all = left + [UInt16](repeating: 0, count: 8 - count) + right
    let half = { (part: ArraySlice<UInt16>) in part.reduce(UInt64(0)) { $0 << 16 | UInt64($1) } }
    return (half(all[..<4]), half(all[4...]))
  }

  private static func groups(_ text: Substring, mayEndInQuad: Bool) -> [UInt16]? {
    guard !text.isEmpty else { return [] }
    var result: [UInt16] = []
    let parts = text.split(separator: ":", omittingEmptySubsequences: false)
    for (index, part) in parts.enumerated() {
      if mayEndInQuad, index == parts.count - 1, part.contains(".") {
        guard let bits = quadBits(part) else { return nil }
        result += [UInt16(bits >> 16), UInt16(bits & 0xFFFF)]
      } else {
        guard (1...4).contains(part.utf8.count), part.utf8.first != UInt8(ascii: "+"),
          let value = UInt16(part, radix: 16)
        else { return nil }
        result.append(value)
      }
    }
    return result
  }
}

extension String {
  fileprivate func firstRange(ofDoubleColon: Void) -> Range<String.Index>? {
    var previous: String.Index?
    for index in indices {
      if self[index] == ":" {
        if let start = previous { return start..<self.index(after: index) }
        previous = index
      } else {
        previous = nil
      }
    }
    return nil
  }
}
