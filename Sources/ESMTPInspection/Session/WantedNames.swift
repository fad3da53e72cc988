/// Names of mail that are looked for in a session, and which came.
public struct WantedNames: Sendable {
  /// What a name is.
  public enum Kind: Sendable {
    /// The address of MAIL and what is like it.
    case sender
    /// The address of RCPT.
    case recipient
    /// The Message-ID of a message beyond `Session.messages`.
    case messageID
  }

  /// What is looked for, of each kind.
  public var predicates: [Kind: @Sendable (String) -> Bool]
  /// The kinds of which one came.
  public internal(set) var found: Set<Kind> = []

  /// Nothing found yet.
  public init(_ predicates: [Kind: @Sendable (String) -> Bool] = [:]) {
    self.predicates = predicates
  }

  /// Notes a name where it is looked for.
  mutating func look(at name: String?, _ kind: Kind) {
    guard !predicates.isEmpty, let name, !found.contains(kind) else { return }
    if predicates[kind]?(name) == true { found.insert(kind) }
  }
}
