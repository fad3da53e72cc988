/// Headings, statements and labelled texts for a person at a terminal.
///
/// What is not printable ASCII is escaped, whatever it comes from, but for the report's own signs.
public struct TextSheet: Sendable {
  private var canvas: TextCanvas
  private var isEmpty = true

  /// An empty sheet.
  ///
  /// - Parameters:
  ///   - width: the columns; at least 20 are taken.
  ///   - isColoured: whether SGR sequences are written; words always say the same.
  public init(width: Int = 80, isColoured: Bool = false) {
    canvas = TextCanvas(width: max(20, width), isColoured: isColoured)
  }

  /// A section's title and what stands beside it.
  public mutating func heading(_ title: String, beside: String) {
    if !isEmpty { canvas.line() }
    isEmpty = false
    let length = title.unicodeScalars.count
    let isWhole = length + 2 + beside.unicodeScalars.count <= canvas.width
    // Beside a long title there is no room for much.
    guard isWhole || length * 2 < canvas.width else {
      canvas.wrap(title, .strong)
      if beside.isEmpty { return }
      canvas.put("  ")
      return canvas.wrap(beside, .faint)
    }
    canvas.put(title, .strong)
    if beside.isEmpty { return canvas.end() }
    canvas.put("  ")
    canvas.wrap(beside, .faint)
  }

  /// A statement behind its place, `FILE:LINE: STATEMENT`, with an empty line before it.
  public mutating func statement(_ text: String, place: String) {
    canvas.line()
    isEmpty = false
    canvas.put("  ")
    canvas.wrap("\(place): \(text)", .strong)
  }

  /// A label in a column of its own, and its text in lines beside it.
  public mutating func field(_ label: String, _ text: String) {
    isEmpty = false
    canvas.put("    ")
    canvas.put(label, .faint)
    canvas.move(to: min(16, max(4, canvas.width - 8)))
    canvas.wrap(text)
  }

  /// Lines of a configuration, to be typed as they stand.
  public mutating func configuration(_ lines: [String]) {
    isEmpty = false
    for line in lines { canvas.verbatim("      \(line)") }
  }

  /// Hands out what was written since the last call.
  public mutating func takeOutput() -> [UInt8] {
    defer { canvas.output.removeAll(keepingCapacity: true) }
    return canvas.output
  }
}
