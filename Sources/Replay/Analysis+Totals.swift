public import Reports

// What the end of a report tells of all sessions.
extension Analysis {
  /// The number of sessions that ended.
  public var sessions: Int { totals.sessions }
  /// Sessions of which nothing was looked at, for a reason that is not the policy's.
  public var unchecked: Int { totals.unchecked }

  /// The summary of everything so far.
  ///
  /// - Parameters:
  ///   - packets: counts of packets by name.
  ///   - bounds: the bounds that were hit.
  ///   - status: the exit status.
  /// - Returns: the last record of a report.
  func summary(
    packets: [(name: String, count: Int)], bounds: [(name: String, count: Int)], status: Int
  ) -> SummaryRecord {
    var bounds = bounds
    if heldOutputHits > 0 { bounds.append(("held-output", heldOutputHits)) }
    var summary = totals.summary(packets: packets, bounds: bounds, status: status)
    summary.counters = counters.records
    return summary
  }

  /// What the device would have counted up to now, an item for each inspection of the policy.
  public var counted: [CountersRecord] { counters.records }
}
