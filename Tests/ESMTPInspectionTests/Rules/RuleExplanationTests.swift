import Primitives
import Testing

@testable import ESMTPInspection

struct RuleExplanationTests {
  private static func texts(_ rule: Rule) -> [String] {
    let entry = rule.explanation
    return [entry.summary, entry.clientSees, entry.serverSees, entry.next]
  }

  @Test("every rule has texts that obey the style", arguments: Rule.allCases)
  func style(rule: Rule) {
    let others = rule.explanation.otherEffects.flatMap { [$0.client, $0.server] }
    for text in Self.texts(rule) + others {
      // A name in capitals may open a text; a sentence's capital may not.
      let start = Array(text.unicodeScalars.prefix(2))
      #expect(start.count == 2)
      let isName =
        start.first?.properties.isUppercase == true
        && (text.hasPrefix("Postfix") || text.hasPrefix("Exchange")
          || start.last?.properties.isLowercase == false)
      #expect(start.first?.properties.isUppercase == false || isName, "\(text)")
      #expect(!text.hasSuffix(".") && !text.contains("!") && !text.contains("  "), "\(text)")
      #expect(text.unicodeScalars.allSatisfy { $0.value >= 32 && $0.value < 127 || $0 == "…" })
      #expect(text.utf8.count <= 320, "\(text)")
    }
    #expect(rule.explanation.summary.utf8.count <= 90)
    #expect(!rule.explanation.source.isEmpty)
  }

  @Test("no two rules say the same, and no text of a rule stands twice in it")
  func distinct() {
    let summaries = Rule.allCases.map(\.explanation.summary)
    #expect(Set(summaries).count == summaries.count)
    let nexts = Rule.allCases.map(\.explanation.next)
    #expect(Set(nexts).count == nexts.count)
    let pairs = Rule.allCases.map { [$0.explanation.clientSees, $0.explanation.serverSees] }
    #expect(Set(pairs).count == pairs.count)
    for rule in Rule.allCases where rule != .badChecksum {
      #expect(Set(Self.texts(rule)).count == 4, "\(rule.rawValue)")
    }
  }

  @Test(
    "a rule that can raise the verdict speaks of an action, save where the handshake is answered")
  func usualActions() {
    for rule in Rule.allCases {
      let answers: [Rule] = [.embryonicMaximum, .perClientEmbryonicMaximum]
      let acts = rule.ruleClass == .verdict && !answers.contains(rule)
      #expect((rule.explanation.usualAction > .none) == acts, "\(rule.rawValue)")
    }
  }

  private static func event(_ rule: Rule, _ action: EventAction) -> Event {
    Event(
      rule: rule, moment: .init(frame: 1, time: 0), sender: .client, offset: 0, length: 0,
      action: action, confidence: rule.confidence)
  }

  @Test("an event speaks of the action that was taken")
  func effects() {
    let dropped = Self.event(.recipientCount, .drop)
    #expect(dropped.clientSees == Rule.recipientCount.explanation.clientSees)
    let logged = Self.event(.recipientCount, .log)
    #expect(logged.serverSees == "the bytes as they were sent")
    #expect(logged.clientSees == "nothing of it; the device writes a log line")
    let reset = Self.event(.recipientCount, .reset)
    #expect(reset.clientSees == "an RST: the connection is gone at once")
    let noop = Self.event(.unknownCommand, .rewrite)
    #expect(noop.serverSees == "NOOP and blanks in place of the command")
    let closed = Self.event(.addressCharacter, .drop)
    #expect(closed.serverSees == "the dialogue up to that command, then silence")
    let anomaly = Self.event(.pipelining, .none)
    #expect(anomaly.clientSees == Rule.pipelining.explanation.clientSees)
  }

  @Test("each action has words of its own", arguments: EventAction.allCases)
  func commonEffects(action: EventAction) {
    let own = RuleExplanation.Effect.common(action)
    #expect(own.action == action)
    for other in EventAction.allCases where other != action {
      #expect(RuleExplanation.Effect.common(other).client != own.client)
    }
  }

  @Test("what a match not does is not told as what the rule is about")
  func negated() {
    var event = Event(
      rule: .senderAddressLength, moment: Moment(frame: 1, time: 0), sender: .client, offset: 0,
      length: 1, match: "sender-address length gt 320", action: .drop, confidence: .documented)
    let explanation = event.rule.explanation
    #expect(event.summary == explanation.summary && event.next == explanation.next)
    event.match = "not sender-address length gt 320"
    #expect(event.summary == "it is not so that \(explanation.summary)")
    #expect(event.next == nil)
    event.match = nil
    #expect(event.summary == explanation.summary)
  }
}
