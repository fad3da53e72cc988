import Primitives

/// What can have stood in a reply to EHLO where an inspection before the capture has left X and a letter.
///
/// The mask keeps the length of a line (evidence 3.6), which is all that is left of it.
struct LikelyKeywords {
  /// The lines with the keywords that can have stood there, in the order of the reply.
  private var lines: [(text: String, keywords: [String])] = []
  private var omitted = 0

  /// How many lines are named, and up to how many keywords of a line are few.
  private static let lineLimit = 4, keywordLimit = 4

  /// Keywords that stand by themselves in their lines: the registry of RFC 5321 section 2.2.2, and those
  /// of transcripts E01 to E10.
  private static let known = [
    "STARTTLS", "CHUNKING", "SMTPUTF8", "8BITMIME", "HELP", "VRFY", "ETRN", "EXPN", "TURN", "ATRN",
    "DSN", "PIPELINING", "BINARYMIME", "ENHANCEDSTATUSCODES", "DELIVERBY", "REQUIRETLS", "XEXCH50",
    "X-LINK2STATE", "X-ANONYMOUSTLS", "XRDST",
  ]

  /// Adds a line.
  ///
  /// - Parameters:
  ///   - text: the line behind its code.
  ///   - others: the keywords that the reply shows: they did not stand here.
  mutating func add(_ text: String, beside others: [String]) {
    guard lines.count < Self.lineLimit else {
      omitted += 1
      return
    }
    let shown = Set(others.map { $0.uppercased() })
    let fitting = Self.known.filter { $0.utf8.count == text.utf8.count && !shown.contains($0) }
    lines.append((text, fitting.count <= Self.keywordLimit ? fitting : []))
  }

  /// What is told of the lines.
  ///
  /// - Parameter hides: whether the policy would hide a keyword.
  /// - Returns: a sentence without a full stop.
  func words(hides: (String) -> Bool) -> String {
    var named: [String] = []
    let spoken = lines.map { text, keywords in
      named += keywords.filter { !named.contains($0) }
      let likely = keywords.isEmpty ? "" : ": \(listed(keywords, "or"))?"
      return "\(text.prefix(40)) (\(text.utf8.count) bytes\(likely))"
    }
    let rules =
      named.contains("STARTTLS")
      ? "'no allow-tls' or 'match ehlo-reply-parameter'" : "'match ehlo-reply-parameter'"
    return "keywords of the reply to EHLO are crossed out, as \(rules) leaves them: "
      + spoken.joined(separator: ", ") + (omitted > 0 ? ", and \(omitted) more" : "")
      + judgement(named, hides)
  }

  /// Which of the likely keywords the policy would hide.
  private func judgement(_ named: [String], _ hides: (String) -> Bool) -> String {
    let hidden = named.filter(hides)
    return switch (named.count, hidden.count) {
    case (0, _): ""
    case (_, 0): "; this policy hides none of these: another one did"
    case let (all, some) where all == some:
      "; this policy would hide \(all == 1 ? "it" : "each of these"), too"
    default:
      "; this policy would hide \(listed(hidden, "or")), but not "
        + listed(named.filter { !hidden.contains($0) }, "or")
    }
  }
}
