import ESMTPInspection
import Primitives

/// Types statements into a configuration, line by line, as a device takes them.
struct Interpreter: Sendable {
  /// What a line can belong to.
  enum Mode: Sendable {
    case root
    /// Below a head that is not read, which stood at this indentation; whether it is one of the
    /// device's, whose block may hold words that ours know.
    case skipped(indent: Int, isKnown: Bool)
    /// In the hexadecimal text of a certificate.
    case certificate
    /// In a block that is known, and of which nothing is needed.
    case block
    case interface(Int)
    case networkObject(String)
    case serviceObject(String)
    case networkGroup(String)
    case serviceGroup(String)
    case protocolGroup(String)
    case regexClass(String)
    case classMap(String)
    case defaultClass
    case inspectionMap(String)
    case parameters(String)
    case match(String, key: String)
    /// Below a `match` that holds a mistake.
    case brokenMatch(String)
    case policy(String)
    case policyClass(String, Int)
    case timeRange(String)
    case tcpMap(String)
  }

  var configuration = Configuration()
  var diagnostics: [Diagnostic] = []
  var texts = SourceTexts()
  /// How many of the texts were typed in.
  private var typedTexts = 0
  var mode = Mode.root
  /// The latest `match` line, which may name a match that stands already.
  var latestMatch: InspectionMap.Match?
  /// The indentation of the head that opened the mode.
  private var headIndent = 0
  /// The indentation of a line within a block of ours that is not known: what stands deeper is its.
  private var aside: Int?
  /// What was open at a prompt at which something was typed that is no statement of ours: the device
  /// is there again when it shows the same prompt.
  private var left: (prompt: String, mode: Mode)?
  /// The context to read of a dump of several, and those that were met.
  var context: String?
  var contexts: [String] = []
  /// The inspection map that the device has without being told; nil where it has none, or had it taken
  /// away.
  var builtInMap: InspectionMap?
  /// The latest line that opened an inspection map.
  var mapHead = Origin.none
  /// The text in which the latest version line of a configuration stood.
  var versionText: Int32?
  /// The texts that hold words, and those of which a line is one of the device's.
  var wordy: Set<Int32> = []
  var understood: Set<Int32> = []
  /// The first line that a router takes and no firewall of these.
  var routerLine: Line?
  /// Whether a statement of these kinds was typed, in a text of the user.
  var sawServicePolicy = false
  var sawFixup = false
  /// Whether `global_policy` or `inspection_default` was named.
  var namesDefaults = false
  /// The places of interfaces by their hardware names.
  var interfacePlaces: [String: Int] = [:]
  /// What there are too many of, as it is called in a message.
  var full: Set<String> = []
  /// The lines of access lists by their words, made when the first one is taken away.
  var accessListIndex: [String: [String: [Int]]] = [:]

  /// The number of the latest line of each access list that `show access-list` printed.
  var printedNumbers: [String: Int] = [:]

  /// The lines of access lists that name groups which stood nowhere above them.
  var openEntries: [String: Set<Origin>] = [:]
  /// Mistakes in access lists, which are none of the policy's where no class uses the list.
  var listProblems: [(list: String, diagnostic: Diagnostic)] = []
  /// All that was found.
  var problems: [Diagnostic] { diagnostics + listProblems.map(\.diagnostic) }

  /// Types in the texts that were not typed in yet.
  mutating func typeNewTexts() {
    while typedTexts < texts.count {
      type(typedTexts)
      typedTexts += 1
    }
  }

  /// Types a text in.
  private mutating func type(_ text: Int) {
    mode = .root
    headIndent = 0
    (aside, left) = (nil, nil)
    var container = Container(
      context: text == 0 ? nil : context, headers: ContextHeaders(texts, text))
    for number in 0..<texts.lineCount(text) {
      let origin = Origin(text: Int32(clamping: text), line: Int32(clamping: number + 1))
      let bytes = texts.bytes(origin)
      if bytes.count > Tokenizer.longestLine {
        refuseLength(bytes.count, origin)
        continue
      }
      guard let line = Tokenizer.line(bytes, origin: origin) else { continue }
      wordy.insert(origin.text)
      if container.takes(line) {
        if routerLine == nil, RouterStatement.isOne(line) { routerLine = line }
        apply(line)
      } else {
        mode = .root
      }
    }
    if container.contexts.count > contexts.count { contexts = container.contexts }
  }

  /// Reports a line that is longer than one of a device.
  private mutating func refuseLength(_ count: Int, _ origin: Origin) {
    understood.insert(origin.text)
    // Nobody knows what stands in it.
    diagnostics.append(
      Diagnostic(
        .error, at: texts.source(origin),
        "the line has \(count) bytes; no device has one of more than \(Tokenizer.longestLine)"))
  }

  /// Types a line in.
  mutating func apply(_ line: Line) {
    if case .certificate = mode {
      if line.head == "quit" { mode = .skipped(indent: headIndent, isKnown: true) }
      return
    }
    do throws(Problem) {
      guard try dispatch(line) else {
        if Heads.isOther(line.statementWord), !Chatter.isMessage(line) {
          understood.insert(line.origin.text)
        }
        if line.origin.text > 0 { configuration.skipped.append(line.origin) }
        return
      }
      understood.insert(line.origin.text)
      if let problem = typographicProblem(line) { throw problem }
    } catch {
      if case .match(let map, let key) = mode { breakMatch(map, key) }
      refuse(line, error)
      // What a broken definition would have named is not missed by a second message.
      if Interpreter.list(line) == nil, Heads.defines(line.head) {
        configuration.brokenNames.formUnion(line.tokens.dropFirst().map(\.text))
      }
    }
  }

  /// Reports a mistake.
  mutating func refuse(_ line: Line, _ problem: Problem) {
    understood.insert(line.origin.text)
    // A quote or blank of a word processor is why the rest is not understood.
    let typographic = typographicProblem(line)
    report(.error, line, typographic ?? problem)
    guard let list = Interpreter.list(line) else { return }
    configuration.brokenLists.insert(list)
    if typographic == nil, let diagnostic = diagnostics.popLast() {
      listProblems.append((list, diagnostic))
    }
  }

  /// The access list that a line is of; nil for other lines.
  private static func list(_ line: Line) -> String? {
    line.tokens.count > 1 && Heads.find(line.head) == "access-list" ? line.tokens[1].text : nil
  }

  private func typographicProblem(_ line: Line) -> Problem? {
    guard let found = line.typographic, line.origin.text > 0, !isFreeText(line) else { return nil }
    return Problem(
      offset: found.offset,
      message: "\(found.name) stands here; type the plain one of the keyboard")
  }

  mutating func report(_ severity: Diagnostic.Severity, _ line: Line, _ problem: Problem) {
    diagnostics.append(
      texts.diagnostic(
        severity, at: line.origin, offset: problem.offset, problem.message,
        suggestion: problem.suggestion, shownEnd: problem.shownEnd))
  }

  mutating func warn(_ line: Line, offset: Int, _ message: String) {
    report(.warning, line, Problem(offset: offset, message: message))
  }

  /// Warns of a `no` line that finds nothing; true, as the line is understood.
  mutating func takesNothing(_ line: Line, _ offset: Int, _ owner: String) -> Bool {
    warn(line, offset: offset, "\(owner) has no such line; nothing is taken away")
    return true
  }

  /// Whether the words of a line are for people.
  private func isFreeText(_ line: Line) -> Bool {
    line.head == "description" || line.head == "hostname"
      || line.head == "access-list" && line.tokens.contains { $0.word == "remark" }
  }

  /// Finds out what a line belongs to; false where it is passed over.
  private mutating func dispatch(_ line: Line) throws(Problem) -> Bool {
    if Chatter.isMessage(line) { return false }
    returnTo(line.prompt)
    if let indent = aside {
      if line.indent > indent { return false }
      aside = nil
    }
    var isInOther = false
    if case .skipped(let indent, let isKnown) = mode {
      if line.head == "certificate" {
        mode = .certificate
        headIndent = indent
        return false
      }
      if line.indent > indent { return false }
      isInOther = isKnown
      if isKnown, line.leaves { return true }
      mode = .root
    }
    if line.leaves {
      mode = parent(mode)
      return true
    }
    if line.tokens.count == 1, line.head == "end" {
      mode = .root
      return true
    }
    if mode.takesRename, let token = line.renaming { throw token.isRename }
    var candidate = mode
    while !candidate.isRoot {
      if try statement(line, in: candidate) { return true }
      candidate = parent(candidate)
    }
    let before = mode
    let isDeeper = !mode.isRoot && line.indent > headIndent
    if try root(line) {
      headIndent = line.indent
      return true
    }
    if let problem = unknown(line, isDeeper: isDeeper) {
      if !isDeeper, Heads.near(line.statementWord) != nil {
        mode = .skipped(indent: line.indent, isKnown: true)
      }
      throw problem
    }
    if case .block = before { isInOther = true }
    if isDeeper {
      // A statement of another kind ends the match: what follows is none of its actions.
      if case .match = mode, !Heads.isTyped(line.statementWord) { mode = parent(mode) }
    } else {
      passOver(line, from: before, isInOther: isInOther)
    }
    return false
  }

  /// At the same prompt the device is where it was, whatever it printed in between.
  private mutating func returnTo(_ prompt: String?) {
    guard let prompt, let (known, mode) = left else { return }
    left = nil
    if known == prompt { (self.mode, headIndent, aside) = (mode, 0, nil) }
  }

  /// A line that is no statement: what follows it may be its block, what the device prints, or
  /// more of the block in which it stands.
  private mutating func passOver(_ line: Line, from before: Mode, isInOther: Bool) {
    let word = line.statementWord
    let head = Heads.find(word)
    let isTyped = Heads.isTyped(word)
    if let orphan = Orphan(line), orphan.isOurs || !isInOther {
      warn(line, offset: line.tokens[0].offset, orphan.message)
    }
    if let prompt = line.prompt {
      if before.isOurs, isTyped || head.map(Heads.opensNone) ?? true {
        left = (prompt, before)
      }
    } else if before.isOurs, isTyped ? head != "configure" : head.map(Heads.inner.contains) ?? true
    {
      mode = before
      aside = line.indent
      return
    }
    // What is typed to see a configuration opens no block of it.
    mode =
      isTyped ? .root : .skipped(indent: line.indent, isKnown: isInOther || head != nil)
    headIndent = line.indent
    if line.head == "certificate" { mode = .certificate }
  }

  /// A word that a block of ours does not know.
  private func unknown(_ line: Line, isDeeper: Bool) -> Problem? {
    let token = line.tokens[line.statementIndex]
    if !isDeeper, !Heads.isOther(token.word), let head = Heads.near(token.word) {
      return Problem(
        offset: token.offset, message: "\"\(token.text)\" is no statement", suggestion: head)
    }
    guard let words = mode.words else { return nil }
    let nearest = Keyword.nearest(token.word, in: words)
    // A statement of another kind may hold a secret; it is passed over without a word.
    if Heads.isOther(token.word) || mode.passesOver.contains(token.word) { return nil }
    guard mode.isStrict && isDeeper || nearest != nil else { return nil }
    return Problem(
      offset: token.offset, message: "\"\(token.text)\" is not known in \(mode.title)",
      suggestion: nearest,
      shownEnd: nearest == nil ? token.offset + token.text.utf8.count : nil)
  }

  /// Keeps what decides whether a text is complete.
  private mutating func note(_ head: String, _ cursor: Cursor, isNegated: Bool) {
    guard cursor.line.origin.text > 0 else { return }
    switch head {
    case "service-policy": sawServicePolicy = sawServicePolicy || !isNegated
    case "fixup":
      let isSMTP = cursor.line.tokens.contains { $0.word == "smtp" }
      sawFixup = sawFixup || isSMTP
    case "class-map", "policy-map": break
    default: return
    }
    if cursor.line.tokens.contains(where: {
      $0.text == "global_policy" || $0.text == "inspection_default"
    }) {
      namesDefaults = true
    }
  }

  private func parent(_ mode: Mode) -> Mode {
    switch mode {
    case .parameters(let map), .match(let map, _), .brokenMatch(let map): .inspectionMap(map)
    case .policyClass(let policy, _): .policy(policy)
    default: .root
    }
  }

  private mutating func statement(_ line: Line, in mode: Mode) throws(Problem) -> Bool {
    switch mode {
    case .root, .skipped, .certificate, .block: return false
    case .interface(let index): return try interfaceLine(line, index)
    case .networkObject(let name): return try networkObjectLine(line, name)
    case .serviceObject(let name): return try serviceObjectLine(line, name)
    case .networkGroup(let name): return try networkGroupLine(line, name)
    case .serviceGroup(let name): return try serviceGroupLine(line, name)
    case .protocolGroup(let name): return try protocolGroupLine(line, name)
    case .regexClass(let name): return try regexClassLine(line, name)
    case .classMap(let name): return try classMapLine(line, name)
    case .defaultClass: return try defaultClassLine(line)
    case .inspectionMap(let name): return try inspectionMapLine(line, name)
    case .parameters(let name): return try parameterLine(line, name)
    case .match(let name, let key): return try actionLine(line, name, key)
    case .brokenMatch: return Keyword.find(line.head, in: Interpreter.actions) != nil
    case .policy(let name): return try policyLine(line, name)
    case .policyClass(let name, let index): return try policyClassLine(line, name, index)
    case .timeRange(let name): return try timeRangeLine(line, name)
    case .tcpMap(let name): return try tcpMapLine(line, name)
    }
  }

  private mutating func root(_ line: Line) throws(Problem) -> Bool {
    var cursor = Cursor(line)
    let isNegated = cursor.take("no")
    guard let token = cursor.peek, let head = Heads.find(token.word) else {
      return versionBanner(line)
    }
    cursor.index += 1
    note(head, cursor, isNegated: isNegated)
    switch head {
    case "access-list": return try accessList(&cursor, isNegated: isNegated)
    case "object": return try object(&cursor, isNegated: isNegated)
    case "object-group": return try objectGroup(&cursor, isNegated: isNegated)
    case "class-map": return try classMap(&cursor, isNegated: isNegated)
    case "policy-map": return try policyMap(&cursor, isNegated: isNegated)
    case "service-policy": return try servicePolicy(&cursor, isNegated: isNegated)
    case "regex": return try regex(&cursor, isNegated: isNegated)
    case "fixup": return try fixup(&cursor, isNegated: isNegated)
    case "name": return try name(&cursor, isNegated: isNegated)
    case "interface": return interface(&cursor, isNegated: isNegated)
    case "nameif", "ip": return try oldInterfaceLine(head, &cursor, isNegated: isNegated)
    case "route": return try route(&cursor, isNegated: isNegated)
    case "ipv6": return try ipv6Route(&cursor, isNegated: isNegated)
    case "static": return try staticTranslation(&cursor, isNegated: isNegated)
    case "nat": return try nat(&cursor, isNegated: isNegated)
    case "time-range": return try timeRange(&cursor, isNegated: isNegated)
    case "timeout": return try timeout(&cursor, isNegated: isNegated)
    case "service": return try service(&cursor, isNegated: isNegated)
    case "tcp-map": return try tcpMap(&cursor, isNegated: isNegated)
    case "clock": return try clock(&cursor)
    case "clear": return try clear(&cursor)
    case "hostname": return hostname(&cursor)
    case "asa", "pix", "ngfw", "fwsm": return version(head, &cursor)
    default: return false
    }
  }
}
