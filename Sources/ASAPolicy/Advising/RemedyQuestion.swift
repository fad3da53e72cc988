public import ESMTPInspection
public import Primitives

/// What stopped a session, and what decided that it is inspected.
public struct RemedyQuestion: Sendable {
  /// The rule that acts.
  public var rule: Rule
  /// The line of the policy that does it.
  public var source: SourceLine?
  /// The policy map of the service policy, as the session's chain names it.
  public var policyMap: String?
  /// The class that inspects.
  public var className: String?
  /// The inspection map.
  public var mapName: String?
  /// The client of the session, as captured.
  public var client: Socket
  /// Its server, as captured.
  public var server: Socket
  /// When it opens, in nanoseconds since 1970-01-01 UTC.
  public var time: Int64

  /// What stopped a session between two ends.
  public init(
    rule: Rule, source: SourceLine?, policyMap: String?, className: String?, mapName: String?,
    client: Socket, server: Socket, time: Int64
  ) {
    self.rule = rule
    self.source = source
    self.policyMap = policyMap
    self.className = className
    self.mapName = mapName
    self.client = client
    self.server = server
    self.time = time
  }
}
