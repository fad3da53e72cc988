import ESMTPInspection

/// What the page of a comparison says of all sessions, those too that are decided alike.
struct ComparisonCensus: Sendable {
  private var coverage: [Coverage: Int] = [:]
  /// By the verdict of the new policy; of the old one where there are several new ones.
  private(set) var timeline = HTMLTimeline()
  /// The numbers that one policy has and the other has not, of the old one and of the new one.
  private(set) var thresholds: [ThresholdCounts] = []
  private var unproven = UnprovenRules()

  init() {}

  init(_ record: ComparisonRecord) {
    guard record.policies.count == 2, record.sweep == nil else { return }
    let (old, new) = (record.policies[0].limits, record.policies[1].limits)
    let removed = old.filter { limit in !new.contains { $0.isAlike(limit) } }
    let added = new.filter { limit in !old.contains { $0.isAlike(limit) } }
    if !removed.isEmpty || !added.isEmpty {
      thresholds = [ThresholdCounts(removed), ThresholdCounts(added)]
    }
  }

  /// Adds a session under each policy.
  mutating func add(_ records: [SessionRecord]) {
    guard let old = records.first, let new = records.last else { return }
    timeline.add(records.count == 2 ? new : old)
    unproven.add(records)
    coverage[
      records.map(\.heldCoverage).max { $0.blindness < $1.blindness } ?? .full, default: 0] +=
      1
    if !thresholds.isEmpty {
      thresholds[0].add(old)
      thresholds[1].add(new)
    }
  }

  /// Adds what stands behind the lists.
  func add(_ summary: ComparisonSummary, to fields: inout HTMLFields) {
    let counts = Coverage.allCases.map { ($0, coverage[$0, default: 0]) }
    fields.merge(HTMLCoverage.fields(counts, of: summary.sessions)) { $1 }
    fields.merge(timeline.fields) { $1 }
    let policy = summary.candidates.count == 1 ? "new" : "old"
    fields["timelineNote"] = "The verdicts are those of the \(policy) policy."
    fields.set("modelLimits", list: unproven.fields)
    var index = 0
    let limits = zip(thresholds, ["old policy", "new policy"]).flatMap { counts, side in
      counts.limits.map { limit -> HTMLFields in
        defer { index += 1 }
        var fields = limit.fields(index, listed: [])
        fields["where"] = "\(side), \(fields["where"] as? String ?? "")"
        return fields
      }
    }
    fields.set("limits", list: limits)
  }
}

extension PolicyLimitRecord {
  /// Whether two compare the same with the same number and do the same then.
  fileprivate func isAlike(_ other: PolicyLimitRecord) -> Bool {
    criterion == other.criterion && number == other.number && actions == other.actions
  }
}

extension SessionRecord {
  /// The coverage, where what the policy exempts counts as looked at.
  fileprivate var heldCoverage: Coverage {
    coverage == .none && coverageNotes.contains { $0.reason == .policy } ? .full : coverage
  }
}

extension Coverage {
  fileprivate var blindness: Int {
    switch self {
    case .full: 0
    case .partial: 1
    case .none: 2
    }
  }
}
