import Primitives

extension Interpreter {
  /// `time-range NAME`.
  mutating func timeRange(_ cursor: inout Cursor, isNegated: Bool) throws(Problem) -> Bool {
    mode = .block
    let name = try cursor.next("a name").text
    let origin = cursor.line.origin
    if isNegated {
      configuration.timeRanges[name] = nil
      return true
    }
    configuration.timeRanges.update(name, or: TimeRange(origin: origin)) { _ in }
    mode = .timeRange(name)
    return true
  }

  mutating func timeRangeLine(_ line: Line, _ name: String) throws(Problem) -> Bool {
    var cursor = Cursor(line)
    let isNegated = cursor.take("no")
    switch try cursor.next("a word").word {
    case "absolute" where isNegated:
      // There is one of it, whatever times follow.
      let isSet = configuration.timeRanges[name].map { $0.start != nil || $0.end != nil } ?? false
      guard isSet else { return takesNothing(line, cursor.offset, "time-range \"\(name)\"") }
      configuration.timeRanges.update(name, or: TimeRange(origin: line.origin)) {
        ($0.start, $0.end) = (nil, nil)
      }
    case "absolute":
      var start: Int?
      var end: Int?
      while !cursor.isAtEnd {
        let word = try cursor.keyword(["start", "end"], "\"start\" or \"end\"")
        if word == "start" { start = try dateTime(&cursor) } else { end = try dateTime(&cursor) }
      }
      let origin = line.origin
      configuration.timeRanges.update(name, or: TimeRange(origin: origin)) {
        $0.start = start
        $0.end = end
      }
    case "periodic":
      let offset = cursor.offset
      let period = try period(&cursor)
      let origin = line.origin
      if isNegated {
        guard let place = configuration.timeRanges[name]?.periods.firstIndex(of: period) else {
          return takesNothing(line, offset, "time-range \"\(name)\"")
        }
        configuration.timeRanges.update(name, or: TimeRange(origin: origin)) {
          _ = $0.periods.remove(at: place)
        }
        return true
      }
      configuration.timeRanges.update(name, or: TimeRange(origin: origin)) {
        $0.periods.append(period)
      }
    default: return false
    }
    return true
  }

  /// `hh:mm day month year`, as minutes since 1970.
  private func dateTime(_ cursor: inout Cursor) throws(Problem) -> Int {
    let minutes = try timeOfDay(&cursor)
    let day = try cursor.number(1...31, "a day")
    let names = [
      "january", "february", "march", "april", "may", "june", "july", "august", "september",
      "october", "november", "december",
    ]
    let month = try cursor.keyword(names, "a month")
    let year = try cursor.number(1970...9999, "a year")
    let number = (names.firstIndex(of: month) ?? 0) + 1
    let days = Int(CivilDate(year: year, month: number, day: day).daysSince1970)
    return days * 1440 + minutes
  }

  private func timeOfDay(_ cursor: inout Cursor) throws(Problem) -> Int {
    let token = try cursor.next("a time")
    let parts = token.text.split(separator: ":").compactMap { Keyword.number(String($0)) }
    guard parts.count == 2, parts[0] <= 24, parts[1] <= 59 else {
      throw Problem(offset: token.offset, message: "\"\(token.text)\" is not a time as hh:mm")
    }
    return parts[0] * 60 + parts[1]
  }

  private static let days = [
    "sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday",
  ]

  /// `DAYS hh:mm to [DAY] hh:mm`.
  private func period(_ cursor: inout Cursor) throws(Problem) -> TimeRange.Period {
    var days = [Bool](repeating: false, count: 7)
    var last = 0
    while let token = cursor.peek, !token.text.contains(":") {
      let word = try cursor.keyword(
        Interpreter.days + ["daily", "weekdays", "weekend"], "a day")
      switch word {
      case "daily": days = [Bool](repeating: true, count: 7)
      case "weekdays": for day in 1...5 { days[day] = true }
      case "weekend":
        days[0] = true
        days[6] = true
      default:
        last = Interpreter.days.firstIndex(of: word) ?? 0
        days[last] = true
      }
    }
    let from = try timeOfDay(&cursor)
    _ = try cursor.keyword(["to"], "\"to\"")
    guard let token = cursor.peek, !token.text.contains(":") else {
      return TimeRange.Period(days: days, from: from, to: try timeOfDay(&cursor))
    }
    let day = try cursor.keyword(Interpreter.days, "a day")
    let to = try timeOfDay(&cursor)
    return TimeRange.Period(
      days: nil, from: last * 1440 + from,
      to: (Interpreter.days.firstIndex(of: day) ?? 0) * 1440 + to)
  }

  /// `clock timezone NAME HOURS [MINUTES]`.
  mutating func clock(_ cursor: inout Cursor) throws(Problem) -> Bool {
    mode = .root
    guard cursor.take("timezone") else { return false }
    cursor.index += 1
    guard let hours = cursor.peek.flatMap({ Int($0.text) }), (-14...14).contains(hours) else {
      return true
    }
    cursor.index += 1
    let minutes = cursor.peek.flatMap { Int($0.text) } ?? 0
    configuration.clockOffset = hours * 60 + (hours < 0 ? -1 : 1) * min(max(minutes, 0), 59)
    return true
  }
}

extension TimeRange {
  /// Whether a moment is within, in minutes since 1970 in the device's time.
  func contains(minute: Int) -> Bool {
    if let start, minute < start { return false }
    if let end, minute > end { return false }
    if periods.isEmpty { return true }
    let day = Int((Double(minute) / 1440).rounded(.down))
    let ofDay = minute - day * 1440
    // 1970-01-01 was a Thursday.
    let weekday = ((day + 4) % 7 + 7) % 7
    let ofWeek = weekday * 1440 + ofDay
    return periods.contains { period in
      if let days = period.days {
        return days[weekday] && period.from <= ofDay && ofDay <= period.to
      }
      return period.from <= period.to
        ? period.from <= ofWeek && ofWeek <= period.to
        : ofWeek >= period.from || ofWeek <= period.to
    }
  }
}
