import Primitives

// Cisco ESA, mail_logs (evidence section 8).
extension MailLogReader {
  private static let levels: Set<Substring> = [
    "Info:", "Warning:", "Critical:", "Debug:", "Trace:",
  ]

  /// Whether a line was one of an ESA's.
  mutating func takeESA(_ line: TimedLine, _ number: Int) -> Bool {
    let first = line.rest.words(4)
    guard let level = first.prefix(4).firstIndex(where: Self.levels.contains) else {
      // A line may be given without its time, as `ICID 21916 lost`.
      guard line.time == nil else { return false }
      return take(line.rest.words(), line.time, number)
    }
    // Through syslog a host and a name of the log stand before.
    if level > 1, first[level - 1].last == ":" {
      note(host: SyslogHead.host(first[..<(level - 1)]), line.time)
    }
    return take(line.rest[first[level].endIndex...].words(), line.time, number)
  }

  private mutating func take(
    _ words: [Substring], _ time: LogTime?, _ number: Int
  ) -> Bool {
    var begun: OpenConversation?
    if words.count > 3, words[0] == "New", words[1].lowercased() == "smtp",
      words[2] == "ICID" || words[2] == "DCID",
      let key = Self.identifier(String(words[2]), Array(words[2..<4]))
    {
      begun = beginESA(key, words, time)
    }
    let head = Array(words.prefix { !Self.isFree($0) })
    let message = Self.identifier("MID", head)
    let recipients = message.map { Self.recipients(of: $0, head) } ?? []
    guard let conversation = begun ?? conversation(head, message, recipients) else {
      // What is told of a recipient is of a delivery, of which the log may not have told.
      return !recipients.isEmpty
    }
    add(number, time, to: conversation)
    if let message { note(message, recipients, words, head.count, in: conversation) }
    if conversation.isOpen { noteEnd(words, head, in: conversation) }
    return true
  }

  /// Words behind which stands what the other end chose.
  private static let free: Set<Substring> = [
    "From:", "To:", "Message-ID", "Subject", "Response", "attachment", "user:",
  ]

  /// Whether a word is one of these, or quoted: what follows names no connection and tells no end.
  private static func isFree(_ word: Substring) -> Bool {
    free.contains(word) || "'\"<".utf8.contains(word.utf8.first ?? 0)
  }

  private mutating func beginESA(
    _ name: String, _ words: [Substring], _ time: LogTime?
  ) -> OpenConversation {
    let isOutgoing = words[2] == "DCID"
    var conversation = MailConversation(.esa, isOutgoing: isOutgoing, name: name)
    conversation.start = time
    for (index, word) in words.enumerated().dropFirst(4) {
      let next = index + 1 < words.count ? words[index + 1] : ""
      if word == "address" { conversation.remote = IPAddress(String(next)) }
      if word == "port" { conversation.remotePort = UInt16(next) }
      if word == "interface", isOutgoing { conversation.local = IPAddress(String(next)) }
      if word.hasPrefix("("), conversation.local == nil {
        conversation.local = IPAddress(String(word.dropFirst().prefix { $0 != ")" }))
      }
    }
    let opened = begin(key(name), conversation)
    owners[opened.key] = opened
    return opened
  }

  /// The conversation that a line is about: its own, else that in which its recipients got the message where it
  /// names any, and that in which the message came in where it does not; these may have ended.
  private mutating func conversation(
    _ words: [Substring], _ message: String?, _ recipients: [String]
  ) -> OpenConversation? {
    for kind in ["DCID", "ICID"] {
      // The number 0 is that of no connection.
      guard let name = Self.identifier(kind, words), name != "\(kind) 0" else { continue }
      // Where it is not known, the log starts in its middle.
      let key = key(name)
      return open[key] ?? owners[key]
        ?? begin(key, MailConversation(.esa, isOutgoing: kind == "DCID", name: name))
    }
    for name in recipients {
      if let delivery = self.recipients[key(name)]?.delivery { return delivery }
    }
    return recipients.isEmpty ? message.flatMap { owners[key($0)] } : nil
  }

  /// What the recipients of a message are known by that a line names: `RID 0`, `RID [0, 1]`.
  private static func recipients(of message: String, _ words: [Substring]) -> [String] {
    guard let start = words.firstIndex(of: "RID") else { return [] }
    var found: [String] = []
    for word in words[(start + 1)...] {
      let digits = word.drop { $0 == "[" }.prefix { $0.isASCII && $0.isNumber }
      guard !digits.isEmpty, digits.utf8.count < 20 else { break }
      found.append("\(message) RID \(digits)")
      if word.last != "," { break }
    }
    return found
  }

  /// `ICID 4`, whether the line has it as `ICID 4`, `(ICID 4)` or `ICID: 4`.
  private static func identifier(_ kind: String, _ words: [Substring]) -> String? {
    for (index, word) in words.enumerated() {
      let bare = word.drop { $0 == "(" }.prefix { $0 != ":" }
      guard bare == kind, index + 1 < words.count else { continue }
      let digits = words[index + 1].prefix { $0.isASCII && $0.isNumber }
      if !digits.isEmpty, digits.utf8.count < 20 { return "\(kind) \(digits)" }
    }
    return nil
  }

  /// Keeps what a line tells of a message; behind the word at `free` stands what the other end chose.
  private mutating func note(
    _ message: String, _ recipients: [String], _ words: [Substring], _ free: Int,
    in conversation: OpenConversation
  ) {
    let isOutgoing = conversation.told.isOutgoing
    var told = Envelope()
    let key = key(message)
    if words.first == "Start" { owners[key] = conversation }
    if free + 1 < words.count {
      let rest = words[(free + 1)...].joined(separator: " ")
      let value = (rest.contains("<") ? rest[...] : words[free + 1]).unbracketed
      switch words[free] {
      case "From:": told.sender = value
      case "To:": told.recipients.keep(value)
      case "Message-ID": told.messageID = value
      default: break
      }
    }
    var envelope = envelopes[key] ?? Envelope()
    envelope.add(told)
    envelopes[key] = envelope
    // A connection delivers to some of the recipients.
    if isOutgoing { told = Envelope(sender: envelope.sender, messageID: envelope.messageID) }
    for name in recipients.map(self.key) {
      var recipient = self.recipients[name] ?? Recipient()
      if isOutgoing {
        recipient.delivery = conversation
        told.recipients += [recipient.address].compactMap { $0 }
      } else {
        recipient.address = told.recipients.first ?? recipient.address
      }
      self.recipients[name] = recipient
    }
    guard conversation.isOpen else { return }
    conversation.told.identifiers.keep(message)
    conversation.told.keep(told)
  }

  private static let troubles = [
    "Connection Error:", "Delayed:", "Bounced:",
    "SMTP server connection killed",
    "SMTP client connection killed",
  ]

  private mutating func noteEnd(
    _ words: [Substring], _ head: [Substring], in conversation: OpenConversation
  ) {
    let text = words.joined(separator: " ")
    switch head.count == words.count ? head.last : nil {
    case "lost":
      conversation.told.fail(text)
      conversation.told.hasEnded = true
    case "close":
      conversation.told.hasEnded = true
      conversation.told.tell(text, isTrouble: false)
      close(conversation)
      return
    default: break
    }
    // A message that a filter dropped had come in well.
    let isAborted = text.hasPrefix("Message aborted") && !head.contains("Dropped")
    // That the connection was lost says more than what follows from it.
    if isAborted || Self.troubles.contains(where: text.hasPrefix) || head.contains("Failed:") {
      conversation.told.tell(text, isTrouble: true)
    }
    if text.hasPrefix("Connection Error:"), let place = words.firstIndex(of: "IP:"),
      place + 1 < words.count, conversation.told.remote == nil
    {
      conversation.told.remote = IPAddress(String(words[place + 1]))
    }
  }
}
