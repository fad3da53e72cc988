import Primitives
import Testing

@testable import ESMTPInspection

@Suite struct NextStepTests {
  @Test(
    "every rule that can change or end a session says what servers do next",
    arguments: Rule.allCases)
  func complete(rule: Rule) {
    let isGrave = rule.explanation.usualAction >= .mask
    #expect(isGrave == false || !rule.nextSteps.isEmpty)
    guard isGrave else { return }
    #expect(rule.nextSteps.contains { $0.isClient })
    #expect(rule.nextSteps.contains { $0.server == "Postfix" })
    #expect(rule.nextSteps.contains { $0.server == "Exim" || $0.server == "Cisco ESA" })
  }

  @Test("the texts start in lower case and end without a full stop")
  func texts() {
    for step in Rule.allCases.flatMap(\.nextSteps) + NextStep.hiddenKeyword {
      #expect(step.text.first?.isUppercase == false)
      #expect(!step.text.hasSuffix("."))
    }
  }

  @Test(
    "what a hidden keyword does is told of STARTTLS where that is among them, or may be",
    arguments: [
      ("250-STARTTLS\r\n250 HELP\r\n", 0, true), ("250-SMTPUTF8\r\n250 starttls\r\n", 0, true),
      ("250-SMTPUTF8\r\n250 CHUNKING", 0, false), ("250-XSTARTTLS\r\n", 0, false),
      ("250-SMTPUTF8\r\n", 400, true),
    ])
  func keywords(before: String, more: Int, isTLS: Bool) {
    let event = Event(
      rule: .ehloReplyParameter, moment: Moment(frame: 1, time: 0), sender: .server, offset: 0,
      length: before.utf8.count + more, action: .mask, before: Array(before.utf8),
      confidence: .observed)
    #expect(event.nextSteps == (isTLS ? NextStep.hiddenTLS : NextStep.hiddenKeyword))
  }

  @Test("a reset is told otherwise than a drop, a log line not at all")
  func actions() {
    let event = { (action: EventAction) in
      Event(
        rule: .headerLineLength, moment: Moment(frame: 1, time: 0), sender: .client, offset: 0,
        length: 1, action: action, confidence: .observed)
    }
    #expect(event(.drop).nextSteps == NextStep.silentContent)
    #expect(event(.reset).nextSteps == NextStep.reset)
    #expect(event(.log).nextSteps.isEmpty)
    #expect(event(.none).nextSteps.isEmpty)
  }
}
