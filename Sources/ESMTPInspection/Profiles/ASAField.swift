extension Profile {
  /// What transcripts show where they differ from the documents.
  public static let asaField = Profile(
    name: "asa-field", summary: "what transcripts show where they differ from the documents",
    unknownCommand: .maskVerb, bannerFirstLine: .keepFirstFour, bannerFurtherLines: .keepNothing,
    pipe: .blankLogged, authEqualsIsOther: false, silentTLS: .byVersion,
    bareNoInspectExempts: false)
}
