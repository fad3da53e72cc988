import ESMTPInspection
import Primitives

/// What decides a session under one of two policies.
struct SideDecision: Sendable {
  /// Verdict, frame, rule, line and statement, escaped.
  var text: String
  /// The event that the text tells of; nil where none does.
  var event: EventRecord?
}

extension SessionComparison {
  /// What decides each side: what keeps its mail back, where nothing does so in the same way on the
  /// other side, or else the event in which the two differ. Of texts that say the same, the first line
  /// follows in which what is forwarded is not the same.
  var decisions: (old: SideDecision, new: SideDecision) {
    let events = decisive
    var (first, second) = (
      decision(old, beside: new, tls?.old, events.old),
      decision(new, beside: old, tls?.new, events.new)
    )
    if first.text == second.text, let before = first.event?.event, let after = second.event?.event,
      let change = Excerpt.changes(before: before.after, after: after.after, width: 56).first
    {
      first.text += "; forwarded: \(change.before)"
      second.text += "; forwarded: \(change.after)"
    }
    return (first, second)
  }

  private func decision(
    _ session: SessionRecord, beside other: SessionRecord, _ parameter: StatementRecord?,
    _ event: EventRecord?
  ) -> SideDecision {
    let reason = session.mailReason.flatMap { $0.isAlike(other.mailReason) ? nil : $0 }
    // What else keeps the mail back is not the parameter's.
    if hangsOnTLS, reason?.isAboutTLS ?? true { return decisionOfTLS(session, parameter) }
    let verdict = verdict(session)
    if session.verdict == .exempt {
      let reason = session.decision.reason
      return SideDecision(
        text: "\(verdict): " + (reason.isEmpty ? "no class inspects it" : Escape.text(reason)))
    }
    if let reason {
      let event = reason.event.map { session.events[$0] }
      return SideDecision(text: "\(verdict): \(Self.words(reason, event))", event: event)
    }
    if let event {
      return SideDecision(
        text: "\(verdict): " + Self.words(event) + (event.isObserved ? "" : Self.remark),
        event: event)
    }
    guard let own = Self.gravest(session.events), own.event.action > .none else {
      return SideDecision(text: "\(verdict): nothing is done")
    }
    return SideDecision(
      text: "\(verdict): nothing in its place; the gravest is \(Self.words(own))")
  }

  /// The verdict, and what becomes of the mail where that differs.
  private func verdict(_ session: SessionRecord) -> String {
    session.verdict.rawValue + (mailWords == nil ? "" : ", mail \(session.fate.outcome.rawValue)")
  }

  /// Whether STARTTLS is hidden from the client under one of the policies alone by what a parameter says,
  /// and neither ends the session.
  private var hangsOnTLS: Bool {
    tls != nil && old.hidesTLS != new.hidesTLS && max(old.verdict, new.verdict) < .dropped
  }

  /// What the parameter makes of STARTTLS, which a line hides that may be the same under both policies.
  private func decisionOfTLS(_ session: SessionRecord, _ parameter: StatementRecord?)
    -> SideDecision
  {
    let event = (old.hidesTLS ? old : new).events.first {
      Rule.hidingTLS.contains($0.event.rule) && $0.event.action > .none
    }
    let line = parameter.map { statement in
      ", " + (statement.source.map { Escape.text($0.description) + "  " } ?? "")
        + Escape.text(statement.text)
    }
    return SideDecision(
      text: verdict(session) + ": "
        + (event.map { "frame \(Spoken.number($0.event.moment.frame)), " } ?? "")
        + (session.hidesTLS ? "STARTTLS is hidden" : "STARTTLS is offered") + (line ?? ""),
      event: session.hidesTLS ? event : nil)
  }

  /// What is said of an event behind the divergence point.
  private static let remark = "; behind the divergence, so that it does not count"

  /// Frame, rule, line and statement of an event.
  private static func words(_ record: EventRecord) -> String {
    let event = record.event
    let place = event.source.map { Escape.text($0.description) + "  " } ?? ""
    let statement = event.match.map { Escape.text($0) } ?? event.summary
    return
      "frame \(Spoken.number(event.moment.frame)), \(event.rule.rawValue), \(place)\(statement)"
  }

  /// The same of the event that a reason names, or else the reason with its line.
  private static func words(_ reason: SessionReason, _ event: EventRecord?) -> String {
    let text =
      event.map { words($0) }
      ?? Escape.text(reason.what)
      + (reason.frame.map { ", frame \(Spoken.number($0))" } ?? "") + "; \(reason.by)"
    return text + (reason.isExpected ? " (expected)" : "")
  }
}

extension SessionReason {
  /// Whether STARTTLS, which is hidden, keeps the mail from what its ends want.
  fileprivate var isAboutTLS: Bool { cause.map { Rule.hidingTLS.contains($0.rule) } ?? false }

  /// Whether another policy keeps the mail back at the same place by the same statement, wherever in its
  /// text that stands.
  fileprivate func isAlike(_ other: SessionReason?) -> Bool {
    guard let other else { return false }
    return what == other.what && frame == other.frame && cause?.rule == other.cause?.rule
      && cause?.match == other.cause?.match
  }
}

extension Rule {
  /// The rules by which STARTTLS is hidden from the client.
  fileprivate static let hidingTLS: [Rule] = [.ehloReplyParameter, .allowTLS]
}

extension SessionComparison {
  /// The event of each side that makes the difference: the gravest that the other side does not have
  /// at all, or has with another effect where both have the same events. Those behind a divergence are
  /// looked at where the others are all alike.
  var decisive: (old: EventRecord?, new: EventRecord?) {
    for counts in [true, false] {
      for comparesEffects in [false, true] {
        let found = (
          SessionComparison.gravest(old, beside: new, counts, comparesEffects),
          SessionComparison.gravest(new, beside: old, counts, comparesEffects)
        )
        if found.0 != nil || found.1 != nil { return found }
      }
    }
    return (SessionComparison.gravest(old.events), SessionComparison.gravest(new.events))
  }

  private static func gravest(
    _ session: SessionRecord, beside other: SessionRecord, _ counts: Bool, _ comparesEffects: Bool
  ) -> EventRecord? {
    let known = other.events.map(\.event)
    return gravest(
      session.events.filter { record in
        let event = record.event
        return !known.contains {
          $0.rule == event.rule && $0.sender == event.sender && $0.offset == event.offset
            && $0.action == event.action
            && (!comparesEffects
              || $0.after == event.after && $0.log == event.log)
        }
      }, counts)
  }

  /// The first of the gravest events up to the divergence point, or behind it, where they do not count.
  static func gravest(_ events: [EventRecord], _ counts: Bool = true) -> EventRecord? {
    let events = events.filter { $0.isObserved == counts }
    guard let action = events.map(\.event.action).max() else { return nil }
    return events.first { $0.event.action == action }
  }
}
