import ESMTPInspection
import Primitives
public import Reports

/// Which sessions are meant: `--where 'client=192.0.2.0/24 outcome=lost'`.
///
/// All keys have to be met; of several values of one key any.
public struct SessionSelection: Sendable {
  /// One `KEY=VALUE`.
  enum Term: Sendable, Equatable {
    case number(Int)
    case client(End)
    case server(End)
    case sender(Wildcard)
    case recipient(Wildcard)
    case messageID(Wildcard)
    case time(TimeSpan)
    case verdicts([Verdict])
    case outcomes([MailOutcome])
    case rules([Rule])

    fileprivate var key: SelectionKey {
      switch self {
      case .number: .id
      case .client: .client
      case .server: .server
      case .sender: .sender
      case .recipient: .rcpt
      case .messageID: .messageID
      case .time: .time
      case .verdicts: .verdict
      case .outcomes: .outcome
      case .rules: .rule
      }
    }
  }

  /// Addresses and perhaps a port.
  struct End: Sendable, Equatable {
    var address: IPAddress
    var bits: Int
    var port: UInt16?

    func matches(_ socket: Socket?) -> Bool {
      guard let socket, socket.address.isIPv6 == address.isIPv6,
        port == nil || port == socket.port
      else { return false }
      return prefix(socket.address) == prefix(address)
    }

    private func prefix(_ address: IPAddress) -> [UInt64] {
      guard address.isIPv6 else { return [(address.low & 0xFFFF_FFFF) >> UInt64(32 - bits)] }
      // A shift by 64 or more leaves nothing.
      return [
        address.high >> UInt64(max(0, 64 - bits)),
        bits <= 64 ? 0 : address.low >> UInt64(128 - bits),
      ]
    }
  }

  /// The selection as typed.
  public let text: String
  private let terms: [Term]
  private let keys: [SelectionKey]

  /// Reads a selection.
  ///
  /// - Throws: `SelectionError` with the place that is wrong.
  public init(_ text: String) throws(SelectionError) {
    self.text = text
    var reader = SelectionReader(text)
    terms = try reader.read()
    let asked = terms.map(\.key)
    keys = SelectionKey.allCases.filter(asked.contains)
  }

  /// Selections as one, as if all their keys stood in one text; nil where there is none.
  ///
  /// - Parameter selections: what is asked for.
  public init?(_ selections: [SessionSelection]) {
    guard !selections.isEmpty else { return nil }
    text = selections.map(\.text).joined(separator: " ")
    terms = selections.flatMap(\.terms)
    keys = SelectionKey.allCases.filter(terms.map(\.key).contains)
  }

  /// Sessions of some numbers.
  init(numbers: [Int]) {
    text = numbers.map { "id=\($0)" }.joined(separator: " ")
    terms = numbers.map { .number($0) }
    keys = [.id]
  }

  /// What names are asked for; records keep the senders and Message-IDs of their first messages alone, and
  /// of each the first recipient.
  var wantedNames: [WantedNames.Kind: @Sendable (String) -> Bool] {
    var names: [WantedNames.Kind: @Sendable (String) -> Bool] = [:]
    names[.sender] = wanted(by: { $0.matches($1) }) {
      if case .sender(let text) = $0 { text } else { nil }
    }
    names[.recipient] = wanted(by: { $0.matches($1) }) {
      if case .recipient(let text) = $0 { text } else { nil }
    }
    names[.messageID] = wanted(by: { $0.matchesMessageID($1) }) {
      if case .messageID(let text) = $0 { text } else { nil }
    }
    return names
  }

  /// Whether any of the texts that some terms have is met; nil where no term has one.
  private func wanted(
    by matches: @escaping @Sendable (Wildcard, String) -> Bool, _ text: (Term) -> Wildcard?
  ) -> (@Sendable (String) -> Bool)? {
    let texts = terms.compactMap(text)
    guard !texts.isEmpty else { return nil }
    return { @Sendable captured in texts.contains { matches($0, captured) } }
  }

  /// Whether a session is meant.
  public func matches(_ record: SessionRecord) -> Bool {
    keys.allSatisfy { key in terms.contains { $0.key == key && matches($0, record) } }
  }

  private func matches(_ term: Term, _ record: SessionRecord) -> Bool {
    switch term {
    case .number(let number): record.id == number
    case .client(let end): end.matches(record.client) || end.matches(record.realClient)
    case .server(let end): end.matches(record.server) || end.matches(record.realServer)
    case .sender: record.wantedNames.contains(.sender)
    case .recipient: record.wantedNames.contains(.recipient)
    case .messageID(let text):
      record.wantedNames.contains(.messageID)
        || record.messages.contains { $0.messageID.map { text.matchesMessageID($0) } ?? false }
    case .time(let span): span.meets(record.first.time, record.last.time)
    case .verdicts(let verdicts): verdicts.contains(record.verdict)
    case .outcomes(let outcomes): outcomes.contains(record.fate.outcome)
    case .rules(let rules): record.events.contains { rules.contains($0.event.rule) }
    }
  }
}

extension Wildcard {
  /// Whether a Message-ID matches, with its brackets or without.
  fileprivate func matchesMessageID(_ id: String) -> Bool {
    matches(id) || matches(String(id.dropFirst().dropLast()))
  }
}

extension SessionSelection: Equatable {
  /// Whether both ask for the same, however it was typed.
  public static func == (a: SessionSelection, b: SessionSelection) -> Bool { a.terms == b.terms }
}
