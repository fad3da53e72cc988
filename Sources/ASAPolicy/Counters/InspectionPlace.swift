import ESMTPInspection

/// Where an inspection stands in the configuration.
public struct InspectionPlace: Sendable, Equatable {
  /// The policy map of the service-policy.
  public var servicePolicy: String
  /// The interface of the service-policy; nil for the global one.
  public var interface: String?
  /// The class.
  public var className: String
}

extension LoadedPolicy {
  /// Where an inspection of `inspections` stands; nil where no service-policy applies it.
  public func place(ofInspection index: Int) -> InspectionPlace? {
    for policy in state.policies {
      for entry in policy.entries {
        guard case .inspect(index) = entry.feature else { continue }
        return InspectionPlace(
          servicePolicy: policy.name, interface: policy.interface, className: entry.name)
      }
    }
    return nil
  }

  /// The head line that a device of the configured generation prints (evidence section 5).
  ///
  /// A profile that is not that of the version line has been asked for and wins. Where the newest
  /// layout begins is inferred: 9.8 still had the one before.
  public var counterLayout: ShowServicePolicy.Layout {
    if let version = configuration.version, version.profile == profile {
      switch version.platform {
      case .ngfw: return .packetRate
      case .fwsm, .pix: return .plain
      case .asa:
        return version.isAtLeast(9, 9) ? .packetRate : version.isAtLeast(8, 4) ? .lockFail : .plain
      }
    }
    return profile == .asa84 || profile == .asa94 ? .lockFail : .plain
  }
}
