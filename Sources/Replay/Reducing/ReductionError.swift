/// Why a capture cannot be reduced.
public struct ReductionError: Error, Equatable, CustomStringConvertible {
  /// The sentence: what is wrong, and the remedy after a semicolon.
  public let description: String

  init(_ description: String) { self.description = description }
}
