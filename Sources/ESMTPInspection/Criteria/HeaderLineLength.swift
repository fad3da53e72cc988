extension CriterionDefinition {
  /// `match header line length`: a physical line of the message header is longer than the number.
  static let headerLineLength = CriterionDefinition(
    rule: .headerLineLength, words: "header line length",
    shape: .greaterThan(1...2_147_483_647, unit: "bytes"),
    summary: "a physical line of the message header is longer than the number")
}
