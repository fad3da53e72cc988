import Dispatch
import Primitives
import Testing

@Suite struct GuardedTests {
  private struct Refusal: Error {}

  @Test("what threads do to a value is done one after the other")
  func turns() {
    let sums = Sums()
    DispatchQueue.concurrentPerform(iterations: 4) { _ in
      for _ in 0..<5000 {
        sums.both.withLock { both in
          both.first += 1
          both.second += both.first
        }
      }
    }
    let both = sums.both.withLock { $0 }
    #expect(both.first == 20_000)
    #expect(both.second == 20_000 * 20_001 / 2)
  }

  @Test("an error gives the value back")
  func errors() {
    let sums = Sums()
    #expect(throws: Refusal.self) {
      try sums.both.withLock { _ throws(Refusal) in throw Refusal() }
    }
    #expect(sums.both.withLock { $0.first } == 0)
  }
}

private final class Sums: Sendable {
  struct Both {
    var first = 0
    var second = 0
  }

  let both = Guarded(Both())
}
