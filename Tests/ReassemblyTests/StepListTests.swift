import Primitives
import Testing

@testable import Reassembly

@Suite struct StepListTests {
  private func step(_ offset: UInt64) -> Step {
    Step(
      kind: .opened, connection: 0, sender: .client, offset: offset,
      moment: Moment(frame: 1, time: 0))
  }

  @Test func `steps of an earlier call are not seen`() {
    var list = StepList()
    for counts in [3, 1, 0, 5, 2, 0] {
      list.removeAll()
      #expect(list.isEmpty)
      for index in 0..<counts { list.append(step(UInt64(counts * 10 + index))) }
      #expect(list.count == counts)
      #expect(list.map(\.offset) == (0..<counts).map { UInt64(counts * 10 + $0) })
    }
  }
}
