/// The columns of a page.
struct TranscriptLayout: Equatable {
  /// Where frame numbers end.
  let frameEnd: Int
  /// Where bytes begin.
  let margin: Int
  /// The columns of a side.
  let side: Int
  /// Whether the two sides stand below each other.
  let isStacked: Bool
  /// The bytes of a row of a hex dump.
  let hexSize: Int

  /// The width below which two sides do not stand beside each other.
  static let narrow = 72
  /// What stands between two sides.
  static let between = " │ "

  init(width: Int, lastFrame: Int, isHex: Bool) {
    frameEnd = max(5, String(lastFrame).utf8.count)
    margin = frameEnd + 4
    let half = (width - margin - Self.between.unicodeScalars.count) / 2
    // A row of a dump has two digits and a blank for each byte, a blank, and its text.
    isStacked = width < Self.narrow || isHex && half < 8 * 4 + 1
    let side = isStacked ? width - margin - 2 : half
    self.side = side
    hexSize = [16, 8].first { $0 * 4 + 1 <= side } ?? 4
  }
}
