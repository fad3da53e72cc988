import Primitives

/// A time as a log line prints it: of a clock whose zone mostly is not told.
public struct LogTime: Sendable, Hashable {
  /// The year; nil where the line has none (RFC 3164 section 4.1.2).
  public var year: Int?
  /// From 1 to 12.
  public var month: Int
  /// From 1 to 31.
  public var day: Int
  /// Seconds since midnight.
  public var second: Int
  /// Nanoseconds of the second; 0 where the clock has whole seconds.
  public var nanosecond: Int
  /// Seconds east of UTC; nil where the line does not tell.
  public var zone: Int?

  /// Nanoseconds since 1970 on the log's own clock, or in UTC where the zone is told.
  ///
  /// - Parameter defaultYear: the year where the line has none.
  /// - Returns: the time.
  public func nanoseconds(defaultYear: Int) -> Int64 {
    let days = CivilDate(year: year ?? defaultYear, month: month, day: day).daysSince1970
    let seconds = days * 86_400 + Int64(second) - Int64(zone ?? 0)
    return seconds * 1_000_000_000 + Int64(nanosecond)
  }

  /// What no other year can bring nearer, in nanoseconds.
  private static let halfYear: UInt64 = 182 * 86_400_000_000_000

  /// The same in the year that brings it nearest to a moment, where the line has none: a log may go on from
  /// one year to the next.
  func nanoseconds(near moment: Int64) -> Int64 {
    // The years that 64 bits hold whole.
    let year = min(max(Self.year(of: moment), 1679), 2260)
    let time = nanoseconds(defaultYear: year)
    guard self.year == nil, time.distance(from: moment) > Self.halfYear else { return time }
    let others = [nanoseconds(defaultYear: year - 1), nanoseconds(defaultYear: year + 1)]
    return others.reduce(time) { $1.distance(from: moment) < $0.distance(from: moment) ? $1 : $0 }
  }

  /// The year of a time in nanoseconds since 1970.
  public static func year(of nanoseconds: Int64) -> Int {
    CivilDate(daysSince1970: floorQuotient(nanoseconds, 86_400_000_000_000)).year
  }
}

/// A log line cut into its time and what follows.
struct TimedLine {
  var time: LogTime?
  /// What stands behind the time, without blanks around it.
  var rest: Substring

  private static let months = [
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
  ]
  /// Those that a capture can be of: its times are nanoseconds in 64 bits.
  private static let years = 1970...2261
  private static let weekdays: Set<Substring> = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]

  /// The forms that are known: RFC 5424 (`2026-11-24T00:37:42.444+01:00`), Exim's
  /// (`2026-11-24 00:37:42`), RFC 3164 (`Nov 24 00:37:42`), the device's (`Nov 24 2026 00:37:42`, in EMBLEM
  /// form `Nov 24 2026 00:37:42 UTC:`) and the ESA's (`Tue Nov 24 00:37:42 2026`), each behind a priority in
  /// angle brackets or without. Of the names of zones UTC and GMT alone say what they are.
  init(_ line: Substring) {
    var rest = line.drop { $0 == " " }
    if rest.first == "<", let end = rest.prefix(6).firstIndex(of: ">") {
      rest = rest[rest.index(after: end)...]
      // RFC 5424 section 6.2.2: a version follows.
      if rest.hasPrefix("1 ") { rest = rest.dropFirst(2) }
      // The device's EMBLEM form.
      if rest.hasPrefix(":") { rest = rest.dropFirst().drop { $0 == " " } }
    }
    if let (time, after) = Self.standard(rest) ?? Self.named(rest) {
      (self.time, self.rest) = (time, after.drop { $0 == " " || $0 == ":" })
    } else {
      (time, self.rest) = (nil, rest)
    }
  }

  /// `2026-11-24T00:37:42.444Z`, with a blank for the `T` and without a zone, too.
  private static func standard(_ text: Substring) -> (LogTime, Substring)? {
    let bytes = Array(text.utf8.prefix(40))
    guard bytes.count >= 19, bytes[4] == 0x2D, bytes[7] == 0x2D,
      bytes[10] == 0x54 || bytes[10] == 0x20, let year = number(bytes[0..<4]),
      let month = number(bytes[5..<7]), let day = number(bytes[8..<10]),
      let second = clock(bytes[11..<19]), years.contains(year), (1...12).contains(month),
      (1...31).contains(day)
    else { return nil }
    var index = 19
    var nanosecond = 0
    if index < bytes.count, bytes[index] == 0x2E {
      index += 1
      var scale = 100_000_000
      while index < bytes.count, let digit = digit(bytes[index]) {
        nanosecond += digit * scale
        scale /= 10
        index += 1
      }
    }
    var time = LogTime(
      year: year, month: month, day: day, second: second, nanosecond: nanosecond, zone: nil)
    // Exim's `log_timezone` puts a blank before the zone.
    var zoneStart = index
    if zoneStart + 5 < bytes.count, bytes[zoneStart] == 0x20, isSign(bytes[zoneStart + 1]) {
      zoneStart += 1
    }
    if zoneStart < bytes.count, bytes[zoneStart] == 0x5A {
      time.zone = 0
      index = zoneStart + 1
    } else if zoneStart < bytes.count, isSign(bytes[zoneStart]),
      let (zone, length) = zone(bytes[zoneStart...])
    {
      time.zone = zone
      index = zoneStart + length
    }
    return (time, Substring(text.utf8.dropFirst(index)))
  }

  private static func isSign(_ byte: UInt8) -> Bool { byte == 0x2B || byte == 0x2D }

  private static func zone(_ bytes: ArraySlice<UInt8>) -> (Int, Int)? {
    let digits = bytes.dropFirst().prefix(5).filter { $0 != 0x3A }
    guard digits.count >= 4, let hours = number(digits.prefix(2)[...]),
      let minutes = number(digits.dropFirst(2).prefix(2)[...])
    else { return nil }
    let hasColon = bytes.dropFirst(3).first == 0x3A
    let seconds = hours * 3600 + minutes * 60
    return (bytes.first == 0x2D ? -seconds : seconds, hasColon ? 6 : 5)
  }

  /// `[Www ]Mmm dd [yyyy ]hh:mm:ss[.fff][ yyyy]`.
  private static func named(_ text: Substring) -> (LogTime, Substring)? {
    var rest = text
    var word = Self.word(&rest)
    if weekdays.contains(word) { word = Self.word(&rest) }
    guard let month = months.firstIndex(where: { $0 == word }) else { return nil }
    guard let day = Int(Self.word(&rest)), (1...31).contains(day) else { return nil }
    word = Self.word(&rest)
    var year: Int?
    if word.utf8.count == 4, let number = Int(word) {
      guard years.contains(number) else { return nil }
      year = number
      word = Self.word(&rest)
    }
    let bytes = Array(word.utf8.prefix(20))
    guard bytes.count >= 8, let second = clock(bytes[0..<8]) else { return nil }
    var nanosecond = 0
    if bytes.count > 9, bytes[8] == 0x2E {
      var scale = 100_000_000
      for byte in bytes[9...] {
        guard let digit = digit(byte), scale > 0 else { break }
        nanosecond += digit * scale
        scale /= 10
      }
    }
    if year == nil {
      var after = rest
      let next = Self.word(&after)
      if next.utf8.count == 4, let number = Int(next), years.contains(number) {
        year = number
        rest = after
      }
    }
    var time = LogTime(
      year: year, month: month + 1, day: day, second: second, nanosecond: nanosecond, zone: nil)
    if word.last != ":", let (isUTC, after) = zoneName(rest) {
      if isUTC { time.zone = 0 }
      rest = after
    }
    return (time, rest)
  }

  /// `UTC:`, or another name of a zone.
  private static func zoneName(_ text: Substring) -> (isUTC: Bool, rest: Substring)? {
    var rest = text
    let word = Self.word(&rest)
    guard word.last == ":", (3...6).contains(word.utf8.count),
      word.utf8.dropLast().allSatisfy(\.isCapital)
    else { return nil }
    return (["UTC:", "GMT:"].contains(word), rest)
  }

  private static func word(_ text: inout Substring) -> Substring {
    text = text.drop { $0 == " " }
    let word = text.prefix { $0 != " " }
    text = text[word.endIndex...]
    return word
  }

  /// `hh:mm:ss`.
  private static func clock(_ bytes: ArraySlice<UInt8>) -> Int? {
    let start = bytes.startIndex
    guard bytes.count == 8, bytes[start + 2] == 0x3A, bytes[start + 5] == 0x3A,
      let hour = number(bytes[start..<start + 2]),
      let minute = number(bytes[start + 3..<start + 5]),
      let second = number(bytes[start + 6..<start + 8]), hour < 24, minute < 60, second < 61
    else { return nil }
    return hour * 3600 + minute * 60 + second
  }

  private static func number(_ bytes: ArraySlice<UInt8>) -> Int? {
    var value = 0
    for byte in bytes {
      guard let digit = digit(byte) else { return nil }
      value = value * 10 + digit
    }
    return bytes.isEmpty ? nil : value
  }

  private static func digit(_ byte: UInt8) -> Int? {
    byte.isDigit ? Int(byte - 0x30) : nil
  }
}
