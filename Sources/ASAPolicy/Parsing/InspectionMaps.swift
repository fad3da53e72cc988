import ESMTPInspection

extension Interpreter {
  mutating func inspectionMapLine(_ line: Line, _ name: String) throws(Problem) -> Bool {
    var cursor = Cursor(line)
    let isNegated = cursor.take("no")
    guard let token = cursor.peek else { return false }
    if token.word == "class" {
      // The lines below it are none of the match above.
      mode = .brokenMatch(name)
      throw Problem(
        offset: token.offset,
        message: "there are no classes in an esmtp inspection map; type its match lines")
    }
    guard let word = Keyword.find(token.word, in: ["match", "parameters", "description"])
    else { return false }
    cursor.index += 1
    switch word {
    case "description":
      let text = isNegated ? nil : cursor.rest
      if let count = text?.unicodeScalars.count, count > 200 {
        warn(
          line, offset: token.offset, "the description has \(count) characters; a device takes 200")
      }
      changeMap(name, line.origin) { $0.description = text }
      if text != nil { dropBuiltIn(name, line) }
      mode = .inspectionMap(name)
    case "parameters":
      try cursor.end()
      if isNegated { changeMap(name, line.origin) { $0.parameters = PolicyMap.Parameters() } }
      mode = isNegated ? .inspectionMap(name) : .parameters(name)
    default:
      mode = .brokenMatch(name)
      let match = try match(&cursor)
      let key = match.key
      latestMatch = match
      if configuration.inspectionMaps[name]?.matches.count ?? 0 >= Interpreter.mostMatches {
        throw Problem(
          offset: token.offset,
          message: "the map has \(Interpreter.mostMatches) matches already; that is the most")
      }
      mode = isNegated ? .inspectionMap(name) : .match(name, key: key)
      if isNegated { warnOfNothing(name, line, token, key) }
      changeMap(name, line.origin) { map in
        let place = map.matches.firstIndex { $0.key == key }
        if isNegated {
          if let place { map.matches.remove(at: place) }
        } else if place == nil {
          map.matches.append(match)
        }
      }
    }
    return true
  }

  /// Keeps that an action of a match holds a mistake: the match is not one without an action.
  mutating func breakMatch(_ name: String, _ key: String) {
    configuration.inspectionMaps.update(name, or: InspectionMap(name: name, origin: .none)) { map in
      guard let place = map.matches.firstIndex(where: { $0.key == key }) else { return }
      map.matches[place].isBroken = true
    }
  }

  /// Warns where a map does not have the match that a line takes away.
  private mutating func warnOfNothing(_ name: String, _ line: Line, _ token: Token, _ key: String) {
    // What the built-in map has is known once the generation is.
    if name == Interpreter.defaultMap, builtInMap == nil { return }
    let matches = configuration.inspectionMaps[name]?.matches ?? []
    guard !matches.contains(where: { $0.key == key }) else { return }
    warn(
      line, offset: token.offset,
      "map \"\(name)\" has no \"match \(key)\"; nothing is taken away")
  }

  /// Lets go of what is left of the built-in map where a block is a print of it, as `show running-config
  /// all` has it, and says all that there is: by its description, which nobody types, or by naming every
  /// parameter (evidence 2.1). All else is typed into the map.
  mutating func dropBuiltIn(_ name: String, _ line: Line) {
    guard name == Interpreter.defaultMap, line.origin.text > 0, let builtInMap,
      let map = configuration.inspectionMaps[name], map.origin.text == 0
    else { return }
    let parameters = map.parameters
    let sources = [
      parameters.masksBanner?.source, parameters.mailRelay?.source,
      parameters.specialCharacter?.source, parameters.allowsTLS?.source,
    ]
    let isDescription = line.head == "description"
    let file = texts.source(line.origin).file
    guard
      isDescription
        ? map.description == builtInMap.description : sources.allSatisfy({ $0?.file == file })
    else { return }
    let head = mapHead
    changeMap(name, line.origin) { map in
      map.matches.removeAll { $0.origin.text == 0 }
      map.parameters.drop(of: BuiltIn.name)
      if !isDescription, map.description == builtInMap.description { map.description = nil }
      map.origin = head
    }
  }

  /// How many matches a map may have.
  static let mostMatches = 1_024

  mutating func changeMap(
    _ name: String, _ origin: Origin, _ body: (inout InspectionMap) -> Void
  ) {
    configuration.inspectionMaps.update(
      name, or: InspectionMap(name: name, origin: origin), body)
  }

  /// `[not] CRITERION`, by the catalogue of criteria.
  private mutating func match(_ cursor: inout Cursor) throws(Problem) -> InspectionMap.Match {
    let isNegated = cursor.takeShort("not")
    let criterion = try criterion(&cursor)
    let offset = cursor.offset
    let argument: InspectionMap.MatchArgument
    switch criterion.definition.shape {
    case .greaterThan(let range, let unit):
      argument = .value(.greaterThan(try threshold(&cursor, range, unit: unit)))
    case .words(let list, let aliases):
      argument = .value(.words(try words(&cursor, list, aliases), of: list))
    case .regex:
      let isClass = cursor.line.tokens.count > cursor.index + 1 && cursor.take("class")
      argument = .regex(
        Reference(try cursor.next(isClass ? "a class of regexes" : "a regex"), cursor.line),
        isClass: isClass)
      try cursor.end()
    }
    return InspectionMap.Match(
      criterion: criterion, argument: argument, isNegated: isNegated,
      origin: cursor.line.origin, argumentOffset: offset)
  }

  /// The criterion whose words come next; each word may be abbreviated without ambiguity.
  private func criterion(_ cursor: inout Cursor) throws(Problem) -> Criterion {
    var left = Interpreter.criteria
    var depth = 0
    while true {
      if let done = left.first(where: { $0.words.count == depth }) { return done.criterion }
      let choices = left.map { $0.words[depth] }
      let distinct = choices.reduce(into: [String]()) { if !$0.contains($1) { $0.append($1) } }
      let due =
        depth == 0
        ? "a criterion of an esmtp inspection map"
        : distinct.map { "\"\($0)\"" }.joined(separator: " or ")
      let word = try cursor.keyword(distinct, due)
      left.removeAll { $0.words[depth] != word }
      depth += 1
    }
  }

  private static let criteria: [(words: [String], criterion: Criterion)] =
    Criterion.allCases.flatMap { criterion in
      ([criterion.definition.words] + criterion.definition.aliases).map {
        ($0.lowercased().split(separator: " ").map(String.init), criterion)
      }
    }

  private mutating func threshold(
    _ cursor: inout Cursor, _ range: ClosedRange<Int>, unit: String
  ) throws(Problem) -> Int {
    _ = try cursor.keyword(["gt"], "\"gt\"")
    let token = try cursor.next("a number of \(unit)")
    guard let value = Keyword.number(token.text) else {
      throw Problem(
        offset: token.offset, message: "\"\(token.text)\" is not a number of \(unit)")
    }
    guard value >= range.lowerBound else {
      throw Problem(offset: token.offset, message: "\(value) is less than \(range.lowerBound)")
    }
    try cursor.end()
    if value > range.upperBound {
      warn(
        cursor.line, offset: token.offset,
        "\(value) is above \(range.upperBound), the most that a device takes")
    }
    return value
  }

  private func words(_ cursor: inout Cursor, _ list: [String], _ aliases: [String: String])
    throws(Problem) -> [Int]
  {
    var indices: [Int] = []
    let lower = list.map { $0.lowercased() }
    repeat {
      let token = try cursor.next("a word such as \"\(list[0])\"")
      let word = aliases[token.word] ?? token.word
      guard let known = Keyword.find(word, in: lower), let index = lower.firstIndex(of: known)
      else {
        throw Problem(
          offset: token.offset,
          message: "\"\(token.text)\" is not one of \(list.joined(separator: ", "))",
          suggestion: Keyword.nearest(token.word, in: list))
      }
      if !indices.contains(index) { indices.append(index) }
    } while !cursor.isAtEnd
    return indices
  }

  /// The words that start an action.
  static let actions = ["drop-connection", "drop", "reset", "mask", "log", "rate-limit"]

  mutating func actionLine(_ line: Line, _ name: String, _ key: String) throws(Problem) -> Bool {
    var cursor = Cursor(line)
    let isNegated = cursor.take("no")
    guard let token = cursor.peek, let word = Keyword.find(token.word, in: Interpreter.actions)
    else {
      return false
    }
    cursor.index += 1
    let action = try action(word, &cursor)
    if word == "drop" {
      warn(
        line, offset: token.offset,
        "\"drop\" is no action of esmtp, taken as \"drop-connection\"; type \"drop-connection\"")
    }
    let before = configuration.inspectionMaps[name]?.matches.first { $0.key == key }
    if !isNegated, let before, before.origin.text == line.origin.text,
      let old = before.actions.first(where: { $0.givesWay(to: action) }), old != action
    {
      warn(
        line, offset: token.offset, "the match has \"\(old)\" already; this line holds")
    }
    let retyped = latestMatch
    changeMap(name, line.origin) { map in
      guard let place = map.matches.firstIndex(where: { $0.key == key }) else { return }
      let old = map.matches[place]
      map.matches[place].actions.removeAll {
        isNegated ? $0.isSameKind(as: action) : $0.givesWay(to: action)
      }
      if !isNegated { map.matches[place].actions.append(action) }
      // What a later text makes of a match is that text's doing.
      if let retyped, old.actions != map.matches[place].actions,
        retyped.key == key, retyped.origin.text != old.origin.text
      {
        map.matches[place].origin = retyped.origin
        map.matches[place].argumentOffset = retyped.argumentOffset
      }
    }
    if !isNegated { checkAction(action, line, token, name, key) }
    return true
  }

  private mutating func action(_ word: String, _ cursor: inout Cursor) throws(Problem) -> Action {
    if word == "rate-limit" {
      let rate = try cursor.number(1...4_294_967_295, "a number of messages a second")
      try cursor.end()
      return .rateLimit(rate)
    }
    if word == "log" {
      try cursor.end()
      return .log
    }
    if word == "drop" || word == "drop-connection" {
      let offset = cursor.offset
      if cursor.takeShort("send-protocol-error") {
        warn(
          cursor.line, offset: offset,
          "\"send-protocol-error\" says nothing of esmtp; it is passed over")
      }
    }
    let logs = cursor.takeShort("log")
    try cursor.end()
    return switch word {
    case "reset": .reset(log: logs)
    case "mask": .mask(log: logs)
    default: .dropConnection(log: logs)
    }
  }

  private mutating func checkAction(
    _ action: Action, _ line: Line, _ token: Token, _ name: String, _ key: String
  ) {
    guard let match = configuration.inspectionMaps[name]?.matches.first(where: { $0.key == key })
    else { return }
    let kinds = match.criterion.definition.actions
    let words = match.criterion.definition.words
    switch action {
    case .mask where !kinds.contains(.mask):
      warn(
        line, offset: token.offset,
        "\"match \(words)\" does not take \"mask\", treated as \"log\"; "
          + "only \"cmd verb\" and \"ehlo-reply-parameter\" take it")
    case .rateLimit where !kinds.contains(.rateLimit):
      warn(
        line, offset: token.offset,
        "\"rate-limit\" is meant for \"match cmd verb\"; what it does here is not documented")
    default: break
    }
  }
}

extension PolicyMap.Parameters {
  /// Forgets the settings of a text.
  fileprivate mutating func drop(of file: String) {
    if masksBanner?.source.file == file { masksBanner = nil }
    if mailRelay?.source.file == file { mailRelay = nil }
    if specialCharacter?.source.file == file { specialCharacter = nil }
    if allowsTLS?.source.file == file { allowsTLS = nil }
  }
}

extension Action {
  /// Whether both are the same action, whatever follows it.
  func isSameKind(as other: Action) -> Bool {
    switch (self, other) {
    case (.dropConnection, .dropConnection), (.reset, .reset), (.mask, .mask), (.log, .log),
      (.rateLimit, .rateLimit):
      true
    default: false
    }
  }

  /// Whether a match that has this action has another one in its place once that is typed: it has one,
  /// which `log` may follow on its line (evidence 1.4). A rate limit is none of what is done to bytes.
  fileprivate func givesWay(to other: Action) -> Bool {
    switch (self, other) {
    case (.rateLimit, .rateLimit): true
    case (.rateLimit, _), (_, .rateLimit): false
    default: true
    }
  }
}
