/// A date of the Gregorian calendar, which is taken to have been in use at all times.
public struct CivilDate: Hashable, Sendable {
  /// The year.
  public let year: Int
  /// From 1 to 12.
  public let month: Int
  /// From 1 to 31.
  public let day: Int

  /// A date.
  public init(year: Int, month: Int, day: Int) {
    self.year = year
    self.month = month
    self.day = day
  }

  // Both ways count years from March on, so that the leap day comes last, in eras of 400 years, which
  // have the same number of days.

  /// The date of a day.
  ///
  /// - Parameter daysSince1970: the days since 1970-01-01, which may be negative.
  public init(daysSince1970: Int64) {
    let days = daysSince1970 + 719_468
    let (era, dayOfEra) = (floorQuotient(days, 146_097), floorModulo(days, 146_097))
    let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let shifted = (5 * dayOfYear + 2) / 153
    day = Int(dayOfYear - (153 * shifted + 2) / 5 + 1)
    month = Int(shifted < 10 ? shifted + 3 : shifted - 9)
    year = Int(yearOfEra + era * 400) + (month <= 2 ? 1 : 0)
  }

  /// The days since 1970-01-01.
  public var daysSince1970: Int64 {
    let shifted = Int64(month <= 2 ? year - 1 : year)
    let (era, yearOfEra) = (floorQuotient(shifted, 400), floorModulo(shifted, 400))
    let dayOfYear = (153 * Int64(month > 2 ? month - 3 : month + 9) + 2) / 5 + Int64(day) - 1
    return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
  }
}

/// A quotient that is rounded down, where a division of Swift rounds to zero.
public func floorQuotient(_ value: Int64, _ divisor: Int64) -> Int64 {
  value / divisor - (value % divisor < 0 ? 1 : 0)
}

/// What `floorQuotient` leaves, from 0 on.
public func floorModulo(_ value: Int64, _ divisor: Int64) -> Int64 {
  let rest = value % divisor
  return rest < 0 ? rest + divisor : rest
}
