extension CriterionDefinition {
  /// `match header length`: the header, with the CR LF of its lines, is longer than the number.
  static let headerLength = CriterionDefinition(
    rule: .headerLength, words: "header length",
    shape: .greaterThan(1...2_147_483_647, unit: "bytes"),
    summary: "the header, with the CR LF of its lines, is longer than the number")
}
