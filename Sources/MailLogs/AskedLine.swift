/// A line of a log as somebody asks about it: whole, without its time, or its last words.
public struct AskedLine: Sendable {
  /// Its time, where it is told.
  public let time: LogTime?
  /// What stands behind the time, without blanks around it.
  let text: String
  /// The conversation that it is of, as far as the line alone tells; nil where it tells none.
  public let conversation: MailConversation?
  /// The host that wrote it; nil where it does not tell.
  private let host: String?
  /// The names of conversations that may stand in it: `ICID 21916`, a queue identifier.
  private let names: Set<String>

  /// Fewer words may end lines of any connection.
  private static let fewestWords = 3

  /// Reads what is asked; what is behind its first 4,096 bytes is not looked at.
  public init(_ text: String) {
    let line = TimedLine(String(decoding: text.utf8.prefix(4096), as: UTF8.self)[...])
    time = line.time
    self.text = String(line.rest.trimmed)
    var reader = MailLogReader()
    reader.take(text, line: 1)
    host = reader.host
    conversation = reader.finish().conversations.first
    let whole = line.rest.split(separator: " ").map { String($0) }
    let words = whole.map { $0.filter { !"[]():,;".contains($0) } }
    names = Set(zip(words, words.dropFirst()).map { "\($0) \($1)" } + words + whole)
  }

  /// Whether a word of it, or two, are a name of a conversation.
  public func mentions(_ other: MailConversation) -> Bool {
    other.isOf(host)
      && (names.contains(other.name) || other.identifiers.contains(where: names.contains))
  }

  /// Whether a conversation has a name of the one that the line is of.
  public func sharesName(with other: MailConversation) -> Bool {
    other.isOf(host)
      && conversation.map { !Set($0.names).isDisjoint(with: other.names) } ?? false
  }

  /// Whether the line may be about a conversation, by the names of both.
  func names(_ other: MailConversation) -> Bool { mentions(other) || sharesName(with: other) }

  /// Whether a line of a log is the one.
  func isIn(_ line: TimedLine) -> Bool {
    guard !text.isEmpty, time == nil || time == line.time else { return false }
    let rest = line.rest.trimmed
    guard rest.hasSuffix(text) else { return false }
    return rest.utf8.count == text.utf8.count
      || rest.dropLast(text.count).last == " "
        && text.split(separator: " ", maxSplits: Self.fewestWords).count >= Self.fewestWords
  }
}

extension Substring {
  /// Without white space at its ends.
  var trimmed: Substring {
    var text = drop(while: \.isWhitespace)
    while text.last?.isWhitespace ?? false { text.removeLast() }
    return text
  }
}
