extension CriterionDefinition {
  /// `match body line length`: a physical line of the body is longer than the number.
  static let bodyLineLength = CriterionDefinition(
    rule: .bodyLineLength, words: "body line length",
    shape: .greaterThan(1...2_147_483_647, unit: "bytes"),
    summary: "a physical line of the body is longer than the number")
}
