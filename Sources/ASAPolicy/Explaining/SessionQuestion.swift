public import Primitives

/// A session to ask about: `tcp CLIENT:PORT SERVER:PORT`, IPv6 addresses in brackets.
public struct SessionQuestion: Sendable, Hashable {
  /// The socket that opens the session, as a capture would show it.
  public var client: Socket
  /// The other one.
  public var server: Socket

  /// A session between two sockets.
  public init(client: Socket, server: Socket) {
    self.client = client
    self.server = server
  }

  /// Reads `tcp CLIENT:PORT SERVER:PORT`.
  public init(_ text: String) throws(SessionQuestionError) {
    let words = text.split { $0 == " " || $0 == "\t" }.map(String.init)
    guard words.count == 3 else {
      throw SessionQuestionError(
        "a session has three words: tcp, the client's socket, the server's socket")
    }
    guard words[0].lowercased() == "tcp" else {
      throw SessionQuestionError("\"\(words[0])\" is not tcp, which all mail uses")
    }
    client = try SessionQuestion.socket(words[1], "client")
    server = try SessionQuestion.socket(words[2], "server")
    if client.address.isIPv6 != server.address.isIPv6 {
      throw SessionQuestionError("one address is of IPv4 and the other of IPv6")
    }
  }

  private static func socket(_ word: String, _ side: String)
    throws(SessionQuestionError) -> Socket
  {
    guard let colon = word.lastIndex(of: ":") else {
      throw SessionQuestionError("the \(side)'s socket \"\(word)\" has no port")
    }
    var name = String(word[..<colon])
    if name.hasPrefix("["), name.hasSuffix("]") {
      name = String(name.dropFirst().dropLast())
      guard let address = IPAddress(name), address.isIPv6 else {
        throw SessionQuestionError("\"\(name)\" is not an IPv6 address")
      }
      return Socket(address: address, port: try port(word[word.index(after: colon)...], side))
    }
    if name.contains(":") {
      throw SessionQuestionError("the \(side)'s IPv6 address needs brackets")
    }
    guard let address = IPAddress(name) else {
      throw SessionQuestionError("\"\(name)\" is not an IP address")
    }
    return Socket(address: address, port: try port(word[word.index(after: colon)...], side))
  }

  private static func port(_ word: Substring, _ side: String)
    throws(SessionQuestionError) -> UInt16
  {
    guard !word.isEmpty, word.utf8.allSatisfy(\.isDigit), let port = UInt16(word),
      port > 0
    else { throw SessionQuestionError("the \(side)'s port \"\(word)\" is not one of 1 to 65535") }
    return port
  }
}

/// A text that is not a session.
public struct SessionQuestionError: Error, Equatable, CustomStringConvertible {
  /// What is wrong, and how a session is written.
  public let description: String

  init(_ reason: String) {
    description =
      "\(reason); write a session as 'tcp 192.0.2.1:1025 198.51.100.25:25', IPv6 addresses in "
      + "brackets"
  }
}
