/// Regression cases as JUnit's XML, as servers that run tests read it.
public enum CaseJUnit {
  /// The report; it has no times, so that the same outcome gives the same bytes.
  ///
  /// - Parameters:
  ///   - records: the cases.
  ///   - failing: the states that count as failed.
  ///   - notSelected: how many other cases there are.
  /// - Returns: printable ASCII and line feeds.
  public static func text(
    _ records: [CaseRecord], failing: Set<CaseRecord.State>, notSelected: Int = 0
  ) -> String {
    var counts = JUnit.Counts()
    var text = ""
    for record in records {
      let isFailing = failing.contains(record.state)
      let word = record.state.rawValue
      let outcome: TestPoint.Outcome =
        record.state == .pass ? .passed : isFailing ? .failed(word) : .skipped
      counts.add(outcome)
      text += JUnit.text(
        TestPoint(
          name: record.name, outcome: outcome,
          message: record.reason.map { "\(word): \($0)" } ?? word, details: record.details,
          notes: record.notes))
    }
    let others = notSelected > 0 ? [("not-selected", Spoken.count(notSelected, "case"))] : []
    return JUnit.head(counts, others) + text + JUnit.tail
  }
}
