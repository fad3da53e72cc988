extension CriterionDefinition {
  /// `match cmd verb`: the command is one of the verbs named.
  static let commandVerb = CriterionDefinition(
    rule: .commandVerb, words: "cmd verb",
    shape: .words(Verb.allCases.map(\.rawValue), aliases: [:]),
    actions: [.common, .mask, .rateLimit],
    summary: "the command is one of the verbs named")
}
