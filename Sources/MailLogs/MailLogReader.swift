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
    /// Conversations that were left out, because there were too many.
    public var omitted = 0
  }

  /// The most conversations that are kept.
  public static let mostConversations = 200_000
  /// The most that are open at once.
  static let mostOpen = 20_000

  var log = Log()
  /// By what the log calls them.
  var open: [String: MailConversation] = [:]
  /// The conversation in which a message came in, by its identifier.
  var owners: [String: String] = [:]
  /// What is known of a message, by its identifier.
  var envelopes: [String: Envelope] = [:]

  /// Sender, recipients and Message-ID of a message.
  struct Envelope {
    var sender: String?
    var recipients: [String] = []
    var messageID: String?
  }

  /// The line that is asked about, and whether the one that is taken is it.
  private let asked: AskedLine?
  private var isAsked = false

  /// A reader of nothing yet.
  ///
  /// - Parameter asked: a line; the conversations that hold it are marked.
  public init(asking asked: AskedLine? = nil) { self.asked = asked }

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
    let isUnderstood =
      takeESA(line, text, number) || takePostfix(line, text, number)
      || takeExim(line, text, number)
    if isUnderstood { log.understood += 1 } else { log.firstOther = log.firstOther ?? number }
    if open.count > Self.mostOpen || envelopes.count > Self.mostOpen * 2 { flush() }
  }

  /// Ends what is open.
  ///
  /// - Returns: everything that was read.
  public mutating func finish() -> Log {
    flush()
    return log
  }

  /// Closes everything: the log has no end of it so far.
  private mutating func flush() {
    for key in open.keys.sorted(by: { first($0) < first($1) }) { close(key) }
    owners = [:]
    envelopes = [:]
  }

  private func first(_ key: String) -> Int { open[key]?.lines.first?.number ?? 0 }

  /// Ends a conversation.
  mutating func close(_ key: String) {
    guard let conversation = open.removeValue(forKey: key) else { return }
    guard log.conversations.count < Self.mostConversations else {
      log.omitted += 1
      return
    }
    log.conversations.append(conversation)
  }

  /// Opens a conversation under a name; one that has the name ends.
  mutating func begin(_ key: String, _ conversation: MailConversation) {
    close(key)
    open[key] = conversation
  }

  /// Gives a line to a conversation that is open.
  mutating func add(_ line: String, _ number: Int, _ time: LogTime?, to key: String) {
    open[key]?.add(line, number, time)
    if isAsked { open[key]?.isAsked = true }
  }
}
