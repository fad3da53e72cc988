public import MailLogs
import Primitives
import Reports

/// What somebody wants to know about: a line of a log, a Message-ID, or what a server's reply says.
public enum LogQuestion: Sendable {
  /// A Message-ID, without its brackets.
  case messageID(String)
  /// A message of a device.
  case device(DeviceMessage)
  /// Conversations of mail servers' logs, one of which is meant.
  case conversations([Reference])
  /// A conversation of which the line alone is known.
  case line(MailConversation)
  /// A refusal of a server.
  case refusal(ReplyText)

  /// A conversation of a log.
  public struct Reference: Sendable, Hashable {
    /// The place of the log.
    public var log: Int
    /// The place of the conversation in it.
    public var place: Int
  }

  /// Why a text is no question.
  public struct Unanswerable: Error, CustomStringConvertible {
    /// The sentence, with the remedy behind a semicolon.
    public let description: String
  }

  /// Reads a question.
  ///
  /// - Parameters:
  ///   - text: a line of a device's or of a mail server's log, a part of one that names a connection or a
  ///     message (`ICID 21916 lost`), a Message-ID, or the words of a 4xx or 5xx reply.
  ///   - logs: the logs of mail servers that it may be from, read by readers that were told of it.
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
    let asked = AskedLine(text)
    let named = Self.references(asked, in: logs)
    if !named.isEmpty {
      self = .conversations(named)
      return
    }
    if let id = Self.messageID(text) {
      self = .messageID(id)
    } else if let conversation = asked.conversation, conversation.remote != nil {
      self = .line(conversation)
    } else if let refusal = ReplyText(text) {
      self = .refusal(refusal)
    } else {
      throw Unanswerable(description: Self.whyNot(text, logs))
    }
  }

  /// Why nothing can be found by a text, and what to do about it.
  private static func whyNot(_ text: String, _ logs: [LogBook.MailLog]) -> String {
    if let number = DeviceMessage.knownNumber(of: text) {
      let part =
        number == 108_002
        ? "the two addresses behind 'out' and 'in'" : "the two ends, as 'outside:192.0.2.7/40112'"
      return "the message \(number) is cut: it lacks \(part); give the whole line"
    }
    if DeviceMessage.isMessage(text) {
      let numbers = DeviceMessage.numbers.sorted().map(String.init).joined(separator: ", ")
      return
        "this message of a device is not known as one that names the two ends of a session; known are "
        + numbers
    }
    if names(address: text) {
      return
        "the line names an address, but its kind is not known; known are lines of an ESA's mail_logs, of "
        + "Postfix (smtpd, smtp, postscreen, cleanup, qmgr), of Exim's main log, and of a PIX or ASA"
    }
    guard !logs.isEmpty else {
      return
        "the line names neither an address nor a Message-ID; give the log that it is from with --mail-log"
    }
    let omitted = logs.reduce(0) { $0 + $1.log.omitted }
    return omitted > 0
      ? "no conversation that was kept of the log has that line or its identifiers, and \(omitted) were "
        + "left out, as there are too many; give the part of the log about the line"
      : "no conversation of the log has that line or its identifiers; give the log that it is from"
  }

  /// Whether an address stands in a text.
  private static func names(address text: String) -> Bool {
    text.split { !($0.isHexDigit || $0 == "." || $0 == ":") }.contains { word in
      var bare = word[...]
      while bare.last == ":" || bare.last == "." { bare.removeLast() }
      // `fff.10` is none, and a time is none.
      return (bare.count { $0 == "." } == 3 || bare.contains("::") || bare.count { $0 == ":" } == 7)
        && IPAddress(String(bare)) != nil
    }
  }

  /// The conversations that hold a line, or that its identifiers name.
  private static func references(
    _ asked: AskedLine, in logs: [LogBook.MailLog]
  ) -> [Reference] {
    func all(_ isMeant: (MailConversation) -> Bool) -> [Reference] {
      logs.enumerated().flatMap { log, mail in
        mail.log.conversations.indices.filter { isMeant(mail.log.conversations[$0]) }
          .map { Reference(log: log, place: $0) }
      }
    }
    let holding = all(\.isAsked)
    guard holding.isEmpty else { return holding }
    // A process serves one connection after the other, so that its name is not enough.
    let time = asked.time
    if let read = asked.conversation {
      let named = all { conversation in
        asked.sharesName(with: conversation) && conversation.isOutgoing == read.isOutgoing
          && (read.remote == nil || read.remote == conversation.remote)
          && (time.map(conversation.covers) ?? true)
      }
      // With its address the line is found without the log, too.
      if !named.isEmpty || read.remote != nil { return named }
    }
    // `MID 1404`, of which no line tells the connection; a queue identifier.
    let named = all(asked.mentions)
    guard let time else { return named }
    let covering = named.filter { logs[$0.log].log.conversations[$0.place].covers(time) }
    return covering.isEmpty ? named : covering
  }

  /// The Message-ID that a text is or has behind `message-id=`, `Message-ID` or `id=`.
  private static func messageID(_ text: String) -> String? {
    let words = text.split(separator: " ")
    let candidates = words.enumerated().filter { index, word in
      words.count == 1 || word.contains("id=")
        || index > 0 && words[index - 1].lowercased().hasPrefix("message-id")
    }.map(\.element)
    for word in candidates where word.contains("@") {
      // An identifier may hold an equals sign, too.
      var id = word
      if let equals = word.firstIndex(of: "="), word[..<equals].lowercased().hasSuffix("id") {
        id = word[word.index(after: equals)...]
      }
      let bare = id.filter { !"<>'\",".contains($0) }
      if bare.contains("@") { return String(bare) }
    }
    return nil
  }
}
