/// What becomes of the mail of a session behind the firewall, from the best to the gravest.
///
/// A verdict is about bytes, an outcome about mail: a masked session may deliver everything, and one
/// that nobody touches may carry nothing but a refusal.
public enum MailOutcome: String, Sendable, CaseIterable, Comparable {
  /// The server accepts it.
  case delivered
  /// The server accepts it, and TLS, which it offers, was hidden from the client.
  case deliveredInClear = "delivered-in-clear"
  /// The recording does not tell.
  case unknown
  /// The server refuses it with 4xx or 5xx, which the client reads.
  case refused
  /// Client and server wait for each other.
  case hangs
  /// The session ends before the server has taken it, and nobody says why.
  case lost

  /// By gravity.
  public static func < (a: MailOutcome, b: MailOutcome) -> Bool {
    a.gravity < b.gravity
  }

  /// The place in the order, from 0.
  public var gravity: Int {
    switch self {
    case .delivered: 0
    case .deliveredInClear: 1
    case .unknown: 2
    case .refused: 3
    case .hangs: 4
    case .lost: 5
    }
  }

  /// Whether a gate at an outcome is hit: by this one and graver ones; `unknown` is on no scale, and is
  /// hit by itself alone.
  public func hits(_ threshold: MailOutcome) -> Bool {
    if self == .unknown || threshold == .unknown { return self == threshold }
    return self >= threshold
  }
}

/// What the firewall does, by its rule and the line behind that, in the words of its event.
public struct Cause: Sendable, Equatable {
  /// The rule.
  public var rule: Rule
  /// The statement in the words of the running configuration, or nil where no statement does it.
  public var match: String?
  /// The configuration line, or nil where none does it.
  public var source: SourceLine?

  /// A rule and its line.
  public init(_ rule: Rule, match: String? = nil, source: SourceLine? = nil) {
    self.rule = rule
    self.match = match
    self.source = source
  }

  /// What an event names.
  public init(_ event: borrowing Event) {
    self.init(event.rule, match: event.match, source: event.source)
  }

  /// Whether an event is of this rule and this line.
  public func isNamed(by event: borrowing Event) -> Bool {
    event.rule == rule && event.source == source && event.match == match
  }
}

/// An outcome, and what decides it.
public struct MailFate: Sendable, Equatable {
  /// What becomes of the mail.
  public var outcome: MailOutcome
  /// The frame that decides, from 1; nil where none does.
  public var frame: Int?
  /// What of the firewall decides; nil where the recording alone does.
  public var cause: Cause?
  /// False where the recording shows it; true where the firewall changes what the recording goes on
  /// with, so that it is what servers and clients are known to do then.
  public var isExpected: Bool
  /// Why, in a sentence without a full stop.
  public var why: String

  /// An outcome.
  public init(
    _ outcome: MailOutcome, frame: Int? = nil, cause: Cause? = nil, isExpected: Bool = false,
    why: String
  ) {
    self.outcome = outcome
    self.frame = frame
    self.cause = cause
    self.isExpected = isExpected
    self.why = why
  }

  /// The rule that decides; nil where the recording alone does.
  public var rule: Rule? { cause?.rule }

  /// What is said of a session before it ends.
  public static let unseen = MailFate(.unknown, why: "no mail was seen in it")
}
