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
      if !isOver { pass(conversation.told) }
    }
    return true
  }

  /// Connections of one address that postscreen has passed on to smtpd, which has not yet told of them.
  struct PassedClient {
    /// What is known of the last one.
    var told: MailConversation
    var count = 1
    /// Whether no other one may be meant.
    var isAlone = true
  }

  /// How long smtpd takes at most until it tells of a client, in nanoseconds: it looks for its name before.
  private static let handover: Int64 = 30_000_000_000

  private mutating func pass(_ told: MailConversation) {
    guard let key = told.remote.map({ key("passed \($0)") }) else { return }
    var passed = PassedClient(told: told)
    if let known = self.passed[key], known.told.isBefore(told.end, by: Self.handover) {
      (passed.count, passed.isAlone) = (known.count + 1, false)
    }
    self.passed[key] = passed
  }

  /// Gives a connection that smtpd takes the start and the port that postscreen told of it, where that has
  /// passed on one of its address.
  mutating func takePassed(_ told: inout MailConversation) {
    guard let key = told.remote.map({ key("passed \($0)") }), var passed = self.passed[key] else {
      return
    }
    passed.count -= 1
    self.passed[key] = passed.count > 0 ? passed : nil
    guard passed.isAlone, passed.told.isBefore(told.start, by: Self.handover),
      let start = passed.told.start
    else { return }
    (told.start, told.remotePort, told.local) = (start, passed.told.remotePort, passed.told.local)
  }

  private static let screenTroubles = [
    "PREGREET ", "HANGUP ", "COMMAND ", "NON-SMTP COMMAND ", "BARE NEWLINE ",
  ]
}

extension MailConversation {
  /// Whether its last line lies that much before a time at most, in nanoseconds.
  fileprivate func isBefore(_ time: LogTime?, by most: Int64) -> Bool {
    guard let time, let end else { return false }
    let moment = time.nanoseconds(defaultYear: time.year ?? end.year ?? 2000)
    return (0...most).contains(moment.since(end.nanoseconds(near: moment)))
  }
}
