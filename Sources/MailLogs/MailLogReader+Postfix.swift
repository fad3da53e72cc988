import Primitives

// Postfix: smtpd(8), cleanup(8), qmgr(8) and smtp(8); postscreen(8) has a file of its own.
extension MailLogReader {
  /// Whether a line was one of Postfix's.
  mutating func takePostfix(_ line: TimedLine, _ text: String, _ number: Int) -> Bool {
    guard let head = SyslogHead(line.rest, of: "postfix") else { return false }
    let daemon = head.program.split(separator: "/").last ?? ""
    let rest = head.text
    let words = rest.split(separator: " ", maxSplits: 1)
    let queue = words.first.flatMap { Self.queue($0) }
    switch daemon {
    case "smtpd": return takeServer("smtpd[\(head.process)]", rest, queue, line.time, text, number)
    case "postscreen": return takePostscreen(rest, line.time, text, number)
    case "smtp":
      return takeDelivery("smtp[\(head.process)]", rest, queue, line.time, text, number)
    case "cleanup", "qmgr":
      guard let queue else { return false }
      return takeQueue(queue, rest, line.time, text, number)
    default: return false
    }
  }

  /// A queue identifier at the start of a text.
  private static func queue(_ word: Substring) -> String? {
    guard word.last == ":", word.utf8.count > 5, word.utf8.count < 40 else { return nil }
    let name = word.dropLast()
    return name.allSatisfy({ $0.isASCII && ($0.isLetter || $0.isNumber) }) && name != "warning"
      && name != "NOQUEUE" ? String(name) : nil
  }

  private mutating func takeServer(
    _ key: String, _ text: Substring, _ queue: String?, _ time: LogTime?, _ line: String,
    _ number: Int
  ) -> Bool {
    guard let peer = text.bracketedSocket else { return false }
    let isStart = text.hasPrefix("connect from ")
    let conversation: OpenConversation
    if !isStart, let known = open[key] {
      conversation = known
    } else {
      var told = MailConversation(.postfix, isOutgoing: false, name: key)
      if isStart { told.start = time }
      conversation = begin(key, told)
    }
    add(line, number, time, to: conversation)
    conversation.told.remote = peer.address
    if let port = peer.port { conversation.told.remotePort = port }
    if let queue {
      conversation.told.identifiers.keep(queue)
      owners[queue] = conversation
    }
    keepFields(of: text, in: conversation)
    if Self.serverTroubles.contains(where: text.contains) {
      conversation.told.tell(text, isTrouble: true)
    }
    if Self.serverEnds.contains(where: text.hasPrefix) { conversation.told.hasEnded = true }
    if text.hasPrefix("timeout after") { conversation.told.isTimedOut = true }
    if text.hasPrefix("disconnect from ") {
      conversation.told.tell(text, isTrouble: false)
      close(key)
    }
    return true
  }

  private static let serverTroubles = [
    "lost connection after", "timeout after", "too many errors after", "reject:",
    "improper command pipelining", "SSL_accept error",
  ]

  private static let serverEnds = [
    "disconnect from ", "lost connection after", "timeout after", "too many errors after",
  ]

  /// Keeps the envelope that a line tells.
  func keepFields(of text: Substring, in conversation: OpenConversation) {
    for (name, value) in Self.fields(text) {
      if name == "from" { conversation.told.senders.keep(value) }
      if name == "to" { conversation.told.recipients.keep(value) }
    }
  }

  private mutating func takeQueue(
    _ queue: String, _ text: Substring, _ time: LogTime?, _ line: String, _ number: Int
  ) -> Bool {
    var envelope = envelopes[queue] ?? Envelope()
    var isKnown = false
    for (name, value) in Self.fields(text) {
      switch name {
      case "message-id":
        envelope.messageID = value
        isKnown = true
      case "from":
        envelope.sender = value
        isKnown = true
      default: break
      }
    }
    guard isKnown else { return false }
    envelopes[queue] = envelope
    // The queue manager tells of a message again whenever it is tried, which may be days after.
    if let owner = owners[queue], owner.isOpen {
      add(line, number, time, to: owner)
      owner.told.keep(envelope)
    }
    return true
  }

  /// A process delivers one message after the other, and logs of each recipient what became of it.
  private mutating func takeDelivery(
    _ process: String, _ text: Substring, _ queue: String?, _ time: LogTime?, _ line: String,
    _ number: Int
  ) -> Bool {
    guard let queue, let peer = text.bracketedSocket else { return false }
    let fields = Self.fields(text)
    let delays = fields.first { $0.0 == "delays" }.flatMap { DeliveryDelays($0.1) }
    let conversation: OpenConversation
    if let known = open[process], known.told.name == queue, known.told.remote == peer.address,
      known.isSameAttempt(at: time, delays)
    {
      conversation = known
    } else {
      var told = MailConversation(.postfix, isOutgoing: true, name: queue)
      told.remote = peer.address
      conversation = begin(process, told)
    }
    add(line, number, time, to: conversation)
    // What became of a recipient is told when the delivery is over, what the server is at its beginning.
    conversation.told.hasEnded = !text.contains(": enabling PIX workarounds")
    if let envelope = envelopes[queue] { conversation.told.keep(envelope) }
    if let delays {
      conversation.delays = delays
      conversation.told.duration = delays.duration
    }
    for (name, value) in fields {
      switch name {
      case "to": conversation.told.recipients.keep(value)
      case "status": conversation.told.tell(text, isTrouble: value != "sent")
      default: break
      }
    }
    if text.contains("lost connection with") || text.contains("timed out") {
      conversation.told.tell(text, isTrouble: true)
    }
    return true
  }

  /// `name=value` parts; brackets and commas are taken off.
  private static func fields(_ text: Substring) -> [(Substring, String)] {
    text.split(separator: " ").compactMap { word in
      guard let sign = word.firstIndex(of: "="), sign != word.startIndex else { return nil }
      let value = word[word.index(after: sign)...]
      let bare = value.last == "," ? value.dropLast() : value
      return (word[..<sign], bare.first == "<" ? bare.unbracketed : String(bare))
    }
  }
}
