import ESMTPInspection

extension Interpreter {
  /// `set connection …` (evidence 7.1).
  mutating func setConnection(
    _ cursor: inout Cursor, _ name: String, _ place: Int, isNegated: Bool
  ) throws(Problem) {
    let origin = cursor.line.origin
    if cursor.takeShort("advanced-options") {
      // A tcp-map may have any name, so that an abbreviation must be a long one.
      let isBypass =
        cursor.peek.map { $0.word.hasPrefix("tcp-s") && "tcp-state-bypass".hasPrefix($0.word) }
        ?? false
      if cursor.take("sctp-state-bypass") { return }
      let map = isBypass ? nil : cursor.peek.map { Reference($0, cursor.line) }
      changeClass(name, place) {
        if isBypass {
          $0.stateBypass = isNegated ? nil : origin
        } else {
          $0.tcpMap = isNegated ? nil : map
        }
      }
      return
    }
    if cursor.takeShort("timeout") {
      let before = configuration.policies[name].flatMap {
        $0.classes.indices.contains(place) ? $0.classes[place].timeouts : nil
      }
      let settings = try connectionTimeout(
        &cursor, before ?? TimeoutSettings(), isNegated: isNegated)
      changeClass(name, place) {
        $0.timeouts = settings.isEmpty ? nil : settings
      }
      return
    }
    var limits =
      configuration.policies[name].flatMap {
        $0.classes.indices.contains(place) ? $0.classes[place].limits : nil
      } ?? ConnectionLimits(source: texts.source(origin))
    let most = 2_000_000
    while let token = cursor.peek {
      cursor.index += 1
      guard let word = Keyword.find(token.word, in: ConnectionLimits.all) else {
        try refuseNear(token, ConnectionLimits.keywords)
        continue
      }
      guard ConnectionLimits.keywords.contains(word) else { continue }
      let value = isNegated && cursor.isAtEnd ? 0 : try cursor.number(0...Int.max, "a limit")
      if let old = limits.value(word), old > 0, !isNegated, old != value,
        limits.source.file == texts.source(origin).file
      {
        warn(
          cursor.line, offset: token.offset, "\"\(word)\" was \(old) above; this line holds")
      }
      let version = configuration.version
      if value > most {
        warn(
          cursor.line, offset: token.offset,
          "\(value) is above \(most), the most that a device takes")
      } else if value > 65_535, let version, version.platform != .ngfw, !version.isAtLeast(9, 0) {
        warn(
          cursor.line, offset: token.offset,
          "\(value) is above 65535, the most that a device takes before 9.0")
      }
      limits.source = texts.source(origin)
      limits.set(word, isNegated ? 0 : value)
    }
    changeClass(name, place) { [limits] in
      if isNegated, !limits.isLimited {
        $0.limits = nil
        $0.setsOther = nil
        return
      }
      if limits.isLimited || $0.limits != nil {
        $0.limits = limits
      } else {
        $0.setsOther = $0.setsOther ?? origin
      }
    }
  }
}

extension ConnectionLimits {
  static let keywords = [
    "conn-max", "embryonic-conn-max", "per-client-max", "per-client-embryonic-max",
  ]
  /// With those that do not limit anything.
  fileprivate static let all = keywords + ["random-sequence-number", "decrement-ttl"]

  fileprivate func value(_ word: String) -> Int? {
    switch word {
    case "conn-max": connections
    case "embryonic-conn-max": embryonic
    case "per-client-max": perClient
    case "per-client-embryonic-max": perClientEmbryonic
    default: nil
    }
  }

  mutating func set(_ word: String, _ value: Int) {
    switch word {
    case "conn-max": connections = value
    case "embryonic-conn-max": embryonic = value
    case "per-client-max": perClient = value
    default: perClientEmbryonic = value
    }
  }
}
