import ESMTPInspection

// The `parameters` of an esmtp inspection map (evidence 1.5).
extension Interpreter {
  mutating func parameterLine(_ line: Line, _ name: String) throws(Problem) -> Bool {
    var cursor = Cursor(line)
    let isNegated = cursor.take("no")
    let keywords = ["mask-banner", "mail-relay", "special-character", "allow-tls"]
    // `ma` is `mask-banner` or `mail-relay`, and `match` leaves the section.
    guard let token = cursor.peek, token.word != "match",
      let word = Keyword.find(token.word, in: keywords)
    else { return false }
    cursor.index += 1
    let source = texts.source(line.origin)
    defer { dropBuiltIn(name, line) }
    let before = configuration.inspectionMaps[name]?.parameters ?? PolicyMap.Parameters()
    defer { warnOfChange(line, token, before, name) }
    switch word {
    case "mask-banner":
      try cursor.end()
      changeMap(name, line.origin) {
        $0.parameters.masksBanner = PolicyMap.Setting(!isNegated, source: source)
      }
    case "mail-relay":
      var relay: PolicyMap.MailRelay?
      if !isNegated {
        let domain = try cursor.next("a domain")
        relay = PolicyMap.MailRelay(domain: domain.text, action: try parameterAction(&cursor))
        if !domain.isDomain {
          warn(
            line, offset: domain.offset, "this is no domain, and that of no recipient is like it")
        }
      }
      changeMap(name, line.origin) {
        $0.parameters.mailRelay = PolicyMap.Setting(relay, source: source)
      }
    case "special-character":
      let action = isNegated ? nil : try parameterAction(&cursor)
      changeMap(name, line.origin) {
        $0.parameters.specialCharacter = PolicyMap.Setting(action, source: source)
      }
    default:
      var allowed: PolicyMap.AllowTLS?
      if !isNegated {
        let logs = cursor.takeShort("action")
        if logs { _ = try cursor.keyword(["log"], "\"log\"") }
        try cursor.end()
        allowed = PolicyMap.AllowTLS(logs: logs)
      }
      changeMap(name, line.origin) {
        $0.parameters.allowsTLS = PolicyMap.Setting(allowed, source: source)
      }
    }
    return true
  }

  /// Warns where a parameter of the same text had another value before.
  private mutating func warnOfChange(
    _ line: Line, _ token: Token, _ before: PolicyMap.Parameters, _ name: String
  ) {
    guard let after = configuration.inspectionMaps[name]?.parameters else { return }
    let file = texts.source(line.origin).file
    func differs<Value: Equatable>(
      _ setting: KeyPath<PolicyMap.Parameters, PolicyMap.Setting<Value>?>
    ) -> Bool {
      guard let old = before[keyPath: setting], let new = after[keyPath: setting] else {
        return false
      }
      return old.source.file == file && old.value != new.value
    }
    if differs(\.masksBanner) || differs(\.mailRelay) || differs(\.specialCharacter)
      || differs(\.allowsTLS)
    {
      warn(
        line, offset: token.offset,
        "\"\(token.text)\" was set otherwise above; this line holds")
    }
  }

  /// `action {drop-connection [log] | log}`.
  private func parameterAction(_ cursor: inout Cursor) throws(Problem) -> PolicyMap.ParameterAction
  {
    _ = try cursor.keyword(["action"], "\"action\"")
    let word = try cursor.keyword(
      ["drop-connection", "log"], "\"drop-connection\" or \"log\"")
    let logs = word == "drop-connection" && cursor.takeShort("log")
    try cursor.end()
    return word == "log" ? .log : .dropConnection(log: logs)
  }
}
