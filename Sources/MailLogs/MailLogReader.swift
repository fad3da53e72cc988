/// Reads the log of a mail server line by line: Cisco ESA's mail_logs, Postfix and Exim, told apart by
/// their lines.
public struct MailLogReader {
  /// What was read.
  public struct Log: Sendable {
    /// The conversations in the order in which they end.
    public var conversations: [MailConversation] = []
    /// The lines.
    public var lines = 0
    /// The lines that were understood.
    public var understood = 0
    /// The number of the first line that was not; nil where all were.
    public var firstOther: Int?
    /// Conversations that were left out, because there were too many; none that is asked about, up to
    /// `mostConversations` of these.
    public var omitted = 0
  }

  /// The most conversations that are kept.
  ///
  /// As many again, where these are asked about.
  public static let mostConversations = 200_000
  /// The most that are open at once.
  static let mostOpen = 20_000

  private var log = Log()
  private var ended: EndedConversations
  /// By what the log calls them.
  var open = RecentlyUsed<OpenConversation>(limit: mostOpen / 2)
  /// The conversation in which a message came in, by its identifier.
  var owners = RecentlyUsed<OpenConversation>(limit: mostOpen)
  /// What is known of a message, by its identifier.
  var envelopes = RecentlyUsed<Envelope>(limit: mostOpen)
  /// The clients that postscreen has passed on, by their addresses.
  var passed = RecentlyUsed<PassedClient>(limit: mostOpen)
  /// The recipients of messages, where the log numbers them.
  var recipients = RecentlyUsed<Recipient>(limit: mostOpen)

  /// Sender, recipients and Message-ID of a message.
  struct Envelope {
    var sender: String?
    var recipients: [String] = []
    var messageID: String?

    /// Takes what a line tells of it.
    mutating func add(_ other: Envelope) {
      sender = other.sender ?? sender
      messageID = other.messageID ?? messageID
      for recipient in other.recipients { recipients.keep(recipient) }
    }
  }

  /// A recipient of a message.
  struct Recipient {
    var address: String?
    /// The last connection over which the message was sent to it.
    var delivery: OpenConversation?
  }

  /// The host that wrote the line that is taken; nil where it does not tell.
  private(set) var host: String?

  /// The line that is asked about, and whether the one that is taken is it.
  private let asked: AskedLine?
  private var isAsked = false

  /// A reader of nothing yet.
  ///
  /// - Parameter asked: a line; the conversations that hold it are marked.
  public init(asking asked: AskedLine? = nil) {
    self.init(asking: asked, keeping: Self.mostConversations)
  }

  /// A reader that keeps so many conversations.
  init(asking asked: AskedLine?, keeping limit: Int) {
    self.asked = asked
    ended = EndedConversations(limit: limit)
  }

  /// Takes a line.
  ///
  /// - Parameters:
  ///   - text: the line; what is behind its first 4,096 bytes is not looked at.
  ///   - number: its number, from 1.
  public mutating func take(_ text: String, line number: Int) {
    log.lines += 1
    let text =
      text.utf8.count > 4096 ? String(decoding: text.utf8.prefix(4096), as: UTF8.self) : text
    let line = TimedLine(text[...])
    isAsked = asked?.isIn(line) ?? false
    host = nil
    let isUnderstood =
      takeESA(line, number) || takePostfix(line, number)
      || takeExim(line, number)
    if isUnderstood { log.understood += 1 } else { log.firstOther = log.firstOther ?? number }
    end(open.makeRoom())
    _ = owners.makeRoom()
    _ = envelopes.makeRoom()
    _ = recipients.makeRoom()
    _ = passed.makeRoom()
  }

  /// Ends what is open.
  ///
  /// - Returns: everything that was read.
  public mutating func finish() -> Log {
    end(open.removeAll())
    log.conversations = ended.kept.map(\.told)
    log.omitted = ended.omitted
    return log
  }

  /// Ends conversations of whose end the log has told nothing, in its order.
  private mutating func end(_ conversations: [OpenConversation]) {
    for conversation in conversations.sorted(by: { $0.told.firstLine < $1.told.firstLine }) {
      end(conversation)
    }
  }

  /// Ends a conversation.
  private mutating func end(_ conversation: OpenConversation) {
    conversation.isOpen = false
    conversation.isWanted = conversation.told.isAsked || asked?.names(conversation.told) ?? false
    ended.add(conversation)
  }

  /// Ends a conversation that is open.
  mutating func close(_ conversation: OpenConversation) {
    open[conversation.key] = nil
    end(conversation)
  }

  /// Opens a conversation under a key; one that has the key ends.
  mutating func begin(_ key: String, _ told: MailConversation) -> OpenConversation {
    if let known = open[key] { close(known) }
    let conversation = OpenConversation(told, key: key)
    conversation.told.host = host
    open[key] = conversation
    return conversation
  }

  /// Takes the host that a line is of.
  ///
  /// - Parameters:
  ///   - host: what stands where its name is.
  ///   - time: the line's time; where it is not understood, what stands there may be a part of it.
  mutating func note(host: String?, _ time: LogTime?) { self.host = time == nil ? nil : host }

  /// What something is known by that has a name on its host: hosts whose lines are in one log number their
  /// processes, messages and connections each for itself.
  func key(_ name: String) -> String { host.map { "\($0) \(name)" } ?? name }

  /// Gives a line to a conversation; to one that has ended it says nothing more than that it is asked about.
  mutating func add(
    _ number: Int, _ time: LogTime?, to conversation: OpenConversation
  ) {
    if isAsked { conversation.told.isAsked = true }
    if conversation.isOpen {
      conversation.told.add(number, time)
    } else if isAsked {
      ended.want(conversation)
    }
  }
}
