import ESMTPInspection
public import Primitives
import Reassembly
import Reports

/// What names a session on the command line.
public enum SessionSelector: Sendable, Equatable {
  /// The number that reports print.
  case number(Int)
  /// The client's socket, and where it is given the server's.
  case endpoints(client: Socket, server: Socket?)
  /// The Message-ID of one of its messages, with its brackets.
  case messageID(String)
  /// What `AnalysisOptions.selection` says.
  case selection

  /// Reads `7`, `CLIENT:PORT`, `CLIENT:PORT-SERVER:PORT` or a Message-ID; nil where it is none.
  public init?(_ text: String) {
    if !text.isEmpty, text.utf8.allSatisfy(\.isDigit) {
      guard let number = Int(text), number > 0 else { return nil }
      self = .number(number)
    } else if text.hasPrefix("<") || text.contains("@") {
      self = .messageID(text.hasPrefix("<") ? text : "<\(text)>")
    } else {
      let ends = text.split(separator: "-", omittingEmptySubsequences: false)
      guard let first = ends.first, ends.count <= 2, let client = Socket(first) else { return nil }
      guard ends.count == 2 else {
        self = .endpoints(client: client, server: nil)
        return
      }
      guard let server = Socket(ends[1]) else { return nil }
      self = .endpoints(client: client, server: server)
    }
  }

  /// Whether a connection is named, as far as its opening tells.
  func matches(_ connection: Connection) -> Bool {
    matches(connection.number, connection.client, connection.server)
  }

  /// Whether a session is named.
  func matches(_ record: SessionRecord) -> Bool {
    if case .selection = self { return true }
    if case .messageID(let wanted) = self {
      return record.wantedNames.contains(.messageID)
        || record.messages.contains {
          $0.messageID.map { CapturedText.isSpelling(wanted, of: $0) } ?? false
        }
    }
    return matches(record.id, record.client, record.server)
  }

  private func matches(_ number: Int, _ client: Socket, _ server: Socket) -> Bool {
    switch self {
    case .number(let wanted): number == wanted
    case .endpoints(let wanted, let other):
      client == wanted && (other == nil || other == server)
    case .messageID, .selection: false
    }
  }
}

extension Socket {
  /// Reads `ADDRESS:PORT`, an IPv6 address in brackets.
  init?(_ text: Substring) {
    guard let colon = text.lastIndex(of: ":") else { return nil }
    var name = text[..<colon]
    let isBracketed = name.hasPrefix("[") && name.hasSuffix("]")
    if isBracketed { name = name.dropFirst().dropLast() }
    let digits = text[text.index(after: colon)...]
    guard let address = IPAddress(String(name)), address.isIPv6 == isBracketed,
      digits.utf8.allSatisfy(\.isDigit), let port = UInt16(digits)
    else { return nil }
    self.init(address: address, port: port)
  }
}
