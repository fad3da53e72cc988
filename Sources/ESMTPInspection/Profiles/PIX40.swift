extension Profile {
  /// PIX 4.0 to 4.3: the greeting becomes a fixed text (transcripts B03, B04).
  public static let pix40 = Profile(
    name: "pix-4.0", summary: "PIX 4.0 to 4.3: the greeting replaced by a fixed text",
    commands: .basic, unknownCommand: .maskVerb, bannerFirstLine: .cmapReady,
    bannerFurtherLines: .cmapReady, pipe: .blank, contentOpening: .dataCommand,
    seesSplitEndOfMailData: false, usesMap: false)
}
