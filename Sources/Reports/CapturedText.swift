/// Strings of a capture, a scalar below 256 for each byte, against what somebody types.
public enum CapturedText {
  /// The ways in which a string of a capture is typed: the bytes themselves, and as reports print them.
  ///
  /// - Parameter captured: the string.
  /// - Returns: one spelling, or two where they differ, in bytes of UTF-8.
  public static func spellings(of captured: String) -> [[UInt8]] {
    var bytes: [UInt8] = []
    Escape.forEachByte(of: captured, .capture) { bytes.append($0) }
    let printed = Array(Escape.captured(captured).utf8)
    return printed == bytes ? [bytes] : [bytes, printed]
  }

  /// Whether a text is a spelling of a string of a capture.
  ///
  /// - Parameters:
  ///   - text: what was typed, or stands in a log.
  ///   - captured: the string.
  /// - Returns: whether it is any of `spellings`.
  public static func isSpelling(_ text: String, of captured: String) -> Bool {
    text == captured || spellings(of: captured).contains(Array(text.utf8))
  }
}
