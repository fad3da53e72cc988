import Primitives

/// The text of a line of Postfix.
struct PostfixEntry {
  /// The whole text.
  let text: Substring
  /// The queue identifier that it starts with; nil where there is none, or `NOQUEUE`.
  let queue: String?
  /// What stands behind the identifier.
  let event: Substring
  /// The word of a rule of the server, with its colon: `reject:`, `milter-reject:`, `hold:`.
  private let rule: Substring?

  /// Reads a text.
  init(_ text: Substring) {
    self.text = text
    let word = text.firstWord
    let name = word.dropLast()
    guard word.last == ":", (6..<40).contains(word.utf8.count), name != "warning",
      name.utf8.allSatisfy(\.isLetterOrDigit)
    else {
      (queue, event, rule) = (nil, text, nil)
      return
    }
    event = text[word.endIndex...].drop { $0 == " " }
    queue = name == "NOQUEUE" ? nil : String(name)
    let first = event.firstWord
    rule = first.last == ":" ? first : nil
  }

  /// Whether a rule refused something.
  var isRejection: Bool { rule?.hasSuffix("reject:") ?? false }

  /// The envelope, which stands behind what a rule did; empty where nothing did something.
  var envelope: MailLogReader.Envelope {
    var envelope = MailLogReader.Envelope()
    guard rule != nil else { return envelope }
    let fields = LoggedFields(event)
    envelope.sender = fields["from"]
    if let recipient = fields["to"] { envelope.recipients.keep(recipient) }
    return envelope
  }
}
