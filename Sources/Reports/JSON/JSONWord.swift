import ESMTPInspection
import Primitives

/// A key with a word of the schema, as `,"verdict":"masked"`, made once.
struct JSONWord: Sendable {
  /// Both, with a comma before them.
  let text: [UInt8]

  /// A key and a word, printable ASCII without a quote or a backslash.
  init(_ key: String, _ word: String) { text = Array(",\"\(key)\":\"\(word)\"".utf8) }
}

extension JSONWord {
  /// What a session record starts with.
  static let session = JSONWord("record", "session")
  /// The same where its SYN is dropped.
  static let refused = JSONWord("record", "refused")

  /// The verdict of a session.
  static func verdict(_ verdict: Verdict) -> JSONWord {
    switch verdict {
    case .exempt: exempt
    case .untouched: untouched
    case .logged: logged
    case .masked: masked
    case .rewritten: rewritten
    case .dropped: dropped
    case .reset: reset
    }
  }
  private static let exempt = JSONWord("verdict", Verdict.exempt.rawValue)
  private static let untouched = JSONWord("verdict", Verdict.untouched.rawValue)
  private static let logged = JSONWord("verdict", Verdict.logged.rawValue)
  private static let masked = JSONWord("verdict", Verdict.masked.rawValue)
  private static let rewritten = JSONWord("verdict", Verdict.rewritten.rawValue)
  private static let dropped = JSONWord("verdict", Verdict.dropped.rawValue)
  private static let reset = JSONWord("verdict", Verdict.reset.rawValue)

  /// What becomes of mail.
  static func outcome(_ outcome: MailOutcome) -> JSONWord {
    switch outcome {
    case .delivered: delivered
    case .deliveredInClear: deliveredInClear
    case .unknown: unknown
    case .refused: refusedMail
    case .hangs: hangs
    case .lost: lost
    }
  }
  private static let delivered = JSONWord("outcome", MailOutcome.delivered.rawValue)
  private static let deliveredInClear = JSONWord("outcome", MailOutcome.deliveredInClear.rawValue)
  private static let unknown = JSONWord("outcome", MailOutcome.unknown.rawValue)
  private static let refusedMail = JSONWord("outcome", MailOutcome.refused.rawValue)
  private static let hangs = JSONWord("outcome", MailOutcome.hangs.rawValue)
  private static let lost = JSONWord("outcome", MailOutcome.lost.rawValue)

  /// Whether an outcome is what the recording shows, or what is expected.
  static func basis(isExpected: Bool) -> JSONWord { isExpected ? expected : recorded }
  private static let recorded = JSONWord("outcome_basis", "recorded")
  private static let expected = JSONWord("outcome_basis", "expected")

  /// How much of a session was looked at.
  static func coverage(_ coverage: Coverage) -> JSONWord {
    switch coverage {
    case .full: full
    case .partial: partial
    case .none: none
    }
  }
  private static let full = JSONWord("coverage", Coverage.full.rawValue)
  private static let partial = JSONWord("coverage", Coverage.partial.rawValue)
  private static let none = JSONWord("coverage", Coverage.none.rawValue)

  /// The direction of an event.
  static func direction(_ sender: Sender) -> JSONWord {
    sender == .client ? fromClient : fromServer
  }
  private static let fromClient = JSONWord("direction", Sender.client.description)
  private static let fromServer = JSONWord("direction", Sender.server.description)

  /// Whether an event stands before the divergence point.
  static func certainty(isObserved: Bool) -> JSONWord { isObserved ? observed : counterfactual }
  private static let observed = JSONWord("certainty", "observed")
  private static let counterfactual = JSONWord("certainty", "counterfactual")

  /// What an event does.
  static func action(_ action: EventAction) -> JSONWord { actions[Int(action.rawValue)] }
  // The raw values count from 0 in the order of the cases.
  private static let actions = EventAction.allCases.map { JSONWord("action", $0.name) }

  /// How well a rule is known.
  static func confidence(_ confidence: Confidence) -> JSONWord {
    switch confidence {
    case .documented: documented
    case .observed: observedRule
    case .inferred: inferred
    }
  }
  private static let documented = JSONWord("confidence", Confidence.documented.rawValue)
  private static let observedRule = JSONWord("confidence", Confidence.observed.rawValue)
  private static let inferred = JSONWord("confidence", Confidence.inferred.rawValue)
}
