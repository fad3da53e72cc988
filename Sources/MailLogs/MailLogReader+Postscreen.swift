import Primitives

// Postfix: postscreen(8), which looks at a client before smtpd(8) does.
extension MailLogReader {
  /// Whether a line was one of postscreen's that names a connection.
  mutating func takePostscreen(
    _ text: Substring, _ time: LogTime?, _ line: String, _ number: Int
  ) -> Bool {
    guard let peer = text.bracketedSocket, let port = peer.port else { return false }
    let name = "[\(peer.address)]:\(port)"
    let key = "postscreen \(name)"
    if text.hasPrefix("CONNECT from ") || open[key] == nil {
      var conversation = MailConversation(.postfix, isOutgoing: false, name: name)
      (conversation.remote, conversation.remotePort) = (peer.address, port)
      if text.hasPrefix("CONNECT from ") {
        conversation.start = time
        let own = text.firstRange(of: " to [").flatMap { text[$0.lowerBound...].bracketedSocket }
        conversation.local = own?.address
      }
      begin(key, conversation)
    }
    add(line, number, time, to: key)
    keepFields(of: text, in: key)
    let troubles = [
      "PREGREET ", "HANGUP ", "COMMAND ", "NON-SMTP COMMAND ", "BARE NEWLINE ", "NOQUEUE: reject:",
    ]
    if troubles.contains(where: text.hasPrefix), open[key]?.isBroken == false {
      open[key]?.fail(String(text))
    }
    // With PASS it goes to smtpd, which tells the rest.
    let isOver = text.hasPrefix("DISCONNECT ")
    if isOver || text.hasPrefix("PASS ") {
      open[key]?.hasEnded = isOver
      if open[key]?.fate == nil { open[key]?.fate = String(text) }
      close(key)
    }
    return true
  }
}
