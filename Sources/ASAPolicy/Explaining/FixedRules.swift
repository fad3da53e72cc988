import ESMTPInspection

extension Explanation {
  /// What the inspection does whatever the configuration says.
  mutating func fixedRules(_ policy: InspectionPolicy) {
    let profile = policy.profile
    let place = "profile \(profile.name)"
    heading("What no statement asks for", beside: "\(place): \(profile.summary)")
    let log = LogTemplate(policy)
    if policy.map == nil { greeting(profile, place) }
    statement("commands that are not on the list", at: place)
    field("list", policy.passedCommands.joined(separator: " "))
    if !policy.passedCommands.contains("EHLO") {
      field("ehlo", "EHLO is not among them: clients fall back to HELO, and STARTTLS is not known")
    } else {
      field(
        "starttls",
        policy.allowsTLS ? "passes as well, as TLS is allowed" : "is unknown, as TLS is not allowed"
      )
    }
    rule(
      .unknownCommand, does: profile.unknownCommand.does,
      action: profile.unknownCommand == .noop ? .rewrite : .mask, log: [])
    statement("lines of one to three characters", at: place)
    rule(
      .shortCommand, does: "overwrites them with X and forwards them", action: .mask, log: [])
    statement("command lines that end in a bare LF or a bare CR", at: place)
    rule(
      .commandTermination, does: "overwrites the line with X; what follows is a new line",
      action: .mask, log: [])
    bar(profile, log, place)
    statement("\"<\" and \">\" that do not enclose the path of MAIL or RCPT", at: place)
    rule(
      .addressCharacter, does: "puts a blank in the place of each", action: .rewrite,
      log: profile.pipe == .blank ? [] : [log.replaced])
  }

  /// The log lines that every end of a session brings, and the names that stand in all of them.
  mutating func logLines(_ policy: InspectionPolicy) {
    let log = LogTemplate(policy)
    heading("Log lines", beside: "what stands for the ends of a session, and the lines of its end")
    for isReset in [false, true] {
      for (index, line) in log.ending(isReset: isReset).enumerated() {
        field(index > 0 ? "" : isReset ? "reset" : "drop", line)
      }
    }
    field("CLIENT", "the end that opens the session")
    field(
      "FOREIGN",
      "the end on the interface of the lower security-level: the client where the session is "
        + "inbound, as it is where nothing is known, and the server where it is outbound")
    field("LOCAL", "the other one")
  }

  private mutating func greeting(_ profile: Profile, _ place: String) {
    statement("the server's greeting", at: place)
    rule(
      .maskBanner, does: "overwrites it; \(profile.keptOfGreeting)",
      action: profile.bannerFirstLine == .cmapReady ? .rewrite : .mask, log: [])
  }

  private mutating func bar(_ profile: Profile, _ log: LogTemplate, _ place: String) {
    statement("\"|\" in the path of MAIL or RCPT", at: place)
    switch profile.pipe {
    case .closeSession:
      rule(
        .addressCharacter, does: "closes the session; no statement changes that", action: .drop,
        log: [log.malicious] + log.termination(isReset: false))
    case .blankLogged, .blank:
      rule(
        .addressCharacter, does: "puts a blank in its place", action: .rewrite,
        log: profile.pipe == .blank ? [] : [log.replaced])
    }
  }
}

extension Profile {
  /// What stays of a greeting, in words.
  var keptOfGreeting: String {
    switch bannerFirstLine {
    case .keepTwoZero: "2 and 0 stay, and a blank right behind a 0"
    case .keepFirstFour: "the first four bytes stay"
    case .keepNothing: "nothing stays, the code neither"
    case .cmapReady: "\"220 SMTP/cmap ready\" and underscores stand in its place"
    }
  }
}

extension Profile.UnknownCommand {
  fileprivate var does: String {
    switch self {
    case .maskPacket:
      "overwrites everything from the line's first byte to the end of its packet with X, CR and LF "
        + "apart, and forwards it"
    case .maskVerb: "overwrites the verb with X, keeps the arguments, and forwards the line"
    case .noop: "puts NOOP and blanks in its place and forwards the line"
    }
  }
}
