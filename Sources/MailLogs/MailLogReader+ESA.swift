import Primitives

// Cisco ESA, mail_logs (evidence section 8).
extension MailLogReader {
  private static let levels: Set<Substring> = [
    "Info:", "Warning:", "Critical:", "Debug:", "Trace:",
  ]

  /// Whether a line was one of an ESA's.
  mutating func takeESA(_ line: TimedLine, _ text: String, _ number: Int) -> Bool {
    let all = line.rest.split(separator: " ")
    guard let level = all.prefix(4).firstIndex(where: Self.levels.contains) else {
      // A line may be given without its time, as `ICID 21916 lost`.
      guard line.time == nil else { return false }
      return take(all, line.time, text, number)
    }
    return take(Array(all[(level + 1)...]), line.time, text, number)
  }

  private mutating func take(
    _ words: [Substring], _ time: LogTime?, _ text: String, _ number: Int
  ) -> Bool {
    if words.count > 3, words[0] == "New", words[1].lowercased() == "smtp",
      words[2] == "ICID" || words[2] == "DCID"
    {
      beginESA(words, time)
    }
    let message = Self.identifier("MID", words)
    guard let conversation = conversation(words, message) else { return false }
    add(text, number, time, to: conversation)
    if let message { note(message, words, in: conversation) }
    noteEnd(words, in: conversation)
    return true
  }

  private mutating func beginESA(_ words: [Substring], _ time: LogTime?) {
    let isOutgoing = words[2] == "DCID"
    let key = "\(words[2]) \(words[3])"
    var conversation = MailConversation(.esa, isOutgoing: isOutgoing, name: key)
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
    _ = begin(key, conversation)
  }

  /// The conversation that a line is about: its own, or that in which its message came in.
  private mutating func conversation(
    _ words: [Substring], _ message: String?
  ) -> OpenConversation? {
    for kind in ["DCID", "ICID"] {
      guard let name = Self.identifier(kind, words), name != "ICID 0" else { continue }
      // Where it is not known, the log starts in its middle.
      return open[name]
        ?? begin(name, MailConversation(.esa, isOutgoing: kind == "DCID", name: name))
    }
    return message.flatMap { owners[$0] }
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

  private mutating func note(
    _ message: String, _ words: [Substring], in conversation: OpenConversation
  ) {
    conversation.told.identifiers.keep(message)
    if words.first == "Start" { owners[message] = conversation }
    var told = Envelope()
    for (index, word) in words.enumerated() {
      let next = index + 1 < words.count ? words[index + 1].unbracketed : ""
      switch word {
      case "From:": told.sender = next
      case "To:": told.recipients.keep(next)
      case "Message-ID": told.messageID = next
      default: break
      }
    }
    conversation.told.keep(told)
    var envelope = envelopes[message] ?? Envelope()
    envelope.add(told)
    envelopes[message] = envelope
    if conversation.told.isOutgoing { conversation.told.keep(envelope) }
  }

  private static let troubles = [
    "Message aborted", "Connection Error:", "Delayed:", "Bounced:",
    "SMTP server connection killed",
    "SMTP client connection killed",
  ]

  private mutating func noteEnd(_ words: [Substring], in conversation: OpenConversation) {
    let text = words.joined(separator: " ")
    switch words.last {
    case "lost":
      conversation.told.fail(text)
      conversation.told.hasEnded = true
    case "close":
      conversation.told.hasEnded = true
      conversation.told.tell(text, isTrouble: false)
      close(conversation.told.name)
      return
    default: break
    }
    // That the connection was lost says more than what follows from it.
    if Self.troubles.contains(where: text.hasPrefix) || text.contains("Receiving Failed:") {
      conversation.told.tell(text, isTrouble: true)
    }
    if text.hasPrefix("Connection Error:"), let place = words.firstIndex(of: "IP:"),
      place + 1 < words.count, conversation.told.remote == nil
    {
      conversation.told.remote = IPAddress(String(words[place + 1]))
    }
  }
}
