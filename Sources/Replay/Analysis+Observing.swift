import ASAPolicy
import ESMTPInspection

// Sessions that nothing inspects.
extension Analysis {
  /// Under which sessions are followed that nothing inspects.
  static let observing = InspectionPolicy(
    map: nil, profile: .asa, statement: "", source: SourceLine(file: "built-in", line: 1),
    silentTLS: true)

  /// The same where the device names itself in the messages of connection limits.
  static func observing(_ policy: LoadedPolicy) -> InspectionPolicy {
    InspectionPolicy(
      map: nil, profile: policy.profile.usesMap ? .asa : .pix63, statement: "",
      source: observing.source, silentTLS: true, logStyle: policy.logStyle)
  }
}
