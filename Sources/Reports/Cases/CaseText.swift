/// Regression cases for a person: a line a case, and more where something is otherwise.
public enum CaseText {
  /// The lines of a case.
  ///
  /// - Parameters:
  ///   - record: the case.
  ///   - isColoured: whether the state is coloured; it can be read without.
  ///   - width: the columns of the terminal; nil where lines are not to be folded.
  /// - Returns: printable ASCII and line feeds, and colours where they are asked for. Commands stay on
  ///   one line, however long.
  public static func text(_ record: CaseRecord, isColoured: Bool, width: Int? = nil) -> String {
    let word = record.state.rawValue
    let padding = String(repeating: " ", count: 9 - word.count)
    var text = isColoured ? "\u{1B}[\(colour(record.state))m\(word)\u{1B}[0m" : word
    var title = Escape.text(record.name)
    if let reason = record.reason { title += ": " + Escape.text(reason) }
    text += padding + folded(title, from: 9, width, indent: 9) + "\n"
    for line in record.explanations {
      text += "  " + folded(Escape.text(line), from: 2, width, indent: 4) + "\n"
    }
    for line in record.commands { text += "  " + Escape.text(line) + "\n" }
    for note in record.notes {
      text += "  " + folded("note:    " + Escape.text(note), from: 2, width, indent: 11) + "\n"
    }
    return text
  }

  /// A line that is folded at blanks where it would leave the terminal; a word never is.
  private static func folded(_ line: String, from column: Int, _ width: Int?, indent: Int)
    -> String
  {
    guard let width, column + line.utf8.count > width else { return line }
    var (text, used) = ("", column)
    for (place, word) in line.split(separator: " ", omittingEmptySubsequences: false).enumerated() {
      if place > 0, used + 1 + word.utf8.count > width {
        text += "\n" + String(repeating: " ", count: indent)
        used = indent
      } else if place > 0 {
        text += " "
        used += 1
      }
      text += word
      used += word.utf8.count
    }
    return text
  }

  private static func colour(_ state: CaseRecord.State) -> String {
    switch state {
    case .pass: "32"
    case .fail: "31"
    case .new, .stale, .obsolete: "33"
    case .skip: "2"
    }
  }

  /// The numbers of cases by state.
  ///
  /// - Parameters:
  ///   - records: the cases.
  ///   - notSelected: how many others there are.
  /// - Returns: one line.
  public static func summary(_ records: [CaseRecord], notSelected: Int = 0) -> String {
    let counts = CaseRecord.State.allCases.compactMap { state in
      let count = records.count { $0.state == state }
      return count > 0 ? "\(count) \(word(state))" : nil
    }
    let cases = "\(records.count) case\(records.count == 1 ? "" : "s")"
    return cases + (counts.isEmpty ? "" : ": " + counts.joined(separator: ", "))
      + self.notSelected(notSelected) + "\n"
  }

  /// What stands behind a summary where some cases are not selected; else empty.
  public static func notSelected(_ count: Int) -> String {
    count > 0 ? "; \(count) not selected" : ""
  }

  private static func word(_ state: CaseRecord.State) -> String {
    switch state {
    case .pass: "passed"
    case .fail: "failed"
    case .new: "new"
    case .stale: "stale"
    case .obsolete: "obsolete"
    case .skip: "skipped"
    }
  }

  /// The lines of policies that no case exercises.
  public static func coverage(_ lines: [UntestedLine]) -> String {
    if lines.isEmpty { return "every line of the policies is exercised by a case\n" }
    let title =
      "\(lines.count) line\(lines.count == 1 ? "" : "s") of the policies no case exercises:\n"
    return lines.reduce(title) { text, line in
      text + "  \(Escape.text(line.place))  \(Escape.text(line.text))\n"
    }
  }
}
