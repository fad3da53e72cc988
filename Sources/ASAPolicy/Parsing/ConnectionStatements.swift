extension Interpreter {
  private static let timeoutWords = ["conn", "half-closed", "embryonic"]

  /// `timeout {conn | half-closed | embryonic} H:M:S …`; times of other things are passed over.
  mutating func timeout(_ cursor: inout Cursor, isNegated: Bool) throws(Problem) -> Bool {
    mode = .root
    var isOurs = false
    while let token = cursor.peek {
      cursor.index += 1
      guard Interpreter.timeoutWords.contains(token.word) else { continue }
      isOurs = true
      var seconds: Int?
      if isNegated {
        skipTime(&cursor)
      } else {
        seconds = try time(&cursor)
      }
      configuration.timeouts.set(token.word, seconds)
    }
    return isOurs
  }

  /// `set connection timeout {embryonic | half-closed | idle | tcp} H:M:S [reset] …`; dead
  /// connection detection is passed over.
  func connectionTimeout(
    _ cursor: inout Cursor, _ before: TimeoutSettings, isNegated: Bool
  ) throws(Problem) -> TimeoutSettings {
    if isNegated, cursor.isAtEnd { return TimeoutSettings() }
    var settings = before
    while let token = cursor.peek {
      cursor.index += 1
      let words = ["embryonic", "half-closed", "idle", "tcp", "reset", "dcd"]
      switch Keyword.find(token.word, in: words) {
      case "reset": settings.resets = !isNegated
      case "dcd": break
      case let word?:
        if isNegated {
          skipTime(&cursor)
          settings.set(word, nil)
        } else {
          settings.set(word, try time(&cursor))
        }
      case nil: try refuseNear(token, words)
      }
    }
    return settings
  }

  /// Refuses a word that is probably one of these, misspelt.
  func refuseNear(_ token: Token, _ words: [String]) throws(Problem) {
    guard let near = Keyword.nearest(token.word, in: words) else { return }
    throw Problem(
      offset: token.offset, message: "\"\(token.text)\" is not known here", suggestion: near)
  }

  /// A time as `H:M:S` in seconds; `0` alone is for ever.
  private func time(_ cursor: inout Cursor) throws(Problem) -> Int {
    let token = try cursor.next("a time")
    if let seconds = Interpreter.seconds(token.text) { return seconds }
    throw Problem(offset: token.offset, message: "\"\(token.text)\" is not a time as hh:mm:ss")
  }

  private func skipTime(_ cursor: inout Cursor) {
    if let token = cursor.peek, Interpreter.seconds(token.text) != nil { cursor.index += 1 }
  }

  private static func seconds(_ text: String) -> Int? {
    if text == "0" { return 0 }
    let parts = text.split(separator: ":", omittingEmptySubsequences: false)
      .map { Keyword.number(String($0)) ?? .max }
    guard parts.count == 3, parts[0] <= 1193, parts[1] <= 59, parts[2] <= 59 else { return nil }
    return parts[0] * 3600 + parts[1] * 60 + parts[2]
  }

  /// `service {resetinbound | resetoutbound | resetoutside} [interface IF]`; other services of the
  /// device are passed over.
  mutating func service(_ cursor: inout Cursor, isNegated: Bool) throws(Problem) -> Bool {
    mode = .root
    guard let token = cursor.peek, let kind = ServiceReset.Kind(rawValue: token.word) else {
      return false
    }
    cursor.index += 1
    let interface = cursor.take("interface") ? try cursor.next("an interface").text : nil
    configuration.serviceResets.removeAll { $0.kind == kind && $0.interface == interface }
    if !isNegated, configuration.serviceResets.count < 4_096 {
      configuration.serviceResets.append(
        ServiceReset(kind: kind, interface: interface, origin: cursor.line.origin))
    }
    return true
  }

  /// `tcp-map NAME`.
  mutating func tcpMap(_ cursor: inout Cursor, isNegated: Bool) throws(Problem) -> Bool {
    mode = .block
    let name = try cursor.next("a name").text
    if isNegated {
      configuration.tcpMaps[name] = nil
      return true
    }
    configuration.tcpMaps.update(name, or: TCPMap(origin: cursor.line.origin)) { _ in }
    mode = .tcpMap(name)
    return true
  }

  /// `queue-limit N [timeout S]`; everything else of a tcp-map is passed over.
  mutating func tcpMapLine(_ line: Line, _ name: String) throws(Problem) -> Bool {
    var cursor = Cursor(line)
    let isNegated = cursor.take("no")
    guard cursor.take("queue-limit") else { return false }
    var limit = 0
    var seconds: Int?
    if !isNegated {
      limit = try cursor.number(0...250, "a number of segments")
      if cursor.take("timeout") { seconds = try cursor.number(1...20, "a number of seconds") }
    }
    configuration.tcpMaps.update(name, or: TCPMap(origin: line.origin)) { [limit, seconds] in
      $0.queueLimit = limit
      $0.queueTime = seconds
    }
    return true
  }
}
