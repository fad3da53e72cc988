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
    if Self.isMessage(words[0]) {
      guard words.count > 2 else { return false }
      if ["<=", "=>", "->", "==", "**"].contains(words[1]) {
        return takeMessage(words, rest, time, number)
      }
      return takeConnection(rest[words[1].startIndex...], time, number, of: String(words[0]))
    }
    return takeConnection(rest, time, number)
  }

  /// `1XHabc-0001AB-CD`, six signs, six or eleven, two or four.
  private static func isMessage(_ word: Substring) -> Bool {
    let parts = word.split(separator: "-", omittingEmptySubsequences: false)
    return parts.count == 3 && parts[0].utf8.count == 6 && [6, 11].contains(parts[1].utf8.count)
      && [2, 4].contains(parts[2].utf8.count)
      && word.utf8.allSatisfy { $0 == 0x2D || $0 >= 0x30 && $0 < 0x7B }
  }

  private mutating func takeMessage(
    _ words: [Substring], _ rest: Substring, _ time: LogTime?, _ number: Int
  ) -> Bool {
    let message = String(words[0])
    let isArrival = words[1] == "<="
    let address = words[2].prefix { $0 != " " && $0 != ":" }.unbracketed
    let peer = words[2].place(of: " H=").flatMap { words[2][$0...].eximPeer }
    let id = words[2].behind(" id=")?.firstWord
    let name = key(message)
    var envelope = envelopes[name] ?? Envelope()
    if isArrival { envelope.sender = address }
    if let id { envelope.messageID = String(id) }
    if isArrival || id != nil { envelopes[name] = envelope }
    guard let peer else { return true }
    let key = key("exim \(isArrival ? "in" : "out") \(message) \(peer.address)")
    let conversation: OpenConversation
    if let known = open[key], known.isSameAttempt(at: time) {
      conversation = known
    } else {
      var told = MailConversation(.exim, isOutgoing: !isArrival, name: message)
      // The port of a delivery is the server's.
      (told.remote, told.remotePort) = (peer.address, peer.port)
      conversation = begin(key, told)
    }
    add(number, time, to: conversation)
    let isTrouble = words[1] == "==" || words[1] == "**"
    conversation.told.tell(rest.dropFirst(message.utf8.count + 1), isTrouble: isTrouble)
    conversation.told.keep(envelope)
    if isArrival { close(conversation) } else { conversation.told.recipients.keep(address) }
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
  /// The peer of a line of Exim: its host name, its HELO in parentheses, which may be an address of its own,
  /// and the address in square brackets (the Exim specification, section "Logging message reception").
  fileprivate var eximPeer: (address: IPAddress, port: UInt16?)? {
    var isHELO = false
    for word in words() {
      let bare = word.hasPrefix("H=") ? word.dropFirst(2) : word
      isHELO = isHELO || bare.first == "("
      if !isHELO, bare.first == "[", let peer = bare.bracketedSocket { return peer }
      if bare.last == ")" { isHELO = false }
    }
    return nil
  }
}
