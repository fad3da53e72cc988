public import Primitives

/// A message of a PIX or ASA about a connection (evidence section 4).
public struct DeviceMessage: Sendable {
  /// The line of the log, from 1.
  public var line: Int
  /// When it was written, by the device's clock or that of its log server; nil where the line has none.
  public var time: LogTime?
  /// The number of the message, as 108004.
  public var number: Int
  /// The text behind the number, its first 512 bytes.
  public var text: String
  /// The two ends in the order in which the message names them; 108002 has no ports, which are 0 then.
  public var ends: (Socket, Socket)
  /// The translated sockets of the ends, where the message has them.
  public var mapped: (Socket?, Socket?)

  /// Messages that are about sessions, so that a line of another number says nothing here.
  public static let numbers: Set<Int> = [
    108_002, 108_003, 108_004, 108_005, 108_006, 108_007, 507_001, 507_003, 302_013, 302_014,
    106_015, 201_010, 201_011, 201_012, 201_013,
  ]

  /// The most bytes of a text that are kept; the device's own messages are shorter.
  private static let mostText = 512

  /// A line of a log; nil where it holds no such message or does not name two sockets.
  ///
  /// - Parameters:
  ///   - text: the line; what is behind its first 4,096 bytes is not looked at.
  ///   - line: its number, from 1.
  public init?(_ text: String, line: Int) {
    // Most lines of a device's log are about something else.
    guard let sign = text.utf8.firstIndex(of: UInt8(ascii: "%")) else { return nil }
    let text = text[...].utf8.prefix(4096)
    guard sign < text.endIndex, let (number, body) = Self.number(Substring(text[sign...])),
      Self.numbers.contains(number)
    else { return nil }
    var ends: [(Socket, Socket?)] = number == 108_002 ? Self.addresses(body) : []
    for word in body.split(separator: " ") where ends.count < 2 || word.hasPrefix("(") {
      if word.hasPrefix("(") {
        let inner = word.dropFirst().prefix { $0 != ")" }
        if let last = ends.indices.last, ends[last].1 == nil { ends[last].1 = Self.socket(inner) }
      } else if let socket = Self.socket(word) {
        ends.append((socket, nil))
      }
    }
    guard ends.count == 2 else { return nil }
    self.line = line
    self.number = number
    self.text = String(decoding: body.trimmed.utf8.prefix(Self.mostText), as: UTF8.self)
    time = TimedLine(Substring(text[..<sign])).time
    self.ends = (ends[0].0, ends[1].0)
    mapped = (ends[0].1, ends[1].1)
  }

  /// Whether it is the one that somebody asks about, with its time or without.
  public func isAsked(_ asked: DeviceMessage) -> Bool {
    number == asked.number && text == asked.text && (asked.time == nil || asked.time == time)
  }

  /// Whether the message names addresses alone.
  public var hasPorts: Bool { number != 108_002 }

  /// `out ADDRESS in ADDRESS`.
  private static func addresses(_ text: Substring) -> [(Socket, Socket?)] {
    let words = text.split(separator: " ", maxSplits: 12)
    return ["out", "in"].compactMap { name in
      guard let place = words.firstIndex(where: { $0 == name }), place + 1 < words.count,
        let address = IPAddress(String(words[place + 1]))
      else { return nil }
      return (Socket(address: address, port: 0), nil)
    }
  }

  /// Whether a line holds a message of a device, whatever it is about.
  public static func isMessage(_ text: String) -> Bool {
    guard let sign = text.utf8.firstIndex(of: UInt8(ascii: "%")) else { return false }
    let text = text[...].utf8.prefix(4096)
    return sign < text.endIndex && number(Substring(text[sign...])) != nil
  }

  /// The number of a message that is about sessions, whether or not the line names them.
  ///
  /// - Parameter text: a line of a log, or the start of one.
  /// - Returns: the number; nil where the line holds no such message.
  public static func knownNumber(of text: String) -> Int? {
    guard let sign = text.utf8.firstIndex(of: UInt8(ascii: "%")) else { return nil }
    let text = text[...].utf8.prefix(4096)
    guard sign < text.endIndex, let (number, _) = number(Substring(text[sign...])) else {
      return nil
    }
    return numbers.contains(number) ? number : nil
  }

  /// The message that a line predicts, in the words of the device.
  public init?(_ text: String) { self.init(text, line: 0) }

  /// `%ASA-4-108004: TEXT`.
  private static func number(_ text: Substring) -> (Int, Substring)? {
    let head = text.prefix { $0 != " " }
    let parts = head.dropFirst().split(separator: "-")
    guard parts.count >= 3, ["ASA", "PIX", "FWSM", "FTD"].contains(parts[0]),
      let number = Int(parts[parts.count - 1].prefix { $0 != ":" })
    else { return nil }
    return (number, text[head.endIndex...].drop { $0 == " " || $0 == ":" })
  }

  /// `INTERFACE:ADDRESS/PORT`, with a bar before the port or without an interface, too; what follows the
  /// port is left out.
  private static func socket(_ word: Substring) -> Socket? {
    guard let slash = word.lastIndex(where: { $0 == "/" || $0 == "|" }) else { return nil }
    let digits = word[word.index(after: slash)...].prefix { $0.isASCII && $0.isNumber }
    guard let port = UInt16(digits) else { return nil }
    let place = word[..<slash]
    var address = IPAddress(String(place))
    if address == nil, let colon = place.firstIndex(of: ":") {
      address = IPAddress(String(place[place.index(after: colon)...]))
    }
    return address.map { Socket(address: $0, port: port) }
  }

  /// The part of the text that tells two messages of one number about one session apart: what a 108004
  /// matched, without the number of its class.
  public var detail: String {
    guard let semicolon = text.firstIndex(of: ";") else { return "" }
    let words = text[text.index(after: semicolon)...].split(separator: " ")
    if words.first == "matched", let colon = words.firstIndex(where: { $0.hasSuffix(":") }) {
      return words[(colon + 1)...].drop { $0 == "match" }.joined(separator: " ")
    }
    return words.joined(separator: " ")
  }
}

extension DeviceMessage {
  /// Whether its sockets are those of a session.
  public func mayBe(_ session: LoggedSession) -> Bool {
    func has(_ sockets: [Socket], _ real: Socket, _ mapped: Socket?) -> Bool {
      sockets.contains {
        $0 == real || $0 == mapped || !hasPorts && $0.address == real.address
      }
    }
    let (a, b) = ends
    return has(session.clients, a, mapped.0) && has(session.servers, b, mapped.1)
      || has(session.servers, a, mapped.0) && has(session.clients, b, mapped.1)
  }

  /// The sockets as it names them, before translation.
  var realSockets: SocketPair { SocketPair(ends.0, ends.1) }

  /// The sockets that a session of it has, translated or not; without ports where it has none.
  var sockets: Set<SocketPair> {
    guard hasPorts else { return [SocketPair(ends.0.portless, ends.1.portless)] }
    let (first, second) = ([ends.0, mapped.0], [ends.1, mapped.1])
    return Set(
      first.compactMap { $0 }.flatMap { one in
        second.compactMap { $0 }.map { SocketPair(one, $0) }
      })
  }
}

extension Socket {
  /// Its address alone.
  var portless: Socket { Socket(address: address, port: 0) }
}
