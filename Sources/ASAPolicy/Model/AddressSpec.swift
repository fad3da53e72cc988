import Primitives

/// Addresses from one to another, of one version.
struct AddressRange: Hashable, Sendable {
  var low: IPAddress
  var high: IPAddress

  init(_ low: IPAddress, _ high: IPAddress) {
    self.low = low
    self.high = high
  }

  init(_ address: IPAddress) { self.init(address, address) }

  /// All addresses with the first `length` bits of an address.
  init(_ address: IPAddress, prefix length: Int) {
    if address.isIPv6 {
      let highMask = length >= 64 ? UInt64.max : ~(UInt64.max >> UInt64(length))
      let lowMask = length <= 64 ? 0 : ~(length == 128 ? 0 : UInt64.max >> UInt64(length - 64))
      low = IPAddress(v6High: address.high & highMask, low: address.low & lowMask)
      high = IPAddress(v6High: address.high | ~highMask, low: address.low | ~lowMask)
    } else {
      let mask = length == 0 ? 0 : ~UInt32(0) << UInt32(32 - length)
      let bits = UInt32(truncatingIfNeeded: address.low)
      low = IPAddress(v4: bits & mask)
      high = IPAddress(v4: bits | ~mask)
    }
  }

  static let allIPv4 = AddressRange(IPAddress(v4: 0), prefix: 0)
  static let allIPv6 = AddressRange(IPAddress(v6High: 0, low: 0), prefix: 0)

  func contains(_ address: IPAddress) -> Bool { low <= address && address <= high }

  /// The length of the prefix that the range is, for ranges made of one.
  var prefixLength: Int {
    low.isIPv6
      ? (low.high ^ high.high).leadingZeroBitCount == 64
        ? 64 + (low.low ^ high.low).leadingZeroBitCount
        : (low.high ^ high.high).leadingZeroBitCount
      : (low.low ^ high.low).leadingZeroBitCount - 32
  }
}

/// An address argument of an access list, before names are looked up.
enum AddressSpec: Hashable, Sendable {
  case any
  case anyIPv4
  case anyIPv6
  case range(AddressRange)
  /// An IPv4 address under a mask whose ones are not all in front.
  case masked(bits: UInt32, mask: UInt32)
  /// A word of a `name` statement, with a mask.
  case named(Reference, mask: UInt32)
  case interface(Reference)
  case object(Reference)
  case group(Reference)
  /// A name of the DNS, a user, a security group: a capture does not tell.
  case unknowable
}

extension AddressSpec {
  /// An IPv4 address and a mask (real netmask, not wildcard).
  init(_ bits: UInt32, mask: UInt32) {
    if let length = AddressSpec.prefixLength(mask) {
      self = .range(AddressRange(IPAddress(v4: bits), prefix: length))
    } else {
      self = .masked(bits: bits & mask, mask: mask)
    }
  }

  /// The length of a mask whose ones are all in front; nil for any other.
  static func prefixLength(_ mask: UInt32) -> Int? {
    let length = (~mask).leadingZeroBitCount
    return mask == (length == 0 ? 0 : ~UInt32(0) << UInt32(32 - length)) ? length : nil
  }
}

extension IPAddress {
  /// As `init(_:)`, without allocation for dotted quads.
  init?(quick text: String) {
    if let bits = IPAddress.quad(text) {
      self.init(v4: bits)
    } else if text.utf8.contains(UInt8(ascii: ":")) {
      self.init(text)
    } else {
      return nil
    }
  }

  private static func quad(_ text: String) -> UInt32? {
    var bits: UInt32 = 0
    var value: UInt32 = 0
    var digits = 0
    var dots = 0
    for byte in text.utf8 {
      if byte.isDigit {
        value = value * 10 + UInt32(byte - 48)
        digits += 1
        if digits > 3 || value > 255 { return nil }
      } else if byte == UInt8(ascii: "."), digits > 0, dots < 3 {
        bits = bits << 8 | value
        (value, digits, dots) = (0, 0, dots + 1)
      } else {
        return nil
      }
    }
    return dots == 3 && digits > 0 ? bits << 8 | value : nil
  }

  /// The 32 bits of an IPv4 address.
  var v4Bits: UInt32 { UInt32(truncatingIfNeeded: low) }
}
