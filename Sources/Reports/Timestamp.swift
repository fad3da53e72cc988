/// A capture time as text (RFC 3339, UTC).
struct Timestamp: Equatable {
  /// The year of the Gregorian calendar.
  let year: Int
  /// From 1 to 12.
  let month: Int
  /// From 1 to 31.
  let day: Int
  /// Seconds since midnight.
  let second: Int
  /// Nanoseconds of the second.
  let nanosecond: Int

  /// The time of nanoseconds since 1970-01-01 UTC, which may be negative.
  init(nanoseconds: Int64) {
    let billion: Int64 = 1_000_000_000
    nanosecond = Int(floorModulo(nanoseconds, billion))
    // The quotient of a negative time is rounded down, as the remainder counts up.
    let seconds = floorQuotient(nanoseconds, billion)
    second = Int(floorModulo(seconds, 86_400))
    // Days to a date, with years from March on so that the leap day comes last.
    let days = floorQuotient(seconds, 86_400) + 719_468
    let era = floorQuotient(days, 146_097)
    let dayOfEra = floorModulo(days, 146_097)
    let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let shifted = (5 * dayOfYear + 2) / 153
    day = Int(dayOfYear - (153 * shifted + 2) / 5 + 1)
    month = Int(shifted < 10 ? shifted + 3 : shifted - 9)
    year = Int(yearOfEra + era * 400) + (month <= 2 ? 1 : 0)
  }

  /// `2014-08-14T11:04:31.000000000Z`.
  var rfc3339: String {
    var out: [UInt8] = []
    append(to: &out)
    return String(decoding: out, as: UTF8.self)
  }

  /// Appends `2014-08-14T11:04:31.000000000Z`.
  func append(to out: inout [UInt8]) {
    appendDate(to: &out)
    out.append(UInt8(ascii: "T"))
    appendClock(to: &out)
    out.append(UInt8(ascii: "."))
    appendPadded(nanosecond, 9, to: &out)
    out.append(UInt8(ascii: "Z"))
  }

  /// `2014-08-14 11:04:31.000 UTC`, for a person.
  var spoken: String {
    var out: [UInt8] = []
    appendDate(to: &out)
    out.append(UInt8(ascii: " "))
    appendClock(to: &out)
    out.append(UInt8(ascii: "."))
    appendPadded(nanosecond / 1_000_000, 3, to: &out)
    return String(decoding: out, as: UTF8.self) + " UTC"
  }

  private func appendDate(to out: inout [UInt8]) {
    appendPadded(year, 4, to: &out)
    out.append(UInt8(ascii: "-"))
    appendPadded(month, 2, to: &out)
    out.append(UInt8(ascii: "-"))
    appendPadded(day, 2, to: &out)
  }

  private func appendClock(to out: inout [UInt8]) {
    appendPadded(second / 3600, 2, to: &out)
    out.append(UInt8(ascii: ":"))
    appendPadded(second / 60 % 60, 2, to: &out)
    out.append(UInt8(ascii: ":"))
    appendPadded(second % 60, 2, to: &out)
  }

  private func appendPadded(_ value: Int, _ count: Int, to out: inout [UInt8]) {
    var divisor = 1
    for _ in 1..<count { divisor *= 10 }
    while divisor > 0 {
      out.append(UInt8(ascii: "0") + UInt8(value / divisor % 10))
      divisor /= 10
    }
  }
}

private func floorQuotient(_ value: Int64, _ divisor: Int64) -> Int64 {
  value / divisor - (value % divisor < 0 ? 1 : 0)
}

private func floorModulo(_ value: Int64, _ divisor: Int64) -> Int64 {
  let rest = value % divisor
  return rest < 0 ? rest + divisor : rest
}
