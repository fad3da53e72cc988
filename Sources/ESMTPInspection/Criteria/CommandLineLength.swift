extension CriterionDefinition {
  /// `match cmd line length`: a command line without its CR LF is longer than the number.
  static let commandLineLength = CriterionDefinition(
    rule: .commandLineLength, words: "cmd line length",
    shape: .greaterThan(1...2_147_483_647, unit: "bytes"),
    summary: "a command line without its CR LF is longer than the number")
}
