import Primitives

extension Interpreter {
  /// `interface HARDWARE`.
  mutating func interface(_ cursor: inout Cursor, isNegated: Bool) -> Bool {
    guard let token = cursor.peek else { return false }
    let hardware = token.text
    if isNegated {
      mode = .root
      guard let index = interfacePlaces[hardware] else {
        warn(
          cursor.line, offset: token.offset,
          "there is no interface \"\(hardware)\"; nothing is taken away")
        return true
      }
      guard !Interface.isHardware(token.word) else {
        warn(
          cursor.line, offset: token.offset,
          "a physical interface cannot be taken away; nothing is")
        return true
      }
      // The place stays, so that those of the others do; one without a name takes no session.
      configuration.interfaces[index] = Interface(hardware: hardware)
      interfacePlaces[hardware] = nil
      return true
    }
    mode = .interface(interfaceIndex(hardware))
    return true
  }

  /// The place of an interface, which is made where there is none.
  private mutating func interfaceIndex(_ hardware: String) -> Int {
    if let known = interfacePlaces[hardware] { return known }
    configuration.interfaces.append(Interface(hardware: hardware))
    interfacePlaces[hardware] = configuration.interfaces.count - 1
    return configuration.interfaces.count - 1
  }

  mutating func interfaceLine(_ line: Line, _ index: Int) throws(Problem) -> Bool {
    guard configuration.interfaces.indices.contains(index) else { return false }
    var cursor = Cursor(line)
    let isNegated = cursor.take("no")
    let words = ["nameif", "security-level", "shutdown", "management-only", "ip", "ipv6"]
    switch Heads.blockWord(try cursor.next("a word"), words) ?? "" {
    case "nameif":
      // Four words are the statement of PIX 6, which stands by itself.
      if line.tokens.count > 3 { return false }
      configuration.interfaces[index].name = isNegated ? nil : cursor.peek?.text
    case "security-level":
      configuration.interfaces[index].securityLevel =
        isNegated ? nil : try cursor.number(0...100, "a security level")
    case "shutdown":
      // `sh run` is typed to see something.
      guard cursor.isAtEnd else { return false }
      configuration.interfaces[index].isShutDown = !isNegated
    case "management-only": configuration.interfaces[index].isManagementOnly = !isNegated
    case let word where word == "ip" || word == "ipv6":
      guard cursor.takeShort("address") else { return false }
      if isNegated { return removeAddress(line, cursor, index, isIPv6: word == "ipv6") }
      return interfaceAddress(&cursor, index)
    default: return false
    }
    return true
  }

  /// `no ip address …`, `no ipv6 address …`: the address that is named, or all of its kind.
  private mutating func removeAddress(
    _ line: Line, _ cursor: Cursor, _ index: Int, isIPv6: Bool
  ) -> Bool {
    let addresses = configuration.interfaces[index].addresses
    var kept = addresses.filter { $0.address.isIPv6 != isIPv6 }
    if let token = cursor.peek {
      let text = token.text.split(separator: "/", omittingEmptySubsequences: false).first ?? ""
      // What a DHCP server has given is not known, and nothing of it stands here.
      guard let address = IPAddress(String(text)) ?? configuration.names[token.text] else {
        return true
      }
      kept = addresses.filter { $0.address != address }
      guard kept.count < addresses.count else {
        return takesNothing(
          line, token.offset, "interface \"\(configuration.interfaces[index].hardware)\"")
      }
    }
    configuration.interfaces[index].addresses = kept
    return true
  }

  private mutating func interfaceAddress(_ cursor: inout Cursor, _ index: Int) -> Bool {
    guard let token = cursor.peek, token.word != "dhcp", token.word != "pppoe" else { return true }
    cursor.index += 1
    let parts = token.text.split(separator: "/", omittingEmptySubsequences: false)
    if parts.count == 2, let address = IPAddress(String(parts[0])),
      let length = Keyword.number(String(parts[1])), length <= (address.isIPv6 ? 128 : 32)
    {
      setAddress(address, AddressRange(address, prefix: length), index)
      return true
    }
    guard let address = IPAddress(token.text) ?? configuration.names[token.text],
      !address.isIPv6, let mask = cursor.peek.flatMap({ IPAddress($0.text) }), !mask.isIPv6,
      let length = AddressSpec.prefixLength(mask.v4Bits)
    else { return true }
    setAddress(address, AddressRange(address, prefix: length), index)
    return true
  }

  /// An interface has one IPv4 address, and any number of IPv6 addresses.
  private mutating func setAddress(_ address: IPAddress, _ subnet: AddressRange, _ index: Int) {
    configuration.interfaces[index].addresses.removeAll {
      !address.isIPv6 && !$0.address.isIPv6 || $0.address == address
    }
    configuration.interfaces[index].addresses.append((address, subnet))
  }

  /// PIX 6: `nameif ethernet0 outside security0`, `ip address outside A MASK`.
  mutating func oldInterfaceLine(_ head: String, _ cursor: inout Cursor, isNegated: Bool)
    throws(Problem) -> Bool
  {
    guard !isNegated else { return false }
    if head == "nameif" {
      guard cursor.line.tokens.count == 4 else { return false }
      let hardware = try cursor.next("an interface").text
      let name = try cursor.next("a name").text
      let level = try cursor.next("a security level").word
      let index = interfaceIndex(hardware)
      configuration.interfaces[index].name = name
      configuration.interfaces[index].securityLevel =
        level.hasPrefix("security") ? Keyword.number(String(level.dropFirst(8))) : nil
      mode = .root
      return true
    }
    guard cursor.take("address"), let name = cursor.peek?.text,
      let index = configuration.interfaces.prefix(256).firstIndex(where: { $0.name == name })
    else { return false }
    cursor.index += 1
    mode = .root
    return interfaceAddress(&cursor, index)
  }

  /// `name IP NAME`.
  mutating func name(_ cursor: inout Cursor, isNegated: Bool) throws(Problem) -> Bool {
    mode = .root
    let token = try cursor.next("an address")
    if isNegated {
      if let name = cursor.peek?.text {
        configuration.names[name] = nil
      } else if let address = IPAddress(token.text) {
        configuration.names.removeAll(of: address)
      }
      return true
    }
    guard let address = IPAddress(token.text) else {
      throw Problem(offset: token.offset, message: "\"\(token.text)\" is not an address")
    }
    let name = try cursor.next("a name")
    if let before = configuration.names[name.text], before != address {
      warn(
        cursor.line, offset: name.offset,
        "name \"\(name.text)\" was given to \(before) above; this definition holds")
    }
    configuration.names[name.text] = address
    return true
  }

  /// `route IF NET MASK GATEWAY`.
  mutating func route(_ cursor: inout Cursor, isNegated: Bool) throws(Problem) -> Bool {
    mode = .root
    let interface = try cursor.next("an interface").text
    let network = try cursor.next("a network")
    let mask = try cursor.next("a mask")
    let zero = network.text == "0"
    guard
      let address = zero
        ? IPAddress(v4: 0) : IPAddress(network.text) ?? configuration.names[network.text],
      let bits = mask.text == "0" ? IPAddress(v4: 0) : IPAddress(mask.text), !bits.isIPv6,
      let length = AddressSpec.prefixLength(bits.v4Bits), !address.isIPv6
    else {
      throw Problem(
        offset: network.offset, message: "\"\(network.text) \(mask.text)\" is not a network")
    }
    setRoute(
      interface, AddressRange(address, prefix: length), cursor.line.origin, isNegated: isNegated)
    return true
  }

  /// `ipv6 route IF PREFIX GATEWAY`.
  mutating func ipv6Route(_ cursor: inout Cursor, isNegated: Bool) throws(Problem) -> Bool {
    guard cursor.take("route") else { return false }
    mode = .root
    let interface = try cursor.next("an interface").text
    let prefix = try cursor.next("a prefix")
    guard case .range(let range) = try cursor.network(prefix), range.low.isIPv6 else {
      throw Problem(offset: prefix.offset, message: "\"\(prefix.text)\" is not a prefix")
    }
    setRoute(interface, range, cursor.line.origin, isNegated: isNegated)
    return true
  }

  private mutating func setRoute(
    _ interface: String, _ range: AddressRange, _ origin: Origin, isNegated: Bool
  ) {
    let route = Route(interface: interface, destination: range, origin: origin)
    if isNegated {
      configuration.routes.remove(route.place)
    } else {
      configuration.routes.append(route)
    }
  }

  mutating func hostname(_ cursor: inout Cursor) -> Bool {
    mode = .root
    configuration.hostname = cursor.peek?.text
    return true
  }

  /// `ASA Version 9.1(6)`.
  mutating func version(_ head: String, _ cursor: inout Cursor) -> Bool {
    guard cursor.take("version"), let token = cursor.peek,
      let platform = Version.Platform(rawValue: head),
      let version = Version(platform, token.text)
    else { return false }
    mode = .root
    configuration.version = version
    let origin = cursor.line.origin
    if versionText == origin.text {
      warn(
        cursor.line, offset: cursor.line.tokens[0].offset,
        "a second configuration begins here; it is merged with the one above")
    }
    versionText = origin.text
    return true
  }

  /// `Cisco Adaptive Security Appliance Software Version 9.8(2)`, as `show version` prints it.
  mutating func versionBanner(_ line: Line) -> Bool {
    guard configuration.version == nil, let version = Version(banner: line) else { return false }
    configuration.version = version
    mode = .root
    return true
  }
}

extension Version {
  /// The version in the first line of `show version`.
  init?(banner line: Line) {
    guard line.head == "cisco",
      let at = line.tokens.firstIndex(where: { $0.word == "version" }),
      at + 1 < line.tokens.count
    else { return nil }
    let words = line.tokens[..<at].map(\.word)
    let platform: Platform
    if words.contains("adaptive") {
      platform = .asa
    } else if words.contains("pix") {
      platform = .pix
    } else {
      return nil
    }
    self.init(platform, line.tokens[at + 1].text)
  }
}
