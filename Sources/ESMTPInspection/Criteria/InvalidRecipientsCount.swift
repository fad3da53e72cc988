extension CriterionDefinition {
  /// `match invalid-recipients count`: the server refused more RCPT commands than the number since the last MAIL, RSET, HELO or EHLO.
  static let invalidRecipientsCount = CriterionDefinition(
    rule: .invalidRecipients, words: "invalid-recipients count",
    shape: .greaterThan(1...2_147_483_647, unit: "refused recipients"),
    summary:
      "the server refused more RCPT commands than the number since the last MAIL, RSET, HELO or EHLO"
  )
}
