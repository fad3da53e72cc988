extension CriterionDefinition {
  /// `match sender-address length`: the reverse path without its brackets is longer than the number.
  static let senderAddressLength = CriterionDefinition(
    rule: .senderAddressLength, words: "sender-address length",
    shape: .greaterThan(1...2_147_483_647, unit: "bytes"),
    summary: "the reverse path without its brackets is longer than the number")
}
