import ESMTPInspection
import Reports

/// The sessions that have met an open switch of their profile: no other one can have another verdict
/// with such switches turned.
struct ProfileDoubts {
  /// What is known of one.
  struct Doubt {
    var verdict: Verdict
    var switches: ProfileSwitches
  }

  /// By number of the session.
  private(set) var sessions: [Int: Doubt] = [:]
  /// How many more there were.
  private(set) var omitted = 0

  /// How many are kept.
  static let limit = 65_536

  /// Adds a session that has ended.
  mutating func add(_ record: SessionRecord) {
    guard !record.doubts.isEmpty else { return }
    if sessions.count < ProfileDoubts.limit {
      sessions[record.id] = Doubt(verdict: record.verdict, switches: record.doubts)
    } else {
      omitted += 1
    }
  }
}
