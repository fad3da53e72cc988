/// The bytes of an event, before and after, shortened to a width around what changed.
enum Excerpt {
  /// A line as captured and as forwarded, escaped.
  struct Pair: Equatable {
    var before: String
    var after: String
  }

  /// The lines that differ.
  ///
  /// - Parameters:
  ///   - before: the bytes as captured.
  ///   - after: the bytes as forwarded.
  ///   - width: the columns that a line may take.
  /// - Returns: a pair for each line that differs where the lengths are the same, or one pair.
  static func changes(before: [UInt8], after: [UInt8], width: Int) -> [Pair] {
    guard before.count == after.count else {
      return [pair(before[...], after[...], width: width)]
    }
    return lines(before).compactMap { range in
      before[range] == after[range] ? nil : pair(before[range], after[range], width: width)
    }
  }

  /// The lines of bytes, each shortened at its end.
  static func lines(of bytes: [UInt8], width: Int) -> [String] {
    lines(bytes).map { range in
      let tokens = bytes[range].map { Escape.captured(CollectionOfOne($0)) }
      return window(tokens, tokens, around: 0..<0, width: width).before
    }
  }

  /// Ranges that end behind a line feed or at the end.
  private static func lines(_ bytes: [UInt8]) -> [Range<Int>] {
    var lines: [Range<Int>] = []
    var start = 0
    for (index, byte) in bytes.enumerated() where byte == 10 || index == bytes.count - 1 {
      lines.append(start..<index + 1)
      start = index + 1
    }
    return lines
  }

  private static func pair(_ before: ArraySlice<UInt8>, _ after: ArraySlice<UInt8>, width: Int)
    -> Pair
  {
    let short = min(before.count, after.count)
    let prefix = zip(before, after).prefix { $0 == $1 }.count
    let suffix = zip(before.reversed(), after.reversed()).prefix(short - prefix)
      .prefix { $0 == $1 }.count
    let end = max(before.count, after.count) - suffix
    return window(
      before.map { Escape.captured(CollectionOfOne($0)) },
      after.map { Escape.captured(CollectionOfOne($0)) },
      around: prefix..<max(prefix, end), width: width)
  }

  /// The same window of two rows of escaped bytes, as wide as fits, ellipses where it leaves some out.
  ///
  /// The window starts a few bytes before the change, takes what follows, and where that leaves room,
  /// what precedes.
  private static func window(
    _ before: [String], _ after: [String], around change: Range<Int>, width: Int
  ) -> Pair {
    let count = max(before.count, after.count)
    let columns = (0..<count).map { index in
      max(
        index < before.count ? before[index].utf8.count : 0,
        index < after.count ? after[index].utf8.count : 0)
    }
    if columns.reduce(0, +) <= width {
      return Pair(before: before.joined(), after: after.joined())
    }
    // A column at each end stays free for an ellipsis.
    var room = width - 2
    var low = max(0, min(change.lowerBound, count))
    var context = 0
    while low > 0, context < 8, columns[low - 1] <= room {
      low -= 1
      context += 1
      room -= columns[low]
    }
    var high = low + context
    while high < count, columns[high] <= room {
      room -= columns[high]
      high += 1
    }
    while low > 0, high == count, columns[low - 1] <= room {
      low -= 1
      room -= columns[low]
    }
    let cut = { (row: [String]) in
      let part = row[min(low, row.count)..<min(high, row.count)].joined()
      return (low > 0 ? "…" : "") + part + (high < row.count ? "…" : "")
    }
    return Pair(before: cut(before), after: cut(after))
  }
}
