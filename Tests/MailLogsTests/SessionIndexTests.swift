import Primitives
import Testing

@testable import MailLogs

@Suite struct SessionIndexTests {
  private static let hour: Int64 = 3_600_000_000_000

  /// Sessions of two years in no order, some of them long; every third is of another key.
  private static func sessions() throws -> [LoggedSession] {
    try (0..<300).map { number in
      var session = try JoinTests.session(number)
      session.start += Int64(number * 7919 % 17_000) * hour
      session.end = session.start + Int64(number % 7 == 0 ? 9 : 1) * hour
      return session
    }
  }

  @Test(
    "the sessions around a time are those of a search through all, whatever its year",
    arguments: [2014, 2015, nil], [false, true])
  func model(year: Int?, isOfEnd: Bool) throws {
    let sessions = try Self.sessions()
    let index = SessionIndex(sessions) { [$0.number % 3] }
    for (month, day) in [(1, 1), (2, 28), (8, 14), (12, 31)] {
      let time = LogTime(year: year, month: month, day: day, second: 40_000, nanosecond: 0)
      let reach = -20 * Self.hour...90 * Self.hour
      let expected = sessions.indices.filter { place in
        let session = sessions[place]
        let moment = time.nanoseconds(near: session.start) - Self.hour
        return session.number % 3 == 0 && moment - session.start >= reach.lowerBound
          && moment - (isOfEnd ? session.end : session.start) <= reach.upperBound
      }
      let parts = index.begun(0, before: time, ahead: Self.hour, by: reach, isOfEnd: isOfEnd)
      for part in parts {
        #expect(part.map { sessions[$0].start } == part.map { sessions[$0].start }.sorted())
      }
      let found = Set(parts.joined())
      #expect(found.isSuperset(of: expected))
      if year != nil, !isOfEnd { #expect(found.count == expected.count) }
    }
  }

  @Test("another key has no sessions")
  func other() throws {
    let index = SessionIndex(try Self.sessions()) { [$0.number % 3] }
    #expect(index[3].isEmpty && index[0].count == 100)
    let time = LogTime(year: nil, month: 1, day: 1, second: 0, nanosecond: 0)
    #expect(index.begun(3, before: time, ahead: 0, by: 0...1, isOfEnd: true).isEmpty)
  }
}
