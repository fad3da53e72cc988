import Primitives

/// A span of the day in UTC, `14:30/14:35`; its end belongs to it.
struct TimeSpan: Sendable, Equatable {
  private let start: Int64
  private let length: Int64

  private static let day: Int64 = 86_400_000_000_000

  /// Reads `H:MM[:SS]/H:MM[:SS]`; nil where it is none.
  init?(_ text: String) {
    let parts = text.split(separator: "/", omittingEmptySubsequences: false)
    guard parts.count == 2, let start = TimeSpan.seconds(parts[0]),
      let end = TimeSpan.seconds(parts[1])
    else { return nil }
    self.start = start * 1_000_000_000
    length = (end >= start ? end - start : end + 86_400 - start) * 1_000_000_000
  }

  private static func seconds(_ text: Substring) -> Int64? {
    let parts = text.split(separator: ":", omittingEmptySubsequences: false)
    guard (2...3).contains(parts.count) else { return nil }
    var seconds: Int64 = 0
    for (index, part) in parts.enumerated() {
      guard (1...2).contains(part.utf8.count), part.utf8.allSatisfy(\.isDigit),
        let value = Int64(part), value < (index == 0 ? 24 : 60)
      else { return nil }
      seconds = seconds * 60 + value
    }
    return parts.count == 2 ? seconds * 60 : seconds
  }

  /// Whether a session that lasts from one time to another (nanoseconds since 1970) meets the span.
  func meets(_ first: Int64, _ last: Int64) -> Bool {
    let (duration, overflow) = last.subtractingReportingOverflow(first)
    guard !overflow, (0..<TimeSpan.day).contains(duration) else { return true }
    let rest = first % TimeSpan.day
    let from = rest < 0 ? rest + TimeSpan.day : rest
    // Either may go on into the next day.
    return [start - TimeSpan.day, start, start + TimeSpan.day].contains {
      $0 <= from + duration && from <= $0 + length
    }
  }
}
