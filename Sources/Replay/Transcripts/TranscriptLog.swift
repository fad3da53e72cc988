import ESMTPInspection
import Primitives
import Reports

/// The lines of a session while they are gathered, under a bound.
struct TranscriptLog {
  private let limits: TranscriptLimits
  private var entries: [(line: TranscriptLine, arrival: Int)] = []
  /// The places of the lines of each side.
  private var places: (client: [Int], server: [Int]) = ([], [])
  /// The bytes of the lines that are kept.
  private var bytes = 0
  /// The bytes of a line that are kept.
  static let lineBytes = 16_384

  init(_ limits: TranscriptLimits) { self.limits = limits }

  /// A line by its place.
  subscript(place: Int) -> TranscriptLine { entries[place].line }

  /// Whether further lines are counted alone.
  var isFull: Bool {
    bytes >= limits.bytes || entries.count >= limits.lines
  }

  /// Adds a line.
  ///
  /// - Parameters:
  ///   - line: the line.
  ///   - arrival: the step that brought its first byte.
  /// - Returns: its place.
  mutating func append(_ line: TranscriptLine, arrival: Int) -> Int {
    switch line.sender {
    case .client: places.client.append(entries.count)
    case .server: places.server.append(entries.count)
    }
    entries.append((line, arrival))
    return entries.count - 1
  }

  /// Adds bytes to the line at a place.
  mutating func extend(_ place: Int, _ piece: StreamPiece) {
    let count = piece.bytes.count
    entries[place].line.frames =
      entries[place].line.frames
      .lowerBound...max(
        entries[place].line.frames.upperBound, piece.frame)
    if entries[place].line.kind == .text {
      // What is kept is a start of the line: nothing goes behind a hole in it.
      let isWhole = entries[place].line.before.count == entries[place].line.length
      let room = isWhole ? Self.lineBytes - entries[place].line.before.count : 0
      entries[place].line.before += piece.bytes.prefix(room)
      entries[place].line.after += piece.bytes.prefix(room)
      bytes += min(count, room)
    }
    entries[place].line.length += count
    for byte in piece.bytes where byte == 10 { entries[place].line.lineEnds += 1 }
  }

  /// Drops the bytes of a line from a place in it on: they are authentication data.
  mutating func withhold(_ place: Int, from start: Int) {
    let line = entries[place].line
    guard start < line.before.count || line.length > line.before.count else { return }
    entries[place].line.hasSecret = true
    cut(place, to: start)
  }

  /// Makes a line one of a kind of which no byte is kept.
  mutating func hide(_ place: Int, as kind: TranscriptLine.Kind) {
    entries[place].line.kind = kind
    cut(place, to: 0)
  }

  private mutating func cut(_ place: Int, to count: Int) {
    let line = entries[place].line
    guard count < line.before.count else { return }
    if line.before[count...] != line.after[count...] { entries[place].line.hasHiddenChange = true }
    entries[place].line.before.removeLast(line.before.count - count)
    entries[place].line.after.removeLast(line.after.count - count)
    bytes -= line.before.count - count
  }

  /// Applies an edit to the lines it lies in.
  mutating func apply(_ edit: Edit) {
    let end = edit.offset + UInt64(edit.bytes.count)
    for place in (edit.sender == .client ? places.client : places.server).reversed() {
      let line = entries[place].line
      if line.end <= edit.offset { break }
      let first = max(edit.offset, line.offset)
      for offset in first..<max(first, min(end, line.end)) {
        let index = Int(offset - line.offset)
        if index < line.after.count {
          entries[place].line.after[index] = edit.bytes[Int(offset - edit.offset)]
        } else {
          entries[place].line.hasHiddenChange = true
        }
      }
    }
  }

  /// The lines in the order in which they came, with what the other side receives of each.
  func lines(_ marks: (client: UInt64, server: UInt64)) -> [TranscriptLine] {
    let order = entries.indices.sorted {
      (entries[$0].arrival, $0) < (entries[$1].arrival, $1)
    }
    return order.map { place in
      var line = entries[place].line
      let mark = line.sender == .client ? marks.client : marks.server
      line.forwarded =
        mark <= line.offset ? 0 : Int(min(UInt64(line.length), mark - line.offset))
      return line
    }
  }
}
