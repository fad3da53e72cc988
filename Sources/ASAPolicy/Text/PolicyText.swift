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

  /// Whether it holds blanks alone, as where the command has failed that was to print it: nobody means
  /// that for a configuration.
  public var isBlank: Bool { text.utf8.allSatisfy { $0 == 0x20 || (0x09...0x0D).contains($0) } }
}
