import ESMTPInspection
import Primitives

// What stays in a line, by what the line is.
extension TextScrubber {
  /// Replaces what names somebody in bytes that are all of one kind.
  ///
  /// - Parameters:
  ///   - bytes: the bytes of a stream.
  ///   - run: those that are of the kind.
  ///   - kind: what the inspection says they are.
  ///   - isClient: whether the client sent them.
  mutating func scrub(
    _ bytes: inout [UInt8], run: Range<Int>, _ kind: Passage.Kind, isClient: Bool
  ) {
    if kind != .opaque { record = RecordFraming() }
    switch kind {
    case .opaque: scrubOpaque(&bytes, run)
    case .endOfMailData: break
    case .content, .chunk: scrubContent(&bytes, run)
    case .command: for line in lines(bytes, run) { scrubCommand(&bytes, line) }
    case .reply, .authenticationReply: for line in lines(bytes, run) { scrubReply(&bytes, line) }
    case .authentication: for line in lines(bytes, run) { scrubAuthentication(&bytes, line) }
    case .uncertain where isClient: for line in lines(bytes, run) { scrubUncertain(&bytes, line) }
    case .uncertain: for line in lines(bytes, run) { scrubReply(&bytes, line) }
    }
  }

  /// The lines without their ends; a CR by itself ends one, too.
  private func lines(_ bytes: [UInt8], _ run: Range<Int>) -> [Range<Int>] {
    var lines: [Range<Int>] = []
    var start = run.lowerBound
    while start < run.upperBound {
      let end = bytes[start..<run.upperBound].firstIndex { $0 == 10 || $0 == 13 } ?? run.upperBound
      if end > start { lines.append(start..<end) }
      start = end + 1
    }
    return lines
  }

  /// The end of what stands before a blank.
  private func tokenEnd(_ bytes: [UInt8], _ range: Range<Int>) -> Int {
    bytes[range].firstIndex { $0.isBlank } ?? range.upperBound
  }

  private func lowered(_ bytes: [UInt8], _ range: Range<Int>) -> [UInt8] {
    bytes[range].map(\.lowercase)
  }

  // MARK: Commands

  /// The end of the verb of a command line, where it is one that stays.
  private func verbEnd(_ bytes: [UInt8], _ line: Range<Int>) -> Int? {
    let token = line.lowerBound..<tokenEnd(bytes, line)
    if Vocabulary.longCommands.contains(lowered(bytes, token)) { return token.upperBound }
    let end = bytes[line].firstIndex { !Letter.isWord($0) } ?? line.upperBound
    let word = line.lowerBound..<end
    if Vocabulary.commands.contains(lowered(bytes, word)) { return end }
    // Four letters are a verb where their segment ends behind them.
    let four = line.lowerBound..<min(line.lowerBound + 4, end)
    return Vocabulary.shortCommands.contains(lowered(bytes, four)) ? four.upperBound : nil
  }

  private mutating func scrubCommand(_ bytes: inout [UInt8], _ line: Range<Int>) {
    var start = line.lowerBound
    // The type, version and length of a TLS record.
    if line.count > 5, (0x14...0x17).contains(bytes[start]), bytes[start + 1] == 3 { start += 5 }
    guard start == line.lowerBound, let end = verbEnd(bytes, line) else {
      return scrub(&bytes, start..<line.upperBound)
    }
    let verb = lowered(bytes, line.lowerBound..<end)
    let rest = end..<line.upperBound
    switch String(decoding: verb, as: UTF8.self) {
    case _ where Vocabulary.pathCommands.contains(verb): scrubPathCommand(&bytes, rest)
    case "auth": scrubAuth(&bytes, rest)
    case "bdat": scrub(&bytes, rest, keeping: .words(Vocabulary.parameters), keepsDigits: true)
    case "help": scrub(&bytes, rest, keeping: .words(Vocabulary.commands))
    case "xclient", "xforward": scrubParameters(&bytes, rest)
    default: scrub(&bytes, rest)
    }
  }

  /// The path up to its bracket or the next blank, then parameters (RFC 5321 section 4.1.1.11).
  private mutating func scrubPathCommand(_ bytes: inout [UInt8], _ rest: Range<Int>) {
    guard let colon = bytes[rest].firstIndex(of: 58) else {
      return scrub(&bytes, rest, keeping: .words(Vocabulary.parameters))
    }
    scrub(&bytes, rest.lowerBound..<colon, keeping: .words(Vocabulary.parameters))
    let start =
      bytes[(colon + 1)..<rest.upperBound].firstIndex { $0 != 32 && $0 != 9 } ?? rest.upperBound
    var end = start
    var isQuoted = false
    let isBracketed = start < rest.upperBound && bytes[start] == 60
    while end < rest.upperBound {
      let byte = bytes[end]
      if byte == 34 { isQuoted.toggle() }
      if byte == 92, isQuoted { end += 1 }
      if isBracketed ? byte == 62 && !isQuoted : byte.isBlank { break }
      end += 1
    }
    end = min(end, rest.upperBound)
    scrub(&bytes, start..<end)
    scrubParameters(&bytes, end..<rest.upperBound)
  }

  private mutating func scrubParameters(_ bytes: inout [UInt8], _ range: Range<Int>) {
    var start = range.lowerBound
    while start < range.upperBound {
      let end = tokenEnd(bytes, start..<range.upperBound)
      let equals = bytes[start..<end].firstIndex(of: 61) ?? end
      let name = lowered(bytes, start..<equals)
      scrub(&bytes, start..<equals, keeping: .compounds(Vocabulary.parameters))
      let value = min(equals + 1, end)..<end
      if Vocabulary.numericParameters.contains(name) {
        scrub(&bytes, value, keepsDigits: true)
      } else if Vocabulary.wordParameters.contains(name) {
        scrub(&bytes, value, keeping: .compounds(Vocabulary.parameters))
      } else if let kind = bytes[value].firstIndex(of: 59) {
        scrub(&bytes, value.lowerBound..<kind, keeping: .compounds(Vocabulary.parameters))
        scrub(&bytes, kind..<value.upperBound)
      } else {
        scrub(&bytes, value)
      }
      start = end + 1
    }
  }

  /// The mechanism stays (RFC 4954 section 4).
  private mutating func scrubAuth(_ bytes: inout [UInt8], _ rest: Range<Int>) {
    let start =
      bytes[rest].firstIndex { $0 != 32 && $0 != 9 } ?? rest.upperBound
    let end = tokenEnd(bytes, start..<rest.upperBound)
    scrub(&bytes, start..<end, keeping: .compounds(Vocabulary.mechanisms))
    scrubSecret(&bytes, end..<rest.upperBound)
  }

  /// SASL data, or a command where some may stand.
  private mutating func scrubAuthentication(_ bytes: inout [UInt8], _ line: Range<Int>) {
    if let end = verbEnd(bytes, line), end == tokenEnd(bytes, line) {
      scrubCommand(&bytes, line)
    } else {
      scrubSecret(&bytes, line)
    }
  }

  private mutating func scrubUncertain(_ bytes: inout [UInt8], _ line: Range<Int>) {
    if let end = verbEnd(bytes, line), end == line.upperBound || !Letter.isWord(bytes[end]) {
      scrubCommand(&bytes, line)
    } else {
      scrubContent(&bytes, line)
    }
  }

  // MARK: Replies

  /// Code, enhanced code (RFC 2034) and keywords stay.
  private mutating func scrubReply(_ bytes: inout [UInt8], _ line: Range<Int>) {
    // No slice is kept in a name: a second one who has the bytes makes the next change copy them all.
    guard line.count >= 3, bytes[line].prefix(3).allSatisfy(\.isDigit),
      line.count == 3 || !Letter.isWord(bytes[line.lowerBound + 3])
    else { return scrub(&bytes, line, keeping: .words(Vocabulary.protocolWords)) }
    var start = min(line.lowerBound + 4, line.upperBound)
    if bytes[line].starts(with: "334".utf8) { return scrubSecret(&bytes, start..<line.upperBound) }
    if let end = enhancedCodeEnd(bytes, start..<line.upperBound) { start = end }
    let token = start..<tokenEnd(bytes, start..<line.upperBound)
    let keyword = start..<(bytes[token].firstIndex(of: 61) ?? token.upperBound)
    if Vocabulary.keywords.contains(lowered(bytes, keyword)) {
      scrub(
        &bytes, keyword.upperBound..<line.upperBound, keeping: .compounds(Vocabulary.values),
        keepsDigits: true)
    } else if isCrossedOut(bytes[token]) {
      scrub(&bytes, token.upperBound..<line.upperBound)
    } else {
      scrub(&bytes, start..<line.upperBound, keeping: .words(Vocabulary.protocolWords))
    }
  }

  /// A keyword that a firewall has masked: `X` and a letter.
  private func isCrossedOut(_ word: ArraySlice<UInt8>) -> Bool {
    word.count > 1 && word.dropLast().allSatisfy { $0 == 88 }
      && word.last.map(\.isCapital) == true
  }

  private func enhancedCodeEnd(_ bytes: [UInt8], _ range: Range<Int>) -> Int? {
    let end = tokenEnd(bytes, range)
    let parts = bytes[range.lowerBound..<end].split(separator: 46, omittingEmptySubsequences: false)
    let isCode =
      parts.count == 3 && [50, 52, 53].contains(parts[0].first) && parts[0].count == 1
      && parts.allSatisfy { (1...3).contains($0.count) && $0.allSatisfy(\.isDigit) }
    return isCode ? end : nil
  }
}
