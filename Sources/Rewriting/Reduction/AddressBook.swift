public import Primitives

/// What stands for the addresses of a reduced capture: others of the ranges for documentation (RFC 5737,
/// RFC 3849), of RFC 2544's for benchmarks where those do not suffice.
///
/// Different addresses stay different. In texts an address is written with zeros in front of its numbers
/// where it is shorter than the one it stands for.
public struct AddressBook: Sendable {
  /// Addresses that stay as they are.
  private let kept: Set<IPAddress>
  /// Addresses of the originals, which stand for none while there are others.
  private let avoided: Set<IPAddress>
  private var replacements: [IPAddress: IPAddress] = [:]
  private var hardware: [[UInt8]: [UInt8]] = [:]
  /// The documentation addresses that are left, by the length of their text, the next one last.
  private var free: [[UInt32]]
  private var benchmark: UInt32 = 0xC612_0001
  private var nextV6: UInt64 = 1
  private var digits = RandomSource()
  private var shortTexts: [[UInt8]: [UInt8]] = [:]

  /// Addresses that were replaced.
  public var count: Int { replacements.count }
  /// Hardware addresses that were replaced.
  public var hardwareCount: Int { hardware.count }
  /// Addresses in texts that are too short for one of the ranges.
  public var shortTextCount: Int { shortTexts.count }
  /// Whether the ranges for documentation did not suffice.
  public var isExhausted: Bool { benchmark != 0xC612_0001 }

  /// A book without entries.
  ///
  /// - Parameters:
  ///   - kept: addresses that stay as they are.
  ///   - avoided: addresses that stand for none while there are others.
  public init(keeping kept: Set<IPAddress>, avoiding avoided: Set<IPAddress>) {
    self.kept = kept
    self.avoided = avoided
    free = [[UInt32]](repeating: [], count: 16)
    for network: UInt32 in [0xC000_0200, 0xC633_6400, 0xCB00_7100] {
      for host: UInt32 in 1...254 {
        let address = IPAddress(v4: network | host)
        guard !avoided.contains(address), !kept.contains(address) else { continue }
        free[address.description.utf8.count].append(network | host)
      }
    }
    for length in free.indices { free[length].reverse() }
  }

  /// What stands for an address.
  public mutating func replacement(for address: IPAddress) -> IPAddress {
    if kept.contains(address) || address.isCommonKnowledge { return address }
    if let found = replacements[address] { return found }
    let drawn = address.isIPv6 ? drawSix() : drawFour(length: address.description.utf8.count)
    replacements[address] = drawn
    return drawn
  }

  /// Of the same length in texts, or as much shorter as need be; longer where there is no other.
  private mutating func drawFour(length: Int) -> IPAddress {
    for choice in Array(stride(from: min(length, 15), through: 9, by: -1)) + Array(9...15)
    where !free[choice].isEmpty {
      return IPAddress(v4: free[choice].removeLast())
    }
    repeat {
      benchmark &+= 1
    } while avoided.contains(IPAddress(v4: benchmark - 1))
      || kept.contains(IPAddress(v4: benchmark - 1))
    return IPAddress(v4: benchmark - 1)
  }

  private mutating func drawSix() -> IPAddress {
    while true {
      let address = IPAddress(v6High: 0x2001_0DB8_0000_0000, low: nextV6)
      nextV6 += 1
      if !avoided.contains(address), !kept.contains(address) { return address }
    }
  }

  /// What stands for a hardware address: one of those for documentation (RFC 7042 section 2.1.2), then
  /// others behind it; groups stay as they are.
  public mutating func replacement(forHardware address: ArraySlice<UInt8>) -> [UInt8] {
    let key = Array(address)
    guard let first = key.first, first & 1 == 0, key.contains(where: { $0 != 0 }) else {
      return key
    }
    if let found = hardware[key] { return found }
    let number = hardware.count
    let low = UInt8(truncatingIfNeeded: number)
    let drawn =
      number < 256
      ? [0x00, 0x00, 0x5E, 0x00, 0x53, low]
      : [
        0x02, 0x00, 0x5E, UInt8(truncatingIfNeeded: number >> 16),
        UInt8(truncatingIfNeeded: number >> 8), low,
      ]
    hardware[key] = drawn
    return drawn
  }

  /// What stands for an address in a text, of the same length.
  ///
  /// - Parameter text: the text of an address.
  /// - Returns: nil where it is none.
  mutating func replacement(forText text: ArraySlice<UInt8>) -> [UInt8]? {
    guard let address = IPAddress(String(decoding: text, as: UTF8.self)) else { return nil }
    let stand = replacement(for: address)
    if stand == address { return Array(text) }
    let spelled = address.isIPv6 ? six(stand, text.count) : four(stand, text.count)
    return spelled ?? digits(like: text)
  }

  private func four(_ address: IPAddress, _ length: Int) -> [UInt8]? {
    var parts = address.description.split(separator: ".").map { Array($0.utf8) }
    var missing = length - address.description.utf8.count
    guard missing >= 0 else { return nil }
    for place in parts.indices {
      let zeros = min(missing, 3 - parts[place].count)
      parts[place] = [UInt8](repeating: 48, count: zeros) + parts[place]
      missing -= zeros
    }
    return missing == 0 ? Array(parts.joined(separator: [46])) : nil
  }

  /// `2001:db8`, groups of zeros, `::` where there are not all, and the last group.
  private func six(_ address: IPAddress, _ length: Int) -> [UInt8]? {
    let last = Array(String(address.low & 0xFFFF, radix: 16).utf8)
    guard address.low >> 16 == 0 else { return nil }
    for zeros in 0...5 {
      // Five groups of zeros are all.
      let colons = zeros == 5 ? 7 : 3 + zeros
      let least = 4 + 3 + zeros + last.count + colons
      let most = 4 + 4 + zeros * 4 + 4 + colons
      guard (least...most).contains(length) else { continue }
      var missing = length - least
      let widen = { (group: [UInt8]) -> [UInt8] in
        let count = min(missing, 4 - group.count)
        missing -= count
        return [UInt8](repeating: 48, count: count) + group
      }
      var groups: [[UInt8]] = [Array("2001".utf8), widen(Array("db8".utf8))]
      for _ in 0..<zeros { groups.append(widen([48])) }
      if zeros < 5 { groups.append([]) }
      groups.append(widen(last))
      return Array(groups.joined(separator: [58]))
    }
    return nil
  }

  /// Other digits in the place of digits: for texts that are shorter than any address of the ranges.
  private mutating func digits(like text: ArraySlice<UInt8>) -> [UInt8] {
    let key = Array(text)
    if let found = shortTexts[key] { return found }
    var drawn = key
    for (place, byte) in key.enumerated() where Letter.isWord(byte) {
      drawn[place] = 48 + UInt8(digits.next() % 10)
    }
    if !key.contains(58) {
      // The network 0 is nobody's (RFC 791 section 3.2), and no number may be above 255.
      let parts = key.split(separator: 46)
      for part in parts where part.count == 3 || part.startIndex == 0 {
        for place in part.indices where part.startIndex == 0 || place == part.startIndex {
          drawn[place] = 48
        }
      }
    }
    shortTexts[key] = drawn
    return drawn
  }
}

extension IPAddress {
  /// Whether an address says nothing of anybody: unspecified, of the host itself, broadcast, multicast.
  var isCommonKnowledge: Bool {
    if isIPv6 { return high == 0 && low <= 1 || high >> 56 == 0xFF }
    let bits = UInt32(truncatingIfNeeded: low)
    return bits == 0 || bits >> 24 == 127 || bits >> 28 == 14 || bits == .max
  }
}
