import Reports

/// Passes over the later legs of sessions that were captured on both sides of a firewall, where that is
/// asked for, so that whoever counts sees each session once.
struct LegMerging {
  private let isOn: Bool
  private var count = 0

  /// - Parameter isOn: whether later legs are passed over.
  init(_ isOn: Bool) { self.isOn = isOn }

  /// Whether a session is handed on; counts it where it is not.
  mutating func passes(_ record: SessionRecord) -> Bool {
    guard isOn, record.otherLegOf != nil else { return true }
    count += 1
    return false
  }

  /// What is told of those that were passed over.
  var remarks: [String] { count > 0 ? [SummaryRecord.otherLegsRemark(count)] : [] }
}
