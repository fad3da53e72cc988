import Primitives

/// The end of a command line within a segment.
struct LineEnd {
  /// The index behind the line's last byte.
  var content: Int
  /// The index of the next line's first byte.
  var next: Int
  /// Whether the end is CR LF (RFC 5321 section 2.3.8).
  var isTerminated: Bool
}

/// The end of the line that starts at an index, or nil where the segment does not hold it.
///
/// CR LF ends a line; so do a bare LF and a CR that another byte follows. A CR at the end of the
/// segment awaits its LF.
func lineEnd(_ bytes: Span<UInt8>, from start: Int) -> LineEnd? {
  let feed = firstIndex(of: 10, in: bytes, from: start)
  let limit = feed ?? bytes.count
  if let carriage = firstIndex(of: 13, in: bytes, from: start), carriage < limit {
    if carriage + 1 == limit, feed != nil {
      return LineEnd(content: carriage, next: limit + 1, isTerminated: true)
    }
    if carriage + 1 < bytes.count {
      return LineEnd(content: carriage, next: carriage + 1, isTerminated: false)
    }
    return nil
  }
  return feed.map { LineEnd(content: $0, next: $0 + 1, isTerminated: false) }
}

extension Session {
  /// Adds a piece of an open line to its measure; a CR at its end is not counted yet.
  mutating func measure(_ bytes: Span<UInt8>, in range: Range<Int>) {
    guard !range.isEmpty else { return }
    if line.head.count < LineProgress.headLimit {
      let room = LineProgress.headLimit - line.head.count
      line.head.append(
        bytes, in: range.lowerBound..<min(range.upperBound, range.lowerBound + room))
    }
    line.length += range.count
    line.endsWithCarriageReturn = bytes[range.upperBound - 1] == 13
    if line.endsWithCarriageReturn { line.length -= 1 }
  }
}
