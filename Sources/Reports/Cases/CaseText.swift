/// Regression cases for a person: a line a case, and more where something is otherwise.
public enum CaseText {
  /// The lines of a case.
  ///
  /// - Parameters:
  ///   - record: the case.
  ///   - isColoured: whether the state is coloured; it can be read without.
  /// - Returns: printable ASCII and line feeds, and colours where they are asked for.
  public static func text(_ record: CaseRecord, isColoured: Bool) -> String {
    let word = record.state.rawValue
    let padding = String(repeating: " ", count: 9 - word.count)
    var text = isColoured ? "\u{1B}[\(colour(record.state))m\(word)\u{1B}[0m" : word
    text += padding + Escape.text(record.name)
    if let reason = record.reason { text += ": " + Escape.text(reason) }
    text += "\n"
    for line in record.details + record.notes.map({ "note:    \($0)" }) {
      text += "  " + Escape.text(line) + "\n"
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
  public static func summary(_ records: [CaseRecord]) -> String {
    let counts = CaseRecord.State.allCases.compactMap { state in
      let count = records.count { $0.state == state }
      return count > 0 ? "\(count) \(word(state))" : nil
    }
    let cases = "\(records.count) case\(records.count == 1 ? "" : "s")"
    return cases + (counts.isEmpty ? "" : ": " + counts.joined(separator: ", ")) + "\n"
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
