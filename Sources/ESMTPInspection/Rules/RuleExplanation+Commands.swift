// Commands, addresses and their criteria.
extension RuleExplanation {
  static let unknownCommand = RuleExplanation(
    "a command that is not on the inspection's list is made unreadable and forwarded",
    client: "the server's error reply, as \"500 Command unknown: 'XXX'\"",
    server: "X for the command's bytes, as many as there were",
    next:
      "an ESA answers \"500 #5.5.1 command not recognized\" and after a few of them \"421 Exceeded "
      + "bad SMTP command limit, disconnecting\", then logs \"ICID … close\"; Postfix answers \"502 5.5.2 "
      + "Error: command not recognized\"",
    .documented, "evidence 3.1, 3.2, 8.3; transcripts C01, C06 to C09, C17", usual: .mask,
    others: [
      Effect(
        action: .rewrite, client: "the server's 250 to a NOOP that it never sent",
        server: "NOOP and blanks in place of the command")
    ])

  static let commandTermination = RuleExplanation(
    "a command line ends in a bare LF or a bare CR",
    client: "an error reply to a line that looked well, or no reply at all",
    server: "a line of X",
    next: "servers that take a bare LF work without the firewall and refuse the line behind it; "
      + "clients of this kind never deliver",
    .documented, "evidence 3.3; transcript C14", usual: .mask)

  static let shortCommand = RuleExplanation(
    "a line of fewer than four characters is crossed out and forwarded",
    client: "an error reply",
    server: "one to three X and the line end",
    next: "each counts as a bad command: an ESA sends 421 after a few of them",
    .documented, "evidence 3.3, 8.3", usual: .mask)

  static let truncatedCommand = RuleExplanation(
    "the session ends inside a command line, and what there is of it is discarded",
    client: "nothing: it has closed, or lost the connection",
    server: "the end of the session without the unfinished line",
    next:
      "an ESA logs \"ICID … lost\" where the connection broke, and aborts a message that was open",
    .documented, "evidence 3.3, 8.3")

  static let splitVerb = RuleExplanation(
    "a verb reached the firewall in pieces, as typed by hand, and each piece was judged alone",
    client: "an error reply to a command that was typed right",
    server: "XXXX in place of the verb",
    next: "a test by hand with telnet fails although mail servers get through; send each command "
      + "in one packet, as nc or swaks do",
    .documented, "evidence 3.3; transcript C03")

  static let pipelining = RuleExplanation(
    "commands were sent without waiting for the replies",
    client: "its replies, as far as the model goes",
    server: "the commands, as far as the model goes",
    next: "the device watches for this, and no document says what it does; Exim has logged "
      + "\"next input sent too soon: pipelining was advertised\" behind such a device",
    .documented, "evidence 3.3, 3.9")

  static let unexpectedTransition = RuleExplanation(
    "the server replied without a command, or out of order",
    client: "a reply that it did not wait for, which it may take for the next one",
    server: "a client that is out of step with it",
    next: "the device watches for this, and no document says what it does; the capture may also "
      + "lack a frame here",
    .documented, "evidence 3.14")

  static let streamEditing = RuleExplanation(
    "bytes were sent again with other content",
    client: "acknowledgements for bytes of which only one form went through",
    server: "one of the two forms; which one depends on its TCP",
    next: "look for a middlebox that edits, or for somebody who tries to get round the inspection",
    .documented, "evidence 3.3")

  static let reorderQueue = RuleExplanation(
    "more segments arrived out of order than the device queues",
    client: "loss: it sends segments again and slows down",
    server: "the same stream, later",
    next: "long transfers over paths that reorder become slow or time out; a tcp-map with a larger "
      + "queue-limit helps",
    .documented, "evidence 3.12")

  static let authLineLength = RuleExplanation(
    "a line of the authentication exchange is longer than the limit for commands",
    client: "its reply, as far as the model goes",
    server: "the line, as far as the model goes",
    next: "a device that measures these lines as commands would drop the session: long Kerberos "
      + "tokens are the ones to test",
    .inferred, "evidence 3.8; RFC 4954 section 4")

  static let addressCharacter = RuleExplanation(
    "an address holds a character that the inspection does not let through",
    client: "the reply to an address that it did not send, most often a refusal",
    server: "a blank where the character stood",
    next: "the server answers 501 or 553 for the syntax, and the sender returns the mail",
    .documented, "evidence 3.4; transcripts G05, G06", usual: .rewrite,
    others: [
      Effect(
        action: .drop, client: "no reply to its MAIL or RCPT, nor to anything later",
        server: "the dialogue up to that command, then silence")
    ])

  static let specialCharacter = RuleExplanation(
    "an address holds a bar, a back quote or a NUL, and the map has special-character",
    client: "no reply to the command with that address",
    server: "the commands before it, then silence",
    next: "the sender tries again and meets the same end until it returns the mail; the log line "
      + "names the address",
    .documented, "evidence 3.4", usual: .drop)

  static let mailRelay = RuleExplanation(
    "a recipient lies outside the domain that the map's mail-relay names",
    client: "no reply to that RCPT",
    server: "MAIL and the recipients before it, then silence",
    next: "recipients of the same message that were allowed get nothing either; the device logs "
      + "\"mail-relay: No Mail Relay allowed\"",
    .documented, "evidence 4; transcript G07", usual: .drop)

  static let senderAddressLength = RuleExplanation(
    "the reverse path is longer than the map allows",
    client: "no reply to MAIL",
    server: "EHLO or HELO, then silence",
    next:
      "senders with long tagged return paths (VERP, SRS, BATV) fail and all others get through; "
      + "they try again for days",
    .documented, "evidence 2.1", usual: .drop)

  static let senderAddressRegex = RuleExplanation(
    "the reverse path matches an expression of the map",
    client: "no reply to a MAIL with that sender",
    server: "a dialogue that stops at MAIL",
    next: "the sender sees no refusal, so it does not learn that it is unwanted, and tries again",
    .documented, "evidence 1.2", usual: .drop)

  static let commandLineLength = RuleExplanation(
    "a command line is longer than the map allows",
    client: "no reply to the long command",
    server: "the commands of earlier packets, then silence",
    next: "AUTH with a long initial response and addresses with many parameters are the usual "
      + "ones; the sender logs a time-out",
    .documented, "evidence 2.1, 1.2", usual: .drop)

  static let commandVerb = RuleExplanation(
    "a command is one that the map matches by its verb",
    client: "no reply to that command",
    server: "what came before that command, then silence",
    next: "a sender that needs the command cannot work through this map; others never notice",
    .documented, "evidence 1.2", usual: .drop,
    others: [
      Effect(
        action: .mask, client: "the server's error reply to that command",
        server: "X in place of the command")
    ])

  static let recipientCount = RuleExplanation(
    "a message has more recipients than the map allows",
    client: "no reply to the recipient that is one too many",
    server: "a message with recipients and no content, then silence",
    next: "mailing lists fail and single mails do not; an ESA logs \"ICID … lost\" and \"Message "
      + "aborted MID … Receiving aborted\"",
    .observed, "evidence 2.1, 4, 8.3", usual: .drop)

  static let invalidRecipients = RuleExplanation(
    "the server has refused more recipients than the map allows",
    client: "no reply from the refusal that was one too many on",
    server: "a client that falls silent after its wrong recipients",
    next:
      "meant against address harvesting; a list with old addresses trips it as well, and its good "
      + "recipients get nothing",
    .documented, "evidence 1.2", usual: .drop)
}
