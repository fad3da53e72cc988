extension Interpreter {
  /// `class-map NAME`, `class-map type regex match-any NAME` (evidence 6.2, 1.7).
  mutating func classMap(_ cursor: inout Cursor, isNegated: Bool) throws(Problem) -> Bool {
    mode = .block
    if cursor.takeShort("type") {
      guard cursor.takeShort("regex") else { return try otherClassMap(&cursor) }
      if let token = cursor.peek, token.word == "match-all",
        cursor.line.tokens.count > cursor.index + 1
      {
        throw Problem(
          offset: token.offset,
          message: "a class-map of type regex takes what one of its expressions matches",
          suggestion: "match-any")
      }
      _ = cursor.take("match-any")
      let token = try cursor.next("a name")
      let name = token.text
      try cursor.end()
      let origin = cursor.line.origin
      if isNegated {
        configuration.regexClasses[name] = nil
      } else if try hasRoom(configuration.regexClasses, name, "class-maps", at: token) {
        mode = .regexClass(name)
        configuration.regexClasses.update(name, or: RegexClass(origin: origin)) { _ in }
      }
      return true
    }
    // A name can stand here, so that the keywords are none unless they are whole.
    _ = cursor.take("match-any") || cursor.take("match-all")
    let token = try cursor.next("a name")
    try cursor.end()
    try token.checkNameLength()
    let name = token.text
    // `show running-config all` prints it; it takes everything, and nothing changes that.
    if name == Interpreter.defaultClass {
      mode = .defaultClass
      return true
    }
    let origin = cursor.line.origin
    if isNegated {
      configuration.classMaps[name] = nil
      return true
    }
    guard try hasRoom(configuration.classMaps, name, "class-maps", at: token) else { return true }
    configuration.classMaps.update(name, or: ClassMap(name: name, origin: origin)) { _ in }
    mode = .classMap(name)
    return true
  }

  /// The class that ends every policy map (evidence 6.2).
  static let defaultClass = "class-default"

  func defaultClassLine(_ line: Line) throws(Problem) -> Bool {
    guard line.head == "match" else { return line.head == "description" }
    if line.tokens.count == 2, line.tokens[1].word == "any" { return true }
    throw Problem(
      offset: line.tokens[0].offset,
      message: "\"class-default\" is the device's own and takes everything; "
        + "give this \"match\" to a class of another name")
  }

  /// Class maps of types that no ESMTP inspection uses.
  private mutating func otherClassMap(_ cursor: inout Cursor) throws(Problem) -> Bool {
    guard cursor.take("inspect") else { return false }
    if let token = cursor.peek, token.word == "esmtp" || token.word == "smtp" {
      throw Problem(
        offset: token.offset,
        message: "there is no class-map of type inspect esmtp; "
          + "type its \"match\" lines into the policy-map")
    }
    return false
  }

  mutating func regexClassLine(_ line: Line, _ name: String) throws(Problem) -> Bool {
    var cursor = Cursor(line)
    let isNegated = cursor.take("no")
    guard cursor.takeShort("match") else { return cursor.peek?.word == "description" }
    _ = try cursor.keyword(["regex"], "\"regex\"")
    let reference = Reference(try cursor.next("a regex"), line)
    try cursor.end()
    let origin = line.origin
    configuration.regexClasses.update(name, or: RegexClass(origin: origin)) { list in
      list.members.remove(reference)
      if !isNegated { list.members.append(reference) }
    }
    return true
  }

  mutating func classMapLine(_ line: Line, _ name: String) throws(Problem) -> Bool {
    var cursor = Cursor(line)
    let isNegated = cursor.take("no")
    if cursor.peek.map({ Keyword.find($0.word, in: ["description"]) != nil }) ?? false {
      cursor.index += 1
      let text = isNegated ? nil : cursor.rest
      let origin = line.origin
      configuration.classMaps.update(name, or: ClassMap(name: name, origin: origin)) {
        $0.description = text
      }
      return true
    }
    guard cursor.takeShort("match") else { return false }
    let place = cursor.offset
    let origin = line.origin
    let found: ClassMap.Match?
    do throws(Problem) { found = try classMatch(&cursor, isNegated: isNegated) } catch {
      configuration.classMaps.update(name, or: ClassMap(name: name, origin: origin)) {
        $0.isBroken = true
      }
      throw error
    }
    guard let match = found else { return true }
    let isRefused = configuration.classMaps.update(name, or: ClassMap(name: name, origin: origin)) {
      map in
      let same = map.matches.firstIndex { ClassMap.areEqual($0.match, match) }
      if isNegated {
        if let same { map.matches.remove(at: same) }
        return false
      }
      if same != nil { return false }
      if !ClassMap.canJoin(map.matches.map(\.match), match) { return true }
      map.matches.append((match, origin))
      return false
    }
    if isRefused {
      throw Problem(
        offset: place,
        message: "class \"\(name)\" has a \"match\" already; a class takes one, "
          + "and \"default-inspection-traffic\" one access list beside it")
    }
    return true
  }

  private mutating func classMatch(_ cursor: inout Cursor, isNegated: Bool) throws(Problem)
    -> ClassMap.Match?
  {
    let keywords = [
      "any", "access-list", "address", "port", "default-inspection-traffic", "dscp", "precedence",
      "rtp", "tunnel-group", "flow",
    ]
    let offset = cursor.offset
    switch try cursor.keyword(keywords, "a criterion of a class-map") {
    case "any":
      try cursor.end()
      return .any
    case "address":
      if !isNegated {
        warn(
          cursor.line, offset: offset,
          "\"match address\" is no statement of a class-map, taken as \"match access-list\"; "
            + "type \"match access-list\"")
      }
      fallthrough
    case "access-list":
      let reference = Reference(try cursor.next("an access list"), cursor.line)
      try cursor.end()
      return .accessList(reference)
    case "default-inspection-traffic":
      try cursor.end()
      return .defaultInspectionTraffic
    case "port": return try portMatch(&cursor)
    case "rtp": return .never
    default: return .unknowable
    }
  }

  /// `match port {tcp|udp} {eq P | range P1 P2}`: the destination port.
  private func portMatch(_ cursor: inout Cursor) throws(Problem) -> ClassMap.Match {
    let isTCP = try cursor.keyword(["tcp", "udp", "sctp"], "\"tcp\" or \"udp\"") == "tcp"
    let operation = try cursor.keyword(["eq", "range"], "\"eq\" or \"range\"")
    if operation == "eq" {
      let port = try cursor.port()
      try cursor.end()
      return .ports(port...port, isTCP: isTCP)
    }
    // `2025-2030` is how the guide of 7.0 prints a range (evidence 6.2).
    if cursor.peek?.text.dropFirst().contains("-") ?? false, cursor.isLast {
      return .ports(try cursor.dashedPorts(), isTCP: isTCP)
    }
    let (low, high) = try cursor.portRange()
    try cursor.end()
    return .ports(low...high, isTCP: isTCP)
  }

  /// `regex NAME PATTERN`.
  mutating func regex(_ cursor: inout Cursor, isNegated: Bool) throws(Problem) -> Bool {
    mode = .root
    let name = try cursor.next("a name")
    if isNegated {
      configuration.regexes[name.text] = nil
      return true
    }
    try name.checkNameLength()
    guard !name.isQuoted else {
      throw Problem(offset: name.offset, message: "a name takes no quotes")
    }
    let pattern = try cursor.next("a regular expression")
    try cursor.end()
    if !pattern.isQuoted, pattern.text.hasPrefix("\""), !pattern.text.hasSuffix("\"") {
      throw Problem(offset: pattern.offset, message: "the quote does not end")
    }
    let object = RegexObject(
      origin: cursor.line.origin, pattern: pattern.text, offset: pattern.offset,
      isQuoted: pattern.isQuoted)
    if let before = configuration.regexes[name.text], before.pattern != object.pattern {
      warn(
        cursor.line, offset: name.offset,
        "regex \"\(name.text)\" was defined otherwise above; this definition holds")
    }
    configuration.regexes[name.text] = object
    return true
  }
}

extension ClassMap {
  static func areEqual(_ a: Match, _ b: Match) -> Bool {
    switch (a, b) {
    case (.any, .any), (.defaultInspectionTraffic, .defaultInspectionTraffic), (.never, .never):
      true
    case (.accessList(let a), .accessList(let b)): a == b
    case (.ports(let a, let aIsTCP), .ports(let b, let bIsTCP)): a == b && aIsTCP == bIsTCP
    default: false
    }
  }

  /// Whether a match may stand beside others (evidence 6.2).
  static func canJoin(_ others: [Match], _ match: Match) -> Bool {
    if others.isEmpty { return true }
    if case .unknowable = match { return true }
    if others.contains(where: { if case .unknowable = $0 { true } else { false } }) { return true }
    guard others.count == 1 else { return false }
    switch (others[0], match) {
    case (.defaultInspectionTraffic, .accessList), (.accessList, .defaultInspectionTraffic):
      return true
    default: return false
    }
  }
}
