import Primitives

/// What stands between the time of a syslog message and its text: the host, the program and its process.
struct SyslogHead {
  /// The host that wrote it; nil where it is not told.
  let host: String?
  /// The program, as `postfix/smtpd`.
  let program: Substring
  /// Its process; empty where it is not told.
  let process: Substring
  /// The message itself.
  let text: Substring

  /// The first bytes and words, in which the program stands.
  private static let (reach, words) = (300, 16)

  /// `HOST PROGRAM[PID]: TEXT` (RFC 3164 section 5.3) or `HOST PROGRAM PID MSGID DATA TEXT` (RFC 5424
  /// section 6), the host being left out or not.
  ///
  /// - Parameters:
  ///   - rest: what stands behind the time.
  ///   - name: how the program's name starts.
  init?(_ rest: Substring, of name: String) {
    guard rest.place(of: name) != nil else { return nil }
    var words = rest.words(Self.words)
    var before: [Substring] = []
    while let word = words.first,
      rest.utf8.distance(from: rest.startIndex, to: word.startIndex) < Self.reach
    {
      words.removeFirst()
      defer { before.append(word) }
      guard let start = word.place(of: name) else { continue }
      let tag = word[start...]
      if tag.last == ":" {
        program = tag.prefix { $0 != "[" && $0 != ":" }
        process = tag[program.endIndex...].drop { $0 == "[" }.prefix { $0 != "]" && $0 != ":" }
        text = rest[word.endIndex...].drop { $0 == " " }
        host = Self.host(before)
        return
      }
      let after = rest[word.endIndex...].words(2)
      guard after.count == 3, after[0] == "-" || after[0].utf8.allSatisfy(\.isDigit),
        let text = Self.text(behind: after[2])
      else { continue }
      (program, process, self.text) = (tag, after[0], text)
      host = Self.host(before)
      return
    }
    return nil
  }

  /// Severities as log servers print them (RFC 5424 section 6.2.1), behind a facility: `mail.info`.
  private static let severities: Set<Substring> = [
    "emerg", "alert", "crit", "err", "error", "warning", "warn", "notice", "info", "debug",
  ]

  /// The host among the words that stand before a program: the last that may be one, as a log server that
  /// passes a message on puts its own name first.
  ///
  /// - Parameter words: the words between the time and the program.
  /// - Returns: its name or address; nil where there is none.
  static func host(_ words: some BidirectionalCollection<Substring>) -> String? {
    words.last { word in
      let bytes = word.utf8
      let parts = word.split(whereSeparator: { $0 == "." || $0 == ":" })
      let isPriority =
        parts.count == 2 && severities.contains(parts[1])
        && (parts[0] == "mail" || parts[0].hasPrefix("local"))
      return !isPriority && bytes.first?.isLetterOrDigit ?? false
        && bytes.allSatisfy { $0.isLetterOrDigit || "-_.:".utf8.contains($0) }
        // A number alone counts lines, and is none.
        && bytes.contains { !$0.isDigit }
    }.map { String($0.last == ":" ? $0.dropLast() : $0) }
  }

  private static func isLetterOrDigit(_ byte: UInt8) -> Bool {
    0x30...0x39 ~= byte || 0x41...0x5A ~= byte || 0x61...0x7A ~= byte
  }

  /// What stands behind structured data, of which there may be none: `-`.
  private static func text(behind data: Substring) -> Substring? {
    var rest = data
    if rest.begins(with: "- ") {
      rest = rest.dropFirst(2)
    } else {
      guard rest.first == "[", let text = rest.behind("] ") else { return nil }
      rest = text
    }
    // A byte order mark says that the text is UTF-8 (section 6.4).
    return rest.first == "\u{FEFF}" ? rest.dropFirst() : rest
  }
}
