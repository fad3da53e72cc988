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
    guard let key = key(words, message) else { return false }
    if open[key] == nil {
      // The log starts in the middle.
      open[key] = MailConversation(.esa, isOutgoing: key.hasPrefix("DCID"), name: key)
    }
    add(text, number, time, to: key)
    if let message { note(message, words, in: key) }
    noteEnd(words, in: key)
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
    begin(key, conversation)
  }

  /// The conversation that a line is about: its own, or that in which its message came in.
  private func key(_ words: [Substring], _ message: String?) -> String? {
    for kind in ["DCID", "ICID"] {
      if let key = Self.identifier(kind, words), key != "ICID 0" { return key }
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

  private mutating func note(_ message: String, _ words: [Substring], in key: String) {
    open[key]?.identifiers.keep(message)
    if words.first == "Start" { owners[message] = key }
    for (index, word) in words.enumerated() {
      let next = index + 1 < words.count ? words[index + 1].unbracketed : ""
      switch word {
      case "From:":
        envelopes[message, default: Envelope()].sender = next
        open[key]?.senders.keep(next)
      case "To:":
        envelopes[message, default: Envelope()].recipients.keep(next)
        open[key]?.recipients.keep(next)
      case "Message-ID":
        envelopes[message, default: Envelope()].messageID = next
        open[key]?.messageIDs.keep(next)
      default: break
      }
    }
    guard key.hasPrefix("DCID"), let envelope = envelopes[message] else { return }
    if let sender = envelope.sender { open[key]?.senders.keep(sender) }
    if let id = envelope.messageID { open[key]?.messageIDs.keep(id) }
    for recipient in envelope.recipients { open[key]?.recipients.keep(recipient) }
  }

  private mutating func noteEnd(_ words: [Substring], in key: String) {
    let text = words.joined(separator: " ")
    switch words.last {
    case "lost":
      open[key]?.fail(text)
      open[key]?.hasEnded = true
    case "close":
      open[key]?.hasEnded = true
      if open[key]?.fate == nil { open[key]?.fate = text }
      close(key)
      return
    default: break
    }
    let troubles = [
      "Message aborted", "Connection Error:", "Delayed:", "Bounced:",
      "SMTP server connection killed",
      "SMTP client connection killed",
    ]
    // That the connection was lost says more than what follows from it.
    let isTrouble = troubles.contains(where: text.hasPrefix) || text.contains("Receiving Failed:")
    if isTrouble, open[key]?.isBroken == false { open[key]?.fail(text) }
    if text.hasPrefix("Connection Error:"), let place = words.firstIndex(of: "IP:"),
      place + 1 < words.count, open[key]?.remote == nil
    {
      open[key]?.remote = IPAddress(String(words[place + 1]))
    }
  }
}
