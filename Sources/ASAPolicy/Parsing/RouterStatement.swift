/// Lines of IOS, whose inspection is another one: its text must not be taken for one of an ASA.
enum RouterStatement {
  /// Whether a line is one that IOS takes and ASA, PIX and FWSM do not.
  static func isOne(_ line: Line) -> Bool {
    switch line.head {
    case "ip": line.tokens.count > 2 && line.tokens[1].word == "inspect"
    case "zone", "zone-pair": line.tokens.count > 2 && line.tokens[1].word == "security"
    // ASA has the protocol before `match-any`.
    case "class-map":
      line.tokens.count > 3 && line.tokens[1].word == "type" && line.tokens[2].word == "inspect"
        && ["match-any", "match-all"].contains(line.tokens[3].word)
    // ASA, PIX and FWSM have their name before it.
    case "version": line.tokens.count == 2 && isRelease(line.tokens[1].word)
    default: false
    }
  }

  /// `12.4`, `15.1`, `16.9`: two numbers with a dot between them.
  private static func isRelease(_ word: String) -> Bool {
    let parts = word.split(separator: ".", omittingEmptySubsequences: false)
    return parts.count == 2 && parts.allSatisfy { UInt8($0) != nil }
  }
}
