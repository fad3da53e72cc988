/// Regression cases as TAP, version 14 of the Test Anything Protocol.
public enum CaseTAP {
  /// The report.
  ///
  /// - Parameters:
  ///   - records: the cases.
  ///   - failing: the states that count as failed.
  /// - Returns: printable ASCII and line feeds.
  public static func text(_ records: [CaseRecord], failing: Set<CaseRecord.State>) -> String {
    var text = "TAP version 14\n1..\(records.count)\n"
    for (index, record) in records.enumerated() {
      let isOK = !failing.contains(record.state)
      text += "\(isOK ? "ok" : "not ok") \(index + 1) - \(escaped(record.name))"
      switch record.state {
      case .pass, .fail: break
      case .new where !isOK: break
      case .skip: text += " # SKIP \(escaped(record.reason ?? ""))"
      case .new, .stale, .obsolete: text += " # TODO \(record.state.rawValue)"
      }
      text += "\n"
      let reason = record.reason.map { ["\(record.state.rawValue): \($0)"] } ?? []
      guard record.state != .pass, record.state != .skip else { continue }
      for line in reason + record.details { text += "# \(Escape.text(line))\n" }
    }
    return text
  }

  /// A description; `#` begins a directive there.
  private static func escaped(_ text: String) -> String {
    Escape.text(text).replacing("\\", with: "\\\\").replacing("#", with: "\\#")
  }
}
