import Primitives

/// One direction of a leg, in one piece, with the ranges that the capture has.
struct LegStream: Sendable {
  /// From offset 0; what the capture lacks is 0.
  var bytes: [UInt8] = []
  /// Ascending, not empty, not touching.
  private(set) var known: [Range<Int>] = []

  /// The pieces of one sender.
  init(_ pieces: [LegPiece], _ sender: Sender) {
    for piece in pieces where piece.sender == sender && !piece.bytes.isEmpty {
      let start = Int(clamping: piece.offset)
      // Far holes are no reason to fill memory; pieces come in stream order.
      guard start >= bytes.count, start - bytes.count <= LegSpool.legLimit else { continue }
      if start > bytes.count {
        bytes += [UInt8](repeating: 0, count: start - bytes.count)
      }
      bytes += piece.bytes
      if let last = known.last, last.upperBound == start {
        known[known.count - 1] = last.lowerBound..<bytes.count
      } else {
        known.append(start..<bytes.count)
      }
    }
  }

  /// What both have, ascending.
  func known(with other: LegStream) -> [Range<Int>] {
    var result: [Range<Int>] = []
    var (left, right) = (0, 0)
    while left < known.count, right < other.known.count {
      let common = known[left].clamped(to: other.known[right])
      if !common.isEmpty { result.append(common) }
      if known[left].upperBound < other.known[right].upperBound { left += 1 } else { right += 1 }
    }
    return result
  }
}

/// Where two runs of bytes differ, within ranges that both have; close ones are one.
func differences(
  _ a: [UInt8], _ b: [UInt8], in ranges: [Range<Int>], below end: Int
) -> [Range<Int>] {
  var result: [Range<Int>] = []
  for range in ranges {
    let range = range.clamped(to: 0..<max(0, min(end, a.count, b.count)))
    for place in range where a[place] != b[place] {
      if let last = result.last, place - last.upperBound < 4, last.lowerBound >= range.lowerBound {
        result[result.count - 1] = last.lowerBound..<place + 1
      } else {
        result.append(place..<place + 1)
      }
    }
  }
  return result
}
