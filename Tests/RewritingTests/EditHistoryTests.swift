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

  @Test("without room for more the oldest edit is forgotten, and order is kept when there is again")
  func memory() {
    var history = EditHistory()
    for number in UInt64(0)..<3 { history.append(edit(number * 10)) }
    history.append(edit(30), room: 0)
    #expect(history.overlapping(0..<100).map(\.offset) == [10, 20, 30])
    history.append(edit(40))
    history.append(edit(50), room: edit(0).cost - 1)
    #expect(history.overlapping(0..<100).map(\.offset) == [20, 30, 40, 50])
    history.append(edit(60), room: edit(0).cost)
    #expect(history.overlapping(0..<100).map(\.offset) == [20, 30, 40, 50, 60])
    #expect(history.forgotten == 0..<12)
  }

  @Test("a large edit takes the place of as many small ones as it costs, or of all")
  func large() {
    var history = EditHistory()
    for number in UInt64(0)..<10 { history.append(edit(number * 10)) }
    let cost = history.cost
    history.append(edit(200, 4 * edit(0).cost), room: 0)
    #expect(history.cost <= cost)
    #expect(history.overlapping(0..<1000).map(\.offset) == [50, 60, 70, 80, 90, 200])
    history.append(edit(2000, 1 << 16), room: 0)
    #expect(history.overlapping(0..<10_000).map(\.offset) == [2000])
    #expect(history.forgotten == 0..<UInt64(200 + 4 * edit(0).cost))
  }

  @Test("the cost is what the allocator gives away", arguments: [1, 2, 16, 100, 1000])
  func cost(length: Int) {
    var history = EditHistory()
    for number in 0..<1000 {
      let bytes = [UInt8](repeating: 1, count: length)
      history.append(
        RetainedEdit(offset: UInt64(number * length), bytes: bytes, old: bytes.map { $0 + 1 }))
    }
    // Two arrays for each edit and one for all, of glibc's allocator: a size stands in front of each, and what
    // is there is rounded up to 16 bytes.
    let each = (32 + length + 8 + 15) / 16 * 16
    let all = 32 + 1024 * MemoryLayout<RetainedEdit>.stride
    #expect(history.cost >= 1000 * 2 * each + all)
    #expect(history.cost <= (1000 * 2 * each + all) * 3 / 2)
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
