/// A line of a log as somebody asks about it: whole, without its time, or its last words.
public struct AskedLine: Sendable {
  /// Its time, where it is told.
  public let time: LogTime?
  /// What stands behind the time, without blanks around it.
  let text: String

  /// Fewer words may end lines of any connection.
  private static let fewestWords = 3

  /// Reads what is asked; what is behind its first 4,096 bytes is not looked at.
  public init(_ text: String) {
    let line = TimedLine(String(decoding: text.utf8.prefix(4096), as: UTF8.self)[...])
    time = line.time
    self.text = String(line.rest.trimmed)
  }

  /// Whether a line of a log is the one.
  func isIn(_ line: TimedLine) -> Bool {
    guard !text.isEmpty, time == nil || time == line.time else { return false }
    let rest = line.rest.trimmed
    guard rest.hasSuffix(text) else { return false }
    return rest.utf8.count == text.utf8.count
      || rest.dropLast(text.count).last == " "
        && text.split(separator: " ", maxSplits: Self.fewestWords).count >= Self.fewestWords
  }
}

extension Substring {
  /// Without white space at its ends.
  var trimmed: Substring {
    var text = drop(while: \.isWhitespace)
    while text.last?.isWhitespace ?? false { text.removeLast() }
    return text
  }
}
