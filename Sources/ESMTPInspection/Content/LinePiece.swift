import Primitives

/// Octets that the grammar of mail content names.
enum Octet {
  static let tab: UInt8 = 0x09
  static let lineFeed: UInt8 = 0x0A
  static let carriageReturn: UInt8 = 0x0D
  static let space: UInt8 = 0x20
  static let hyphen: UInt8 = 0x2D
  static let dot: UInt8 = 0x2E

  /// The value of a hexadecimal digit.
  static func hexadecimal(_ byte: UInt8) -> UInt8? {
    switch byte {
    case 0x30...0x39: byte - 0x30
    case 0x41...0x46, 0x61...0x66: (byte | 0x20) - 0x61 + 10
    default: nil
    }
  }
}

/// The part of one physical line that a segment holds.
///
/// CR LF alone ends a line (RFC 5321 section 2.3.8). A CR at the end of the segment may belong to
/// one: it is withheld, and the next piece of the line releases it as content or drops it.
struct LinePiece {
  /// What stands behind the content.
  enum Ending { case nothing, carriageReturn, lineEnd }

  /// The line's content in the segment, without a CR LF and without a withheld CR.
  let content: Range<Int>
  /// Whether the CR withheld before turned out to be content; it precedes `content`.
  let releasesCarriageReturn: Bool
  /// What stands behind the content.
  let ending: Ending
  /// The index of the first byte behind the piece.
  let next: Int

  /// The piece that starts at `start`, which is below the span's count.
  init(_ bytes: Span<UInt8>, from start: Int, withheldCarriageReturn: Bool) {
    if withheldCarriageReturn, bytes[start] == Octet.lineFeed {
      (content, releasesCarriageReturn) = (start..<start, false)
      (ending, next) = (.lineEnd, start &+ 1)
      return
    }
    releasesCarriageReturn = withheldCarriageReturn
    var search = start
    while let lineFeed = firstIndex(of: Octet.lineFeed, in: bytes, from: search) {
      if lineFeed > start, bytes[lineFeed &- 1] == Octet.carriageReturn {
        (content, ending, next) = (start..<lineFeed &- 1, .lineEnd, lineFeed &+ 1)
        return
      }
      search = lineFeed &+ 1
    }
    next = bytes.count
    if bytes[next &- 1] == Octet.carriageReturn {
      (content, ending) = (start..<next &- 1, .carriageReturn)
    } else {
      (content, ending) = (start..<next, .nothing)
    }
  }
}
