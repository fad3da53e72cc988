/// An inspection policy map: `policy-map type inspect esmtp NAME` (evidence 1.1).
public struct PolicyMap: Sendable {
  /// The name.
  public var name: String
  /// The line that opens the map.
  public var source: SourceLine
  /// The text after `description`, where there is one.
  public var description: String?
  /// The `parameters` section.
  public var parameters: Parameters
  /// The `match` statements in configuration order.
  public var matches: [Match]

  /// A map without parameters and matches does nothing but the fixed part of the inspection.
  public init(
    name: String, source: SourceLine, description: String? = nil,
    parameters: Parameters = Parameters(), matches: [Match] = []
  ) {
    self.name = name
    self.source = source
    self.description = description
    self.parameters = parameters
    self.matches = matches
  }

  /// A `match [not] CRITERION` statement and its action.
  public struct Match: Sendable {
    /// The criterion.
    public var criterion: Criterion
    /// What follows the criterion's words.
    public var argument: Argument
    /// Whether the statement reads `match not`.
    public var isNegated: Bool
    /// The actions in the order in which they were typed; empty where none was.
    public var actions: [Action]
    /// The line of the `match`.
    public var source: SourceLine

    /// A match statement.
    public init(
      criterion: Criterion, argument: Argument, isNegated: Bool = false, actions: [Action],
      source: SourceLine
    ) {
      self.criterion = criterion
      self.argument = argument
      self.isNegated = isNegated
      self.actions = actions
      self.source = source
    }

    /// The statement behind `match`, as the running configuration prints it.
    public var text: String {
      let words = (isNegated ? ["not"] : []) + [criterion.definition.words]
      let argument = argument.description
      return (words + (argument.isEmpty ? [] : [argument])).joined(separator: " ")
    }
  }

  /// The `parameters` section (evidence 1.5).
  public struct Parameters: Sendable {
    /// `mask-banner`, with the line that says so.
    public var masksBanner: Setting<Bool>?
    /// `mail-relay DOMAIN action …`; a nil value is `no mail-relay`.
    public var mailRelay: Setting<MailRelay?>?
    /// `special-character action …`; a nil value is `no special-character`.
    public var specialCharacter: Setting<ParameterAction?>?
    /// `allow-tls [action log]`; a nil value is `no allow-tls`.
    public var allowsTLS: Setting<AllowTLS?>?

    /// Parameters of which the text says nothing.
    public init() {}
  }

  /// A value and the line that sets it.
  public struct Setting<Value: Sendable>: Sendable {
    /// The value.
    public var value: Value
    /// The line.
    public var source: SourceLine

    /// A value set at a line.
    public init(_ value: Value, source: SourceLine) {
      self.value = value
      self.source = source
    }
  }

  /// The action of a parameter: `drop-connection [log]` or `log`.
  public enum ParameterAction: Sendable, Hashable, CustomStringConvertible {
    case dropConnection(log: Bool)
    case log

    /// As the running configuration prints it.
    public var description: String {
      switch self {
      case .dropConnection(let log): log ? "drop-connection log" : "drop-connection"
      case .log: "log"
      }
    }
  }

  /// `mail-relay DOMAIN action …`
  public struct MailRelay: Sendable, Hashable {
    /// The domain that may be relayed to, as typed.
    public var domain: String
    /// What happens to other domains.
    public var action: ParameterAction

    /// A domain and the action for all others.
    public init(domain: String, action: ParameterAction) {
      self.domain = domain
      self.action = action
    }
  }

  /// `allow-tls [action log]`
  public struct AllowTLS: Sendable, Hashable {
    /// Whether `action log` follows.
    public var logs: Bool

    /// TLS allowed, with or without a log line.
    public init(logs: Bool) { self.logs = logs }
  }
}
