/// What a rule means to a reader: one entry a rule.
///
/// All texts start in lower case and end without a full stop, so that reports can put them behind a
/// label. They are written for the rule's usual action; `Event.clientSees` and `Event.serverSees`
/// give the text for the action that was taken.
public struct RuleExplanation: Sendable, Equatable {
  /// The rule in one line.
  public let summary: String
  /// What the client gets, where the usual action is taken.
  public let clientSees: String
  /// What the server gets, where the usual action is taken.
  public let serverSees: String
  /// What well-known mail servers do next.
  public let next: String
  /// How well the rule is known.
  public let confidence: Confidence
  /// Where it is known from: `evidence N.N`, `transcript X`, an RFC section, or `this tool`.
  public let source: String
  /// The action that `clientSees` and `serverSees` speak of.
  public let usualAction: EventAction
  /// What both ends get where a rule takes another action that needs words of its own.
  let otherEffects: [Effect]

  /// What both ends get where an action is taken.
  struct Effect: Sendable, Equatable {
    let action: EventAction
    let client: String
    let server: String
  }

  init(
    _ summary: String, client: String, server: String, next: String, _ confidence: Confidence,
    _ source: String, usual: EventAction = .none, others: [Effect] = []
  ) {
    self.summary = summary
    clientSees = client
    serverSees = server
    self.next = next
    self.confidence = confidence
    self.source = source
    usualAction = usual
    otherEffects = others
  }

  /// What both ends get where an action is taken.
  func effect(of action: EventAction) -> Effect {
    if let own = otherEffects.first(where: { $0.action == action }) { return own }
    let isUsual = action == usualAction || usualAction == .none && action == .log
    if isUsual { return Effect(action: action, client: clientSees, server: serverSees) }
    return Effect.common(action)
  }
}

extension RuleExplanation.Effect {
  /// What an action does to both ends, whatever the rule.
  static func common(_ action: EventAction) -> Self {
    switch action {
    case .none:
      Self(action: action, client: "nothing of it", server: "the bytes as they were sent")
    case .log:
      Self(
        action: action, client: "nothing of it; the device writes a log line",
        server: "the bytes as they were sent")
    case .mask:
      Self(
        action: action, client: "the answer to a line that was crossed out",
        server: "X or * in place of the bytes, as many as there were")
    case .rewrite:
      Self(
        action: action, client: "the answer to what the server received instead",
        server: "other bytes than were sent, as many as there were")
    case .drop:
      Self(
        action: action,
        client: "silence: nothing comes back any more, until it gives up",
        server: "silence: nothing comes in any more, until its own time limit")
    case .reset:
      Self(
        action: action, client: "an RST: the connection is gone at once",
        server: "an RST as well, in the middle of the dialogue")
    }
  }
}

extension Event {
  /// What the client gets, in a sentence without a full stop.
  public var clientSees: String { rule.explanation.effect(of: action).client }
  /// What the server gets, in a sentence without a full stop.
  public var serverSees: String { rule.explanation.effect(of: action).server }
}

extension Event {
  /// What happened, in one line.
  public var summary: String { rule.summary(of: match) }
  /// What well-known mail servers do next, in a sentence without a full stop; nil where a `match not` made
  /// the event, which happens to other mail than the rule's sentence speaks of.
  public var next: String? {
    if Rule.isNegated(match) { return nil }
    return rule == .ehloReplyParameter && action == .mask
      ? nextWithoutKeywords : rule.explanation.next
  }
}

extension Rule {
  /// Whether a statement, in the words of the running configuration, is a `match not`.
  static func isNegated(_ match: String?) -> Bool { match?.hasPrefix("not ") ?? false }

  /// What happened where a statement made the rule act, in one line: of a `match not` that it is not so.
  public func summary(of match: String?) -> String {
    Rule.isNegated(match) ? "it is not so that \(explanation.summary)" : explanation.summary
  }

  /// How well the rule is known, whatever the event.
  public var confidence: Confidence { explanation.confidence }

  /// What the rule means to a reader.
  public var explanation: RuleExplanation {
    switch self {
    case .maskBanner: .maskBanner
    case .bannerBroken: .bannerBroken
    case .greetingNot220: .greetingNot220
    case .alreadyInspected: .alreadyInspected
    case .ehloReplyParameter: .ehloReplyParameter
    case .allowTLS: .allowTLS
    case .tlsStarted: .tlsStarted
    case .tlsInjection: .tlsInjection
    case .tlsRecord: .tlsRecord
    case .tlsUnmodelled: .tlsUnmodelled
    case .bdatUnmodelled: .bdatUnmodelled
    case .unknownCommand: .unknownCommand
    case .commandTermination: .commandTermination
    case .shortCommand: .shortCommand
    case .truncatedCommand: .truncatedCommand
    case .splitVerb: .splitVerb
    case .pipelining: .pipelining
    case .unexpectedTransition: .unexpectedTransition
    case .streamEditing: .streamEditing
    case .reorderQueue: .reorderQueue
    case .authLineLength: .authLineLength
    case .addressCharacter: .addressCharacter
    case .specialCharacter: .specialCharacter
    case .mailRelay: .mailRelay
    case .senderAddressLength: .senderAddressLength
    case .senderAddressRegex: .senderAddressRegex
    case .commandLineLength: .commandLineLength
    case .commandVerb: .commandVerb
    case .recipientCount: .recipientCount
    case .invalidRecipients: .invalidRecipients
    case .headerLineLength: .headerLineLength
    case .headerLength: .headerLength
    case .headerToFieldsCount: .headerToFieldsCount
    case .bodyLineLength: .bodyLineLength
    case .bodyLength: .bodyLength
    case .mimeEncoding: .mimeEncoding
    case .mimeFilenameLength: .mimeFilenameLength
    case .mimeFiletype: .mimeFiletype
    case .mimeDepth: .mimeDepth
    case .sizeMismatch: .sizeMismatch
    case .splitFinalDot: .splitFinalDot
    case .rateLimit: .rateLimit
    case .connectionMaximum: .connectionMaximum
    case .embryonicMaximum: .embryonicMaximum
    case .perClientMaximum: .perClientMaximum
    case .perClientEmbryonicMaximum: .perClientEmbryonicMaximum
    case .connectionTimeout: .connectionTimeout
    case .gap: .gap
    case .overlapConflict: .overlapConflict
    case .midstream: .midstream
    case .oneSided: .oneSided
    case .badChecksum: .badChecksum
    case .snapped: .snapped
    case .boundHit: .boundHit
    }
  }
}
