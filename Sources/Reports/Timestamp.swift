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
    let (seconds, rest) = Self.split(nanoseconds)
    nanosecond = rest
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
    appendSecond(to: &out)
    Self.append(nanosecond: nanosecond, to: &out)
  }

  /// Appends `2014-08-14T11:04:31.`, what times of one second share.
  func appendSecond(to out: inout [UInt8]) {
    appendDateAndClock(separator: UInt8(ascii: "T"), to: &out)
    out.append(UInt8(ascii: "."))
  }

  /// Appends `000000000Z`, what follows the second.
  static func append(nanosecond: Int, to out: inout [UInt8]) {
    out.append(addingCapacity: 10) { out in
      appendThreeDigits(nanosecond / 1_000_000, to: &out)
      appendThreeDigits(nanosecond / 1_000 % 1_000, to: &out)
      appendThreeDigits(nanosecond % 1_000, to: &out)
      out.append(UInt8(ascii: "Z"))
    }
  }

  /// The second since 1970-01-01 UTC in which a time lies, and the nanosecond of that second.
  static func split(_ nanoseconds: Int64) -> (second: Int64, nanosecond: Int) {
    let billion: Int64 = 1_000_000_000
    // The quotient of a negative time is rounded down, as the remainder counts up.
    return (floorQuotient(nanoseconds, billion), Int(floorModulo(nanoseconds, billion)))
  }

  /// `2014-08-14 11:04:31.000 UTC`, for a person.
  var spoken: String {
    var out: [UInt8] = []
    appendDateAndClock(separator: UInt8(ascii: " "), to: &out)
    out.append(addingCapacity: 4) { out in
      out.append(UInt8(ascii: "."))
      appendThreeDigits(nanosecond / 1_000_000, to: &out)
    }
    return String(decoding: out, as: UTF8.self) + " UTC"
  }

  /// Appends `2014-08-14T11:04:31`; a time of 64 bits has a year of four digits.
  private func appendDateAndClock(separator: UInt8, to out: inout [UInt8]) {
    out.append(addingCapacity: 19) { out in
      appendTwoDigits(year / 100, to: &out)
      appendTwoDigits(year % 100, to: &out)
      out.append(UInt8(ascii: "-"))
      appendTwoDigits(month, to: &out)
      out.append(UInt8(ascii: "-"))
      appendTwoDigits(day, to: &out)
      out.append(separator)
      appendTwoDigits(second / 3600, to: &out)
      out.append(UInt8(ascii: ":"))
      appendTwoDigits(second / 60 % 60, to: &out)
      out.append(UInt8(ascii: ":"))
      appendTwoDigits(second % 60, to: &out)
    }
  }
}

@inline(__always)
private func appendTwoDigits(_ value: Int, to out: inout OutputSpan<UInt8>) {
  let value = UInt32(truncatingIfNeeded: value)
  out.append(UInt8(ascii: "0") &+ UInt8(truncatingIfNeeded: value / 10))
  out.append(UInt8(ascii: "0") &+ UInt8(truncatingIfNeeded: value % 10))
}

@inline(__always)
private func appendThreeDigits(_ value: Int, to out: inout OutputSpan<UInt8>) {
  let value = UInt32(truncatingIfNeeded: value)
  out.append(UInt8(ascii: "0") &+ UInt8(truncatingIfNeeded: value / 100))
  appendTwoDigits(Int(value % 100), to: &out)
}

func floorQuotient(_ value: Int64, _ divisor: Int64) -> Int64 {
  value / divisor - (value % divisor < 0 ? 1 : 0)
}

func floorModulo(_ value: Int64, _ divisor: Int64) -> Int64 {
  let rest = value % divisor
  return rest < 0 ? rest + divisor : rest
}
