/// A text of configuration and the name that diagnostics give it.
public struct PolicyText: Sendable, Equatable {
  /// A path, or `built-in`.
  public var name: String
  /// The text.
  public var text: String

  /// A text under a name.
  public init(name: String, text: String) {
    self.name = name
    self.text = text
  }
}
