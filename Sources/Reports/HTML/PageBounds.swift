/// How much a page holds.
public struct PageBounds: Sendable {
  /// The sessions that a list has, the most urgent first.
  public var sessionLimit: Int
  /// The sessions among them, the most urgent first, that show their dialogue.
  public var dialogueLimit: Int
  /// The bytes of all dialogues after which no further one is shown.
  public var dialogueBytes: Int
  /// The bytes of all lists, about, after which no further session is listed.
  public var listBytes: Int

  /// What a browser opens in a few seconds.
  public init(
    sessionLimit: Int = 2_000, dialogueLimit: Int = 200, dialogueBytes: Int = 6 << 20,
    listBytes: Int = 12 << 20
  ) {
    self.sessionLimit = sessionLimit
    self.dialogueLimit = dialogueLimit
    self.dialogueBytes = dialogueBytes
    self.listBytes = listBytes
  }
}
