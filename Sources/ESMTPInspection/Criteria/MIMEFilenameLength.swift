extension CriterionDefinition {
  /// `match MIME filename length`: the name of an attached file is longer than the number.
  static let mimeFilenameLength = CriterionDefinition(
    rule: .mimeFilenameLength, words: "MIME filename length",
    shape: .greaterThan(1...2_147_483_647, unit: "bytes"),
    summary: "the name of an attached file is longer than the number")
}
