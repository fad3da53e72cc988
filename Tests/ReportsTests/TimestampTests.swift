import Testing

@testable import Reports

struct TimestampTests {
  private static let table: [(Int64, String)] = [
    (0, "1970-01-01T00:00:00.000000000Z"),
    (1, "1970-01-01T00:00:00.000000001Z"),
    (-1, "1969-12-31T23:59:59.999999999Z"),
    (-1_000_000_000, "1969-12-31T23:59:59.000000000Z"),
    (-86_400_000_000_001, "1969-12-30T23:59:59.999999999Z"),
    (951_782_399_000_000_000, "2000-02-28T23:59:59.000000000Z"),
    (951_782_400_000_000_000, "2000-02-29T00:00:00.000000000Z"),
    (951_868_800_000_000_000, "2000-03-01T00:00:00.000000000Z"),
    (1_408_014_271_123_456_789, "2014-08-14T11:04:31.123456789Z"),
    (1_709_164_800_000_000_000, "2024-02-29T00:00:00.000000000Z"),
    (1_735_689_599_999_999_999, "2024-12-31T23:59:59.999999999Z"),
    (4_107_542_400_000_000_000, "2100-03-01T00:00:00.000000000Z"),
    (4_107_542_399_000_000_000, "2100-02-28T23:59:59.000000000Z"),
    (-2_203_891_200_000_000_000, "1900-03-01T00:00:00.000000000Z"),
    (-2_203_891_201_000_000_000, "1900-02-28T23:59:59.000000000Z"),
    (.max, "2262-04-11T23:47:16.854775807Z"),
    (.min, "1677-09-21T00:12:43.145224192Z"),
  ]

  @Test("times are written as RFC 3339 with nine digits", arguments: table)
  func written(time: Int64, text: String) {
    #expect(Timestamp(nanoseconds: time).rfc3339 == text)
  }

  @Test("each day from 1900 to 2101 follows the one before, as a calendar counts them")
  func calendar() {
    var day: Int64 = -25_567
    var wrong: [Int64] = []
    for year in 1900...2101 {
      let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
      for (index, days) in [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
        .enumerated()
      {
        for number in 1...days {
          let time = Timestamp(nanoseconds: day * 86_400_000_000_000 + 3_661_000_000_000)
          let isRight =
            time.year == year && time.month == index + 1 && time.day == number
            && time.second == 3661
          if !isRight { wrong.append(day) }
          day += 1
        }
      }
    }
    #expect(wrong == [])
    #expect(day == 48_212)
  }

  @Test("a person gets milliseconds and a zone")
  func spoken() {
    #expect(Timestamp(nanoseconds: -1).spoken == "1969-12-31 23:59:59.999 UTC")
  }
}
