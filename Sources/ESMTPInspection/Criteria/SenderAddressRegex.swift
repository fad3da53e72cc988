extension CriterionDefinition {
  /// `match sender-address regex`: the reverse path without its brackets holds the expression.
  static let senderAddressRegex = CriterionDefinition(
    rule: .senderAddressRegex, words: "sender-address regex",
    shape: .regex,
    summary: "the reverse path without its brackets holds the expression")
}
