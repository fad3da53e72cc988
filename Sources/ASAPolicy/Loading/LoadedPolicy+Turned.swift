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
  public func under(_ profile: Profile) -> LoadedPolicy? { loaded(under: profile) }

  /// The texts of this policy under its profile with some switches turned; nil where the device would
  /// not take them then.
  public func turned(_ switches: ProfileSwitches) -> LoadedPolicy? {
    loaded(
      under: profile.turned(switches),
      silentTLS: switches.contains(.silentTLS) ? nil : state.silentTLS)
  }

  /// The texts of this policy with an open assumption turned round, and nothing else; nil where the device
  /// would not take them then.
  public func turned(_ assumption: Assumption) -> LoadedPolicy? {
    switch assumption.turn {
    case .profile(let otherwise): loaded(under: otherwise(profile), silentTLS: state.silentTLS)
    case .silentTLS: loaded(under: profile, silentTLS: !state.silentTLS)
    }
  }

  /// The texts of this policy, loaded anew.
  ///
  /// - Parameters:
  ///   - profile: the profile.
  ///   - silentTLS: whether TLS is allowed where a map is silent; nil for what the profile says, whose word
  ///     counts instead of the version's because it is named.
  /// - Returns: nil where the device would not take them then.
  private func loaded(under profile: Profile, silentTLS: Bool? = nil) -> LoadedPolicy? {
    var options = state.options
    options.profile = profile
    if let silentTLS { options.silentTLS = silentTLS }
    return LoadedPolicy.load(behind: state.typed, options: options).policy
  }
}
