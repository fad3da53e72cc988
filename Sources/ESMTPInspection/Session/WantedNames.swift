/// Names of mail and words of replies that are looked for in a session, and which came.
public struct WantedNames: Sendable {
  /// What a name is.
  public enum Kind: Sendable {
    /// The address of MAIL and what is like it.
    case sender
    /// The address of RCPT.
    case recipient
    /// The Message-ID of a message beyond `Session.messages`.
    case messageID
    /// The text of a 4xx or 5xx reply, with its codes and line ends.
    case refusal
  }

  /// What is looked for, of each kind.
  public var predicates: [Kind: @Sendable (String) -> Bool]
  /// The kinds of which one came.
  public internal(set) var found: Set<Kind> = []

  /// Nothing found yet.
  public init(_ predicates: [Kind: @Sendable (String) -> Bool] = [:]) {
    self.predicates = predicates
  }

  /// Notes a reply where one is looked for.
  mutating func look(atRefusal reply: [UInt8]) {
    if predicates[.refusal] != nil { look(at: asText(reply), .refusal) }
  }

  /// Notes a name where it is looked for.
  mutating func look(at name: String?, _ kind: Kind) {
    guard !predicates.isEmpty, let name, !found.contains(kind) else { return }
    if predicates[kind]?(name) == true { found.insert(kind) }
  }
}
