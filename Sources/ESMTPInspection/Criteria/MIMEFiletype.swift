extension CriterionDefinition {
  /// `match MIME filetype regex`: the name of an attached file holds the expression.
  static let mimeFiletype = CriterionDefinition(
    rule: .mimeFiletype, words: "MIME filetype regex",
    shape: .regex,
    summary: "the name of an attached file holds the expression")
}
