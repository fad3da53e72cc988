/// Why reports of shards cannot be put together.
public struct MergeError: Error, Equatable, CustomStringConvertible {
  /// The report, where it is about one.
  public let path: String?
  /// What is wrong: lower case, no full stop.
  public let reason: String
  /// What to do about it.
  public let remedy: String?

  /// `PATH: REASON; REMEDY`
  public var description: String {
    (path.map { "\($0): " } ?? "") + reason + (remedy.map { "; \($0)" } ?? "")
  }

  init(_ path: String? = nil, _ reason: String, remedy: String? = nil) {
    self.path = path
    self.reason = reason
    self.remedy = remedy
  }
}
