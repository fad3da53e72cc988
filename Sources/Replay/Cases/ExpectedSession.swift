public import ESMTPInspection
public import Primitives
public import Reports

/// A session as an expectation names it, and what is to become of it.
///
/// What names it may be partial. Where it fits several sessions it means the first one that no
/// expectation before it has taken.
public struct ExpectedSession: Sendable, Equatable {
  /// The number of the session by its first frame, from 1.
  public var number: Int?
  /// The client.
  public var client: Endpoint?
  /// The server.
  public var server: Endpoint?
  /// The reverse path of a message of the session.
  public var sender: String?
  /// The Message-ID of one.
  public var messageID: String?
  /// The verdict; nil where any will do.
  public var verdict: Verdict?
  /// The rules that do something to the session, in their usual order; nil where any will do.
  public var rules: [Rule]?
  /// The hashes of the streams as forwarded, where the bytes matter.
  public var forwarded: ForwardedRecord?

  /// An expectation that fits every session and is content with anything.
  public init() {}

  /// Whether it means a session.
  func fits(_ session: DecidedSession) -> Bool {
    if let number, number != session.number { return false }
    if let client, !client.holds(session.client) { return false }
    if let server, !server.holds(session.server) { return false }
    if let sender, !session.senders.contains(where: { isSameMailbox($0, sender) }) {
      return false
    }
    if let messageID, !session.messageIDs.contains(where: { isSameMessage($0, messageID) }) {
      return false
    }
    return true
  }
}

/// Whether two texts name one mailbox: domains are compared without regard to case, local parts are not
/// (RFC 5321 section 2.4).
private func isSameMailbox(_ one: String, _ other: String) -> Bool {
  func parts(_ text: String) -> (local: Substring, domain: [UInt8]) {
    guard let at = text.lastIndex(of: "@") else { return (text[...], []) }
    return (text[..<at], text[at...].utf8.map(\.lowercase))
  }
  return parts(one) == parts(other)
}

/// Whether two texts are one Message-ID, in angle brackets or without (RFC 5322 section 3.6.4).
private func isSameMessage(_ one: String, _ other: String) -> Bool {
  func bare(_ text: String) -> Substring {
    text.hasPrefix("<") && text.hasSuffix(">") && text.utf8.count > 1
      ? text.dropFirst().dropLast() : text[...]
  }
  return bare(one) == bare(other)
}

/// An address, with a port or without.
public struct Endpoint: Sendable, Equatable {
  /// The address.
  public var address: IPAddress
  /// The port; nil for any.
  public var port: UInt16?

  /// An address and a port.
  public init(address: IPAddress, port: UInt16? = nil) {
    self.address = address
    self.port = port
  }

  /// Reads `192.0.2.1`, `192.0.2.1:25`, `2001:db8::1` or `[2001:db8::1]:25`; nil for anything else.
  public init?(_ text: String) {
    if let address = IPAddress(text) {
      self.init(address: address)
      return
    }
    guard let colon = text.lastIndex(of: ":") else { return nil }
    let digits = text[text.index(after: colon)...]
    var name = String(text[..<colon])
    let hasBrackets = name.hasPrefix("[") && name.hasSuffix("]")
    if hasBrackets { name = String(name.dropFirst().dropLast()) }
    guard digits.utf8.allSatisfy(\.isDigit), let port = UInt16(digits), port > 0,
      let address = IPAddress(name), address.isIPv6 == hasBrackets
    else { return nil }
    self.init(address: address, port: port)
  }

  func holds(_ socket: Socket) -> Bool {
    address == socket.address && (port == nil || port == socket.port)
  }
}

extension Endpoint: CustomStringConvertible {
  /// The text that `init` reads.
  public var description: String {
    guard let port else { return "\(address)" }
    return Socket(address: address, port: port).description
  }
}
