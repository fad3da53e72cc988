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
  /// The verdict without the findings that are passed over; nil where none are.
  var pardonedVerdict: Verdict?
  /// The rules all of whose findings are passed over.
  var pardonedRules: Set<Rule> = []
  /// The rules that are passed over whatever they find.
  var ignoredRules: Set<Rule> = []
}

extension DecidedSession {
  /// What a session's record says.
  ///
  /// - Parameters:
  ///   - record: the session.
  ///   - ignoredRules: the rules that are passed over.
  ///   - known: what is passed over of this session.
  init(
    _ record: SessionRecord, ignoring ignoredRules: Set<Rule> = [], known: Baseline.Known? = nil
  ) {
    self.init(
      number: record.id, client: record.client, server: record.server,
      senders: record.messages.compactMap(\.sender),
      messageIDs: record.messages.compactMap(\.messageID), verdict: record.verdict,
      forwarded: record.forwarded)
    var (gravity, pardoned) = (EventAction.none, EventAction.none)
    self.ignoredRules = ignoredRules
    var counted: Set<Rule> = []
    var hasPardon = false
    for entry in record.events where entry.isObserved && entry.event.action > .none {
      if rules[entry.event.rule] == nil { rules[entry.event.rule] = .some(entry.event.source) }
      if ignoredRules.contains(entry.event.rule) || known?.holds(entry.event) == true {
        pardonedRules.insert(entry.event.rule)
        hasPardon = true
      } else {
        counted.insert(entry.event.rule)
        pardoned = max(pardoned, entry.event.action)
      }
      if entry.event.action > gravity {
        gravity = entry.event.action
        gravest = entry.event.rule
      }
    }
    pardonedRules.subtract(counted)
    if hasPardon { pardonedVerdict = min(verdict, Verdict(pardoned)) }
  }

  /// The verdicts that will do for it: without any of the findings that are passed over, and with all.
  var acceptableVerdicts: ClosedRange<Verdict> { (pardonedVerdict ?? verdict)...verdict }

  /// The rules in their usual order.
  var orderedRules: [Rule] { Rule.allCases.filter { rules.keys.contains($0) } }

  /// The session as a person finds it.
  var title: String { "session \(number), \(client) to \(server)" }
}
