/// What a device prints by itself between the lines of a terminal.
enum Chatter {
  /// Whether a line is a message of the device: `INFO: …`, `ERROR: …`, the caret under a mistake, a
  /// log line with or without a time in front, or the head of counters.
  static func isMessage(_ line: Line) -> Bool {
    switch line.head {
    case "info:", "warning:", "error:", "note:", "^": true
    // `show service-policy`
    case "global": line.tokens.count == 2 && line.tokens[1].word == "policy:"
    case "interface": line.tokens.count == 2 && line.tokens[1].word.hasSuffix(":")
    default:
      line.tokens.prefix(mostWords).contains { isLogMark($0) } && Heads.find(line.head) == nil
    }
  }

  /// How many words may stand in front of `%ASA-…`: a date, a name, a colon.
  private static let mostWords = 10

  private static func isLogMark(_ token: Token) -> Bool {
    guard token.word.utf8.first == UInt8(ascii: "%") else { return false }
    return ["%asa-", "%pix-", "%fwsm-", "%ftd-"].contains { token.word.hasPrefix($0) }
  }
}
