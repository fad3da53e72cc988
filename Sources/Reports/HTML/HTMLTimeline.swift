import Primitives

/// Sessions by the time of their first frame and by verdict, in columns that grow wider as the time
/// that they cover does.
struct HTMLTimeline: Sendable {
  /// The columns at most.
  static let limit = 96

  /// The width of a column in nanoseconds.
  private(set) var width: Int64 = 1_000_000
  /// The number of the first column: its start, divided by the width.
  private(set) var origin: Int64 = 0
  private(set) var columns: [[Int]] = []

  var isEmpty: Bool { columns.isEmpty }

  mutating func add(_ record: SessionRecord) {
    add(record.first.time, record.verdict)
  }

  mutating func add(_ time: Int64, _ verdict: Verdict) {
    if columns.isEmpty { origin = floored(time, width) }
    while !reaches(floored(time, width)) { widen() }
    let place = floored(time, width)
    while place < origin {
      columns.insert(Self.empty, at: 0)
      origin -= 1
    }
    while Int(place - origin) >= columns.count { columns.append(Self.empty) }
    columns[Int(place - origin)][Self.place(verdict)] += 1
  }

  private static let empty = [Int](repeating: 0, count: Verdict.allCases.count)

  private static func place(_ verdict: Verdict) -> Int {
    Verdict.allCases.firstIndex(of: verdict) ?? 0
  }

  /// Whether there would be few enough columns with one of a number.
  private func reaches(_ place: Int64) -> Bool {
    if columns.isEmpty { return true }
    let last = origin + Int64(columns.count) - 1
    return max(last, place).subtractingReportingOverflow(min(origin, place)).partialValue
      .magnitude < UInt64(Self.limit)
  }

  /// Joins columns by two, or by five where that makes a width that people read.
  private mutating func widen() {
    let factor: Int64 = Self.factor(width)
    let old = (origin, columns)
    width = width.multipliedReportingOverflow(by: factor).partialValue
    origin = floored(old.0, factor)
    columns = []
    for (index, column) in old.1.enumerated() {
      let place = Int(floored(old.0 + Int64(index), factor) - origin)
      while columns.count <= place { columns.append(Self.empty) }
      for verdict in column.indices { columns[place][verdict] += column[verdict] }
    }
  }

  /// 1, 2, 10, 20, 100 … up to a second, then 2, 10, 20 s, 1, 2, 10, 20 min, 1, 2, 12 h and days.
  private static func factor(_ width: Int64) -> Int64 {
    let second: Int64 = 1_000_000_000
    let known: [Int64: Int64] = [
      second: 2, 2 * second: 5, 10 * second: 2, 20 * second: 3, 60 * second: 2,
      120 * second: 5, 600 * second: 2, 1_200 * second: 3, 3_600 * second: 2, 7_200 * second: 6,
      43_200 * second: 2,
    ]
    if let factor = known[width] { return factor }
    if width > second { return 2 }
    var digits = width
    while digits % 10 == 0 { digits /= 10 }
    return digits == 1 ? 2 : 5
  }

  private func floored(_ value: Int64, _ divisor: Int64) -> Int64 {
    let (quotient, rest) = value.quotientAndRemainder(dividingBy: divisor)
    return rest < 0 ? quotient - 1 : quotient
  }

  // MARK: The page

  /// The fields of the chart.
  var fields: HTMLFields {
    let most = max(1, columns.map { $0.reduce(0, +) }.max() ?? 1)
    var bars: [HTMLFields] = []
    var bins: [HTMLFields] = []
    for (index, column) in columns.enumerated() {
      let count = column.reduce(0, +)
      guard count > 0 else { continue }
      let from = Timestamp(nanoseconds: start(index)).spoken
      let of = Verdict.allCases.reversed().filter { column[Self.place($0)] > 0 }
        .map { "\(Spoken.number(column[Self.place($0)])) \($0.rawValue)" }.joined(separator: ", ")
      bins.append(["from": from, "count": Spoken.number(count), "of": of])
      var top = 119.0
      // The gravest stands at the bottom, where it is compared best.
      for verdict in Verdict.allCases.reversed() where column[Self.place(verdict)] > 0 {
        let number = column[Self.place(verdict)]
        let height = max(1, Double(number) * 117 / Double(most))
        top -= height
        bars.append([
          "verdict": verdict.rawValue, "x": "\(index * 10 + 1)", "y": decimal(max(0, top)),
          "height": decimal(height),
          "label": "\(from): \(Spoken.number(number)) \(verdict.rawValue)",
        ])
      }
    }
    let found = Verdict.allCases.reversed().filter { verdict in
      columns.contains { $0[Self.place(verdict)] > 0 }
    }
    var fields: HTMLFields = [
      "bars": bars, "timelineWidth": "\(max(1, columns.count) * 10)",
      "binWidth": Spoken.duration(UInt64(clamping: width)),
      "timelineStart": Timestamp(nanoseconds: start(0)).spoken,
      "timelineEnd": Timestamp(nanoseconds: start(columns.count)).spoken,
      "timelineMost": Spoken.count(most, "session"),
      "timelineKeys": found.map { ["verdict": $0.rawValue] as HTMLFields },
      "timelineText":
        "Sessions by time in \(Spoken.count(columns.count, "column")), "
        + "at most \(Spoken.number(most)) in one; the table below has the numbers",
    ]
    fields.set("bins", list: bins)
    fields["hasTimeline"] = !columns.isEmpty
    return fields
  }

  private func start(_ column: Int) -> Int64 {
    (origin + Int64(column)).multipliedReportingOverflow(by: width).partialValue
  }
}

/// A number of a picture: at most one digit behind the point.
func decimal(_ value: Double) -> String {
  let tenths = Int((value * 10).rounded())
  return tenths % 10 == 0 ? "\(tenths / 10)" : "\(tenths / 10).\(abs(tenths % 10))"
}
