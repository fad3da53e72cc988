/// An `expect.yaml` that cannot be used.
public struct ExpectationError: Error, Equatable, CustomStringConvertible {
  /// The file.
  public var path: String
  /// The line, from 1; 0 where the file as a whole is meant.
  public var line: Int
  /// The key, those around it before it, as `sessions.verdict`; nil where none is meant.
  public var key: String?
  /// What is wrong: lower case, no full stop, the remedy after a semicolon.
  public var reason: String

  init(path: String, line: Int = 0, key: String? = nil, _ reason: String) {
    self.path = path
    self.line = line
    self.key = key
    self.reason = reason
  }

  /// `FILE:LINE: KEY: REASON`.
  public var description: String {
    let place = line > 0 ? "\(path):\(line)" : path
    return key.map { "\(place): \($0): \(reason)" } ?? "\(place): \(reason)"
  }
}
