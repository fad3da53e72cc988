public import Primitives

/// A maximum under which a connection falls: whose connections are counted, and how many are let.
///
/// Evidence 7.1: `set connection` counts for each server and for each client. Evidence 7.2: `static`
/// and `nat` count for the translated host.
public struct ConnectionClaim: Sendable, Hashable {
  /// The statement that sets the maxima.
  public enum Statement: UInt8, Sendable, CaseIterable {
    /// `conn-max` and `embryonic-conn-max`.
    case server
    /// `per-client-max` and `per-client-embryonic-max`.
    case client
    /// `static`
    case staticTranslation
    /// `nat`
    case addressTranslation
  }

  /// What is counted together.
  struct Key: Hashable {
    var group: Int
    var holder: Sender
    var host: IPAddress
  }

  /// The statement.
  public var statement: Statement
  /// The number of the limits; claims of one number, side and host are counted together.
  public var group: Int
  /// The side whose host is counted.
  public var holder: Sender
  /// The counted host.
  public var host: IPAddress
  /// The most connections at a time; 0 for no limit.
  public var connections: Int
  /// The most half-open connections at a time; 0 for no limit.
  public var embryonic: Int
  /// The statement in the words of the configuration, where it is not one of `set connection`.
  public var text: String?
  /// The line that sets the maxima.
  public var source: SourceLine

  /// A claim; maxima of 0 are counted and limit nothing.
  public init(
    _ statement: Statement, group: Int, holder: Sender, host: IPAddress, connections: Int,
    embryonic: Int, text: String? = nil, source: SourceLine
  ) {
    self.statement = statement
    self.group = group
    self.holder = holder
    self.host = host
    self.connections = connections
    self.embryonic = embryonic
    self.text = text
    self.source = source
  }

  var key: Key { Key(group: group, holder: holder, host: host) }
}

/// A maximum that is reached.
public struct ConnectionExcess: Sendable, Hashable {
  /// What the connection would have been counted under.
  public var claim: ConnectionClaim
  /// Whether the maximum of half-open connections is reached, not that of all.
  public var isEmbryonic: Bool
  /// The connections that are counted already.
  public var count: Int
  /// The most that are let.
  public var maximum: Int
  /// Whether the device writes its message (201012 comes at most once in 10 s for a client).
  public var isLogged: Bool

  /// The maximum that is the first to be reached of those for the hosts of one side, before anything is
  /// counted; nil where there is none. Of several for one host the lowest counts, and no other
  /// (evidence 7.1).
  init?(_ claims: [ConnectionClaim], of holder: Sender, isEmbryonic: Bool) {
    var lowest: (claim: ConnectionClaim, maximum: Int)?
    for claim in claims where claim.holder == holder {
      let maximum = isEmbryonic ? claim.embryonic : claim.connections
      if maximum > 0, maximum < lowest?.maximum ?? .max { lowest = (claim, maximum) }
    }
    guard let lowest else { return nil }
    claim = lowest.claim
    self.isEmbryonic = isEmbryonic
    count = 0
    maximum = lowest.maximum
    isLogged = true
  }

  /// All that can be exceeded under some claims, in the order in which they are asked, with a count of 0.
  public static func all(of claims: [ConnectionClaim]) -> [ConnectionExcess] {
    [false, true].flatMap { isEmbryonic in
      [Sender.server, .client].compactMap {
        ConnectionExcess(claims, of: $0, isEmbryonic: isEmbryonic)
      }
    }
  }
}

/// How long a firewall keeps connections, in nanoseconds; `Int64.max` is for ever.
public struct ConnectionTimes: Sendable, Hashable {
  /// From the SYN to the handshake's last ACK (evidence 4, `SYN Timeout`).
  public var embryonic: Int64
  /// Without a packet after the first FIN.
  public var halfClosed: Int64
  /// Without a packet.
  public var idle: Int64

  /// 30 s, 10 min and 1 h where nothing else is said.
  public init(
    embryonic: Int64 = 30_000_000_000, halfClosed: Int64 = 600_000_000_000,
    idle: Int64 = 3_600_000_000_000
  ) {
    self.embryonic = embryonic
    self.halfClosed = halfClosed
    self.idle = idle
  }
}
