/// Finds mailbox names in bytes (RFC 5321 section 4.1.2, RFC 5322 section 3.4.1).
enum MailboxNames {
  /// The places of each name without its first byte, in order; empty for a name of one byte.
  ///
  /// - Parameters:
  ///   - bytes: a line, or several.
  ///   - isAddressField: whether they are the value of a header field that holds addresses: names that
  ///     people are shown by count then, too.
  /// - Returns: ranges of `bytes`.
  static func ranges(in bytes: [UInt8], isAddressField: Bool = false) -> [Range<Int>] {
    var ranges: [Range<Int>] = []
    for (index, byte) in bytes.enumerated() where byte == UInt8(ascii: "@") {
      let start = start(before: index, in: bytes, from: ranges.last?.upperBound ?? 0)
      if start < index { ranges.append(start + 1..<index) }
    }
    var start = 0
    while start < bytes.count {
      let end = bytes[start...].firstIndex(of: 10) ?? bytes.count
      if let name = bareName(in: bytes[start..<end]) { ranges.append(name) }
      start = end + 1
    }
    if isAddressField { ranges += shownNames(in: bytes) }
    return ranges.sorted { $0.lowerBound < $1.lowerBound }
  }

  /// Letters, digits and what is no ASCII.
  static func isWord(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), 0x80...:
      true
    default: false
    }
  }

  /// Where the local part before an `@` starts: a quoted string, or what holds no special.
  private static func start(before at: Int, in bytes: [UInt8], from floor: Int) -> Int {
    var index = at
    if index > floor, bytes[index - 1] == UInt8(ascii: "\"") {
      // Longer quoted strings are told by their last word alone.
      let floor = max(floor, at - 256)
      var quote = index - 2
      while quote >= floor, bytes[quote] != UInt8(ascii: "\"") || isEscaped(quote, bytes, floor) {
        quote -= 1
      }
      if quote >= floor { return quote }
    }
    while index > floor, !isSpecial(bytes[index - 1]) { index -= 1 }
    return index
  }

  private static func isEscaped(_ index: Int, _ bytes: [UInt8], _ floor: Int) -> Bool {
    index > floor && bytes[index - 1] == UInt8(ascii: "\\")
  }

  private static func isSpecial(_ byte: UInt8) -> Bool {
    switch byte {
    case 0...32, 127: true
    default: Array("<>()[],;:@\"".utf8).contains(byte)
    }
  }

  /// A name without a domain in `MAIL FROM:<name>`, `RCPT TO:<name>`, `VRFY name`, `EXPN name`.
  private static func bareName(in line: ArraySlice<UInt8>) -> Range<Int>? {
    let verb = line.prefix(4).map { $0 & 0xDF }
    var start: Int
    var end: Int
    switch verb {
    case Array("MAIL".utf8), Array("RCPT".utf8):
      guard let colon = line.firstIndex(of: UInt8(ascii: ":")) else { return nil }
      start = colon + 1
      while start < line.endIndex, line[start] == 32 || line[start] == UInt8(ascii: "<") {
        start += 1
      }
      end = line[start...].firstIndex { $0 == UInt8(ascii: ">") || $0 <= 32 } ?? line.endIndex
    case Array("VRFY".utf8), Array("EXPN".utf8):
      start = line.startIndex + 4
      while start < line.endIndex, line[start] == 32 { start += 1 }
      end = line.endIndex
      while end > start, line[end - 1] <= 32 { end -= 1 }
    default: return nil
    }
    let hasDomain = line[start..<max(start, end)].contains(UInt8(ascii: "@"))
    return !hasDomain && start < end ? start + 1..<end : nil
  }

  /// Display names, comments and names without a domain: all words of a field that are no domain.
  private static func shownNames(in bytes: [UInt8]) -> [Range<Int>] {
    var ranges: [Range<Int>] = []
    var index = 0
    while index < bytes.count {
      guard isWord(bytes[index]) else {
        index += 1
        continue
      }
      var end = index
      while end < bytes.count, !isSpecial(bytes[end]) { end += 1 }
      let isDomain = index > 0 && bytes[index - 1] == UInt8(ascii: "@")
      if !isDomain, index + 1 < end { ranges.append(index + 1..<end) }
      index = end
    }
    return ranges
  }
}
