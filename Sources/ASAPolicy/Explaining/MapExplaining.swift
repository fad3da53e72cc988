import ESMTPInspection

extension Explanation {
  /// What a rule is, what both ends see, and how well it is known.
  mutating func rule(
    _ rule: Rule, does: String, action: EventAction, log: [String], beside: String? = nil,
    isNegated: Bool = false
  ) {
    let explanation = rule.explanation
    field("does", does)
    for (index, line) in log.enumerated() { field(index == 0 ? "log" : "", line) }
    let seen = explanation.seen(after: action)
    field("client", seen.client)
    field("server", seen.server)
    // What servers do next is known for the usual action, and for what the rule is about.
    if action == explanation.usualAction, !isNegated { field("next", explanation.next) }
    field("known", "\(explanation.confidence.rawValue): \(explanation.source)\(beside ?? "")")
  }

  /// An inspection map: its parameters, those that are not typed too, and its matches.
  mutating func map(_ map: PolicyMap, _ policy: InspectionPolicy) {
    heading("policy-map type inspect esmtp \(map.name)", beside: map.source.description)
    if let description = map.description { field("says", description) }
    maskBanner(map, policy)
    mailRelay(map, policy)
    specialCharacter(map, policy)
    allowTLS(map, policy)
    for (index, match) in map.matches.enumerated() { self.match(match, index + 1, policy) }
    if map.matches.isEmpty { field("matches", "it has no match statement: no criterion is tried") }
  }

  /// A `match` and its actions, a paragraph for each action.
  private mutating func match(
    _ match: PolicyMap.Match, _ number: Int, _ policy: InspectionPolicy
  ) {
    let definition = match.criterion.definition
    let actions = match.actions.map(\.description).joined(separator: ", ")
    statement("match \(match.text)\(actions.isEmpty ? "" : ": \(actions)")", at: match.source)
    let trips = definition.summary(of: match.argument)
    field("trips", match.isNegated ? "where it is not so that \(trips)" : "where \(trips)")
    if match.actions.isEmpty { field("does", "nothing: it has no action") }
    for action in match.actions {
      let (words, effect) = action.does(definition)
      let rule: Rule = if case .rateLimit = action { .rateLimit } else { definition.rule }
      self.rule(
        rule, does: words, action: effect,
        log: LogTemplate(policy).lines(
          action, match.criterion, number: number, text: match.text),
        isNegated: match.isNegated)
    }
  }

  // MARK: Parameters

  private mutating func maskBanner(_ map: PolicyMap, _ policy: InspectionPolicy) {
    let setting = map.parameters.masksBanner
    guard setting?.value == true else {
      statement(
        setting == nil ? "mask-banner is not typed" : "no mask-banner",
        at: setting?.source ?? map.source)
      return field("does", "nothing: the greeting passes as the server sent it")
    }
    statement("parameters mask-banner", at: setting?.source ?? map.source)
    rule(
      .maskBanner, does: "overwrites the greeting; \(policy.profile.keptOfGreeting)",
      action: .mask, log: [])
  }

  private mutating func mailRelay(_ map: PolicyMap, _ policy: InspectionPolicy) {
    let setting = map.parameters.mailRelay
    guard let relay = setting?.value else {
      statement(
        setting == nil ? "mail-relay is not typed" : "no mail-relay",
        at: setting?.source ?? map.source)
      return field("does", "nothing: recipients of every domain pass")
    }
    statement(
      "mail-relay \(relay.domain) action \(relay.action)", at: setting?.source ?? map.source)
    field("trips", "where a recipient is neither in \(relay.domain) nor in a domain below it")
    rule(
      .mailRelay, does: relay.action.does, action: relay.action.effect,
      log: LogTemplate(policy).lines(
        relay.action, text: "mail-relay: No Mail Relay allowed"))
  }

  private mutating func specialCharacter(_ map: PolicyMap, _ policy: InspectionPolicy) {
    let setting = map.parameters.specialCharacter
    guard let action = setting?.value else {
      statement(
        setting == nil ? "special-character is not typed" : "no special-character",
        at: setting?.source ?? map.source)
      return field(
        "does", "nothing: of the characters of addresses the fixed rules below are all that is left"
      )
    }
    statement("special-character action \(action)", at: setting?.source ?? map.source)
    field("trips", "where an address holds a bar, a back quote or a NUL")
    rule(
      .specialCharacter, does: action.does, action: action.effect,
      log: LogTemplate(policy).lines(
        action, text: "special-character: special character in the mail address"))
  }

  private mutating func allowTLS(_ map: PolicyMap, _ policy: InspectionPolicy) {
    let setting = map.parameters.allowsTLS
    let place = setting?.source ?? map.source
    let silent =
      setting == nil
      ? "allow-tls is not typed; the software generation \(policy.allowsTLS ? "allows" : "refuses") it"
      : nil
    guard policy.allowsTLS else {
      statement(silent ?? "no allow-tls", at: place)
      return rule(
        .allowTLS, does: "hides STARTTLS from the EHLO reply; the command itself becomes X",
        action: .mask, log: [])
    }
    let logs = setting?.value?.logs ?? false
    statement(silent ?? "allow-tls\(logs ? " action log" : "")", at: place)
    rule(
      .tlsStarted, does: "lets STARTTLS through; after the server's 220 nothing is inspected",
      action: .none, log: logs ? [LogTemplate(policy).tlsStarted] : [])
  }
}

extension Action {
  /// What it does, in words, and as an event has it.
  fileprivate func does(_ definition: CriterionDefinition) -> (words: String, effect: EventAction) {
    let writes = "; writes a log line"
    switch self {
    case .dropConnection(let log):
      return (
        "drops the packet and all later ones of the session, both ways" + (log ? writes : ""), .drop
      )
    case .reset(let log):
      return ("ends the session with an RST to both ends" + (log ? writes : ""), .reset)
    case .mask(let log) where definition.actions.contains(.mask):
      return ("overwrites it with X, as many as there were" + (log ? writes : ""), .mask)
    case .mask: return ("counts as log: this criterion takes no mask", .log)
    case .log: return ("writes a log line; the bytes pass", .log)
    case .rateLimit(let rate):
      return ("drops the session where more than \(rate) of them come in a second", .drop)
    }
  }
}

extension PolicyMap.ParameterAction {
  fileprivate var does: String {
    switch self {
    case .dropConnection(let log):
      "drops the packet and all later ones of the session, both ways"
        + (log ? "; writes a log line" : "")
    case .log: "writes a log line; the bytes pass"
    }
  }

  fileprivate var effect: EventAction {
    switch self {
    case .dropConnection: .drop
    case .log: .log
    }
  }
}
