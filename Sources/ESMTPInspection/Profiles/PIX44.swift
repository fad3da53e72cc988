extension Profile {
  /// PIX 4.4 and 5.0: the whole greeting masked, verbs X-ed (transcript B06).
  public static let pix44 = Profile(
    name: "pix-4.4", summary: "PIX 4.4 and 5.0: the whole greeting masked",
    commands: .basic, unknownCommand: .maskVerb, bannerFirstLine: .keepNothing,
    bannerFurtherLines: .keepNothing, pipe: .blank, contentOpening: .dataCommand,
    seesSplitEndOfMailData: false, usesMap: false)
}
