/// A mistake in a regular expression.
public struct RegexError: Error, Sendable, Equatable {
  /// The expression that is wrong: its index among those given.
  public var pattern: Int
  /// The character that is wrong, from 1.
  public var column: Int
  /// What is wrong, in lower case without a full stop.
  public var message: String
}
