/// Regression cases as TAP, version 14 of the Test Anything Protocol.
public enum CaseTAP {
  /// The report.
  ///
  /// - Parameters:
  ///   - records: the cases.
  ///   - failing: the states that count as failed.
  ///   - notSelected: how many other cases there are.
  /// - Returns: printable ASCII and line feeds.
  public static func text(
    _ records: [CaseRecord], failing: Set<CaseRecord.State>, notSelected: Int = 0
  ) -> String {
    let head =
      TAP.head + TAP.plan(records.count)
      + (notSelected > 0 ? TAP.comment("not-selected: \(Spoken.count(notSelected, "case"))") : "")
    return records.enumerated().reduce(head) { text, item in
      text + TAP.text(point(item.element, failing), number: item.offset + 1)
    }
  }

  private static func point(_ record: CaseRecord, _ failing: Set<CaseRecord.State>) -> TestPoint {
    let word = record.state.rawValue
    let reason = record.reason.map { "\(word): \($0)" } ?? ""
    let outcome: TestPoint.Outcome =
      switch record.state {
      case .pass: .passed
      case .skip: .skipped
      case .fail, .new, .stale, .obsolete:
        failing.contains(record.state) || record.state == .fail ? .failed(word) : .awaited(word)
      }
    return TestPoint(
      name: record.name, outcome: outcome,
      message: record.state == .skip ? record.reason ?? "" : reason, details: record.details,
      notes: record.notes)
  }
}
