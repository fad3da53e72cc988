import Primitives

// What stays in mail data (RFC 5322, RFC 2045).
extension TextScrubber {
  /// What a line goes on with where it is folded.
  private enum Field {
    case none
    case text
    case path
    case mime
    /// A run of base64 lines.
    case encoded
    /// Lines between `begin` and `end` (uuencode(5)).
    case unixEncoded
  }

  /// Replaces what names somebody in mail data: known names of fields stay wherever they start a line.
  mutating func scrubContent(_ bytes: inout [UInt8], _ run: Range<Int>) {
    var field = Field.none
    var start = run.lowerBound
    while start < run.upperBound {
      let feed = bytes[start..<run.upperBound].firstIndex { $0 == 10 } ?? run.upperBound
      let end = feed > start && bytes[feed - 1] == 13 ? feed - 1 : feed
      scrubLine(&bytes, start..<end, &field)
      start = feed + 1
    }
  }

  private mutating func scrubLine(_ bytes: inout [UInt8], _ line: Range<Int>, _ field: inout Field)
  {
    guard let first = bytes[line].first else {
      field = .none
      return
    }
    if field == .unixEncoded {
      if scrubUnixEncoded(&bytes, line) { field = .none }
      return
    }
    let isFolded = first.isBlank && field != .none && field != .encoded
    if isUnixHeader(bytes[line]) {
      field = .unixEncoded
      return scrubUnixHeader(&bytes, line)
    }
    if isFolded { return scrub(&bytes, line, of: field) }
    // A stuffed dot (RFC 5321 section 4.5.2).
    let start = first == 46 ? line.lowerBound + 1 : line.lowerBound
    if let colon = fieldNameEnd(bytes, start..<line.upperBound) {
      let name = bytes[start..<colon].map(\.lowercase)
      field =
        Vocabulary.mimeFields.contains(name)
        ? .mime : name == Array("received".utf8) ? .path : .text
      return scrub(&bytes, colon..<line.upperBound, of: field)
    }
    if isEncoded(bytes[line], isBehindOther: field == .encoded) {
      field = .encoded
      return scrubSecret(&bytes, line)
    }
    field = .none
    scrub(&bytes, line)
  }

  /// Whether a line is base64 (RFC 2045 section 6.8), of which short ones stand behind long ones alone.
  private func isEncoded(_ line: ArraySlice<UInt8>, isBehindOther: Bool) -> Bool {
    let letters = line.prefix { Letter.isEncoded($0) }
    let padding = line.count - letters.count
    return padding < 3 && letters.count >= (isBehindOther ? 1 : 20)
      && line.dropFirst(letters.count).allSatisfy { $0 == 61 }
  }

  /// Where the colon of a known field is.
  private func fieldNameEnd(_ bytes: [UInt8], _ range: Range<Int>) -> Int? {
    guard let colon = bytes[range].firstIndex(of: 58), colon - range.lowerBound < 64 else {
      return nil
    }
    // Blanks before the colon are of the obsolete syntax (RFC 5322 section 4.5).
    var end = colon
    while end > range.lowerBound, bytes[end - 1].isBlank { end -= 1 }
    return Vocabulary.fields.contains(bytes[range.lowerBound..<end].map(\.lowercase)) ? end : nil
  }

  private mutating func scrub(_ bytes: inout [UInt8], _ range: Range<Int>, of field: Field) {
    switch field {
    case .none, .text, .encoded, .unixEncoded: scrub(&bytes, range)
    case .path: scrub(&bytes, range, keeping: .words(Vocabulary.protocolWords))
    case .mime: scrubMIME(&bytes, range)
    }
  }

  /// Types and parameters stay; of parameters that name a part, a file or something unknown the values
  /// do not.
  private mutating func scrubMIME(_ bytes: inout [UInt8], _ range: Range<Int>) {
    var start = range.lowerBound
    while start < range.upperBound {
      let end = parameterEnd(bytes, start..<range.upperBound)
      scrubParameter(&bytes, start..<end)
      start = end + 1
    }
  }

  /// The next semicolon that no quotes hold.
  private func parameterEnd(_ bytes: [UInt8], _ range: Range<Int>) -> Int {
    var isQuoted = false
    var place = range.lowerBound
    while place < range.upperBound {
      switch bytes[place] {
      case 34: isQuoted.toggle()
      case 92 where isQuoted: place += 1
      case 59 where !isQuoted: return place
      default: break
      }
      place += 1
    }
    return range.upperBound
  }

  private mutating func scrubParameter(_ bytes: inout [UInt8], _ range: Range<Int>) {
    guard let equals = bytes[range].firstIndex(of: 61) else {
      return scrub(&bytes, range, keeping: .compounds(Vocabulary.mime), keepsDigits: true)
    }
    scrub(
      &bytes, range.lowerBound..<equals, keeping: .compounds(Vocabulary.mime), keepsDigits: true)
    let name = bytes[range.lowerBound..<equals].filter { $0.isLetter || $0 == 45 }
      .map(\.lowercase)
    let value = equals + 1..<range.upperBound
    if Vocabulary.fileParameters.contains(name) {
      scrubFileName(&bytes, value)
    } else if name == Array("boundary".utf8) || !Vocabulary.mime.contains(name) {
      scrub(&bytes, value)
    } else {
      scrub(&bytes, value, keeping: .compounds(Vocabulary.mime))
    }
  }

  /// A known extension stays: the type beside it says as much.
  private mutating func scrubFileName(_ bytes: inout [UInt8], _ value: Range<Int>) {
    var end = value.upperBound
    while end > value.lowerBound, !Letter.isWord(bytes[end - 1]) { end -= 1 }
    var start = end
    while start > value.lowerBound, Letter.isWord(bytes[start - 1]) { start -= 1 }
    let isExtension =
      start > value.lowerBound && bytes[start - 1] == 46
      && Vocabulary.extensions.contains(bytes[start..<end].map(\.lowercase))
    scrub(&bytes, value.lowerBound..<(isExtension ? start : value.upperBound))
  }
}
