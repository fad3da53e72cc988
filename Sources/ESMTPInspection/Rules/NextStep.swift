/// What a mail server does and logs once the inspection has acted.
public struct NextStep: Sendable, Equatable {
  /// `Postfix`, `Exim`, `Exchange`, `Cisco ESA`.
  public let server: String
  /// Whether it sends the mail (else it receives it).
  public let isClient: Bool
  /// What it does and logs, in a sentence without a full stop.
  public let text: String

  init(_ server: String, client isClient: Bool, _ text: String) {
    self.server = server
    self.isClient = isClient
    self.text = text
  }
}

extension NextStep {
  /// The session falls silent while commands are exchanged.
  static let silentDialogue = [
    NextStep(
      "Postfix", client: true,
      "waits 300 s (smtp_mail_timeout, smtp_rcpt_timeout), then defers: \"conversation with … timed out "
        + "while sending RCPT TO\"; tries again with growing pauses for five days"),
    NextStep(
      "Exim", client: true,
      "waits 5 minutes, then logs \"SMTP timeout after …\" and defers; the retry rules decide"),
    NextStep(
      "Exchange", client: true, "puts the queue into retry with a 4.4.x error of the connection"),
    NextStep(
      "Cisco ESA", client: true,
      "logs \"Connection Error: DCID … details: [Errno 60] Operation timed out … reason: network error\""
    ),
    NextStep(
      "Postfix", client: false, "logs \"timeout after … from …\" after 300 s (smtpd_timeout)"),
    NextStep(
      "Cisco ESA", client: false,
      "answers 421 into the void after 5 minutes and logs \"ICID … lost\", \"ICID … close\""),
  ]

  /// The session falls silent inside the message.
  static let silentContent = [
    NextStep(
      "Postfix", client: true,
      "waits 180 s for each write and 600 s for the reply to the final dot, then defers: \"conversation "
        + "with … timed out while sending message body\", or \"… while sending end of data -- message may "
        + "be sent more than once\""),
    NextStep(
      "Exim", client: true,
      "logs \"SMTP timeout … after sending data block\" and defers; the same message fails the same way"
    ),
    NextStep(
      "Exchange", client: true, "puts the queue into retry with a 4.4.x error of the connection"),
    NextStep(
      "Cisco ESA", client: true,
      "logs \"Connection Error: DCID … details: [Errno 60] Operation timed out … reason: network error\""
    ),
    NextStep(
      "Postfix", client: false, "logs \"timeout after DATA (… bytes) from …\" after 300 s"),
    NextStep(
      "Cisco ESA", client: false,
      "logs \"ICID … lost\", \"Message aborted MID … Receiving aborted\", \"Message finished MID … aborted\""
    ),
  ]

  /// The server gets X in place of a command.
  static let crossedOut = [
    NextStep(
      "Postfix", client: true,
      "takes the 5xx for a refusal of that command, and bounces where the mail needs it"),
    NextStep(
      "Exim", client: true,
      "logs \"SMTP error from remote mail server after … : 500 …\" and bounces"),
    NextStep(
      "Postfix", client: false,
      "answers \"502 5.5.2 Error: command not recognized\", and after 20 errors (smtpd_hard_error_limit) "
        + "\"421 4.7.0 … Error: too many errors\""),
    NextStep(
      "Exim", client: false, "answers \"500 unrecognized command\", and drops after three of them"),
    NextStep("Exchange", client: false, "answers \"500 5.3.3 Unrecognized command\""),
    NextStep(
      "Cisco ESA", client: false,
      "answers \"500 #5.5.1 command not recognized\", then \"421 Exceeded bad SMTP command limit, "
        + "disconnecting\", and logs \"ICID … close\""),
  ]

  /// The client does not learn of a keyword that is not STARTTLS.
  static let hiddenKeyword = [
    NextStep(
      "Postfix", client: true,
      "goes on without the extension; mail that takes SMTPUTF8 it bounces: \"SMTPUTF8 is required, but was "
        + "not offered by host …\""),
    NextStep("Exim", client: true, "goes on without the extension"),
    NextStep("Exchange", client: true, "goes on without the extension"),
    NextStep("Cisco ESA", client: true, "goes on without the extension"),
    NextStep(
      "Postfix", client: false, "notices nothing: the client does not use all that was offered"),
  ]

  /// The client does not learn of STARTTLS.
  static let hiddenTLS = [
    NextStep(
      "Postfix", client: true,
      "goes on in clear with smtp_tls_security_level=may; with encrypt it defers: \"TLS is required, but "
        + "was not offered by host …\""),
    NextStep(
      "Exim", client: true,
      "goes on in clear; with hosts_require_tls it defers: \"a TLS session is required, but the server "
        + "did not offer TLS support\""),
    NextStep(
      "Exchange", client: true,
      "goes on in clear; a connector with RequireTLS keeps the queue in retry with 4.7.5 or 5.7.3"),
    NextStep(
      "Cisco ESA", client: true,
      "delivers in clear with TLS Preferred; with TLS Required it logs \"DCID … STARTTLS command not "
        + "supported\""),
    NextStep("Postfix", client: false, "notices nothing: the session is one without STARTTLS"),
  ]

  /// The greeting is changed.
  static let maskedGreeting = [
    NextStep(
      "Postfix", client: true,
      "takes \"220\", asterisks and blanks for a PIX (smtp_pix_workarounds): it pauses before the final dot of "
        + "mail that waited, and logs \"enabling PIX workarounds\""),
    NextStep("Exim", client: true, "goes on: the text of the greeting means nothing to it"),
    NextStep("Exchange", client: true, "goes on: the text of the greeting means nothing to it"),
  ]

  /// The greeting never ends.
  static let endlessGreeting = [
    NextStep(
      "Postfix", client: true,
      "waits 300 s, then defers: \"conversation with … timed out while receiving the initial server "
        + "greeting\""),
    NextStep(
      "Exim", client: true, "waits 5 minutes, then logs \"SMTP timeout after initial connection\""),
    NextStep("Postfix", client: false, "logs \"timeout after CONNECT from …\""),
    NextStep("Cisco ESA", client: false, "logs \"ICID … lost\" after 5 minutes"),
  ]

  /// Both ends get an RST.
  static let reset = [
    NextStep(
      "Postfix", client: true, "logs \"lost connection with … while …\", and tries again"),
    NextStep("Exim", client: true, "logs \"Connection reset by peer\", and tries again"),
    NextStep(
      "Cisco ESA", client: true, "logs \"[Errno 54] Connection reset by peer\", and tries again"),
    NextStep("Postfix", client: false, "logs \"lost connection after … from …\""),
    NextStep(
      "Cisco ESA", client: false,
      "logs \"ICID … lost\" and, inside a message, \"Message aborted MID … Receiving aborted\""),
  ]

  /// The handshake gets no answer.
  static let noHandshake = [
    NextStep(
      "Postfix", client: true,
      "waits 30 s (smtp_connect_timeout), tries the next host, then defers: \"connect to …: Connection timed out\""
    ),
    NextStep("Exim", client: true, "logs \"Connection timed out\" and tries the next host"),
    NextStep(
      "Cisco ESA", client: true,
      "logs \"Connection Error: DCID … details: [Errno 60] Operation timed out … reason: network error\""
    ),
    NextStep("Postfix", client: false, "notices nothing"),
  ]
}

extension Event {
  /// What well-known servers do next and log; empty where nobody notices.
  public var nextSteps: [NextStep] {
    switch action {
    case .none: rule.stallsClients ? rule.nextSteps : []
    case .log: []
    case .mask where rule == .ehloReplyParameter && !mayHideStartTLS: NextStep.hiddenKeyword
    case .mask, .rewrite:
      // What only drops cause does not follow from less.
      rule.explanation.usualAction >= .drop ? NextStep.crossedOut : rule.nextSteps
    case .drop: rule.nextSteps
    case .reset: NextStep.reset
    }
  }
}

extension Rule {
  /// What well-known servers do next where the rule acts, a line a rule; empty where it changes nothing.
  public var nextSteps: [NextStep] {
    switch self {
    case .maskBanner: NextStep.maskedGreeting
    case .bannerBroken: NextStep.endlessGreeting
    case .ehloReplyParameter, .allowTLS: NextStep.hiddenTLS
    case .unknownCommand, .commandTermination, .shortCommand, .splitVerb, .commandVerb:
      NextStep.crossedOut
    case .addressCharacter, .specialCharacter, .mailRelay, .senderAddressLength,
      .senderAddressRegex, .commandLineLength, .recipientCount, .invalidRecipients,
      .connectionTimeout, .rateLimit:
      NextStep.silentDialogue
    case .headerLineLength, .headerLength, .headerToFieldsCount, .bodyLineLength, .bodyLength,
      .mimeEncoding, .mimeFilenameLength, .mimeFiletype, .splitFinalDot:
      NextStep.silentContent
    case .connectionMaximum, .perClientMaximum: NextStep.noHandshake
    case .greetingNot220, .alreadyInspected, .tlsStarted, .tlsInjection, .tlsRecord, .tlsUnmodelled,
      .bdatUnmodelled, .truncatedCommand, .pipelining, .unexpectedTransition, .streamEditing,
      .reorderQueue, .authLineLength, .mimeDepth, .sizeMismatch, .embryonicMaximum,
      .perClientEmbryonicMaximum, .gap, .overlapConflict, .midstream, .oneSided, .badChecksum,
      .snapped, .boundHit:
      []
    }
  }
}
