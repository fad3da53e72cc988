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
    for step in Rule.allCases.flatMap(\.nextSteps) {
      #expect(step.text.first?.isUppercase == false)
      #expect(!step.text.hasSuffix("."))
    }
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
