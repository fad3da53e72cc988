public import ASAPolicy
import ESMTPInspection

/// The behaviours that a verification tries beside that of the policy: the catalogue's profiles, and the
/// policy's own with one switch in another position.
public struct VerificationBehaviours: Sendable {
  /// A profile of the catalogue, and where its trial stands in `policies`; nil for the policy's own.
  struct ProfileTrial: Sendable {
    var name: String
    var trial: Int?
  }

  /// A switch, and where the trials of its positions stand in `policies`; nil for the present one.
  struct SwitchTrial: Sendable {
    var setting: ProfileSwitch
    var trials: [Int?]
  }

  let policy: LoadedPolicy
  private(set) var policies: [LoadedPolicy] = []
  private(set) var profiles: [ProfileTrial] = []
  private(set) var switches: [SwitchTrial] = []
  private(set) var names: [String] = []

  /// Loads the texts of a policy under every behaviour.
  ///
  /// - Parameter policy: as it is verified.
  public init(policy: LoadedPolicy) {
    self.policy = policy
    for profile in Profile.all {
      if profile.name == policy.profile.name {
        profiles.append(ProfileTrial(name: profile.name, trial: nil))
      } else if let other = policy.under(profile) {
        profiles.append(ProfileTrial(name: profile.name, trial: policies.count))
        names.append("profile \(profile.name)")
        policies.append(other)
      }
    }
    for setting in ProfileSwitch.all {
      var trials: [Int?] = []
      for position in setting.positions {
        if !position.holds(policy.profile),
          let other = policy.under(position.applied(policy.profile))
        {
          trials.append(policies.count)
          names.append("\(setting.name) \(position.name)")
          policies.append(other)
        } else {
          trials.append(nil)
        }
      }
      switches.append(SwitchTrial(setting: setting, trials: trials))
    }
  }
}
