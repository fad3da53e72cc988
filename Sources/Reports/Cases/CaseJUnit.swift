/// Regression cases as JUnit's XML, as servers that run tests read it.
public enum CaseJUnit {
  /// The report; it has no times, so that the same outcome gives the same bytes.
  ///
  /// - Parameters:
  ///   - records: the cases.
  ///   - failing: the states that count as failed.
  /// - Returns: printable ASCII and line feeds.
  public static func text(_ records: [CaseRecord], failing: Set<CaseRecord.State>) -> String {
    let failures = records.count { failing.contains($0.state) }
    let skipped = records.count { $0.state != .pass && !failing.contains($0.state) }
    let counts = "tests=\"\(records.count)\" failures=\"\(failures)\" skipped=\"\(skipped)\""
    var text = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
    text += "<testsuites name=\"esmtp-replay\" \(counts)>\n"
    text += "  <testsuite name=\"esmtp-replay\" \(counts) errors=\"0\">\n"
    for record in records {
      text += "    <testcase name=\"\(escaped(record.name))\" classname=\"esmtp-replay\""
      if record.state == .pass {
        text += "/>\n"
        continue
      }
      let message = record.reason.map { "\(record.state.rawValue): \($0)" } ?? record.state.rawValue
      if failing.contains(record.state) {
        let lines = record.details.map(escaped).joined(separator: "\n")
        text += ">\n      <failure type=\"\(record.state.rawValue)\""
        text += " message=\"\(escaped(message))\">\(lines)</failure>\n    </testcase>\n"
      } else {
        text += ">\n      <skipped message=\"\(escaped(message))\"/>\n    </testcase>\n"
      }
    }
    return text + "  </testsuite>\n</testsuites>\n"
  }

  /// Text in an attribute or an element (XML 1.0 section 2.4); printable ASCII alone.
  private static func escaped(_ text: String) -> String {
    Escape.text(text).replacing("&", with: "&amp;").replacing("<", with: "&lt;")
      .replacing(">", with: "&gt;").replacing("\"", with: "&quot;")
  }
}
