/// A result that could not be written.
public struct OutputError: Error, CustomStringConvertible {
  /// The file, or `standard output`.
  public let path: String
  /// What is wrong: lower case, no full stop.
  public let reason: String

  /// What to do about it.
  let remedy: String

  /// `PATH: REASON; REMEDY`
  public var description: String { "\(path): \(reason); \(remedy)" }

  /// A result that could not be written, and why.
  public init(path: String, reason: String) {
    self.init(
      path: path, reason: "cannot be written: \(reason)",
      remedy: "check the folder, its permissions and the space left")
  }

  /// A result that cannot be had, why, and what to do about it.
  init(path: String, reason: String, remedy: String) {
    self.path = path
    self.reason = reason
    self.remedy = remedy
  }
}
