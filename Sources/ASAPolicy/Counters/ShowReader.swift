import ESMTPInspection

/// Reads the blocks of a `show service-policy` out of its words.
struct ShowReader {
  typealias Failure = ShowServicePolicy.Failure
  private let file: String
  private let words: ShowWords
  private var index = 0
  private var interface: String?
  private var servicePolicy: String?
  private var className: String?

  init(_ text: PolicyText) {
    file = text.name
    words = ShowWords(text.text)
  }

  mutating func read() throws(Failure) -> [ShowServicePolicy.Block] {
    var blocks: [ShowServicePolicy.Block] = []
    while let word = words[index] {
      if words.has(["inspect:", "esmtp"], at: index) {
        blocks.append(try block())
      } else {
        takePlace(word)
        index += 1
      }
    }
    guard !blocks.isEmpty else {
      throw Failure(
        file: file, line: 0,
        message:
          "there is no 'Inspect: esmtp' in it; paste the output of 'show service-policy inspect esmtp'"
      )
    }
    return blocks
  }

  private func failure(_ line: Int, _ message: String) -> Failure {
    Failure(file: file, line: line, message: message)
  }

  // MARK: Where a block stands

  private mutating func takePlace(_ word: ShowWords.Word) {
    let next = words[index + 1]?.text
    switch word.key {
    case "global" where next?.lowercased() == "policy:":
      (interface, servicePolicy, className) = (nil, nil, nil)
    case "interface":
      guard let next, next.hasSuffix(":"), next.utf8.count > 1 else { return }
      (interface, servicePolicy, className) = (String(next.dropLast()), nil, nil)
    case "service-policy:": (servicePolicy, className) = (next, nil)
    case "class-map:": className = next
    default: return
    }
  }

  /// Whether something else than the block at hand starts at an index.
  private func endsBlock(at index: Int) -> Bool {
    guard let word = words[index] else { return true }
    if word.startsLine, startsOtherText(word, at: index) { return true }
    switch word.key {
    case "inspect:", "class-map:", "service-policy:": return true
    case "global": return words[index + 1]?.key == "policy:"
    case "interface":
      return words[index + 1].map { $0.text.hasSuffix(":") && $0.text.utf8.count > 1 } ?? false
    default: return false
    }
  }

  /// Whether a word at the start of its line begins what is no `show service-policy`: a section of a
  /// `show tech-support`, a prompt, a configuration.
  private func startsOtherText(_ word: ShowWords.Word, at index: Int) -> Bool {
    if ["policy-map", "class-map"].contains(word.key) { return true }
    if Tokenizer.isPrompt(word.text) { return true }
    return word.text.utf8.count >= 3 && word.text.utf8.allSatisfy { $0 == UInt8(ascii: "-") }
      && words[index + 1]?.key == "show"
  }

  // MARK: The head line

  private mutating func block() throws(Failure) -> ShowServicePolicy.Block {
    let line = words[index]?.line ?? 0
    let hasNoMap = words[index + 1]?.hasComma ?? false
    index += 2
    var block = ShowServicePolicy.Block(
      interface: interface, servicePolicy: servicePolicy, className: className, mapName: nil,
      layout: .plain, packets: 0, drops: 0, resetDrops: nil, lockFails: nil, lines: [], line: line)
    if !hasNoMap, let word = words[index], word.key != "packet" {
      block.mapName = word.hasComma ? String(word.text.dropLast()) : word.text
      index += 1
    }
    var counts: [String: Int] = [:]
    while let key = headKey() {
      let count = try number(behind: key, line: words[index - 1]?.line ?? line)
      counts[key] = counts[key] ?? count
      if words[index]?.key == "pkts/sec" { index += 1 }
    }
    guard let packets = counts["packet"] else {
      throw failure(line, "the line 'Inspect: esmtp' has no packet count; paste it whole")
    }
    block.packets = packets
    block.drops = counts["drop"] ?? 0
    block.resetDrops = counts["reset-drop"]
    block.lockFails = counts["lock fail"]
    block.layout =
      counts["5-min-pkt-rate"] != nil
      ? .packetRate : counts["lock fail"] != nil ? .lockFail : .plain
    try readLines(into: &block)
    return block
  }

  private static let headKeys = [
    "packet", "drop", "reset-drop", "5-min-pkt-rate", "v6-fail-close", "sctp-drop-override",
  ]

  /// The name of the next count of the head line, behind which the index is moved.
  private mutating func headKey() -> String? {
    if words.has(["lock", "fail"], at: index) {
      index += 2
      return "lock fail"
    }
    guard let word = words[index] else { return nil }
    if Self.headKeys.contains(word.key) {
      index += 1
      return word.key
    }
    // A name that a terminal has cut.
    guard word.endsLine, let next = words[index + 1] else { return nil }
    let joined = word.key + next.key
    guard Self.headKeys.contains(joined) else { return nil }
    index += 2
    return joined
  }

  private mutating func number(behind key: String, line: Int) throws(Failure) -> Int {
    guard let word = words[index], let first = word.key.utf8.first, (48...57).contains(first) else {
      throw failure(line, "a number is due behind '\(key)'")
    }
    var digits = word.key
    var last = word
    // Digits that a terminal has cut: a comma follows each count of the head line but the last.
    if word.endsLine, !word.hasComma, let next = words[index + 1], next.hasComma,
      Keyword.number(next.key) != nil
    {
      digits += next.key
      last = next
      index += 1
    }
    guard let value = Keyword.number(digits) else {
      throw failure(last.line, "'\(digits.prefix(40))' is no count")
    }
    index += 1
    return value
  }

  // MARK: The lines below

  private mutating func readLines(into block: inout ShowServicePolicy.Block) throws(Failure) {
    while let word = words[index], !endsBlock(at: index) {
      if word.key == "match", let (text, next) = criterion(behind: index) {
        index = next
        block.lines.append(try match(text, line: word.line))
      } else if ShowServicePolicy.parameters.contains(word.key), let place = countBehind(index) {
        index = place
        let count = try number(behind: "count", line: words[place - 1]?.line ?? word.line)
        block.lines.append(
          ShowServicePolicy.Line(
            text: word.key, isMatch: false, action: "", count: count, line: word.line))
      } else {
        index += 1
      }
    }
  }

  /// Where the number behind `count` stands, in the line of a parameter; nil where it is a comment.
  private func countBehind(_ start: Int) -> Int? {
    for place in (start + 1)..<(start + 12) {
      guard let word = words[place], !endsBlock(at: place), word.key != "match" else { return nil }
      if ShowServicePolicy.parameters.contains(word.key) { return nil }
      if word.key == "count", words[place - 1]?.hasComma ?? false { return place + 1 }
    }
    return nil
  }

  /// The count of a match: behind its actions, which a comma ends.
  private mutating func match(_ text: String, line: Int) throws(Failure) -> ShowServicePolicy.Line {
    let start = index
    while words[index] != nil, !endsBlock(at: index) {
      if words[index]?.key == "match", criterion(behind: index) != nil { break }
      let actions = actions(from: start, before: index)
      if !actions.isEmpty {
        let at = words[index]?.line ?? line
        index += 1
        let count = try number(behind: "packet", line: at)
        return ShowServicePolicy.Line(
          text: text, isMatch: true, action: actions, count: count, line: line)
      }
      index += 1
    }
    throw failure(line, "'match \(text)' has no line with its actions and a packet count")
  }

  /// The actions that end at an index: one, and `log` where it follows another.
  private func actions(from start: Int, before end: Int) -> String {
    guard words[end]?.key == "packet", words[end - 1]?.hasComma ?? false else { return "" }
    let logs = end - 1 >= start && words[end - 1]?.key == "log"
    let mainEnd = logs ? end - 1 : end
    let first = mainAction(from: start, before: mainEnd) ?? mainEnd
    return (first..<end).compactMap { words[$0]?.key }.joined(separator: " ")
  }

  /// Where the action before an index starts, `log` apart; nil where none stands there.
  private func mainAction(from start: Int, before end: Int) -> Int? {
    guard end - 1 >= start, let word = words[end - 1] else { return nil }
    if ["drop-connection", "reset", "mask"].contains(word.key) { return end - 1 }
    guard end - 2 >= start, Keyword.number(word.key) != nil, words[end - 2]?.key == "rate-limit"
    else { return nil }
    return end - 2
  }

  /// A criterion and its argument behind `match`, and the index behind them; nil where it is prose.
  private func criterion(behind start: Int) -> (text: String, next: Int)? {
    var start = start + 1
    let isNegated = words[start]?.key == "not"
    if isNegated { start += 1 }
    var best: (criterion: Criterion, next: Int)?
    for criterion in Criterion.allCases {
      for name in [criterion.definition.words] + criterion.definition.aliases {
        let keys = name.lowercased().split(separator: " ").map(String.init)
        guard words.has(keys, at: start), start + keys.count > best?.next ?? 0 else { continue }
        best = (criterion, start + keys.count)
      }
    }
    guard let best, let (argument, next) = argument(best.criterion.definition, at: best.next) else {
      return nil
    }
    let text = "\(isNegated ? "not " : "")\(best.criterion.definition.words) \(argument)"
    return (text, next)
  }

  private func argument(_ definition: CriterionDefinition, at start: Int) -> (String, Int)? {
    switch definition.shape {
    case .greaterThan:
      guard words[start]?.key == "gt", let number = words[start + 1]?.bare,
        Keyword.number(number) != nil
      else { return nil }
      return ("gt \(number)", start + 2)
    case .words(let list, let aliases):
      var found: [String] = []
      var next = start
      while let word = words[next] {
        let name = aliases[word.bare] ?? word.bare
        guard let known = list.first(where: { $0.lowercased() == name.lowercased() }) else { break }
        found.append(known)
        next += 1
      }
      return found.isEmpty ? nil : (found.joined(separator: " "), next)
    case .regex:
      let isClass = words[start]?.key == "class" && words[start + 1] != nil
      guard let name = words[isClass ? start + 1 : start]?.text else { return nil }
      return ((isClass ? "class " : "") + name, start + (isClass ? 2 : 1))
    }
  }
}
