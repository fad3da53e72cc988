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
    case "smtp": return takeDelivery(rest, queue, line.time, text, number)
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
    if text.hasPrefix("connect from ") {
      var conversation = MailConversation(.postfix, isOutgoing: false, name: key)
      conversation.start = time
      begin(key, conversation)
    }
    guard let peer = text.bracketedSocket else { return false }
    if open[key] == nil {
      open[key] = MailConversation(.postfix, isOutgoing: false, name: key)
    }
    add(line, number, time, to: key)
    open[key]?.remote = peer.address
    if let port = peer.port { open[key]?.remotePort = port }
    if let queue {
      open[key]?.identifiers.keep(queue)
      owners[queue] = key
    }
    keepFields(of: text, in: key)
    let troubles = [
      "lost connection after", "timeout after", "too many errors after", "reject:",
      "improper command pipelining", "SSL_accept error",
    ]
    if troubles.contains(where: text.contains), open[key]?.isBroken == false {
      open[key]?.fail(String(text))
    }
    let ends = [
      "disconnect from ", "lost connection after", "timeout after", "too many errors after",
    ]
    if ends.contains(where: text.hasPrefix) { open[key]?.hasEnded = true }
    if text.hasPrefix("timeout after") { open[key]?.isTimedOut = true }
    if text.hasPrefix("disconnect from ") {
      if open[key]?.fate == nil { open[key]?.fate = String(text) }
      close(key)
    }
    return true
  }

  /// Keeps the envelope that a line tells.
  mutating func keepFields(of text: Substring, in key: String) {
    for (name, value) in Self.fields(text) {
      if name == "from" { open[key]?.senders.keep(value) }
      if name == "to" { open[key]?.recipients.keep(value) }
    }
  }

  private mutating func takeQueue(
    _ queue: String, _ text: Substring, _ time: LogTime?, _ line: String, _ number: Int
  ) -> Bool {
    var isKnown = false
    for (name, value) in Self.fields(text) {
      switch name {
      case "message-id":
        envelopes[queue, default: Envelope()].messageID = value
        isKnown = true
      case "from":
        envelopes[queue, default: Envelope()].sender = value
        isKnown = true
      default: break
      }
    }
    guard isKnown else { return false }
    if let key = owners[queue], open[key] != nil {
      add(line, number, time, to: key)
      fill(key, from: queue)
    }
    return true
  }

  private mutating func fill(_ key: String, from queue: String) {
    guard let envelope = envelopes[queue] else { return }
    if let sender = envelope.sender { open[key]?.senders.keep(sender) }
    if let id = envelope.messageID { open[key]?.messageIDs.keep(id) }
  }

  private mutating func takeDelivery(
    _ text: Substring, _ queue: String?, _ time: LogTime?, _ line: String, _ number: Int
  ) -> Bool {
    guard let queue, let peer = text.bracketedSocket else { return false }
    let key = "smtp \(queue) \(peer.address)"
    if open[key] == nil {
      open[key] = MailConversation(.postfix, isOutgoing: true, name: queue)
      open[key]?.remote = peer.address
      open[key]?.remotePort = nil
    }
    add(line, number, time, to: key)
    // What became of a recipient is told when the delivery is over.
    open[key]?.hasEnded = true
    fill(key, from: queue)
    for (name, value) in Self.fields(text) {
      switch name {
      case "to": open[key]?.recipients.keep(value)
      case "delays":
        // a/b/c/d: before the queue manager, in it, connection set-up, transmission.
        let parts = value.split(separator: "/").compactMap { Double($0) }
        if parts.count == 4, (0..<1e6).contains(parts[2] + parts[3]) {
          open[key]?.duration = Int64((parts[2] + parts[3]) * 1e9)
        }
      case "status":
        open[key]?.fate = String(text)
        if value != "sent" { open[key]?.isBroken = true }
      default: break
      }
    }
    if text.contains("lost connection with") || text.contains("timed out") {
      open[key]?.isBroken = true
      if open[key]?.fate == nil { open[key]?.fate = String(text) }
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
