extension CriterionDefinition {
  /// `match cmd RCPT count`: more RCPT commands than the number since the last MAIL, RSET, HELO or EHLO.
  static let recipientCount = CriterionDefinition(
    rule: .recipientCount, words: "cmd RCPT count",
    shape: .greaterThan(1...2_147_483_647, unit: "recipients"),
    summary: "there are more RCPT commands than the number since the last MAIL, RSET, HELO or EHLO")
}
