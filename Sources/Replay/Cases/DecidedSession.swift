import ESMTPInspection
import Primitives
import Reports

/// A session of a capture and what the policy did to it, as far as expectations know.
struct DecidedSession: Sendable, Equatable {
  var number: Int
  var client: Socket
  var server: Socket
  var senders: [String] = []
  var messageIDs: [String] = []
  var verdict: Verdict
  /// The rules that did something, with the line that asks for it where one does.
  var rules: [Rule: SourceLine?] = [:]
  /// The rule of the gravest action.
  var gravest: Rule?
  var forwarded: ForwardedRecord?
}

extension DecidedSession {
  /// What a session's record says.
  init(_ record: SessionRecord) {
    self.init(
      number: record.id, client: record.client, server: record.server,
      senders: record.messages.compactMap(\.sender),
      messageIDs: record.messages.compactMap(\.messageID), verdict: record.verdict,
      forwarded: record.forwarded)
    var gravity = EventAction.none
    for entry in record.events where entry.isObserved && entry.event.action > .none {
      if rules[entry.event.rule] == nil { rules[entry.event.rule] = .some(entry.event.source) }
      if entry.event.action > gravity {
        gravity = entry.event.action
        gravest = entry.event.rule
      }
    }
  }

  /// The rules in their usual order.
  var orderedRules: [Rule] { Rule.allCases.filter { rules.keys.contains($0) } }

  /// The session as a person finds it.
  var title: String { "session \(number), \(client) to \(server)" }
}
