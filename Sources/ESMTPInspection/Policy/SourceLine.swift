/// A line of a configuration.
public struct SourceLine: Hashable, Sendable {
  /// The name of the text: a path, `built-in`, or a profile as `profile asa`.
  public let file: String
  /// The line, from 1.
  public let line: Int

  /// A line (from 1) of a text.
  public init(file: String, line: Int) {
    self.file = file
    self.line = line
  }
}

extension SourceLine: CustomStringConvertible {
  /// `FILE:LINE`.
  public var description: String { "\(file):\(line)" }
}
