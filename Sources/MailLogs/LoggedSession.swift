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

  /// The most transactions that are told of one.
  public static let mostTransactions = 16

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
