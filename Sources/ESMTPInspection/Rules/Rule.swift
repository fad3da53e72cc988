/// The name of an event. A name never changes once released.
public enum Rule: String, Sendable, CaseIterable, Hashable {
  // Replies.
  case maskBanner = "mask-banner"
  case bannerBroken = "banner-broken"
  case greetingNot220 = "greeting-not-220"
  case alreadyInspected = "already-inspected"
  case ehloReplyParameter = "ehlo-reply-parameter"
  // TLS and chunks.
  case allowTLS = "allow-tls"
  case tlsStarted = "tls-started"
  case tlsInjection = "tls-injection"
  case tlsRecord = "tls-record"
  case tlsUnmodelled = "tls-unmodelled"
  case bdatUnmodelled = "bdat-unmodelled"
  // Commands.
  case unknownCommand = "unknown-command"
  case commandTermination = "command-termination"
  case shortCommand = "short-command"
  case truncatedCommand = "truncated-command"
  case splitVerb = "split-verb"
  case pipelining
  case unexpectedTransition = "unexpected-transition"
  case streamEditing = "stream-editing"
  case reorderQueue = "reorder-queue"
  case authLineLength = "auth-line-length"
  // Addresses.
  case addressCharacter = "address-character"
  case specialCharacter = "special-character"
  case mailRelay = "mail-relay"
  case senderAddressLength = "sender-address-length"
  case senderAddressRegex = "sender-address-regex"
  // Criteria of commands.
  case commandLineLength = "cmd-line-length"
  case commandVerb = "cmd-verb"
  case recipientCount = "rcpt-count"
  case invalidRecipients = "invalid-recipients"
  // Content.
  case headerLineLength = "header-line-length"
  case headerLength = "header-length"
  case headerToFieldsCount = "header-to-fields-count"
  case bodyLineLength = "body-line-length"
  case bodyLength = "body-length"
  case mimeEncoding = "mime-encoding"
  case mimeFilenameLength = "mime-filename-length"
  case mimeFiletype = "mime-filetype"
  case mimeDepth = "mime-depth"
  case sizeMismatch = "size-mismatch"
  case splitFinalDot = "split-final-dot"
  // Limits.
  case rateLimit = "rate-limit"
  case connectionMaximum = "conn-max"
  case embryonicMaximum = "embryonic-conn-max"
  case perClientMaximum = "per-client-max"
  case perClientEmbryonicMaximum = "per-client-embryonic-max"
  case connectionTimeout = "conn-timeout"
  // The capture itself.
  case gap
  case overlapConflict = "overlap-conflict"
  case midstream
  case oneSided = "one-sided"
  case badChecksum = "bad-checksum"
  case snapped
  case boundHit = "bound-hit"
}

/// What a rule's events are about.
public enum RuleClass: String, Sendable {
  /// Can raise the verdict.
  case verdict
  /// Shown as a count, in full on request.
  case anomaly
  /// What was not seen.
  case coverage
}

extension Rule {
  /// The class of the rule.
  public var ruleClass: RuleClass {
    switch self {
    case .maskBanner, .ehloReplyParameter, .allowTLS, .unknownCommand, .commandTermination,
      .shortCommand, .addressCharacter, .specialCharacter, .mailRelay, .senderAddressLength,
      .senderAddressRegex, .commandLineLength, .commandVerb, .recipientCount, .invalidRecipients,
      .headerLineLength, .headerLength, .headerToFieldsCount, .bodyLineLength, .bodyLength,
      .mimeEncoding, .mimeFilenameLength, .mimeFiletype, .rateLimit, .connectionMaximum,
      .embryonicMaximum, .perClientMaximum, .perClientEmbryonicMaximum, .connectionTimeout:
      .verdict
    case .bannerBroken, .greetingNot220, .alreadyInspected, .tlsInjection, .tlsRecord,
      .truncatedCommand, .splitVerb, .pipelining, .unexpectedTransition, .streamEditing,
      .reorderQueue, .authLineLength, .mimeDepth, .sizeMismatch, .splitFinalDot:
      .anomaly
    case .tlsStarted, .tlsUnmodelled, .bdatUnmodelled, .gap, .overlapConflict, .midstream,
      .oneSided, .badChecksum, .snapped, .boundHit:
      .coverage
    }
  }
}

extension Rule {
  /// Whether the device itself drops the packet, so that the inspection never gets it (evidence 6.3,
  /// 7.3).
  public var precedesInspection: Bool {
    self == .connectionMaximum || self == .perClientMaximum || self == .connectionTimeout
  }

  /// Whether what a device does there is known from one source alone, so that it never decides by itself
  /// what becomes of mail, nor what helps (evidence 3.5).
  public var isUnproven: Bool { self == .bannerBroken }

  /// Whether the rule depends on where segments are cut (evidence 3.3).
  public var dependsOnBoundaries: Bool {
    self == .unknownCommand || self == .splitVerb || self == .truncatedCommand
      || self == .splitFinalDot
  }

  /// Whether a client waits for what never comes, although no byte is changed.
  public var stallsClients: Bool { self == .bannerBroken || self == .splitFinalDot }
}
