extension Profile {
  /// PIX 5.1 to 6.2: content opens at DATA, a split final dot is not seen (transcripts C20, C22).
  public static let pix51 = Profile(
    name: "pix-5.1", summary: "PIX 5.1 to 6.2: fixup protocol smtp with its content defects",
    commands: .basic, unknownCommand: .noop, pipe: .blankLogged, contentOpening: .dataCommand,
    seesSplitEndOfMailData: false, usesMap: false)
}
