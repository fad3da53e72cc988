import Primitives

// Postfix: postscreen(8), which looks at a client before smtpd(8) does.
extension MailLogReader {
  /// Whether a line was one of postscreen's that names a connection.
  mutating func takePostscreen(
    _ entry: PostfixEntry, _ time: LogTime?, _ number: Int
  ) -> Bool {
    let text = entry.text
    guard let peer = text.bracketedSocket, let port = peer.port else { return false }
    let name = "[\(peer.address)]:\(port)"
    let key = key("postscreen \(name)")
    let isStart = text.hasPrefix("CONNECT from ")
    let conversation: OpenConversation
    if !isStart, let known = open[key] {
      conversation = known
    } else {
      var told = MailConversation(.postfix, isOutgoing: false, name: name)
      (told.remote, told.remotePort) = (peer.address, port)
      if isStart {
        told.start = time
        let own = text.firstRange(of: " to [").flatMap { text[$0.lowerBound...].bracketedSocket }
        told.local = own?.address
      }
      conversation = begin(key, told)
    }
    add(number, time, to: conversation)
    conversation.told.keep(entry.envelope)
    if entry.isRejection || Self.screenTroubles.contains(where: text.hasPrefix) {
      conversation.told.tell(text, isTrouble: true)
    }
    // With PASS it goes to smtpd, which tells the rest.
    let isOver = text.hasPrefix("DISCONNECT ")
    if isOver || text.hasPrefix("PASS ") {
      conversation.told.hasEnded = isOver
      conversation.told.tell(text, isTrouble: false)
      close(conversation)
    }
    return true
  }

  private static let screenTroubles = [
    "PREGREET ", "HANGUP ", "COMMAND ", "NON-SMTP COMMAND ", "BARE NEWLINE ",
  ]
}
