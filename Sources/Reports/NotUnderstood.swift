/// A line of a policy that is not understood, so that a policy goes without it.
struct NotUnderstoodLine: Equatable {
  /// Its place and what is wrong with it: `FILE:LINE: WHY`.
  var text: String
  /// The policies that go without it; nil where there is no other.
  var policies: String?

  /// The heading of such lines.
  static let title = "Policy lines not understood"

  /// The line with the policies that go without it.
  var words: String { Escape.text(text) + remark }

  /// What stands behind the text.
  fileprivate var remark: String { policies.map { " (\($0))" } ?? "" }

  /// The line in a page.
  var pageFields: HTMLFields {
    var fields: HTMLFields = ["text": Escape.text(text)]
    fields.set("policies", policies)
    return fields
  }
}

extension RunRecord {
  /// The lines that its policy goes without.
  var notUnderstoodLines: [NotUnderstoodLine] {
    notUnderstood.map { NotUnderstoodLine(text: $0) }
  }
}

extension TextCanvas {
  /// A section of lines that are not understood, `limit` of them; `remedy` says what shows the others.
  mutating func put(_ lines: [NotUnderstoodLine], limit: Int, remedy: String) {
    put(NotUnderstoodLine.title, .strong)
    put("  ")
    wrap(Spoken.count(lines.count, "line"), .faint)
    line()
    for entry in lines.prefix(limit) {
      put("  ")
      wrap(entry.words)
    }
    guard lines.count > limit else { return }
    line("  and \(Spoken.number(lines.count - limit)) more; \(remedy)", .faint)
  }
}

extension Markdown {
  /// A section of lines that are not understood; nothing where there is none.
  static func section(_ lines: [NotUnderstoodLine]) -> [String] {
    guard !lines.isEmpty else { return [] }
    return ["## \(NotUnderstoodLine.title)", ""] + lines.map { "- \(code($0.text))\($0.remark)" }
      + [""]
  }
}
