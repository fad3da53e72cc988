extension CriterionDefinition {
  /// `match ehlo-reply-parameter`: a keyword line of the reply to EHLO (evidence 1.3).
  ///
  /// `others` is every keyword that has no name of its own in the list. `ecode` is
  /// ENHANCEDSTATUSCODES; older books spell `binarymime` as `binaryname`.
  static let ehloReplyParameter = CriterionDefinition(
    rule: .ehloReplyParameter, words: "ehlo-reply-parameter",
    shape: .words(EHLOParameter.allCases.map(\.rawValue), aliases: ["binaryname": "binarymime"]),
    actions: [.common, .mask],
    summary: "the reply to EHLO offers one of the keywords named")
}

/// The words of `match ehlo-reply-parameter` (evidence 1.3).
public enum EHLOParameter: String, Sendable, CaseIterable {
  case eightBitMIME = "8bitmime"
  case auth, binarymime, checkpoint, dsn, ecode, etrn, others, pipelining, size, vrfy
}
