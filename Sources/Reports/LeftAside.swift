/// What a run was asked to leave aside.
extension [CaptureRecord] {
  /// The frames that a filter left out, as far as they were counted.
  var framesLeftOut: Int {
    reduce(0) { $0 &+ ($1.frames &- ($1.framesTaken ?? $1.frames)) }
  }
}

extension CaptureRecord {
  /// How many of its frames a filter let through, to stand behind their number; empty without a filter.
  var filterWords: String {
    framesTaken.map { ", \($0 == frames ? "all" : Spoken.number($0)) let through by the filter" }
      ?? ""
  }
}

/// A summary of sessions, or of those among them that are selected.
protocol SelectiveSummary {
  /// Sessions that were found and are not selected: nothing else counts them.
  var notSelected: Int { get }
}

extension SummaryRecord: SelectiveSummary {}
extension ComparisonSummary: SelectiveSummary {}

extension SelectiveSummary {
  /// What was left aside because it was asked for: a name, a number and what it counts.
  func leftAside(_ captures: [CaptureRecord]) -> [(name: String, count: Int, text: String)] {
    [
      ("not-selected", notSelected, "sessions that '--where' does not select"),
      ("filtered", captures.framesLeftOut, "frames that '--filter' does not let through"),
    ].filter { $0.count > 0 }
  }

  /// What stands behind the totals; empty where every session is told of.
  var notSelectedWords: String {
    notSelected > 0 ? "; \(Spoken.number(notSelected)) not selected" : ""
  }
}

extension SummaryRecord {
  /// What is said in place of sessions where none is told of.
  var noneWords: String { notSelected > 0 ? "none is selected" : "there was none" }
}
