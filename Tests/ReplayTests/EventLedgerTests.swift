import ESMTPInspection
import Primitives
import Reports
import Testing

@testable import Replay

/// A ledger beside one that keeps everything.
@Suite struct EventLedgerTests {
  private static func event(_ rule: Rule, _ ordinal: Int, log: Bool = true) -> Event {
    Event(
      rule: rule, moment: Moment(frame: ordinal + 1, time: 0), sender: .client,
      offset: UInt64(ordinal), length: 1, action: log ? .log : .none, confidence: .documented)
  }

  /// Feeds a ledger; the divergence is known from an ordinal on.
  private func ledger(_ rules: [Rule], divergence: Int?, knownFrom: Int) -> EventLedger {
    var ledger = EventLedger()
    for (ordinal, rule) in rules.enumerated() {
      ledger.append(
        Self.event(rule, ordinal), ordinal: ordinal,
        divergence: ordinal >= knownFrom ? divergence : nil)
    }
    return ledger
  }

  private func counts(_ pairs: [(rule: Rule, count: Int)]) -> [Rule: Int] {
    Dictionary(pairs.map { ($0.rule, $0.count) }, uniquingKeysWith: +)
  }

  /// Events of each rule up to the divergence, and behind it.
  private func totals(_ ledger: EventLedger, _ divergence: Int?) -> [[Rule: Int]] {
    var copy = ledger
    let omissions = copy.omissions(divergence: divergence)
    let records = copy.takeRecords(divergence: divergence)
    var (observed, counterfactual) = (counts(omissions.rules), counts(omissions.counterfactual))
    for (rule, count) in counterfactual { observed[rule, default: 0] -= count }
    for record in records {
      if record.isObserved {
        observed[record.event.rule, default: 0] += 1
      } else {
        counterfactual[record.event.rule, default: 0] += 1
      }
    }
    return [observed.filter { $0.value > 0 }, counterfactual]
  }

  @Test("a divergence early in the session is behind nothing that is omitted")
  func early() {
    let rules = [Rule.maskBanner] + Array(repeating: Rule.unknownCommand, count: 299)
    let ledger = ledger(rules, divergence: 1, knownFrom: 2)
    #expect(
      totals(ledger, 1) == [[.maskBanner: 1, .unknownCommand: 1], [.unknownCommand: 298]])
  }

  @Test(
    "omitted events stand on their side of the divergence, wherever it is (seeds 1 to 30)",
    arguments: 1...30 as ClosedRange<UInt64>)
  func atRandom(seed: UInt64) {
    var random = SplitMix64(seed: seed)
    let usual: [Rule] = [.unknownCommand, .headerLineLength, .maskBanner]
    var rules = (0..<Int.random(in: 200...700, using: &random)).map { _ in
      usual.randomElement(using: &random) ?? .unknownCommand
    }
    // The first of further rules take the room of others.
    for rule in [Rule.recipientCount, .bodyLength, .commandVerb] where Bool.random(using: &random) {
      rules[Int.random(in: rules.indices, using: &random)] = rule
    }
    // It is the last event when it is told, or the latest masked reply to EHLO.
    let place = Int.random(in: rules.indices, using: &random)
    var told = place
    if Bool.random(using: &random) {
      rules[place] = .ehloReplyParameter
      told = Int.random(in: place..<rules.count, using: &random)
    }
    let ledger = ledger(rules, divergence: place, knownFrom: told + 1)
    func counted(_ rules: some Sequence<Rule>) -> [Rule: Int] {
      rules.reduce(into: [:]) { $0[$1, default: 0] += 1 }
    }
    #expect(
      totals(ledger, place) == [counted(rules[...place]), counted(rules[(place + 1)...])],
      "seed \(seed), \(rules.count) events, divergence \(place) told at \(told)")
    #expect(totals(ledger, nil)[1].isEmpty)
  }

  private static func event(_ rule: Rule, _ action: EventAction, _ ordinal: Int) -> Event {
    var event = event(rule, ordinal)
    event.action = action
    return event
  }

  @Test(
    "what ends the session is kept, whatever else its rule did",
    arguments: [EventAction.drop, .reset],
    [255, 256, 300])
  func ending(_ action: EventAction, _ before: Int) {
    var ledger = EventLedger()
    for ordinal in 0..<before {
      ledger.append(Self.event(.commandVerb, .log, ordinal), ordinal: ordinal)
    }
    ledger.append(Self.event(.commandVerb, action, before), ordinal: before)
    // What comes behind it takes no room of it.
    for (index, rule) in [Rule.gap, .pipelining, .bdatUnmodelled].enumerated() {
      ledger.append(Self.event(rule, .none, before + 1 + index), ordinal: before + 1 + index)
    }
    let records = ledger.takeRecords(divergence: before)
    #expect(records.count == EventLedger.limit)
    #expect(records.filter { $0.event.action == action }.map(\.event.moment.frame) == [before + 1])
    #expect(records.suffix(4).map(\.isObserved) == [true, false, false, false])
  }

  @Test(
    "at most 256 events are kept, in order, with the first of each rule and action (seeds 1 to 20)",
    arguments: 1...20 as ClosedRange<UInt64>)
  func firsts(seed: UInt64) {
    var random = SplitMix64(seed: seed)
    var ledger = EventLedger()
    var first: [[UInt8]: Int] = [:]
    let count = Int.random(in: 250...900, using: &random)
    for ordinal in 0..<count {
      let isUsual = Int.random(in: 0..<20, using: &random) > 0
      let rule = isUsual ? Rule.commandVerb : Rule.allCases.randomElement(using: &random) ?? .gap
      let action = isUsual ? .log : EventAction.allCases.randomElement(using: &random) ?? .none
      let key = Array(rule.rawValue.utf8) + [action.rawValue]
      first[key] = first[key] ?? ordinal
      ledger.append(Self.event(rule, action, ordinal), ordinal: ordinal)
    }
    let kept = ledger.takeRecords(divergence: nil).map { $0.event.moment.frame - 1 }
    #expect(kept.count == min(count, EventLedger.limit), "seed \(seed)")
    #expect(kept == kept.sorted(), "seed \(seed)")
    #expect(Set(first.values).isSubset(of: kept), "seed \(seed)")
  }

  @Test("the digest is that of all decisions, kept or not, and of nothing else")
  func digest() {
    let rules = Array(repeating: Rule.headerLineLength, count: 300)
    let whole = ledger(rules, divergence: nil, knownFrom: 300).omissions(divergence: nil)
    let records = rules.indices.map {
      EventRecord(event: Self.event(rules[$0], $0), isObserved: true)
    }
    #expect(whole.decisions?.digest == DecisionDigest(records).value)
    #expect(whole.decisions?.observed == 44)
    // What decides nothing takes room and is no decision.
    var other = EventLedger()
    for ordinal in 0..<10 {
      other.append(Self.event(.commandVerb, ordinal, log: false), ordinal: ordinal)
    }
    for ordinal in rules.indices {
      other.append(Self.event(rules[ordinal], ordinal), ordinal: ordinal + 10)
    }
    let omissions = other.omissions(divergence: nil)
    #expect(omissions.decisions?.digest == whole.decisions?.digest)
    #expect(omissions.decisions?.observed == 54)
  }
}
