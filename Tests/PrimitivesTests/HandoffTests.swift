import Dispatch
import Synchronization
import Testing

@testable import Primitives

@Suite struct HandoffTests {
  @Test("every item comes once, in the order of who put it", arguments: [1, 3])
  func order(putters: Int) {
    let handoff = Handoff<(putter: Int, number: Int)>()
    let many = 2000
    for putter in 0..<putters {
      DispatchQueue.global().async {
        for number in 0..<many { handoff.put((putter, number)) }
      }
    }
    var next = [Int](repeating: 0, count: putters)
    for _ in 0..<putters * many {
      let item = handoff.next()
      #expect(item.number == next[item.putter])
      next[item.putter] += 1
    }
    #expect(next == [Int](repeating: many, count: putters))
    #expect(!handoff.hasNext)
  }

  @Test("what is there is seen before anybody waits")
  func ahead() {
    let handoff = Handoff<Int>()
    #expect(!handoff.hasNext)
    handoff.put(1)
    handoff.put(2)
    #expect(handoff.hasNext)
    #expect(handoff.next() == 1)
    #expect(handoff.next() == 2)
    #expect(!handoff.hasNext)
  }

  @Test("a thread that looks sees what another has done, and gives up where nothing comes")
  func spinning() {
    let isDone = Atomic(false)
    #expect(!spin { isDone.load(ordering: .acquiring) })
    var looks = 0
    #expect(
      spin {
        looks += 1
        return looks == 3
      })
    #expect(looks == 3)
  }
}
