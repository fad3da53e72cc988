import Testing

@testable import Rewriting

@Suite struct EditHistoryTests {
  private func edit(_ offset: UInt64, _ count: Int = 2) -> RetainedEdit {
    RetainedEdit(offset: offset, bytes: Array(repeating: 1, count: count), old: [])
  }

  @Test("the last 1,024 edits are found by the bytes that they touch, the oldest first")
  func limit() {
    var history = EditHistory()
    for number in UInt64(0)..<1024 { history.append(edit(number * 10)) }
    #expect(history.forgotten == nil)
    #expect(history.overlapping(-5..<12).map(\.offset) == [0, 10])
    history.append(edit(20_000))
    history.append(edit(30_000, 5))
    #expect(history.overlapping(-5..<25).map(\.offset) == [20])
    #expect(history.forgotten == 0..<12)
    #expect(history.overlapping(10_229..<40_000).map(\.offset) == [10_230, 20_000, 30_000])
    #expect(history.end == 30_005)
  }

  @Test(
    "without memory for more the oldest edit is forgotten, and order is kept when there is again")
  func memory() {
    var history = EditHistory()
    for number in UInt64(0)..<3 { history.append(edit(number * 10)) }
    history.append(edit(30), mayGrow: false)
    #expect(history.cost == 3 * edit(0).cost)
    history.append(edit(40))
    history.append(edit(50), mayGrow: false)
    #expect(history.overlapping(0..<100).map(\.offset) == [20, 30, 40, 50])
    #expect(history.forgotten == 0..<12)
    #expect(history.cost == 4 * edit(0).cost)
  }

  @Test("a copy may lack forgotten edits where it reaches into what they lie between")
  func forgotten() {
    var history = EditHistory()
    for number in UInt64(0)...1024 { history.append(edit(100 + number * 10)) }
    for (range, isForgotten) in [
      (Int64(0)..<100, false), (0..<101, true), (101..<102, true), (102..<500, false),
    ] {
      #expect(history.hasForgotten(range) == isForgotten, "\(range)")
    }
  }
}
