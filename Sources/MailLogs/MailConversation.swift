public import Primitives

/// What a mail server's log says of one connection, or of one delivery where it says no more.
public struct MailConversation: Sendable {
  /// The software that wrote the log.
  public enum System: String, Sendable, CaseIterable {
    case esa = "ESA"
    case postfix = "Postfix"
    case exim = "Exim"
  }

  /// The software.
  public var system: System
  /// Whether the server that wrote the log was the client.
  public var isOutgoing: Bool
  /// What the log calls it: `ICID 21916`, `smtpd[123]`, a queue identifier.
  public var name: String
  /// The host whose name for it that is; nil where the log tells none, as that of one host alone.
  public var host: String?
  /// Further identifiers: `MID 1404`, queue identifiers.
  public var identifiers: [String] = []
  /// The other end.
  public var remote: IPAddress?
  /// Its port, where the log has it.
  public var remotePort: UInt16?
  /// The own address, where the log has it.
  public var local: IPAddress?
  /// When it began; nil where the log tells the end alone.
  public var start: LogTime?
  /// Its last line's time.
  public var end: LogTime?
  /// How long it took up to `end`, in nanoseconds, where the log tells that and no start.
  public var duration: Int64?
  /// How much of `duration` may have passed before it began, in nanoseconds: the server was looked up, and others
  /// were tried in vain.
  var setup: Int64 = 0
  /// Whether its end is that of a time-out: the session had been silent for minutes before.
  public var isTimedOut = false
  /// Whether its last line is of its end, and not of something in the middle.
  public var hasEnded = false
  /// Reverse paths, without brackets.
  public var senders: [String] = []
  /// Forward paths, without brackets.
  public var recipients: [String] = []
  /// Message-IDs, without brackets.
  public var messageIDs: [String] = []
  /// The line that tells how it ended, or went wrong.
  public var fate: String?
  /// The number of that line, where it went wrong.
  public var fateLine: Int?
  /// Whether it went wrong: lost, aborted, timed out, put off or refused.
  public var isBroken = false
  /// The number of its first line, from 1; 0 where it has none.
  public private(set) var firstLine = 0
  /// The number of its last line.
  public private(set) var lastLine = 0
  /// How many lines it has.
  public private(set) var lineCount = 0

  /// Whether a line of it is the one that is asked about.
  public internal(set) var isAsked = false
  /// The time of its first line.
  private(set) var firstTime: LogTime?

  /// The most identifiers and the most addresses that are kept of one.
  public static let mostNames = 32

  /// A conversation with nothing known of it.
  public init(_ system: System, isOutgoing: Bool, name: String) {
    self.system = system
    self.isOutgoing = isOutgoing
    self.name = name
  }

  /// All that it can be named by.
  public var names: [String] { [name] + identifiers }

  /// Whether it may be of a host: the names of two are not of one conversation, however alike they are.
  func isOf(_ host: String?) -> Bool { self.host == nil || host == nil || self.host == host }

  mutating func add(_ number: Int, _ time: LogTime?) {
    if let time { (firstTime, end) = (firstTime ?? time, time) }
    if lineCount == 0 { firstLine = number }
    lastLine = number
    lineCount += 1
  }

  /// Whether a time by the log's own clock lies between its first and its last line; true where that is not
  /// known.
  public func covers(_ time: LogTime) -> Bool {
    guard let firstTime, let end, (time.zone == nil) == (end.zone == nil) else { return true }
    let moment = time.nanoseconds(defaultYear: time.year ?? end.year ?? 2000)
    return firstTime.nanoseconds(near: moment).since(moment) <= MailLogJoin.tolerance
      && moment.since(end.nanoseconds(near: moment)) <= MailLogJoin.tolerance
  }

  /// Notes that it went wrong, and the line that tells how.
  mutating func fail(_ text: String) {
    isBroken = true
    fate = text
    fateLine = lastLine
  }

  /// Notes what a line tells of its end. What went wrong first says more than what followed from it, or that
  /// something else went well.
  mutating func tell(_ text: some StringProtocol, isTrouble: Bool) {
    guard !isBroken else { return }
    if isTrouble { fail(String(text)) } else { fate = String(text) }
  }

  /// Keeps what is known of one of its messages.
  mutating func keep(_ envelope: MailLogReader.Envelope) {
    if let sender = envelope.sender { senders.keep(sender) }
    if let id = envelope.messageID { messageIDs.keep(id) }
    for recipient in envelope.recipients { recipients.keep(recipient) }
  }
}

extension [String] {
  /// Keeps a text once, as long as there are few.
  mutating func keep(_ text: some StringProtocol) {
    let text = String(text)
    guard !text.isEmpty, count < MailConversation.mostNames, !contains(text) else { return }
    append(text)
  }
}

extension StringProtocol {
  /// A path or a Message-ID without its brackets and what follows; brackets in quotes are part of it.
  var unbracketed: String {
    let text = Substring(self)
    guard let start = text.utf8.firstIndex(of: 0x3C) else {
      return String(text[..<(text.utf8.firstIndex(of: 0x3E) ?? text.endIndex)])
    }
    let inner = text[text.utf8.index(after: start)...]
    // Where the quotes do not end, they are none.
    let end =
      text.endOfPath(at: start).map { text.utf8.index(before: $0) }
      ?? inner.utf8.firstIndex(of: 0x3E)
    return String(inner[..<(end ?? inner.endIndex)])
  }

  /// The first address in square brackets, and the port behind it.
  var bracketedSocket: (address: IPAddress, port: UInt16?)? {
    var rest = Substring(self)
    while let open = rest.utf8.firstIndex(of: 0x5B) {
      let behind = rest[rest.utf8.index(after: open)...]
      let inner = behind[..<(behind.utf8.firstIndex(of: 0x5D) ?? behind.endIndex)]
      rest = rest[inner.endIndex...].dropFirst()
      let text = inner.begins(with: "IPv6:") ? String(inner.dropFirst(5)) : String(inner)
      guard inner.utf8.count < 60, let address = IPAddress(text) else { continue }
      let digits = rest.first == ":" ? rest.dropFirst().prefix { $0.isASCII && $0.isNumber } : ""
      return (address, UInt16(digits))
    }
    return nil
  }
}
