import Primitives

// Postfix: smtpd(8), cleanup(8), qmgr(8) and smtp(8); postscreen(8) has a file of its own.
extension MailLogReader {
  /// Whether a line was one of Postfix's.
  mutating func takePostfix(_ line: TimedLine, _ number: Int) -> Bool {
    guard let head = SyslogHead(line.rest, of: "postfix") else { return false }
    note(host: head.host, line.time)
    let daemon = head.program.split(separator: "/").last ?? ""
    let entry = PostfixEntry(head.text)
    switch daemon {
    case "smtpd": return takeServer("smtpd[\(head.process)]", entry, line.time, number)
    case "postscreen": return takePostscreen(entry, line.time, number)
    case "smtp": return takeDelivery("smtp[\(head.process)]", entry, line.time, number)
    case "cleanup", "qmgr": return takeQueue(entry, line.time, number)
    default: return false
    }
  }

  private mutating func takeServer(
    _ name: String, _ entry: PostfixEntry, _ time: LogTime?, _ number: Int
  ) -> Bool {
    let event = entry.event
    guard let peer = event.bracketedSocket else { return false }
    let key = key(name)
    let isStart = event.begins(with: "connect from ")
    let isEnd = Self.serverEnds.contains(where: event.begins)
    let conversation: OpenConversation
    // What ends is the connection of that client, even where its start is missing; another line may name the
    // server of a filter, too.
    if !isStart, let known = open[key], !isEnd || known.told.remote == peer.address {
      conversation = known
    } else {
      var told = MailConversation(.postfix, isOutgoing: false, name: name)
      (told.remote, told.remotePort) = (peer.address, peer.port)
      if isStart {
        told.start = time
        takePassed(&told)
      }
      conversation = begin(key, told)
    }
    add(number, time, to: conversation)
    if let queue = entry.queue {
      conversation.told.identifiers.keep(queue)
      owners[self.key(queue)] = conversation
    }
    conversation.told.keep(entry.envelope)
    if entry.isRejection || Self.serverTroubles.contains(where: event.begins) {
      conversation.told.tell(entry.text, isTrouble: true)
    }
    if isEnd { conversation.told.hasEnded = true }
    if event.begins(with: "timeout after") { conversation.told.isTimedOut = true }
    if event.begins(with: "disconnect from ") {
      conversation.told.tell(entry.text, isTrouble: false)
      close(conversation)
    }
    return true
  }

  private static let serverTroubles = [
    "lost connection after", "timeout after", "too many errors after",
    "improper command pipelining", "SSL_accept error",
  ]

  private static let serverEnds = [
    "disconnect from ", "lost connection after", "timeout after", "too many errors after",
  ]

  private mutating func takeQueue(
    _ entry: PostfixEntry, _ time: LogTime?, _ number: Int
  ) -> Bool {
    guard let key = entry.queue.map(key) else { return false }
    var envelope = envelopes[key] ?? Envelope()
    if entry.event.begins(with: "message-id=") {
      // What the client calls the message stands there as it is, to the end of the line.
      envelope.messageID = entry.event.behind("=")?.unbracketed
    } else if entry.event.begins(with: "from=") {
      envelope.sender = LoggedFields(entry.event)["from"]
    } else if entry.isRejection {
      envelope.add(entry.envelope)
    } else {
      return false
    }
    envelopes[key] = envelope
    // The queue manager tells of a message again whenever it is tried, which may be days after.
    guard let owner = owners[key], owner.isOpen else { return true }
    add(number, time, to: owner)
    owner.told.keep(envelope)
    if entry.isRejection { owner.told.tell(entry.text, isTrouble: true) }
    return true
  }

  /// A process delivers one message after the other, and logs of each recipient what became of it.
  private mutating func takeDelivery(
    _ process: String, _ entry: PostfixEntry, _ time: LogTime?, _ number: Int
  ) -> Bool {
    let event = entry.event
    let fields = LoggedFields(event)
    // A recipient may have an address of its own in brackets; behind `relay=none` the reason has the server's.
    guard let peer = (fields.text(event, from: "relay") ?? event).bracketedSocket else {
      return false
    }
    guard let queue = entry.queue else { return takeAttempt(process, entry, peer, time, number) }
    let delays = fields["delays"].flatMap { DeliveryDelays($0) }
    let conversation: OpenConversation
    let key = key(process)
    if let known = open[key], known.told.name == queue, known.told.remote == peer.address,
      known.isSameAttempt(at: time, delays)
    {
      conversation = known
    } else {
      var told = MailConversation(.postfix, isOutgoing: true, name: queue)
      told.remote = peer.address
      conversation = begin(key, told)
    }
    add(number, time, to: conversation)
    // What became of a recipient is told when the delivery is over, what the server is at its beginning. Of a
    // connection that was kept from the delivery before the delays do not tell the start.
    let isKept = fields["conn_use"] != nil
    conversation.told.hasEnded = !isKept && !event.begins(with: "enabling PIX workarounds")
    if let envelope = envelopes[self.key(queue)] { conversation.told.keep(envelope) }
    if let delays {
      conversation.delays = delays
      if !isKept {
        (conversation.told.duration, conversation.told.setup) = (delays.duration, delays.setup)
      }
    }
    if let recipient = fields["to"] { conversation.told.recipients.keep(recipient) }
    if let status = fields["status"] {
      conversation.told.tell(entry.text, isTrouble: status != "sent")
    } else if Self.deliveryTroubles.contains(where: { event.place(of: $0) != nil }) {
      conversation.told.tell(entry.text, isTrouble: true)
      // Where no delays tell when it began.
      if event.begins(with: "conversation with ") { conversation.told.isTimedOut = true }
    }
    return true
  }

  /// What is told of a server where the next one is tried.
  private static let deliveryTroubles = [
    "lost connection with ", "timed out", " said: ", " refused to talk to me: ",
  ]

  /// A connection to a server that came to nothing, of no message in particular.
  private mutating func takeAttempt(
    _ process: String, _ entry: PostfixEntry, _ peer: (address: IPAddress, port: UInt16?),
    _ time: LogTime?, _ number: Int
  ) -> Bool {
    guard ["connect to ", "SSL_connect error to "].contains(where: entry.event.begins) else {
      return false
    }
    var told = MailConversation(.postfix, isOutgoing: true, name: process)
    (told.remote, told.remotePort, told.hasEnded) = (peer.address, peer.port, true)
    told.isTimedOut = entry.event.place(of: "timed out") != nil
    let conversation = begin(key("\(process) \(peer.address)"), told)
    add(number, time, to: conversation)
    conversation.told.tell(entry.text, isTrouble: true)
    close(conversation)
    return true
  }
}
