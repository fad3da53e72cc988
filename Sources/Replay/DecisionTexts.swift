import ASAPolicy
import Reports

/// The texts of decisions: sessions that the same statements decide share one, made once.
struct DecisionTexts {
  /// How many are kept; an access list may have any number of lines.
  private static let limit = 1_024
  private var records: [Decision: DecisionRecord] = [:]
  /// The latest one: most sessions are decided as the one before.
  private var latest: (decision: Decision, record: DecisionRecord)?

  /// The texts of a session's decision.
  mutating func record(_ classification: Classification) -> DecisionRecord {
    if let latest, latest.decision == classification.decision { return latest.record }
    let record = find(classification)
    latest = (classification.decision, record)
    return record
  }

  private mutating func find(_ classification: Classification) -> DecisionRecord {
    if let known = records[classification.decision] { return known }
    if records.count >= DecisionTexts.limit { records.removeAll(keepingCapacity: true) }
    let record = DecisionRecord(
      chain: classification.chain.map { ChainStep(text: $0.text, source: $0.source) },
      reason: classification.reason)
    records[classification.decision] = record
    return record
  }
}
