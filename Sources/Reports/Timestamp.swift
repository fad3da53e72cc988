import Primitives

/// A capture time as text (RFC 3339, UTC).
struct Timestamp: Equatable {
  /// The day.
  let date: CivilDate
  /// Seconds since midnight.
  let second: Int
  /// Nanoseconds of the second.
  let nanosecond: Int

  /// The time of nanoseconds since 1970-01-01 UTC, which may be negative.
  init(nanoseconds: Int64) {
    let (seconds, rest) = Self.split(nanoseconds)
    nanosecond = rest
    second = Int(floorModulo(seconds, 86_400))
    date = CivilDate(daysSince1970: floorQuotient(seconds, 86_400))
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
    append(fraction: nanosecond, to: &out)
    out.append(UInt8(ascii: "Z"))
  }

  /// Appends `000000000`, the nine digits of a nanosecond.
  static func append(fraction nanosecond: Int, to out: inout [UInt8]) {
    out.append(addingCapacity: 9) { out in
      appendThreeDigits(nanosecond / 1_000_000, to: &out)
      appendThreeDigits(nanosecond / 1_000 % 1_000, to: &out)
      appendThreeDigits(nanosecond % 1_000, to: &out)
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
      appendTwoDigits(date.year / 100, to: &out)
      appendTwoDigits(date.year % 100, to: &out)
      out.append(UInt8(ascii: "-"))
      appendTwoDigits(date.month, to: &out)
      out.append(UInt8(ascii: "-"))
      appendTwoDigits(date.day, to: &out)
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
