import Testing

@testable import MailLogs

@Suite struct RecentlyUsedTests {
  @Test("what is used stays, and what was not used for longest is given up")
  func order() {
    var values = RecentlyUsed<Int>(limit: 10)
    values["used"] = -1
    var given: [Int] = []
    for number in 0..<100 {
      values["\(number)"] = number
      let used = values["used"]
      #expect(used == -1)
      given += values.makeRoom()
      #expect(values.count <= 20)
    }
    #expect(given.sorted() == Array(0..<given.count))
    let last = (90..<100).map { values["\($0)"] ?? 0 }
    #expect(last == Array(90..<100))
    let rest = values.removeAll()
    #expect(rest.count + given.count == 101 && values.count == 0)
  }

  @Test("a value that is taken away is not given up")
  func removal() {
    var values = RecentlyUsed<Int>(limit: 2)
    for number in 0..<4 {
      values["\(number)"] = number
      _ = values.makeRoom()
    }
    values["2"] = nil
    let (gone, rest) = (values["2"], values.removeAll())
    #expect(gone == nil && !rest.contains(2))
  }
}
