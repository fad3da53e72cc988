import Primitives

// Exim's main log (the Exim specification, chapter "Log files").
extension MailLogReader {
  /// Whether a line was one of Exim's.
  mutating func takeExim(_ line: TimedLine, _ text: String, _ number: Int) -> Bool {
    var rest = line.rest
    if rest.first == "[", let end = rest.prefix(12).firstIndex(of: "]") {
      rest = rest[rest.index(after: end)...].drop { $0 == " " }
    }
    let words = rest.split(separator: " ", maxSplits: 2)
    guard words.count > 1 else { return false }
    if Self.isMessage(words[0]) {
      guard words.count > 2, ["<=", "=>", "->", "==", "**"].contains(words[1]) else { return false }
      return takeMessage(words, rest, line.time, text, number)
    }
    return takeConnection(rest, line.time, text, number)
  }

  /// `1XHabc-0001AB-CD`, six signs, six or eleven, two or four.
  private static func isMessage(_ word: Substring) -> Bool {
    let parts = word.split(separator: "-", omittingEmptySubsequences: false)
    return parts.count == 3 && parts[0].utf8.count == 6 && [6, 11].contains(parts[1].utf8.count)
      && [2, 4].contains(parts[2].utf8.count)
      && word.utf8.allSatisfy { $0 == 0x2D || $0 >= 0x30 && $0 < 0x7B }
  }

  private mutating func takeMessage(
    _ words: [Substring], _ rest: Substring, _ time: LogTime?, _ text: String, _ number: Int
  ) -> Bool {
    let message = String(words[0])
    let isArrival = words[1] == "<="
    let address = words[2].prefix { $0 != " " && $0 != ":" }.unbracketed
    let peer = words[2].firstRange(of: " H=").flatMap { words[2][$0.lowerBound...].eximPeer }
    if isArrival { envelopes[message, default: Envelope()].sender = address }
    let id = words[2].firstRange(of: " id=").map { words[2][$0.upperBound...].prefix { $0 != " " } }
    if let id { envelopes[message, default: Envelope()].messageID = String(id) }
    guard let peer else { return true }
    let key = "exim \(words[1] == "<=" ? "in" : "out") \(message) \(peer.address)"
    if open[key] == nil {
      open[key] = MailConversation(.exim, isOutgoing: !isArrival, name: message)
      open[key]?.remote = peer.address
      // The port of a delivery is the server's.
      open[key]?.remotePort = peer.port
    }
    add(text, number, time, to: key)
    open[key]?.fate = String(rest.dropFirst(message.utf8.count + 1))
    if let sender = envelopes[message]?.sender { open[key]?.senders.keep(sender) }
    if let id = envelopes[message]?.messageID { open[key]?.messageIDs.keep(id) }
    if !isArrival { open[key]?.recipients.keep(address) }
    if words[1] == "==" || words[1] == "**" { open[key]?.isBroken = true }
    return true
  }

  private mutating func takeConnection(
    _ text: Substring, _ time: LogTime?, _ line: String, _ number: Int
  ) -> Bool {
    let starts = [
      "SMTP connection from", "SMTP data timeout", "SMTP command timeout",
      "unexpected disconnection while reading SMTP", "SMTP protocol synchronization error",
      "SMTP syntax error",
    ]
    guard starts.contains(where: text.hasPrefix), let peer = text.eximPeer else {
      return false
    }
    let name = peer.port.map { "[\(peer.address)]:\($0)" } ?? "[\(peer.address)]"
    let key = "exim connection \(name)"
    if open[key] == nil || text.contains("TCP/IP connection count") {
      var conversation = MailConversation(.exim, isOutgoing: false, name: name)
      if text.contains("TCP/IP connection count") { conversation.start = time }
      conversation.remote = peer.address
      conversation.remotePort = peer.port
      begin(key, conversation)
    }
    add(line, number, time, to: key)
    if let sender = text.firstRange(of: " F=") {
      open[key]?.senders.keep(text[sender.upperBound...].unbracketed)
    }
    if !text.contains("TCP/IP connection count") { open[key]?.hasEnded = true }
    if text.contains("closed by QUIT") {
      open[key]?.fate = String(text)
      close(key)
    } else if !text.contains("TCP/IP connection count") {
      open[key]?.fail(String(text))
      open[key]?.isTimedOut = text.contains("timeout")
      close(key)
    }
    return true
  }
}

extension Substring {
  /// The peer of a line of Exim: its host name, its HELO in parentheses, which may be an address of its own,
  /// and the address in square brackets (the Exim specification, section "Logging message reception").
  fileprivate var eximPeer: (address: IPAddress, port: UInt16?)? {
    var isHELO = false
    for word in split(separator: " ") {
      let bare = word.hasPrefix("H=") ? word.dropFirst(2) : word
      isHELO = isHELO || bare.first == "("
      if !isHELO, bare.first == "[", let peer = bare.bracketedSocket { return peer }
      if bare.last == ")" { isHELO = false }
    }
    return nil
  }
}
