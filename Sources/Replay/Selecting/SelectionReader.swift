import ESMTPInspection
import Primitives
import Reports

/// Why a selection is none.
public struct SelectionError: Error, Equatable, CustomStringConvertible {
  /// The text as given.
  public var text: String
  /// Where it is wrong: characters from 0.
  public var column: Int
  /// What is wrong, in a sentence without a full stop.
  public var reason: String

  /// The sentence, the text, and a caret below the place.
  public var description: String {
    "\(reason)\n  \(text)\n  \(String(repeating: " ", count: column))^"
  }
}

/// What `--where` can ask of a session, a line a key.
enum SelectionKey: String, CaseIterable {
  case id, client, server, sender, rcpt
  case messageID = "message-id"
  case time, verdict, outcome, rule
}

/// Reads `KEY=VALUE KEY=VALUE …`, a value with blanks in double quotes.
struct SelectionReader {
  private let text: String
  private let characters: [Character]
  private var place = 0

  init(_ text: String) {
    self.text = text
    characters = Array(text)
  }

  mutating func read() throws(SelectionError) -> [SessionSelection.Term] {
    var terms: [SessionSelection.Term] = []
    while skipBlanks() { terms.append(try term()) }
    guard !terms.isEmpty else { throw error(0, "a selection names at least one KEY=VALUE") }
    return terms
  }

  private mutating func skipBlanks() -> Bool {
    while place < characters.count, characters[place] == " " { place += 1 }
    return place < characters.count
  }

  private func error(_ column: Int, _ reason: String) -> SelectionError {
    SelectionError(text: text, column: column, reason: reason)
  }

  private mutating func term() throws(SelectionError) -> SessionSelection.Term {
    let start = place
    while place < characters.count, characters[place] != "=", characters[place] != " " {
      place += 1
    }
    let name = String(characters[start..<place])
    guard let key = SelectionKey(rawValue: name) else {
      let names = SelectionKey.allCases.map(\.rawValue).joined(separator: ", ")
      throw error(start, "there is no key '\(name)'; choose one of \(names)")
    }
    guard place < characters.count, characters[place] == "=" else {
      throw error(place, "'=' is due behind '\(name)'")
    }
    place += 1
    let valueStart = place
    let value = try value()
    guard !value.isEmpty else { throw error(valueStart, "a value is due behind '\(name)='") }
    return try term(key, value, at: valueStart)
  }

  private mutating func value() throws(SelectionError) -> String {
    guard place < characters.count, characters[place] == "\"" else {
      let start = place
      while place < characters.count, characters[place] != " " { place += 1 }
      return String(characters[start..<place])
    }
    let quote = place
    place += 1
    while place < characters.count, characters[place] != "\"" { place += 1 }
    guard place < characters.count else { throw error(quote, "the quote is not closed") }
    place += 1
    return String(characters[quote + 1..<place - 1])
  }

  private func term(
    _ key: SelectionKey, _ value: String, at column: Int
  ) throws(SelectionError) -> SessionSelection.Term {
    switch key {
    case .id:
      guard let number = Int(value), number > 0 else {
        throw error(column, "'\(value)' is no number of a session")
      }
      return .number(number)
    case .client: return .client(try end(value, at: column))
    case .server: return .server(try end(value, at: column))
    case .sender: return .sender(Wildcard(address(value)))
    case .rcpt: return .recipient(Wildcard(address(value)))
    case .messageID: return .messageID(Wildcard(value))
    case .time:
      guard let span = TimeSpan(value) else {
        throw error(
          column, "'\(value)' is no span of time; write 14:30/14:35 or 14:30:10/14:30:20")
      }
      return .time(span)
    case .verdict:
      return .verdicts(try words(value, at: column, "verdict", Verdict.allCases))
    case .outcome:
      // Tables shorten one.
      return .outcomes(
        try words(
          value, at: column, "outcome", MailOutcome.allCases,
          short: ["in-clear": .deliveredInClear]))
    case .rule: return .rules(try words(value, at: column, "rule", Rule.allCases))
    }
  }

  /// An address without the brackets that reports print; empty for the null sender, `<>`.
  private func address(_ value: String) -> String {
    value.hasPrefix("<") && value.hasSuffix(">") ? String(value.dropFirst().dropLast()) : value
  }

  /// Words with commas between them; `short` are other spellings of some.
  private func words<Word: RawRepresentable>(
    _ value: String, at column: Int, _ kind: String, _ all: [Word], short: [String: Word] = [:]
  ) throws(SelectionError) -> [Word] where Word.RawValue == String {
    var found: [Word] = []
    var column = column
    for part in value.split(separator: ",", omittingEmptySubsequences: false) {
      guard let word = Word(rawValue: String(part)) ?? short[String(part)] else {
        let names = all.map(\.rawValue).joined(separator: ", ")
        throw error(column, "there is no \(kind) '\(part)'; choose one of \(names)")
      }
      found.append(word)
      column += part.count + 1
    }
    return found
  }

  /// `ADDRESS`, `ADDRESS/BITS`, `ADDRESS:PORT` or `[ADDRESS]:PORT`.
  private func end(
    _ value: String, at column: Int
  ) throws(SelectionError) -> SessionSelection.End {
    if let address = IPAddress(value) {
      return SessionSelection.End(address: address, bits: address.isIPv6 ? 128 : 32, port: nil)
    }
    let parts = value.split(separator: "/", omittingEmptySubsequences: false)
    if parts.count == 2, let address = IPAddress(String(parts[0])), let bits = Int(parts[1]),
      (0...(address.isIPv6 ? 128 : 32)).contains(bits)
    {
      return SessionSelection.End(address: address, bits: bits, port: nil)
    }
    if let socket = Socket(value[...]) {
      return SessionSelection.End(
        address: socket.address, bits: socket.address.isIPv6 ? 128 : 32, port: socket.port)
    }
    throw error(
      column, "'\(value)' is no address; write 192.0.2.7, 192.0.2.0/24 or 192.0.2.7:40112")
  }
}
