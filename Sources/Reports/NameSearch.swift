/// A search for the mailbox names of lines: what stands before `@`, in brackets, and where a command or a
/// message has an address.
struct NameSearch {
  let bytes: [UInt8]
  /// What was found, each name without its first byte, in order.
  private(set) var ranges: [Range<Int>] = []

  init(bytes: [UInt8]) { self.bytes = bytes }

  /// Takes a line without its line feed.
  mutating func takeLine(_ line: Range<Int>, _ form: MailboxNames.Form) {
    switch form {
    case .lines: takeCommand(line)
    case .message: takeMessage(line)
    case .address: takeArgument(line)
    case .text, .addressField: takeWords(line)
    }
  }

  // MARK: Where an address stands

  /// The verbs with a path behind a colon (RFC 5321 sections 4.1.1.2 and 4.1.1.3, appendix F.6).
  private static let pathVerbs = ["MAIL", "RCPT", "SAML", "SEND", "SOML"].map { Array($0.utf8) }
  /// The verbs with a name behind a blank (RFC 5321 sections 4.1.1.6 and 4.1.1.7).
  private static let nameVerbs = ["EXPN", "VRFY"].map { Array($0.utf8) }
  /// The ESMTP parameters that hold an address (RFC 4954 section 5, RFC 3461 section 4.2).
  private static let addressParameters = ["AUTH=", "ORCPT="].map { Array($0.utf8) }
  /// The words before an address in messages of the device (108002 and 108003).
  private static let labels = [" data: ", ". Data:", "Mail Address:"].map { Array($0.utf8) }

  private mutating func takeCommand(_ line: Range<Int>) {
    let start = line.first { bytes[$0] > 32 } ?? line.upperBound
    let verb = bytes[start..<min(start + 4, line.upperBound)].map { $0 & 0xDF }
    let rest = start + verb.count..<line.upperBound
    let isWhole = rest.first.map { !MailboxNames.isWord(bytes[$0]) && bytes[$0] != 0x2D } ?? true
    if isWhole, Self.nameVerbs.contains(verb) {
      takePath(rest)
    } else if isWhole, Self.pathVerbs.contains(verb) {
      let colon = rest.first { bytes[$0] == UInt8(ascii: ":") }
      takeArgument((colon.map { $0 + 1 } ?? rest.lowerBound)..<rest.upperBound)
    } else {
      takeWords(line)
    }
  }

  private mutating func takeMessage(_ line: Range<Int>) {
    let labels = Self.labels.compactMap { bytes[line].firstRange(of: $0) }
    guard let label = labels.first else { return takeWords(line) }
    takeWords(line.lowerBound..<label.lowerBound)
    takeArgument(label.upperBound..<line.upperBound)
  }

  /// Takes a path, however it is spelled, and ESMTP parameters (RFC 5321 section 4.1.2).
  private mutating func takeArgument(_ argument: Range<Int>) {
    let parameters = parameterStart(argument)
    takePath(argument.lowerBound..<parameters)
    var start = parameters
    while start < argument.upperBound {
      let end =
        bytes[start + 1..<argument.upperBound].firstIndex { $0 <= 32 } ?? argument.upperBound
      let word = bytes[start + 1..<end]
      let name = Self.addressParameters.first { name in
        word.count > name.count
          && word.prefix(name.count).elementsEqual(name) { $0 & 0xDF == $1 & 0xDF }
      }
      if let name {
        takePath(
          (word.lastIndex(of: UInt8(ascii: ";")) ?? word.startIndex + name.count - 1) + 1..<end)
      } else {
        takeWords(start..<end)
      }
      start = end
    }
  }

  /// The blank before the first `keyword=` that is not at the start.
  private func parameterStart(_ argument: Range<Int>) -> Int {
    var start = argument.first { bytes[$0] > 32 } ?? argument.upperBound
    while let blank = bytes[start..<argument.upperBound].firstIndex(where: { $0 <= 32 }) {
      let end = bytes[(blank + 1)..<argument.upperBound].firstIndex {
        !MailboxNames.isWord($0) && $0 != UInt8(ascii: "-")
      }
      guard let end else { break }
      if end > blank + 1, bytes[end] == UInt8(ascii: "=") { return blank }
      start = max(end, blank + 1)
    }
    return argument.upperBound
  }

  /// Takes what is a path, or should be one: the name goes up to the last `@`, or to the end.
  private mutating func takePath(_ range: Range<Int>) {
    func first(from start: Int) -> Int {
      bytes[start..<range.upperBound].firstIndex { $0 > 32 } ?? range.upperBound
    }
    var start = first(from: range.lowerBound)
    var end = (range.last { bytes[$0] > 32 } ?? start - 1) + 1
    if start < end, bytes[start] == UInt8(ascii: "<") {
      start = first(from: start + 1)
      end = bytes[start..<max(start, end)].lastIndex(of: UInt8(ascii: ">")) ?? end
    }
    // A source route (RFC 5321 appendix C).
    if start < end, bytes[start] == UInt8(ascii: "@"),
      let colon = bytes[start..<end].firstIndex(of: UInt8(ascii: ":"))
    {
      start = first(from: colon + 1)
    }
    guard start < end else { return }
    let at = bytes[start..<end].lastIndex(of: UInt8(ascii: "@"))
    if start < at ?? end { ranges.append(start + 1..<(at ?? end)) }
    takeWords((at ?? end)..<range.upperBound)
  }

  // MARK: Names that show themselves

  /// What RFC 5321 section 2.3.8 calls the ends of lines, as replies to DATA do.
  private static let lineEnds = ["CR", "LF", "CRLF"].map { Array($0.utf8) }

  /// Takes what stands in brackets or before `@`.
  private mutating func takeWords(_ range: Range<Int>) {
    var floor = range.lowerBound
    var index = range.lowerBound
    var mayClose = true
    while index < range.upperBound {
      switch bytes[index] {
      case UInt8(ascii: "<") where mayClose:
        let close = bytes[index..<range.upperBound].firstIndex(of: UInt8(ascii: ">"))
        mayClose = close != nil
        guard let close else { continue }
        if !Self.lineEnds.contains(Array(bytes[index + 1..<close])) { takePath(index + 1..<close) }
        index = close
        floor = close
      case UInt8(ascii: "@"):
        let start = nameStart(before: index, from: floor)
        if start < index { ranges.append(start + 1..<index) }
        floor = index
      default: break
      }
      index += 1
    }
  }

  /// Where the local part before an `@` starts: a quoted string, or what holds no special.
  private func nameStart(before at: Int, from floor: Int) -> Int {
    var index = at
    if index > floor, bytes[index - 1] == UInt8(ascii: "\"") {
      // Longer quoted strings are told by their last word alone.
      let floor = max(floor, at - 256)
      var quote = index - 2
      while quote >= floor, bytes[quote] != UInt8(ascii: "\"") || isEscaped(quote, floor) {
        quote -= 1
      }
      if quote >= floor { return quote }
      index -= 1
    }
    while index > floor, !MailboxNames.isSpecial(bytes[index - 1]) { index -= 1 }
    return index
  }

  private func isEscaped(_ index: Int, _ floor: Int) -> Bool {
    index > floor && bytes[index - 1] == UInt8(ascii: "\\")
  }
}
