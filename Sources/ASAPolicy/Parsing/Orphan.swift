/// A statement of a block of ours that stands in none: without its block it says nothing, and a
/// person who typed it meant something.
struct Orphan {
  /// Whether no block of another feature has such a statement.
  let isOurs: Bool
  /// What is said of it.
  let message: String

  /// Nil for any other line.
  init?(_ line: Line) {
    let index = line.statementIndex
    let words = line.tokens[index...].map(\.word)
    let statement: String
    let block: String
    switch words[0] {
    case "inspect" where words.count > 1 && ["esmtp", "smtp"].contains(words[1]):
      (statement, isOurs) = ("inspect \(words[1])", true)
      block = "\"policy-map NAME\" and \"class NAME\""
    case "mail-relay", "special-character", "allow-tls", "mask-banner":
      // The parameters of an ftp inspection map have a `mask-banner`, too.
      (statement, isOurs) = (words[0], words[0] != "mask-banner")
      block = "\"policy-map type inspect esmtp NAME\" and \"parameters\""
    case "parameters" where words.count == 1:
      (statement, isOurs) = (words[0], false)
      block = "\"policy-map type inspect esmtp NAME\""
    case "match" where words.count > 2 || words.last == "default-inspection-traffic":
      let next = words[1] == "not" ? words[2] : words[1]
      let isOfClass = Orphan.classWords.contains(next)
      guard isOfClass || Orphan.criteria.contains(next) else { return nil }
      (statement, isOurs) = ("match \(next)", false)
      block = isOfClass ? "\"class-map NAME\"" : "\"policy-map type inspect esmtp NAME\""
    case "nameif" where words.count <= 2:
      (statement, isOurs) = (words[0], true)
      block = "\"interface NAME\""
    default: return nil
    }
    message =
      "\"\(index > 0 ? "no " : "")\(statement)\" stands in no block that takes it and is passed "
      + "over; type \(block) before it"
  }

  private static let classWords: Set<String> = [
    "access-list", "default-inspection-traffic", "port",
  ]

  /// The first words of criteria that no map of another protocol has.
  private static let criteria: Set<String> = [
    "cmd", "ehlo-reply-parameter", "invalid-recipients", "mime", "sender-address",
  ]
}

extension Line {
  /// The place of the first word behind `no`.
  var statementIndex: Int { head == "no" && tokens.count > 1 ? 1 : 0 }
  /// The first word behind `no`.
  var statementWord: String { tokens[statementIndex].word }
  /// Whether it leaves a block.
  var leaves: Bool { tokens.count == 1 && (head == "exit" || head == "quit") }
}
