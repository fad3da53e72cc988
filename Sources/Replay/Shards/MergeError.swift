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

  /// A report whose parts, or what others say of the same, do not fit together.
  static func contradiction(_ path: String) -> MergeError {
    MergeError(
      path, "it contradicts itself, or the others",
      remedy: "run the shards again over one list of captures")
  }

  init(_ path: String? = nil, _ reason: String, remedy: String? = nil) {
    self.path = path
    self.reason = reason
    self.remedy = remedy
  }
}
