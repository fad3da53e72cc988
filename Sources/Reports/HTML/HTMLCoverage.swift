/// The bar that says how much was looked at.
enum HTMLCoverage {
  private static let words: [Coverage: String] = [
    .full: "looked at in full", .partial: "looked at in part", .none: "not looked at",
  ]

  /// The fields of the bar and of its legend.
  static func fields(_ counts: [(coverage: Coverage, count: Int)], of sessions: Int) -> HTMLFields {
    var left = 0
    var bars: [HTMLFields] = []
    var legend: [HTMLFields] = []
    for (coverage, count) in counts {
      let share = sessions == 0 ? 0 : Double(count) * 100 / Double(sessions)
      let label = "\(words[coverage] ?? ""): \(Spoken.number(count)) (\(decimal(share)) %)"
      legend.append(["coverage": coverage.rawValue, "label": label])
      guard count > 0 else { continue }
      let width = max(2, Int(Double(count) * 1000 / Double(sessions)))
      bars.append([
        "coverage": coverage.rawValue, "x": "\(left)", "width": "\(width)", "label": label,
      ])
      left += width
    }
    return [
      "coverageBars": bars, "coverage": legend,
      "coverageText": "Coverage: "
        + counts.map { "\(words[$0.coverage] ?? "") \(Spoken.number($0.count))" }
        .joined(separator: ", "),
    ]
  }
}
