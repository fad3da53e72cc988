import Primitives

extension Interpreter {
  /// `access-list NAME [line N] [extended] {permit|deny|remark} …` (evidence 6.1).
  mutating func accessList(_ cursor: inout Cursor, isNegated: Bool) throws(Problem) -> Bool {
    mode = .root
    guard cursor.line.tokens.count > cursor.index + (isNegated ? 0 : 1) else { return false }
    let name = try cursor.next("a name").text
    if isNegated { return removeEntry(name, cursor) }
    // `access-list NAME; 3 elements; …`, `access-list alert-interval N`, `access-list NAME compiled`
    if name.hasSuffix(";") || name == "alert-interval" || name == "deny-flow-max" { return false }
    if cursor.peek?.word == "compiled" { return false }
    var position: Int?
    if cursor.take("line") { position = try cursor.number(1...1_000_000_000, "a line number") }
    if let number = position, cursor.line.isPrintedEntry {
      // The device prints them in order, and below one with groups, under its number, what it stands for.
      if printedNumbers.updateValue(number, forKey: name) == number { return true }
      position = nil
    }
    guard let token = cursor.peek else { return false }
    switch Keyword.find(token.word, in: Interpreter.listKinds) {
    case "rename": throw token.isRename
    case "extended", "advanced": cursor.index += 1
    case let kind? where Interpreter.listKinds.prefix(3).contains(kind):
      let origin = cursor.line.origin
      configuration.accessLists.update(name, or: AccessList(origin: origin)) {
        $0.otherKind = kind
      }
      return true
    default: break
    }
    let start = cursor.index
    // Whether a group is of ports or of addresses may be said below.
    let isOpen = namesOpenGroup(cursor)
    let entry =
      isOpen ? AccessEntry(kind: try kind(&cursor), origin: cursor.line.origin) : try entry(&cursor)
    if isOpen, entry.kind != .remark { openEntries[name, default: []].insert(entry.origin) }
    append(entry, to: name, at: position)
    if accessListIndex[name] != nil, let count = configuration.accessLists[name]?.entries.count {
      let words = Interpreter.entryWords(cursor.line, from: start)
      accessListIndex[name]?[words, default: []].append(count - 1)
    }
    warnOfWildcards(entry, cursor.line)
    return true
  }

  /// Reads the lines whose groups were not defined above them, now that all is.
  mutating func readOpenEntries() {
    for (name, origins) in openEntries.sorted(by: { $0.key < $1.key }) {
      for (place, entry) in (configuration.accessLists[name]?.entries ?? []).enumerated()
      where origins.contains(entry.origin) && entry.kind != .remark {
        guard let line = Tokenizer.line(texts.bytes(entry.origin), origin: entry.origin),
          let start = Interpreter.entryStart(line)
        else { continue }
        var cursor = Cursor(line, from: start)
        var read = entry
        do throws(Problem) {
          read = try self.entry(&cursor)
          warnOfWildcards(read, line)
        } catch {
          refuse(line, error)
          read.kind = .remark
        }
        configuration.accessLists.update(name, or: AccessList(origin: entry.origin)) { [read] in
          $0.entries[place] = read
        }
      }
    }
    openEntries = [:]
  }

  /// Where the words of an entry start.
  private static func entryStart(_ line: Line) -> Int? {
    var start = 2
    if line.tokens.count > 4, line.tokens[2].word == "line" { start = 4 }
    if start < line.tokens.count, isKind(line.tokens[start].word) { start += 1 }
    return start < line.tokens.count ? start : nil
  }

  /// Whether a line names a group that is not defined yet.
  private func namesOpenGroup(_ cursor: Cursor) -> Bool {
    let tokens = cursor.line.tokens
    return zip(tokens[cursor.index...], tokens[cursor.index...].dropFirst()).contains {
      $0.word == "object-group" && configuration.serviceGroups[$1.text] == nil
        && configuration.networkGroups[$1.text] == nil
        && configuration.protocolGroups[$1.text] == nil
    }
  }

  /// The kinds of list, those that no class takes first; actions keep abbreviations unambiguous.
  private static let listKinds = [
    "standard", "ethertype", "webtype", "extended", "advanced", "permit", "deny", "remark",
    "rename",
  ]

  private mutating func append(_ entry: AccessEntry, to name: String, at position: Int?) {
    configuration.accessLists.update(name, or: AccessList(origin: entry.origin)) {
      $0.add(entry, at: position)
    }
  }

  /// The habit of other devices: a mask with its ones at the end.
  private mutating func warnOfWildcards(_ entry: AccessEntry, _ line: Line) {
    for case .masked(_, let mask) in [entry.source, entry.destination]
    where AddressSpec.prefixLength(~mask) != nil {
      let text = IPAddress(v4: mask).description
      let place = line.tokens.first { $0.text == text }
      warn(
        line, offset: place?.offset ?? 0,
        "\(text) reads like a wildcard; a device takes netmasks, such as \(IPAddress(v4: ~mask))")
    }
  }

  private func kind(_ cursor: inout Cursor) throws(Problem) -> AccessEntry.Kind {
    switch try cursor.keyword(
      ["permit", "deny", "remark", "trust"], "\"permit\", \"deny\" or \"remark\"")
    {
    case "deny": .deny
    case "remark": .remark
    default: .permit
    }
  }

  private func entry(_ cursor: inout Cursor) throws(Problem) -> AccessEntry {
    var entry = AccessEntry(kind: try kind(&cursor), origin: cursor.line.origin)
    guard entry.kind != .remark else { return entry }
    entry.transport = try transport(&cursor)
    if case .other = entry.transport { return entry }
    entry.isUnknowable = try qualifiers(&cursor)
    entry.source = try cursor.address()
    entry.sourcePorts = try ports(&cursor) { isServiceGroup($0, $1) }
    entry.isUnknowable = try qualifiers(&cursor) || entry.isUnknowable
    entry.destination = try cursor.address()
    // Nothing but ports can be a group behind both addresses.
    entry.destinationPorts = try ports(&cursor) { _, _ in true }
    try tail(&cursor, &entry)
    return entry
  }

  private func transport(_ cursor: inout Cursor) throws(Problem) -> AccessEntry.TransportProtocol {
    let token = try cursor.next("a protocol")
    switch token.word {
    case "tcp", "ip": return .tcp
    case "object": return .object(Reference(try cursor.next("an object"), cursor.line))
    case "object-group":
      return .group(Reference(try cursor.next("an object-group"), cursor.line))
    default: break
    }
    if PortNames.otherProtocols.contains(token.word) { return .other }
    if let number = Keyword.number(token.text), number <= 255 {
      return number == 6 || number == 0 ? .tcp : .other
    }
    throw Problem(
      offset: token.offset, message: "\"\(token.text)\" is not a protocol",
      suggestion: Keyword.nearest(
        token.word, in: ["tcp", "ip", "object", "object-group"] + PortNames.otherProtocols.sorted())
    )
  }

  /// Users, security groups and interfaces before an address; true where one decides.
  private func qualifiers(_ cursor: inout Cursor) throws(Problem) -> Bool {
    var isUnknowable = false
    while let word = cursor.peek?.word {
      switch word {
      case "user", "user-group", "object-group-user", "object-group-security":
        cursor.index += 2
        isUnknowable = true
      case "security-group":
        cursor.index += 3
        isUnknowable = true
      case "ifc": cursor.index += 2
      default: return isUnknowable
      }
    }
    return isUnknowable
  }

  private func ports(
    _ cursor: inout Cursor, isGroup: (_ name: String, _ next: Cursor) -> Bool
  ) throws(Problem) -> PortSpec {
    if let operation = try cursor.portOperation() { return operation }
    guard let token = cursor.peek, token.word == "object-group",
      cursor.index + 1 < cursor.line.tokens.count
    else { return .any }
    let name = cursor.line.tokens[cursor.index + 1]
    guard isGroup(name.text, Cursor(cursor.line, from: cursor.index + 2)) else { return .any }
    cursor.index += 2
    return .group(Reference(name, cursor.line))
  }

  /// Whether a group behind the source names its ports and not the destination: by its definition,
  /// else by whether another destination follows.
  private func isServiceGroup(_ name: String, _ next: Cursor) -> Bool {
    if configuration.serviceGroups[name] != nil { return true }
    if configuration.networkGroups[name] != nil { return false }
    guard startsAddress(next) else { return false }
    guard next.peek?.word == "object-group", next.index + 1 < next.line.tokens.count else {
      return true
    }
    let other = next.line.tokens[next.index + 1].text
    if configuration.networkGroups[other] != nil { return true }
    if configuration.serviceGroups[other] != nil { return false }
    // Neither is defined: of three groups and of ports the last belong to the destination.
    let behind = Cursor(next.line, from: next.index + 2)
    return startsAddress(behind) || behind.peek.map { Interpreter.isPortWord($0.word) } ?? false
  }

  /// Whether what comes next is neither ports nor the tail of the line.
  private func startsAddress(_ cursor: Cursor) -> Bool {
    guard let word = cursor.peek?.word else { return false }
    return !Interpreter.isPortWord(word) && !Interpreter.tailWords.contains(word)
      && !word.hasPrefix("(") && !word.hasPrefix("0x")
  }

  private static func isPortWord(_ word: String) -> Bool {
    ["eq", "neq", "lt", "gt", "range"].contains(word)
  }

  private static let tailWords = ["inactive", "time-range", "log", "event-log", "rule-id"]

  private func tail(_ cursor: inout Cursor, _ entry: inout AccessEntry) throws(Problem) {
    while let token = cursor.peek {
      cursor.index += 1
      switch token.word {
      case "inactive": entry.isInactive = true
      case "time-range":
        entry.timeRange = Reference(try cursor.next("a time-range"), cursor.line)
      case "log", "event-log", "rule-id": return logTail(&cursor, &entry)
      case let word where word.hasPrefix("(") || word.hasPrefix("0x"): return
      default:
        throw Problem(
          offset: token.offset, message: "\"\(token.text)\" is not known in an access list",
          suggestion: Keyword.nearest(
            token.word,
            in: ["eq", "neq", "lt", "gt", "range", "log", "inactive", "time-range", "object-group"])
        )
      }
    }
  }

  /// What follows `log`: levels and intervals do not matter here.
  private func logTail(_ cursor: inout Cursor, _ entry: inout AccessEntry) {
    while let token = cursor.peek {
      cursor.index += 1
      if token.word == "inactive" { entry.isInactive = true }
      if token.word == "time-range", let name = cursor.peek {
        entry.timeRange = Reference(name, cursor.line)
        cursor.index += 1
      }
    }
  }

  /// `no access-list NAME` and the words of a line.
  private mutating func removeEntry(_ name: String, _ cursor: Cursor) -> Bool {
    let words = Interpreter.entryWords(cursor.line, from: cursor.index)
    guard !words.isEmpty else {
      warn(
        cursor.line, offset: cursor.line.tokens[cursor.index - 1].offset,
        "nothing is taken away: a device takes one line by its words, and the whole list by "
          + "\"clear configure access-list \(name)\"")
      return true
    }
    guard configuration.accessLists[name] != nil else { return true }
    if accessListIndex[name] == nil { accessListIndex[name] = wordIndex(name) }
    guard let place = accessListIndex[name]?[words]?.popLast() else {
      return takesNothing(cursor.line, cursor.offset, "access list \"\(name)\"")
    }
    configuration.accessLists.update(name, or: AccessList(origin: cursor.line.origin)) {
      $0.takeOut(place)
    }
    return true
  }

  /// The places of a list's lines by their words.
  private func wordIndex(_ name: String) -> [String: [Int]] {
    var index: [String: [Int]] = [:]
    guard let list = configuration.accessLists[name] else { return [:] }
    for place in list.places {
      let origin = list.entries[place].origin
      guard let line = Tokenizer.line(texts.bytes(origin), origin: origin),
        let start = line.tokens.firstIndex(where: { $0.text == name })
      else { continue }
      index[Interpreter.entryWords(line, from: start + 1), default: []].append(place)
    }
    return index
  }

  /// The words of a line that tell it from others; ports as numbers, as the device does not tell
  /// `eq smtp` from `eq 25`.
  private static func entryWords(_ line: Line, from index: Int) -> String {
    var words = line.tokens[min(index, line.tokens.count)...].map(\.word)
      .prefix { !$0.hasPrefix("(hitcnt") }.map { $0 }
    if words.first == "line" { words.removeFirst(min(2, words.count)) }
    if isKind(words.first) { words.removeFirst() }
    var ports = 0
    for index in words.indices {
      if ports > 0 {
        ports -= 1
        words[index] = PortNames.ports[words[index]].map(String.init) ?? words[index]
      } else if isPortWord(words[index]) {
        ports = words[index] == "range" ? 2 : 1
      }
    }
    return words.joined(separator: " ")
  }

  /// Whether a word says of a list that a class can take it.
  static func isKind(_ word: String?) -> Bool {
    ["extended", "advanced"].contains(word.flatMap { Keyword.find($0, in: listKinds) })
  }
}
