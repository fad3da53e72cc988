extension CriterionDefinition {
  /// `match header to-fields count`: there are more addresses in To than the number.
  static let headerToFieldsCount = CriterionDefinition(
    rule: .headerToFieldsCount, words: "header to-fields count",
    shape: .greaterThan(1...2_147_483_647, unit: "addresses"),
    summary: "there are more addresses in To than the number")
}
