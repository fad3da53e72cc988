// Header, body and MIME parts.
extension RuleExplanation {
  static let headerLineLength = RuleExplanation(
    "a header line is longer than the map allows",
    client: "no answer after it sent the message; it sends again until it times out",
    server: "a message that stops in its header, then silence",
    next: "an ESA logs \"ICID … lost\" and \"Message aborted MID … Receiving aborted\"; the sender "
      + "keeps the message and meets the same end at each attempt",
    .observed, "evidence 3.10, 4; transcripts G01, G02", usual: .drop)

  static let headerLength = RuleExplanation(
    "the header is longer than the map allows",
    client: "no answer to a message with a long header",
    server: "the first part of a header, then silence",
    next: "mail that passed many relays or carries many signatures fails first",
    .documented, "evidence 1.2", usual: .drop)

  static let headerToFieldsCount = RuleExplanation(
    "the To field holds more addresses than the map allows",
    client: "no answer to a message to many",
    server: "a header that stops at To, then silence",
    next: "the envelope plays no part: a list server with one address in To gets through",
    .documented, "evidence 1.2", usual: .drop)

  static let bodyLineLength = RuleExplanation(
    "a body line is longer than the map allows",
    client: "its reply, as if nothing had happened; the device writes a log line",
    server: "the line as it was sent",
    next: "the built-in map only logs here; RFC 5321 section 4.5.3.1.6 allows 998 bytes, and some "
      + "servers break longer lines, which spoils signatures",
    .documented, "evidence 2.1", usual: .log,
    others: [
      Effect(
        action: .drop, client: "no answer to a message with such a line",
        server: "a body that stops at that line, then silence")
    ])

  static let bodyLength = RuleExplanation(
    "the body is longer than the map allows",
    client: "no answer from the byte on that was one too many",
    server: "the first part of a large message, then silence",
    next: "sendmail writes \"Deferred: Connection timed out\"; Exim \"SMTP timeout … after sending "
      + "data block\"; small test mails get through, which misleads",
    .documented, "evidence 1.2; transcripts G07, G15, G16", usual: .drop)

  static let mimeEncoding = RuleExplanation(
    "a part has a transfer encoding that the map matches",
    client: "no answer to a message with that encoding",
    server: "a message that stops at a part's header, then silence",
    next: "whole classes of mail fail, as all with attachments where base64 is matched",
    .documented, "evidence 1.2", usual: .drop)

  static let mimeFilenameLength = RuleExplanation(
    "a file name is longer than the map allows",
    client: "no answer to a message with that attachment",
    server: "a message that stops where the attachment starts, then silence",
    next: "names in encoded words or RFC 2231 form are three times as long on the wire as on the "
      + "screen, so names in other scripts trip it first",
    .documented, "evidence 2.1, 3.10", usual: .drop)

  static let mimeFiletype = RuleExplanation(
    "a file name matches an expression of the map",
    client: "no answer to a message with a file of that name",
    server: "a message that stops at that file's header, then silence",
    next: "the sender gets no word about the file; it tries again and returns the mail days later",
    .documented, "evidence 1.2", usual: .drop)

  static let mimeDepth = RuleExplanation(
    "parts lie deeper inside each other than this tool follows",
    client: "its answer, as far as the model goes",
    server: "the message, as far as the model goes",
    next: "encodings and file names below that depth were not looked at",
    .inferred, "this tool; RFC 2046 section 5.1")

  static let sizeMismatch = RuleExplanation(
    "the message is larger than its SIZE= said",
    client: "its answer as the server gives it; 108006 stands in the log",
    server: "more bytes than were announced",
    next: "a server may refuse at the end with 552 what it would have refused at MAIL (RFC 1870 "
      + "section 6)",
    .documented, "evidence 4; transcript G08")

  static let splitFinalDot = RuleExplanation(
    "the final dot is cut by a segment, and the firewall does not see the end of the message",
    client: "no reply to its message, until it gives up",
    server: "a message that does not end",
    next:
      "the client waits for the reply (10 minutes in RFC 5321 section 4.5.3.2.6) and sends the "
      + "message again; Postfix's delay_dotcrlf waits before the dot so that one segment holds it",
    .observed, "evidence 3.10; transcript C22")
}
