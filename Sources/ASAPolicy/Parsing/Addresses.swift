import Primitives

extension Cursor {
  /// An IPv4 netmask.
  mutating func mask() throws(Problem) -> UInt32 {
    let token = try next("a mask")
    guard let mask = IPAddress(quick: token.text), !mask.isIPv6 else {
      throw Problem(offset: token.offset, message: "\"\(token.text)\" is not a mask")
    }
    return mask.v4Bits
  }

  /// `host A`, `A MASK`, `any`, `any4`, `any6`, IPv6 prefix, `interface IF`, `object NAME`,
  /// `object-group NAME`, `object-group-network-service NAME` (evidence 6.1).
  mutating func address() throws(Problem) -> AddressSpec {
    let token = try next("an address")
    switch token.word {
    case "any": return .any
    case "any4": return .anyIPv4
    case "any6": return .anyIPv6
    case "host": return try hostAddress()
    case "interface": return .interface(Reference(try next("an interface"), line))
    case "object": return .object(Reference(try next("an object"), line))
    case "object-group": return .group(Reference(try next("an object-group"), line))
    case "object-group-network-service":
      // Names of the DNS and applications.
      _ = try next("an object-group")
      return .unknowable
    default: return try network(token)
    }
  }

  /// The address after `host`.
  mutating func hostAddress() throws(Problem) -> AddressSpec {
    let token = try next("an address")
    if let address = IPAddress(quick: token.text) { return .range(AddressRange(address)) }
    try refuseNumbers(token)
    return .named(Reference(token, line), mask: .max)
  }

  /// `A MASK`, an IPv6 prefix, or a single IPv6 address.
  mutating func network(_ token: Token) throws(Problem) -> AddressSpec {
    if let slash = token.text.firstIndex(of: "/") {
      guard let address = IPAddress(String(token.text[..<slash])),
        let length = Keyword.number(String(token.text[token.text.index(after: slash)...])),
        length <= (address.isIPv6 ? 128 : 32)
      else {
        throw Problem(offset: token.offset, message: "\"\(token.text)\" is not a prefix")
      }
      return .range(AddressRange(address, prefix: length))
    }
    if let address = IPAddress(quick: token.text) {
      if address.isIPv6 { return .range(AddressRange(address)) }
      return AddressSpec(address.v4Bits, mask: try mask())
    }
    try refuseNumbers(token)
    guard let next = peek, let mask = IPAddress(quick: next.text), !mask.isIPv6 else {
      throw Problem(
        offset: token.offset, message: "\"\(token.text)\" is not an address",
        suggestion: Keyword.nearest(
          token.word, in: ["any", "any4", "any6", "host", "interface", "object", "object-group"]))
    }
    index += 1
    return .named(Reference(token, line), mask: mask.v4Bits)
  }

  /// Refuses what looks like an address and is none.
  private func refuseNumbers(_ token: Token) throws(Problem) {
    let looksNumeric = token.text.utf8.allSatisfy { $0.isDigit || $0 == 46 }
    if looksNumeric || token.text.contains(":") {
      throw Problem(offset: token.offset, message: "\"\(token.text)\" is not an address")
    }
  }
}
