extension RuleExplanation {
  /// What both ends get where an action is taken, in sentences without a full stop.
  public func seen(after action: EventAction) -> (client: String, server: String) {
    let effect = effect(of: action)
    return (effect.client, effect.server)
  }
}

extension InspectionPolicy {
  /// The commands that pass, in upper case; STARTTLS is not among them.
  public var passedCommands: [String] {
    switch profile.commands {
    case .extended: Verb.allCases.map(\.rawValue)
    case .basic: Verb.basic.map(\.rawValue)
    }
  }
}
