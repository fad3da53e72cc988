public import ESMTPInspection
import Primitives

/// Why a session is what it is, for whoever reads no further: what keeps its mail back, or else what makes
/// its verdict.
///
/// Every form of report and the tables of logs say the same. Nothing is blamed on a line where the
/// recording alone shows why the mail failed.
public struct SessionReason: Sendable, Equatable {
  /// What happens, in a sentence without a full stop.
  public var what: String
  /// The frame that shows it, from 1; nil where none does.
  public var frame: Int?
  /// What of the firewall does it; nil where it has no part in it.
  public var cause: Cause?
  /// The event, by its place among those of the session; nil where none tells of it.
  public var event: Int?
  /// Whether it happens only once clients and servers go another way than the recording.
  public var isExpected = false

  /// The line and the statement that do it, escaped.
  public var by: String { cause.map(\.statement) ?? Self.recording }

  /// What is said in place of a line where the firewall has no part in it.
  private static let recording = "no line of the policy: the recording alone decides"
}

extension Cause {
  /// Whether a statement of the policy does it.
  var hasLine: Bool { match != nil || source != nil }

  /// The line and the statement, escaped.
  var statement: String {
    switch (match, source) {
    case (let match?, let source?): "\(Escape.text(source.description))  \(Escape.text(match))"
    case (let match?, nil): Escape.text(match)
    case (nil, let source?): Escape.text(source.description)
    case (nil, nil): "no line of the policy: a fixed part of the inspection, or the capture itself"
    }
  }
}

extension SessionRecord {
  /// Whether the mail gets through as its ends want it, as far as the firewall is concerned.
  public var isThrough: Bool {
    guard verdict < .dropped, fate.outcome != .deliveredInClear else { return false }
    guard let cause = fate.cause, !cause.rule.isUnproven else { return true }
    return fate.outcome == .delivered
  }

  /// What the firewall does to keep the mail back; nil where it gets through, or is kept back by others.
  public var stoppingCause: Cause? {
    guard !isThrough else { return nil }
    let events = events.span
    for index in events.indices where events[index].isObserved {
      if events[index].event.action >= .drop { return Cause(events[index].event) }
    }
    return fate.cause
  }

  /// What decides the session; nil where nothing of it was changed or ended, and no mail failed.
  public var reason: SessionReason? { mailReason ?? verdictReason }

  /// What keeps the mail back, the firewall or the recording alone; nil where it gets through, or the
  /// recording does not tell.
  var mailReason: SessionReason? {
    if let cause = stoppingCause {
      guard let index = place(of: cause) else {
        return SessionReason(
          what: fate.why, frame: fate.frame, cause: cause, isExpected: fate.isExpected)
      }
      return reason(index, cause)
    }
    if fate.outcome > .unknown {
      return SessionReason(what: fate.why, frame: fate.frame, isExpected: fate.isExpected)
    }
    return nil
  }

  /// What makes the verdict; nil where nothing was changed or ended.
  ///
  /// It is the gravest action. Where nobody knows what becomes of the mail, what clients mind most decides
  /// between several of these, and the first of what they mind as much.
  var verdictReason: SessionReason? {
    let events = events.span
    var gravest: Int?
    for index in events.indices where events[index].isObserved {
      guard events[index].event.action > .log else { continue }
      let isGraver =
        gravest.map { other in
          gravity(of: events[other].event) < gravity(of: events[index].event)
        } ?? true
      if isGraver { gravest = index }
    }
    return gravest.map { reason($0, Cause(events[$0].event)) }
  }

  private func gravity(of event: borrowing Event) -> (UInt8, Int) {
    (event.action.rawValue, fate.outcome == .unknown ? event.rule.nuisance : 0)
  }

  private func reason(_ index: Int, _ cause: Cause) -> SessionReason {
    let record = events[index]
    return SessionReason(
      what: cause.rule.summary(of: cause.match), frame: record.event.moment.frame, cause: cause,
      event: index, isExpected: !record.isObserved)
  }

  /// The first event of a cause: one that the recording is sure of before others. That TLS is refused is
  /// told by whatever hides STARTTLS.
  private func place(of cause: Cause) -> Int? {
    let events = events.span
    var expected: Int?
    for index in events.indices
    where cause.isNamed(by: events[index].event)
      || cause.rule == .allowTLS && events[index].event.mayHideStartTLS
    {
      if events[index].isObserved { return index }
      expected = expected ?? index
    }
    return expected
  }

  /// The rules of what was done, that which decides first, then the gravest.
  var actingRules: [Rule] {
    var rules = reason?.cause.map { [$0.rule] } ?? []
    for action in EventAction.allCases.reversed() where action > .none {
      for record in events where record.isObserved && record.event.action == action {
        if !rules.contains(record.event.rule) { rules.append(record.event.rule) }
      }
    }
    return rules
  }
}

extension Rule {
  /// How much of what a client and a server want it takes from them, as far as they go on.
  fileprivate var nuisance: Int {
    switch self {
    case .maskBanner: 0
    case .ehloReplyParameter: 1
    case .allowTLS: 2
    default: 3
    }
  }
}
