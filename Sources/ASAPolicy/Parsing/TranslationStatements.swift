import Primitives

extension Interpreter {
  /// `(real,mapped)` of `static` and `nat`.
  private func interfacePair(_ token: Token) -> (String, String)? {
    guard token.text.hasPrefix("("), token.text.hasSuffix(")") else { return nil }
    let parts = token.text.dropFirst().dropLast().split(separator: ",")
    return parts.count == 2 ? (String(parts[0]), String(parts[1])) : nil
  }

  func isTwiceNAT(_ line: Line) -> Bool {
    line.tokens.contains { $0.word == "source" || $0.word == "after-auto" }
      || line.tokens.count > 2 && Keyword.number(line.tokens[2].text) != nil
  }

  /// `nat (real,mapped) static MAPPED [service tcp REAL MAPPED]` in an object, which has one rule.
  mutating func objectNAT(_ cursor: inout Cursor, _ name: String, isNegated: Bool)
    throws(Problem) -> Bool
  {
    configuration.translations.removeRule(of: name)
    if isNegated { return true }
    let token = try cursor.next("the interfaces")
    var pair = ("any", "any")
    if let found = interfacePair(token) { pair = found } else { cursor.index -= 1 }
    if cursor.takeShort("dynamic") {
      let word = Token(text: name, word: name, offset: 0)
      appendDynamic(
        &cursor, pair, .object(Reference(word, cursor.line)), section: 2)
      return true
    }
    guard cursor.takeShort("static") else { return true }
    let mapped = try mappedSide(&cursor)
    var translation = Translation(
      realInterface: pair.0, mappedInterface: pair.1,
      real: .object(Reference(Token(text: name, word: name, offset: 0), cursor.line)),
      mapped: mapped, origin: cursor.line.origin, section: 2)
    while let token = cursor.peek {
      cursor.index += 1
      guard token.word == "service" else { continue }
      guard cursor.take("tcp") else { return true }
      translation.realPort = try cursor.port()
      translation.mappedPort = try cursor.port()
    }
    configuration.translations.append(translation)
    return true
  }

  /// Takes a statement away that the line says again behind `no`.
  private mutating func removeTranslation(_ line: Line) {
    let words = line.tokens.dropFirst().map(\.text).joined(separator: " ")
    configuration.translations.remove(words) { [texts] in texts.words($0) }
  }

  /// The rest of a dynamic rule: `MAPPED`, `pat-pool POOL`, `interface` behind them, and options.
  private mutating func appendDynamic(
    _ cursor: inout Cursor, _ pair: (String, String), _ real: AddressSpec, section: Int
  ) {
    let sides = shownSides(&cursor)
    guard let mapped = sides.first else { return }
    configuration.translations.append(
      Translation(
        realInterface: pair.0, mappedInterface: pair.1, real: real, mapped: mapped,
        origin: cursor.line.origin, section: section, isDynamic: true,
        furtherMapped: Array(sides.dropFirst())))
  }

  /// What a dynamic rule shows, up to the next part of the line.
  private func shownSides(_ cursor: inout Cursor) -> [Translation.Side] {
    var sides: [Translation.Side] = []
    let options = [
      "dns", "round-robin", "extended", "flat", "include-reserve", "block-allocation", "ipv6",
    ]
    while let token = cursor.peek, !Interpreter.partsOfNAT.contains(token.word) {
      cursor.index += 1
      if token.word == "interface" {
        sides.append(.interface)
      } else if token.word == "pat-pool" {
        guard let pool = cursor.peek else { break }
        cursor.index += 1
        sides.append(.spec(addressOrObject(pool, cursor.line)))
      } else if sides.isEmpty, !options.contains(token.word) {
        sides.append(.spec(addressOrObject(token, cursor.line)))
      }
    }
    return sides
  }

  /// The words that start the further parts of a twice NAT rule.
  private static let partsOfNAT = [
    "destination", "service", "inactive", "unidirectional", "description",
  ]

  private func mappedSide(_ cursor: inout Cursor) throws(Problem) -> Translation.Side {
    let token = try cursor.next("an address or an object")
    if token.word == "interface" { return .interface }
    return .spec(addressOrObject(token, cursor.line))
  }

  private func addressOrObject(_ token: Token, _ line: Line) -> AddressSpec {
    if let address = IPAddress(token.text) { return .range(AddressRange(address)) }
    if configuration.networkGroups[token.text] != nil { return .group(Reference(token, line)) }
    return .object(Reference(token, line))
  }

  /// Twice NAT, `nat (real,mapped) [N|after-auto] source static REAL MAPPED [destination static
  /// MAPPED REAL] [service FIRST SECOND]`, or before 8.3 `nat (if) id A MASK … [tcp] MAX [EMB]`.
  mutating func nat(_ cursor: inout Cursor, isNegated: Bool) throws(Problem) -> Bool {
    mode = .root
    if isNegated {
      removeTranslation(cursor.line)
      return true
    }
    guard let token = cursor.peek else { return false }
    cursor.index += 1
    guard let pair = interfacePair(token) else { return oldNAT(&cursor, token) }
    var section = 1
    while let word = cursor.peek?.word, word != "source" {
      if word == "after-auto" { section = 3 }
      cursor.index += 1
    }
    guard cursor.take("source") else { return false }
    let isStatic = cursor.take("static")
    if !isStatic { cursor.index += 1 }
    let real = try cursor.next("an object")
    let sides = isStatic ? [try mappedSide(&cursor)] : shownSides(&cursor)
    guard let mapped = sides.first else { return true }
    // Nobody opens a session to what a rule of one direction maps; a dynamic one hides who opens it.
    var isReached = !isStatic || real.word != "any"
    var source = Translation(
      realInterface: pair.0, mappedInterface: pair.1,
      real: real.word == "any" ? .any : addressOrObject(real, cursor.line),
      mapped: mapped, origin: cursor.line.origin, section: section, isDynamic: !isStatic,
      furtherMapped: Array(sides.dropFirst()))
    var destination: Translation?
    while let word = cursor.peek?.word, !Interpreter.partsOfNAT.contains(word) {
      cursor.index += 1
    }
    if cursor.take("destination"), cursor.take("static") {
      let mapped = try mappedSide(&cursor)
      let token = try cursor.next("an object")
      let spec = addressOrObject(token, cursor.line)
      destination = Translation(
        realInterface: pair.1, mappedInterface: pair.0, real: spec, mapped: mapped,
        isDestination: true, origin: cursor.line.origin, section: section)
      if real.word != "any" { destination?.peer = source.real }
      if token.word != "any" { source.peer = spec }
    }
    while let token = cursor.peek {
      cursor.index += 1
      if token.word == "description" { break }
      if token.word == "inactive" { return true }
      if token.word == "unidirectional" { isReached = false }
      guard token.word == "service" else { continue }
      let first = Reference(try cursor.next("a service object"), cursor.line)
      let second = Reference(try cursor.next("a service object"), cursor.line)
      source.services = (first, second)
      destination?.services = (first, second)
    }
    if isReached { configuration.translations.append(source) }
    if let destination { configuration.translations.append(destination) }
    return true
  }

  /// `nat (if) id A MASK [dns] [outside] [[tcp] MAX [EMB]] [udp MAX] [norandomseq]`.
  private mutating func oldNAT(_ cursor: inout Cursor, _ token: Token) -> Bool {
    guard token.text.hasPrefix("("), token.text.hasSuffix(")"), token.text.utf8.count > 2 else {
      return false
    }
    let interface = String(token.text.dropFirst().dropLast())
    cursor.index += 1
    guard let network = cursor.peek,
      let address = IPAddress(network.text == "0" ? "0.0.0.0" : network.text),
      !address.isIPv6
    else { return true }
    cursor.index += 1
    var mask = UInt32.max
    if let token = cursor.peek, let value = IPAddress(token.text == "0" ? "0.0.0.0" : token.text) {
      mask = value.v4Bits
      cursor.index += 1
    }
    guard let limits = trailer(&cursor) else { return true }
    configuration.translations.append(
      Translation(
        realInterface: interface, mappedInterface: "",
        real: AddressSpec(address.v4Bits, mask: mask),
        mapped: .interface, limits: limits, origin: cursor.line.origin))
    return true
  }

  /// `static (real,mapped) [tcp] MAPPED [PORT] REAL [PORT] [netmask M] … [tcp] MAX [EMB]`
  /// (evidence 7.2).
  mutating func staticTranslation(_ cursor: inout Cursor, isNegated: Bool) throws(Problem) -> Bool {
    mode = .root
    if isNegated {
      removeTranslation(cursor.line)
      return true
    }
    let token = try cursor.next("the interfaces")
    guard let pair = interfacePair(token) else { return false }
    let isPort = cursor.peek?.word == "tcp" || cursor.peek?.word == "udp"
    if cursor.take("udp") { return true }
    _ = cursor.take("tcp")
    let mapped = try cursor.next("the mapped address")
    let mappedPort = isPort ? try cursor.port() : nil
    if cursor.take("access-list") {
      let list = Reference(try cursor.next("an access list"), cursor.line)
      let side = mapped.word == "interface" ? nil : staticSide(mapped, .max, cursor.line)
      configuration.translations.append(
        Translation(
          realInterface: pair.0, mappedInterface: pair.1, real: .any,
          mapped: side.map { .spec($0) } ?? .interface, mappedPort: mappedPort,
          policyList: list, limits: trailer(&cursor), origin: cursor.line.origin))
      return true
    }
    let real = try cursor.next("the real address")
    let realPort = isPort ? try cursor.port() : nil
    let mask = cursor.take("netmask") ? try cursor.mask() : .max
    guard let realSpec = staticSide(real, mask, cursor.line) else {
      throw Problem(offset: real.offset, message: "\"\(real.text)\" is not an address")
    }
    var side = Translation.Side.interface
    if mapped.word != "interface" {
      guard let spec = staticSide(mapped, mask, cursor.line) else {
        throw Problem(offset: mapped.offset, message: "\"\(mapped.text)\" is not an address")
      }
      side = .spec(spec)
    }
    let limits = trailer(&cursor)
    configuration.translations.append(
      Translation(
        realInterface: pair.0, mappedInterface: pair.1, real: realSpec, mapped: side,
        realPort: realPort, mappedPort: mappedPort, limits: limits, origin: cursor.line.origin))
    return true
  }

  private func staticSide(_ token: Token, _ mask: UInt32, _ line: Line) -> AddressSpec? {
    if let address = IPAddress(token.text) {
      return address.isIPv6 ? nil : AddressSpec(address.v4Bits, mask: mask)
    }
    guard let first = token.text.utf8.first, first > 57 else { return nil }
    return .named(Reference(token, line), mask: mask)
  }

  /// `[dns] [norandomseq] [[tcp] MAX [EMB]] [udp MAX]` in any order; nil where no limit is set.
  private func trailer(_ cursor: inout Cursor) -> ConnectionLimits? {
    var limits = ConnectionLimits(source: texts.source(cursor.line.origin))
    var place = 0
    while let token = cursor.peek {
      cursor.index += 1
      if token.word == "udp" {
        cursor.index += 1
        continue
      }
      guard let number = Keyword.number(token.text) else { continue }
      if place == 0 { limits.connections = number }
      if place == 1 { limits.embryonic = number }
      place += 1
    }
    guard limits.isLimited else { return nil }
    limits.translation = texts.words(cursor.line.origin)
    return limits
  }
}
