/// An action of a `match` statement (evidence 1.4).
public enum Action: Sendable, Hashable {
  /// `drop-connection [log]`
  case dropConnection(log: Bool)
  /// `reset [log]`
  case reset(log: Bool)
  /// `mask [log]`
  case mask(log: Bool)
  /// `log`
  case log
  /// `rate-limit N`, in messages a second
  case rateLimit(Int)
}

extension Action: CustomStringConvertible {
  /// The action as the running configuration prints it.
  public var description: String {
    switch self {
    case .dropConnection(let log): log ? "drop-connection log" : "drop-connection"
    case .reset(let log): log ? "reset log" : "reset"
    case .mask(let log): log ? "mask log" : "mask"
    case .log: "log"
    case .rateLimit(let rate): "rate-limit \(rate)"
    }
  }
}

/// The kinds of action that a criterion takes.
public struct ActionKinds: OptionSet, Sendable {
  /// A bit for each kind.
  public let rawValue: UInt8
  /// The kinds whose bits are set.
  public init(rawValue: UInt8) { self.rawValue = rawValue }

  /// `drop-connection`
  public static let dropConnection = ActionKinds(rawValue: 1)
  /// `reset`
  public static let reset = ActionKinds(rawValue: 2)
  /// `mask`
  public static let mask = ActionKinds(rawValue: 4)
  /// `log`
  public static let log = ActionKinds(rawValue: 8)
  /// `rate-limit`
  public static let rateLimit = ActionKinds(rawValue: 16)

  /// What every criterion takes (evidence 1.4).
  public static let common: ActionKinds = [.dropConnection, .reset, .log]
}
