/// Parts of a Markdown page (GitHub Flavored Markdown), safe whatever they hold: text of captures and
/// configurations stands in code spans and fences alone, with its bytes escaped.
enum Markdown {
  /// A code span that no text can leave.
  static func code(_ text: String) -> String {
    let text = Escape.text(text)
    var longest = 0
    var run = 0
    for byte in text.utf8 {
      run = byte == UInt8(ascii: "`") ? run + 1 : 0
      longest = max(longest, run)
    }
    guard longest > 0 || text.isEmpty || text.first == " " || text.last == " " else {
      return "`\(text)`"
    }
    let fence = String(repeating: "`", count: longest + 1)
    return "\(fence) \(text) \(fence)"
  }

  /// A code span in a table, where a bar would end the cell.
  static func cell(_ text: String) -> String { inCell(code(text)) }

  /// Text of this tool in a table.
  static func inCell(_ text: String) -> String { text.replacing("|", with: "\\|") }

  /// Lines in a fence that none of them can close.
  static func block(_ lines: [String]) -> [String] { fence(lines.map(Escape.text)) }

  /// The same of lines to be typed.
  static func typed(_ lines: [String]) -> [String] { fence(lines.map(Escape.typed)) }

  private static func fence(_ lines: [String]) -> [String] {
    ["```"] + lines.map { $0.replacing("```", with: "` ` `") } + ["```"]
  }

  /// A row of a table.
  static func row(_ cells: [String]) -> String { "| \(cells.joined(separator: " | ")) |" }
}
