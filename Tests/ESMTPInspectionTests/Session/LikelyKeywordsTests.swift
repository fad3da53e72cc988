import Testing

@testable import ESMTPInspection

/// What is told of keywords that an inspection before the capture has crossed out.
@Suite struct LikelyKeywordsTests {
  private static func words(
    _ lines: [String], beside others: [String] = [], hidden: Set<String>
  ) -> String {
    var crossed = LikelyKeywords()
    for line in lines { crossed.add(line, beside: others) }
    return crossed.words { hidden.contains($0) }
  }

  private static let opening = "keywords of the reply to EHLO are crossed out, as "

  @Test(
    "keywords of the length are named, but those that the reply shows, and what the policy hides")
  func likely() {
    #expect(
      Self.words(["XXXXXXXA"], beside: ["8bitmime"], hidden: ["STARTTLS", "CHUNKING", "SMTPUTF8"])
        == Self.opening + "'no allow-tls' or 'match ehlo-reply-parameter' leaves them: XXXXXXXA "
        + "(8 bytes: STARTTLS, CHUNKING or SMTPUTF8?); this policy would hide each of these, too")
    #expect(
      Self.words(
        ["XXXXXXXA"], beside: ["8BITMIME", "CHUNKING"], hidden: ["CHUNKING", "SMTPUTF8"])
        == Self.opening + "'no allow-tls' or 'match ehlo-reply-parameter' leaves them: XXXXXXXA "
        + "(8 bytes: STARTTLS or SMTPUTF8?); this policy would hide SMTPUTF8, but not STARTTLS")
    #expect(
      Self.words(["XXXXXXXA"], beside: ["8BITMIME", "CHUNKING", "SMTPUTF8"], hidden: [])
        .hasSuffix("(8 bytes: STARTTLS?); this policy hides none of these: another one did"))
  }

  @Test("a length of no or of many keywords names none")
  func many() {
    #expect(
      Self.words(["XXXA", "XXXXXXXXXXXXXXXXXXXXXXXB"], hidden: [])
        == Self.opening + "'match ehlo-reply-parameter' leaves them: XXXA (4 bytes), "
        + "XXXXXXXXXXXXXXXXXXXXXXXB (24 bytes)")
    #expect(
      Self.words(Array(repeating: "XXXA", count: 6), hidden: []).hasSuffix(", and 2 more"))
  }
}
