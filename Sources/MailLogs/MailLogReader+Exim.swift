import Primitives

// Exim's main log (the Exim specification, chapter "Log files").
extension MailLogReader {
  /// Whether a line was one of Exim's.
  mutating func takeExim(_ line: TimedLine, _ number: Int) -> Bool {
    var (rest, time) = (line.rest, line.time)
    if let head = SyslogHead(rest, of: "exim"), !head.program.contains("/") {
      // Through syslog a line has a time of its own, too, unless `syslog_timestamp` is off.
      note(host: head.host, line.time)
      let inner = TimedLine(head.text)
      (rest, time) = (inner.time == nil ? head.text : inner.rest, inner.time ?? time)
    }
    if rest.first == "[", let end = rest.prefix(12).firstIndex(of: "]") {
      rest = rest[rest.index(after: end)...].drop { $0 == " " }
    }
    let words = rest.words(2)
    guard words.count > 1 else { return false }
    guard Self.isMessage(words[0]) else { return takeConnection(rest, time, number) }
    guard words.count > 2 else { return false }
    let (message, text) = (String(words[0]), rest[words[1].startIndex...])
    switch words[1] {
    case "<=", "(=": return takeArrival(message, text, time, number)
    case "=>", "->", ">>", "==", "**": return takeEximDelivery(message, text, time, number)
    default:
      return takeHostError(message, text, time, number)
        || takeConnection(text, time, number, of: message)
    }
  }

  /// `1XHabc-0001AB-CD`, six signs, six or eleven, two or four.
  private static func isMessage(_ word: Substring) -> Bool {
    let parts = word.split(separator: "-", omittingEmptySubsequences: false)
    return parts.count == 3 && parts[0].utf8.count == 6 && [6, 11].contains(parts[1].utf8.count)
      && [2, 4].contains(parts[2].utf8.count)
      && word.utf8.allSatisfy { $0 == 0x2D || $0 >= 0x30 && $0 < 0x7B }
  }

  /// A message that came in, over a connection or not.
  private mutating func takeArrival(
    _ message: String, _ text: Substring, _ time: LogTime?, _ number: Int
  ) -> Bool {
    let name = key(message)
    let (address, rest) = text.dropFirst(2).eximAddress
    let peer = rest.begins(with: "H=") ? rest.eximPeer : nil
    var envelope = envelopes[name] ?? Envelope()
    envelope.sender = address
    // What is said before it, as a HELO, is the client's choice, and so is a subject behind it.
    envelope.messageID = LoggedFields(peer?.rest ?? rest)["id"] ?? envelope.messageID
    envelopes[name] = envelope
    guard let peer else { return true }
    var told = MailConversation(.exim, isOutgoing: false, name: message)
    (told.remote, told.remotePort) = (peer.address, peer.port)
    let conversation = begin(key("exim in \(message) \(peer.address)"), told)
    add(number, time, to: conversation)
    conversation.told.tell(text, isTrouble: false)
    conversation.told.keep(envelope)
    close(conversation)
    return true
  }

  /// How lines about a connection start that come before its end.
  private static let middles = [
    "H=", "rejected EHLO from", "rejected HELO from", "TLS error on connection from",
  ]
  /// How those start that tell its end.
  private static let ends = [
    "SMTP connection from", "SMTP data timeout", "SMTP command timeout",
    "unexpected disconnection while reading SMTP", "SMTP protocol synchronization error",
    "SMTP syntax error", "SMTP call from", "no MAIL in SMTP connection from",
    "SMTP connection lost after final dot",
  ]

  private mutating func takeConnection(
    _ text: Substring, _ time: LogTime?, _ number: Int, of message: String? = nil
  ) -> Bool {
    let isMiddle = Self.middles.contains(where: text.begins)
    guard isMiddle || Self.ends.contains(where: text.begins), let peer = text.eximPeer else {
      return false
    }
    let name = peer.port.map { "[\(peer.address)]:\($0)" } ?? "[\(peer.address)]"
    let key = key("exim connection \(name)")
    let isStart = text.place(of: "TCP/IP connection count") != nil
    let conversation: OpenConversation
    if !isStart, let known = open[key] {
      conversation = known
    } else {
      var told = MailConversation(.exim, isOutgoing: false, name: name)
      if isStart { told.start = time }
      (told.remote, told.remotePort) = (peer.address, peer.port)
      conversation = begin(key, told)
    }
    add(number, time, to: conversation)
    if let message { conversation.told.identifiers.keep(message) }
    if let sender = text.behind(" F=") { conversation.told.senders.keep(sender.unbracketed) }
    if let path = text.behind("rejected RCPT ")?.firstWord {
      conversation.told.recipients.keep((path.last == ":" ? path.dropLast() : path).unbracketed)
    }
    if isStart { return true }
    if isMiddle {
      let isTrouble = text.contains("rejected ") || text.hasPrefix("TLS error")
      if isTrouble { conversation.told.tell(text, isTrouble: true) }
      // Where the log tells no starts, the next line of the address may be of another connection.
      if conversation.told.start == nil { close(conversation) }
      return true
    }
    conversation.told.hasEnded = true
    if text.contains("closed by QUIT") || text.hasPrefix("no MAIL in") {
      conversation.told.tell(text, isTrouble: false)
    } else {
      conversation.told.fail(String(text))
      conversation.told.isTimedOut = text.contains("timeout")
    }
    close(conversation)
    return true
  }
}

extension Substring {
  /// The address that a text starts with, behind blanks, and what follows it; a local part in quotes may hold blanks.
  var eximAddress: (address: String, rest: Substring) {
    let text = drop { $0 == " " }
    let bytes = text.utf8
    var index = bytes.startIndex
    var isQuoted = false
    while index < bytes.endIndex, isQuoted || bytes[index] != 0x20 {
      if bytes[index] == 0x22 { isQuoted.toggle() }
      if isQuoted, bytes[index] == 0x5C, bytes.index(after: index) < bytes.endIndex {
        index = bytes.index(after: index)
      }
      index = bytes.index(after: index)
    }
    let word = text[..<index]
    return (
      (word.last == ":" ? word.dropLast() : word).unbracketed, text[index...].drop { $0 == " " }
    )
  }

  /// The peer of a line of Exim, and what stands behind it, with a colon where that follows at once: its host
  /// name, its HELO in parentheses, which may be an address of its own, and the address in square brackets (the
  /// Exim specification, section "Logging message reception").
  var eximPeer: (address: IPAddress, port: UInt16?, rest: Substring)? {
    var isHELO = false
    for word in words() {
      let bare = word.hasPrefix("H=") ? word.dropFirst(2) : word
      isHELO = isHELO || bare.first == "("
      if !isHELO, bare.first == "[", let peer = bare.bracketedSocket {
        let end = bare.last == ":" ? utf8.index(before: bare.endIndex) : bare.endIndex
        return (peer.address, peer.port, self[end...])
      }
      if bare.last == ")" { isHELO = false }
    }
    return nil
  }
}
