/// What stands between the time of a syslog message and its text: the host, the program and its process.
struct SyslogHead {
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
    while let word = words.first,
      rest.utf8.distance(from: rest.startIndex, to: word.startIndex) < Self.reach
    {
      words.removeFirst()
      guard let start = word.place(of: name) else { continue }
      let tag = word[start...]
      if tag.last == ":" {
        program = tag.prefix { $0 != "[" && $0 != ":" }
        process = tag[program.endIndex...].drop { $0 == "[" }.prefix { $0 != "]" && $0 != ":" }
        text = rest[word.endIndex...].drop { $0 == " " }
        return
      }
      let after = rest[word.endIndex...].words(2)
      guard after.count == 3, after[0] == "-" || after[0].utf8.allSatisfy({ 0x30...0x39 ~= $0 }),
        let text = Self.text(behind: after[2])
      else { continue }
      (program, process, self.text) = (tag, after[0], text)
      return
    }
    return nil
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
