import Primitives
import Testing

@testable import ESMTPInspection

@Suite struct ReplyQueueTests {
  @Test("whether an AUTH waits is known without a look at all that wait", arguments: 1...4)
  func authentications(_ seed: UInt64) {
    var generator = SplitMix64(seed: seed)
    var queue = ReplyQueue()
    var model: [AwaitedReply.Request] = []
    var longest = 0
    for step in 0..<40_000 {
      switch UInt16.random(in: 0..<10_000, using: &generator) {
      case 0:
        queue.removeAll()
        model = []
      case 1..<3000:
        let popped = queue.popFirst()
        #expect(popped?.request == (model.isEmpty ? nil : model.removeFirst()))
      default:
        let requests: [AwaitedReply.Request] = [.mail, .other, .authentication]
        let request = requests[seed % 2 == 0 ? .random(in: 0..<3, using: &generator) : 1]
        let isRare = step % 1000 == 7
        queue.append(
          AwaitedReply(
            request: isRare ? .authentication : request, isRewritten: false, spoiledBy: nil))
        model.append(isRare ? .authentication : request)
        if model.count > ReplyQueue.limit { model.removeFirst() }
      }
      longest = max(longest, model.count)
      guard step % 16 == 0 else { continue }
      guard queue.awaitsAuthentication == model.contains(.authentication) else {
        Issue.record("\(model.count) wait")
        return
      }
    }
    #expect(longest == ReplyQueue.limit)
  }
}
