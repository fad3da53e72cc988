extension Profile {
  /// PIX 6.3: `fixup protocol smtp`, seven commands, others become NOOP (evidence 3.13).
  public static let pix63 = Profile(
    name: "pix-6.3", summary: "PIX 6.3: fixup protocol smtp",
    commands: .basic, unknownCommand: .noop, pipe: .blankLogged, usesMap: false)
}
