/// The recipients since the last MAIL, RSET, HELO or EHLO: a span of commands.
///
/// Bytes that the capture lacks may hold such a command, or more recipients. Behind them only what comes
/// since counts, and a count is a lower bound until a span starts of which nothing is missing.
struct RecipientCounts: Sendable {
  /// The number of the span of the next command.
  private(set) var span: UInt32 = 1
  /// The RCPT commands of that span.
  private var recipients = 0
  /// The refused recipients of the latest span of which one was refused.
  private var refused: (span: UInt32, count: Int) = (0, 0)
  /// The latest span of which commands may be missing.
  private var lastWithoutCommands: UInt32 = 0
  /// The latest span of which replies may be missing.
  private var lastWithoutReplies: UInt32 = 0

  /// A number of recipients.
  struct Count {
    /// How many were seen.
    var number: Int
    /// Whether there are no more.
    var isExact: Bool
  }

  /// A command starts a span.
  mutating func startSpan() {
    span &+= 1
    recipients = 0
  }

  /// Commands may be missing before the next one.
  mutating func loseCommands() {
    startSpan()
    lastWithoutCommands = span
    lastWithoutReplies = span
  }

  /// Replies to commands of the span, or of an earlier one, may be missing.
  mutating func loseReplies() {
    lastWithoutReplies = span
  }

  /// Counts an RCPT of the span.
  mutating func addRecipient() -> Count {
    recipients += 1
    return Count(number: recipients, isExact: span > lastWithoutCommands)
  }

  /// Counts a refused recipient among those of its span, whatever was pipelined behind it.
  mutating func addRefused(in span: UInt32) -> Count {
    if refused.span != span { refused = (span, 0) }
    refused.count += 1
    return Count(number: refused.count, isExact: span > lastWithoutReplies)
  }
}
