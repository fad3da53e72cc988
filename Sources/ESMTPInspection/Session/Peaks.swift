/// The greatest number that a session shows of each criterion with a number, as that criterion counts.
///
/// Numbers are taken where a line, an address, a field or a message ends, whatever the policy limits,
/// so that they cost nothing per byte. 0 stands for what was not seen.
///
/// Limits: lower bounds where bytes are missing; file names are measured only where the policy looks
/// into the parts of a message.
public struct Peaks: Sendable, Equatable {
  private var commandLine = 0
  private var senderAddress = 0
  private var recipients = 0
  private var invalidRecipients = 0
  private var headerLine = 0
  private var header = 0
  private var toFields = 0
  private var filename = 0
  private var bodyLine = 0
  private var body = 0

  /// Nothing seen.
  public init() {}

  /// The number of a criterion, in its unit; nil for a criterion without a number.
  public subscript(criterion: Criterion) -> Int? {
    switch criterion {
    case .commandLineLength: commandLine
    case .senderAddressLength: senderAddress
    case .recipientCount: recipients
    case .invalidRecipientsCount: invalidRecipients
    case .headerLineLength: headerLine
    case .headerLength: header
    case .headerToFieldsCount: toFields
    case .mimeFilenameLength: filename
    case .bodyLineLength: bodyLine
    case .bodyLength: body
    case .commandVerb, .senderAddressRegex, .ehloReplyParameter, .mimeEncoding, .mimeFiletype: nil
    }
  }

  /// Takes a number of a criterion.
  public mutating func raise(_ criterion: Criterion, to number: Int) {
    switch criterion {
    case .commandLineLength: commandLine = max(commandLine, number)
    case .senderAddressLength: senderAddress = max(senderAddress, number)
    case .recipientCount: recipients = max(recipients, number)
    case .invalidRecipientsCount: invalidRecipients = max(invalidRecipients, number)
    case .headerLineLength: headerLine = max(headerLine, number)
    case .headerLength: header = max(header, number)
    case .headerToFieldsCount: toFields = max(toFields, number)
    case .mimeFilenameLength: filename = max(filename, number)
    case .bodyLineLength: bodyLine = max(bodyLine, number)
    case .bodyLength: body = max(body, number)
    case .commandVerb, .senderAddressRegex, .ehloReplyParameter, .mimeEncoding, .mimeFiletype: break
    }
  }

  /// Takes the numbers of a message.
  mutating func take(_ content: borrowing MailDataScanner) {
    headerLine = max(headerLine, content.peaks.headerLine)
    header = max(header, Int(clamping: content.headerBytes))
    toFields = max(toFields, content.toAddressCount)
    filename = max(filename, content.peaks.filename)
    bodyLine = max(bodyLine, content.peaks.bodyLine)
    body = max(body, Int(clamping: content.bodyBytes))
  }
}

/// The longest lines and names of one message, CR LF not counted.
struct ContentPeaks: Sendable {
  var headerLine = 0
  var bodyLine = 0
  var filename = 0
}
