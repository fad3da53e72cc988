import Primitives

// What Exim's main log says of deliveries, in which Exim is the client (the Exim specification, sections
// "Logging deliveries" and "Delivery failures"). Each line of them names the message that is delivered.
extension MailLogReader {
  /// What became of a recipient; one that no server was asked about is of no connection.
  mutating func takeEximDelivery(
    _ message: String, _ text: Substring, _ time: LogTime?, _ number: Int
  ) -> Bool {
    let (address, rest) = text.dropFirst(2).eximAddress
    guard let conversation = delivery(of: message, at: rest.eximServer, time) else { return true }
    add(number, time, to: conversation)
    conversation.told.recipients.keep(address)
    note(text, isTrouble: text.begins(with: "==") || text.begins(with: "**"), in: conversation)
    return true
  }

  /// How errors of a server that do not start with `H=` do.
  private static let hostErrors = [
    "SMTP error from remote mail", "SMTP timeout while connected to ", "Remote host ",
  ]

  /// Whether a line was an error of the server that a message was to be delivered to.
  mutating func takeHostError(
    _ message: String, _ text: Substring, _ time: LogTime?, _ number: Int
  ) -> Bool {
    guard text.isHostError || Self.hostErrors.contains(where: text.begins),
      let conversation = delivery(of: message, at: text.eximServer ?? text.eximPeer, time)
    else { return false }
    add(number, time, to: conversation)
    note(text, isTrouble: true, in: conversation)
    return true
  }

  /// The attempt to deliver a message to a server that a line is of.
  private mutating func delivery(
    of message: String, at peer: (address: IPAddress, port: UInt16?, rest: Substring)?,
    _ time: LogTime?
  ) -> OpenConversation? {
    guard let peer else { return nil }
    let key = key("exim out \(message) \(peer.address)")
    let conversation: OpenConversation
    if let known = open[key], known.isSameAttempt(at: time) {
      conversation = known
    } else {
      var told = MailConversation(.exim, isOutgoing: true, name: message)
      told.remote = peer.address
      conversation = begin(key, told)
    }
    // The port is the server's.
    conversation.told.remotePort = conversation.told.remotePort ?? peer.port
    if let envelope = envelopes[self.key(message)] { conversation.told.keep(envelope) }
    return conversation
  }

  private func note(_ text: Substring, isTrouble: Bool, in conversation: OpenConversation) {
    conversation.told.tell(text, isTrouble: isTrouble)
    // Who answers has not been silent, whatever the answer is.
    let isSilence = ["timed out", "SMTP timeout"].contains { text.place(of: $0) != nil }
    if isTrouble, isSilence, text.place(of: "SMTP error from") == nil {
      conversation.told.isTimedOut = true
    }
  }
}

extension Substring {
  /// Whether a line about a message starts with the server that it was to be delivered to, and not with the
  /// client that it comes from: `H=NAME [ADDRESS]: TEXT`, or without the colon an error of the system. Of a
  /// client there stand more fields, what was rejected, or a warning.
  fileprivate var isHostError: Bool {
    guard begins(with: "H="), let peer = eximPeer else { return false }
    guard peer.rest.first != ":" else { return true }
    let word = peer.rest.drop { $0 == " " }.firstWord
    return word.first?.isUppercase ?? false && !word.utf8.contains(0x3D) && word != "Warning:"
  }

  /// The server that a delivery was to, behind `H=`, or behind `host` before what it said: what comes first, as
  /// the other one may be what it said.
  fileprivate var eximServer: (address: IPAddress, port: UInt16?, rest: Substring)? {
    [LoggedFields(self).text(self, from: "H"), behindPaths(": host ")].compactMap { $0 }
      .min { $0.startIndex < $1.startIndex }?.eximPeer
  }

  /// What stands behind a text that is not in a path, which the other end may have chosen.
  private func behindPaths(_ mark: String) -> Substring? {
    let bytes = utf8
    var index = bytes.startIndex
    while index < bytes.endIndex {
      if bytes[index] == 0x3C {
        guard let end = endOfPath(at: index) else { return self[index...].behind(mark) }
        index = end
      } else if self[index...].begins(with: mark) {
        return self[bytes.index(index, offsetBy: mark.utf8.count)...]
      } else {
        index = bytes.index(after: index)
      }
    }
    return nil
  }
}
