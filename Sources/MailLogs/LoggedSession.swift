public import Primitives

/// What a join needs to know of a session.
public struct LoggedSession: Sendable {
  /// A mail transaction of it.
  public struct Transaction: Sendable {
    /// The reverse path; nil where it was not seen.
    public var sender: String?
    /// The first forward path.
    public var firstRecipient: String?
    /// The Message-ID, without brackets.
    public var messageID: String?

    /// A transaction; brackets are taken off.
    public init(sender: String?, firstRecipient: String?, messageID: String?) {
      self.sender = sender?.unbracketed
      self.firstRecipient = firstRecipient?.unbracketed
      self.messageID = messageID?.unbracketed
    }
  }

  /// The number of the session, as reports print it.
  public var number: Int
  /// The client's sockets, as captured and before translation.
  public var clients: [Socket]
  /// The server's sockets, as captured and before translation.
  public var servers: [Socket]
  /// Its first and last time, in nanoseconds since 1970.
  public var start: Int64
  /// The time of its last frame.
  public var end: Int64
  /// Its mail transactions.
  public var transactions: [Transaction]
  /// The device's messages that the replay predicts.
  public var predicted: [DeviceMessage]

  /// A session.
  public init(
    number: Int, clients: [Socket], servers: [Socket], start: Int64, end: Int64,
    transactions: [Transaction], predicted: [DeviceMessage] = []
  ) {
    self.number = number
    self.clients = clients
    self.servers = servers
    self.start = start
    self.end = end
    self.transactions = transactions
    self.predicted = predicted
  }
}

extension Int64 {
  /// The difference of two times; the ends of the range where it lies beyond.
  func since(_ earlier: Int64) -> Int64 {
    let (difference, isBeyond) = subtractingReportingOverflow(earlier)
    return isBeyond ? (self > earlier ? .max : .min) : difference
  }

  /// How far two times are apart.
  func distance(from other: Int64) -> UInt64 { since(other).magnitude }
}

/// How far the clock of a log is ahead of that of the capture.
public struct ClockOffset: Sendable, Equatable {
  /// Nanoseconds to be taken off a time of the log.
  public var nanoseconds: Int64
  /// How many pairs of a log line and a session tell it.
  public var pairs: Int

  /// The median of differences; nil where there are none.
  init?(_ differences: [Int64]) {
    guard !differences.isEmpty else { return nil }
    nanoseconds = differences.sorted()[differences.count / 2]
    pairs = differences.count
  }

  /// No difference, and nothing that tells so.
  static let unknown = ClockOffset(nanoseconds: 0, pairs: 0)

  private init(nanoseconds: Int64, pairs: Int) {
    self.nanoseconds = nanoseconds
    self.pairs = pairs
  }

  /// The part that a time zone explains, in seconds: whole quarters of an hour.
  public var zone: Int {
    let quarter: Int64 = 900_000_000_000
    let half = nanoseconds < 0 ? -quarter / 2 : quarter / 2
    return Int((nanoseconds + half) / quarter) * 900
  }

  /// The same without the rest.
  var zoneAlone: ClockOffset {
    ClockOffset(nanoseconds: Int64(zone) * 1_000_000_000, pairs: pairs)
  }

  /// The rest, which is that of the clocks, in nanoseconds.
  public var rest: Int64 { nanoseconds - Int64(zone) * 1_000_000_000 }
}
