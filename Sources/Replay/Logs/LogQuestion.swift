public import MailLogs
import Primitives
import Reports

/// What somebody wants to know about: a line of a log, or a Message-ID.
public enum LogQuestion: Sendable {
  /// A Message-ID, without its brackets.
  case messageID(String)
  /// A message of a device.
  case device(DeviceMessage)
  /// A conversation of a mail server's log: the place of the log and of the conversation in it.
  case conversation(log: Int, place: Int)
  /// A conversation of which the line alone is known.
  case line(MailConversation)

  /// Why a text is no question.
  public struct Unanswerable: Error, CustomStringConvertible {
    /// The sentence, with the remedy behind a semicolon.
    public let description: String
  }

  /// Reads a question.
  ///
  /// - Parameters:
  ///   - text: a line of a device's or of a mail server's log, a part of one that names a connection or a
  ///     message (`ICID 21916 lost`), or a Message-ID.
  ///   - logs: the logs of mail servers that it may be from.
  ///   - device: the log of the device that it may be from, for the addresses behind a translation.
  /// - Throws: `Unanswerable` where it names nothing that a session could be found by.
  public init(
    _ text: String, logs: [LogBook.MailLog], device: LogBook.DeviceLog? = nil
  ) throws(Unanswerable) {
    if var message = DeviceMessage(text, line: 1) {
      device?.translations.apply(to: &message)
      self = .device(message)
      return
    }
    var reader = MailLogReader()
    reader.take(text, line: 1)
    let read = reader.finish().conversations
    let words = text.split(separator: " ").map { $0.filter { !"[]():,;".contains($0) } }
    for (index, log) in logs.enumerated() {
      if let place = Self.place(text, words, read, in: log.log) {
        self = .conversation(log: index, place: place)
        return
      }
    }
    if let id = Self.messageID(text) {
      self = .messageID(id)
    } else if let conversation = read.first, conversation.remote != nil {
      self = .line(conversation)
    } else {
      throw Unanswerable(
        description: logs.isEmpty
          ? "the line names neither an address nor a Message-ID; give the log that it is from with --mail-log"
          : "no conversation of the log has that line or its identifiers; give the log that it is from"
      )
    }
  }

  /// The conversation that holds a line, or that one of its identifiers names.
  private static func place(
    _ text: String, _ words: [String], _ read: [MailConversation], in log: MailLogReader.Log
  ) -> Int? {
    let conversations = log.conversations
    let whole = conversations.firstIndex { $0.lines.contains { $0.text == text } }
    if let whole { return whole }
    let named = Set(read.flatMap(\.names))
    if let place = conversations.firstIndex(where: { !named.isDisjoint(with: $0.names) }) {
      return place
    }
    // `MID 1404`, of which no line tells the connection; a queue identifier.
    let pairs = Set(zip(words, words.dropFirst()).map { "\($0) \($1)" } + words)
    return conversations.firstIndex { !pairs.isDisjoint(with: $0.names) }
  }

  /// The Message-ID that a text is or has behind `message-id=`, `Message-ID` or `id=`.
  private static func messageID(_ text: String) -> String? {
    let words = text.split(separator: " ")
    let candidates = words.enumerated().filter { index, word in
      words.count == 1 || word.contains("id=")
        || index > 0 && words[index - 1].lowercased().hasPrefix("message-id")
    }.map(\.element)
    for word in candidates where word.contains("@") {
      let id = word.split(separator: "=", maxSplits: 1).last ?? word
      let bare = id.filter { !"<>'\",".contains($0) }
      if !bare.isEmpty { return String(bare) }
    }
    return nil
  }
}
