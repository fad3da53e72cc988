// The command line that a page prints.
extension Redaction {
  /// The words of a command line; in a selection the values that name mailboxes are shortened.
  func arguments(_ words: [String]) -> [String] {
    guard self == .firstLetter else { return words }
    let option = "--where"
    return words.enumerated().map { index, word in
      if index > 0, words[index - 1] == option { return selection(word) }
      guard word.hasPrefix(option + "=") else { return word }
      return option + "=" + selection(String(word.dropFirst(option.utf8.count + 1)))
    }
  }

  /// A selection, `KEY=VALUE KEY="VALUE" …`, in which the values that name mailboxes are shortened.
  func selection(_ text: String) -> String {
    guard self == .firstLetter else { return text }
    var out = ""
    var rest = Substring(text)
    while !rest.isEmpty {
      let name = rest.prefix { $0 != "=" }
      out += name
      rest = rest.dropFirst(name.count)
      guard rest.first == "=" else { continue }
      out += "="
      rest.removeFirst()
      let isQuoted = rest.first == "\""
      if isQuoted { rest.removeFirst() }
      let value = rest.prefix { $0 != (isQuoted ? "\"" : " ") }
      rest = rest.dropFirst(value.count)
      let isMailbox = Self.mailboxKeys.contains(String(name.drop { $0 == " " || $0 == "\"" }))
      out += (isQuoted ? "\"" : "") + (isMailbox ? mailbox(String(value)) : String(value))
    }
    return out
  }

  /// The keys of a selection whose values name mailboxes.
  private static let mailboxKeys: Set<String> = ["message-id", "rcpt", "sender"]
}
