public import ESMTPInspection

// The same texts where documents and field differ about the software.
extension LoadedPolicy {
  /// The switches of the profile that a session can meet here and that documents and field set
  /// differently.
  public var openSwitches: ProfileSwitches {
    var open = profile.openSwitches
    if !state.isTLSOpen { open.remove(.silentTLS) }
    if !state.policies.contains(where: \.exempts) { open.remove(.bareNoInspect) }
    return open
  }

  /// The lines of the texts of this policy.
  public var typedLines: Int {
    state.typed.texts.reduce(0) { $0 + $1.text.utf8.count { $0 == 10 } }
  }

  /// The texts of this policy under another profile; nil where the device would not take them then.
  public func under(_ profile: Profile) -> LoadedPolicy? {
    var options = state.options
    options.profile = profile
    return LoadedPolicy.load(behind: state.typed, options: options).policy
  }

  /// The texts of this policy under its profile with some switches turned; nil where the device would
  /// not take them then.
  public func turned(_ switches: ProfileSwitches) -> LoadedPolicy? {
    var options = state.options
    options.profile = profile.turned(switches)
    // That a profile is named makes its word on TLS count instead of the version's.
    if !switches.contains(.silentTLS) { options.silentTLS = state.silentTLS }
    return LoadedPolicy.load(behind: state.typed, options: options).policy
  }

  /// The texts of this policy with an open assumption turned round; nil where the device would not take
  /// them then.
  ///
  /// Nothing else changes with it: that a profile is named would make its word on TLS count instead of
  /// the version's.
  public func turned(_ assumption: Assumption) -> LoadedPolicy? {
    var options = state.options
    options.profile = profile
    options.silentTLS = state.silentTLS
    switch assumption.turn {
    case .profile(let otherwise): options.profile = otherwise(profile)
    case .silentTLS: options.silentTLS = !state.silentTLS
    }
    return LoadedPolicy.load(behind: state.typed, options: options).policy
  }
}
