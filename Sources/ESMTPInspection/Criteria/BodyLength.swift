extension CriterionDefinition {
  /// `match body length`: the bytes after the header are more than the number.
  static let bodyLength = CriterionDefinition(
    rule: .bodyLength, words: "body length",
    shape: .greaterThan(1...2_147_483_647, unit: "bytes"),
    summary: "the bytes after the header are more than the number")
}
