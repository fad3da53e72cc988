import Primitives
import Testing

@Suite("the calendar")
struct CivilDateTests {
  @Test(
    "known days",
    arguments: [
      (0, 1970, 1, 1), (-1, 1969, 12, 31), (11_016, 2000, 2, 29), (11_017, 2000, 3, 1),
      (-25_509, 1900, 2, 28), (-25_508, 1900, 3, 1), (19_722, 2023, 12, 31), (47_540, 2100, 2, 28),
      (47_541, 2100, 3, 1), (-719_162, 1, 1, 1), (-719_163, 0, 12, 31),
    ] as [(Int64, Int, Int, Int)])
  func known(_ days: Int64, _ year: Int, _ month: Int, _ day: Int) {
    #expect(CivilDate(daysSince1970: days) == CivilDate(year: year, month: month, day: day))
    #expect(CivilDate(year: year, month: month, day: day).daysSince1970 == days)
  }

  @Test("a day follows the one before it, over a whole era and before 1970")
  func following() {
    var date = CivilDate(year: 1799, month: 12, day: 31)
    for days in date.daysSince1970...date.daysSince1970 + 147_000 {
      #expect(CivilDate(daysSince1970: days) == date)
      #expect(date.daysSince1970 == days)
      date = next(date)
    }
  }

  /// The day after, by the table that everybody knows.
  private func next(_ date: CivilDate) -> CivilDate {
    let isLeap = date.year % 4 == 0 && (date.year % 100 != 0 || date.year % 400 == 0)
    let lengths = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
    if date.day < lengths[date.month - 1] {
      return CivilDate(year: date.year, month: date.month, day: date.day + 1)
    }
    return date.month < 12
      ? CivilDate(year: date.year, month: date.month + 1, day: 1)
      : CivilDate(year: date.year + 1, month: 1, day: 1)
  }

  @Test("quotients are rounded down", arguments: -9...9 as ClosedRange<Int64>)
  func floors(_ value: Int64) {
    #expect(floorQuotient(value, 4) * 4 + floorModulo(value, 4) == value)
    #expect((0..<4).contains(floorModulo(value, 4)))
  }
}
