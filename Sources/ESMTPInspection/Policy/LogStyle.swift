/// How a device writes its log lines (evidence section 4).
public struct LogStyle: Sendable, Hashable {
  /// The platform in front of a message's number: `ASA`, `PIX` or `FWSM`.
  public var facility: String
  /// Whether 108003 has its wording of before 9.0 (evidence 10, item 9).
  public var hasOldAddressLog: Bool

  /// The style of a software version.
  public init(facility: String, hasOldAddressLog: Bool) {
    self.facility = facility
    self.hasOldAddressLog = hasOldAddressLog
  }

  /// The style of a software generation, where no version is known.
  public init(_ profile: Profile) {
    facility = profile.usesMap ? "ASA" : "PIX"
    hasOldAddressLog = profile.hasOldAddressLog
  }
}
