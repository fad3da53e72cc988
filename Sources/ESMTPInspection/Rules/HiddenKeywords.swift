import Primitives

// What an event says of the keywords that it hides from the client.
extension Event {
  /// The keywords of the reply to EHLO that it changes, in upper case and in order, as far as its excerpt
  /// has them (RFC 5321 section 4.1.1.1). Of `AUTH=LOGIN` the part before the `=`.
  var hiddenKeywords: [String] {
    let (lines, changed) = (before.split(separator: 10), after.split(separator: 10))
    var keywords: [String] = []
    for (index, line) in lines.enumerated() {
      if index < changed.count, changed[index] == line { continue }
      let word = line.dropFirst("250-".utf8.count).prefix(while: \.isOfKeyword).map(\.uppercase)
      let keyword = asText(word)
      if !keyword.isEmpty, !keywords.contains(keyword) { keywords.append(keyword) }
    }
    return keywords
  }

  /// Whether the event hides keywords of which its excerpt lacks some.
  private var lacksKeywords: Bool { before.count < length }

  /// Whether it hides STARTTLS, or may do so with what its excerpt lacks.
  public var mayHideStartTLS: Bool {
    switch rule {
    case .allowTLS: true
    case .ehloReplyParameter:
      action == .mask && (lacksKeywords || hiddenKeywords.contains("STARTTLS"))
    default: false
    }
  }

  /// What well-known mail servers do without the keywords that it hides, in a sentence without a full stop.
  var nextWithoutKeywords: String {
    let keywords = hiddenKeywords
    guard !keywords.isEmpty, !lacksKeywords else {
      return "\(rule.explanation.next); where STARTTLS is among them, "
        + RuleExplanation.allowTLS.next
    }
    var sentences: [String] = []
    if keywords.contains("STARTTLS") { sentences.append(RuleExplanation.allowTLS.next) }
    let lost = keywords.filter(Self.wordsOfExchange.contains)
    if !lost.isEmpty {
      sentences.append(
        "Exchange loses \(listed(lost)), and with that traffic between its own servers")
    }
    for (keyword, sentence) in Self.needed where keywords.contains(keyword) {
      sentences.append(sentence)
    }
    let rest = keywords.filter { keyword in
      keyword != "STARTTLS" && !Self.wordsOfExchange.contains(keyword)
        && !Self.needed.contains { $0.keyword == keyword }
    }
    if !rest.isEmpty { sentences.append("senders go on without \(listed(rest))") }
    return sentences.joined(separator: "; ")
  }

  /// What Exchange's own servers use among themselves (transcripts E01, G12).
  private static let wordsOfExchange = ["X-EXPS", "X-LINK2STATE", "XEXCH50", "X-ANONYMOUSTLS"]

  /// What senders cannot always do without (transcript C21; RFC 6531 section 3.2).
  private static let needed: [(keyword: String, sentence: String)] = [
    (
      "AUTH",
      "a client that has to authenticate cannot, and the server may refuse to relay its mail"
    ),
    (
      "8BITMIME",
      "eight-bit mail may come back with \"554 5.6.1 Body type not supported by Remote Host\""
    ),
    ("SMTPUTF8", "mail that needs SMTPUTF8 comes back to its sender"),
  ]
}

/// As in `CHUNKING, HELP and 3 more`.
private func listed(_ words: [String]) -> String {
  let limit = 4
  guard words.count > limit else { return listed(words, "and") }
  return listed(words.prefix(limit - 1) + ["\(words.count - limit + 1) more"], "and")
}
